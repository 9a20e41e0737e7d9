"""Forms of Personal settings and Email options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Preferences
from accounts.models.preferences import PAGE_SIZES
from accounts.services.preferences import undo_time
from accounts.time_zones import grouped_choices
from cards.models import Person

if TYPE_CHECKING:
    PreferencesModelForm = forms.ModelForm[Preferences]
else:
    PreferencesModelForm = forms.ModelForm

NAMES = ("first_name", "last_name")
UNDO_TIMES_S = (0, 5, 10, 20, 30)


class PersonalSettingsForm(PreferencesModelForm):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        help_text=_("Recipients see your name as the sender. It is also the name on your card."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Type the first letters of a city to jump to it."),
    )

    class Meta:
        model = Preferences
        fields = ["language", "time_zone", "clock", "theme", "single_keys"]
        labels = {
            "clock": _("Times of day"),
            "theme": _("Appearance"),
            "single_keys": _("Single-key shortcuts"),
        }
        help_texts = {
            "single_keys": _(
                "Switch this off if you dictate, or if keys are pressed by accident. "
                "Keys never do anything while you are writing."
            ),
        }

    def __init__(self, data: QueryDict | None, preferences: Preferences, card: Person) -> None:
        names = {name: getattr(card, name) for name in NAMES}
        super().__init__(data, instance=preferences, initial=names)
        language, zone = self.fields["language"], self.fields["time_zone"]
        assert isinstance(language, forms.ChoiceField) and isinstance(zone, forms.ChoiceField)
        language.choices = [("", _("As the browser")), *_languages_by_own_name()]
        zone.choices = _time_zones(self.instance.time_zone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # Whoever sends only some fields keeps their name.
        kept = {name: self.initial[name] for name in NAMES if name not in self.data}
        cleaned |= kept
        if not self.errors and not (cleaned["first_name"] or cleaned["last_name"]):
            self.add_error("first_name", _("Type a first name or a last name."))
        return cleaned

    @property
    def name_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in NAMES]


class EmailOptionsForm(PreferencesModelForm):
    undo_send_s = forms.TypedChoiceField(
        label=_("Time to undo sending"),
        coerce=int,
        help_text=_("A message waits this long before it leaves, and can still be taken back."),
    )
    page_size = forms.TypedChoiceField(
        label=_("Messages per page"),
        coerce=int,
        help_text=_("“Older” at the end of the list leads to the next page."),
    )

    class Meta:
        model = Preferences
        fields = [
            "mark_read", "page_size", "undo_send_s",
            "signature", "signature_in_new", "signature_in_answers",
        ]  # fmt: skip
        labels = {
            "mark_read": _("When is a message marked as read?"),
            "signature": _("Signature"),
            "signature_in_new": _("Use signature in new email"),
            "signature_in_answers": _("Use signature for Reply/Forward"),
        }
        help_texts = {
            "mark_read": _("Your other mail programs see the mark too."),
            "signature": _("It is put at the end of what you write, above the quoted message."),
        }
        widgets = {"signature": forms.Textarea(attrs={"rows": 6, "dir": "auto"})}

    def __init__(self, data: QueryDict | None, preferences: Preferences) -> None:
        usual = undo_time(preferences)
        super().__init__(data, instance=preferences, initial={"undo_send_s": usual})
        undo, size = self.fields["undo_send_s"], self.fields["page_size"]
        assert isinstance(undo, forms.ChoiceField) and isinstance(size, forms.ChoiceField)
        times = sorted({*UNDO_TIMES_S, usual})
        undo.choices = [(seconds, _undo_label(seconds)) for seconds in times]
        size.choices = [(number, str(number)) for number in PAGE_SIZES]

    @property
    def signature_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("signature")]


def _time_zones(chosen: str) -> list[Any]:
    usual = gettext("As the installation: %(zone)s") % {"zone": settings.TIME_ZONE}
    groups = grouped_choices()
    listed = {zone for _part, zones in groups for zone, _city in zones}
    others = [(zone, zone) for zone in dict.fromkeys(("UTC", chosen)) if zone not in {*listed, ""}]
    return [("", usual), *groups, *others]


def _undo_label(seconds: int) -> str:
    if not seconds:
        return gettext("None: send at once")
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def _languages_by_own_name() -> list[tuple[str, str]]:
    """Each language in its own words: whoever needs it may not read the current one."""
    return [
        (code, str(get_language_info(code)["name_local"]).capitalize())
        for code, _name in settings.LANGUAGES
    ]
