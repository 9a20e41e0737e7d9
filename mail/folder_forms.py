"""Forms about folders: how far back mail is held, and what is looked for on the server."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.window_words import WINDOWS, window_word
from mail.core.errors import printable


class WindowForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("How much mail is held here"),
        coerce=int,
        help_text=_(
            "Everything else stays at your provider, where you can look for it at the end of "
            "each list."
        ),
    )
    hide_older = forms.BooleanField(
        label=_("Also hide older messages that are here already"), required=False
    )

    def __init__(self, data: Mapping[str, str] | None, days: int) -> None:
        super().__init__(data, initial={"days": days})
        chosen = {days: window_word(days)} if days not in WINDOWS else {}
        self.fields["days"].choices = list((chosen | WINDOWS).items())  # type: ignore[attr-defined]


class ServerSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        min_length=2,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "dir": "auto"}),
        error_messages={
            "required": _("Type a word to look for."),
            "min_length": _("Type at least two letters."),
        },
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, query: str = "") -> None:
        """*query* is what was looked for; while there is nothing yet, writing it comes first."""
        super().__init__(data, initial={"q": query})
        self.fields["q"].widget.attrs["autofocus"] = not query

    def clean_q(self) -> str:
        return printable(self.cleaned_data["q"])
