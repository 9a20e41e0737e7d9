"""The form of a person card and one row of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from cards.models import Company, Person
from cards.models.company import NAME_LIMIT
from mail.core.address import parse_addr_spec
from mail.core.errors import MailError

if TYPE_CHECKING:
    PersonModelForm = forms.ModelForm[Person]
else:  # Django's own class takes no type argument.
    PersonModelForm = forms.ModelForm

TYPED_ADDRESS_LIMIT = 320
"""Characters: an address of 254 with some white space around it is still read."""


SUGGESTIONS_ID = "company-names"
"""The list that the page offers under the field of the company; htmx fills it as one types."""


class PersonForm(PersonModelForm):
    company_name = forms.CharField(
        label=_("Company"),
        required=False,
        max_length=NAME_LIMIT,
        help_text=_("Type a name that is not in the list to make a new company."),
        widget=forms.TextInput(
            attrs={
                "list": SUGGESTIONS_ID,
                "autocomplete": "off",
                "hx-get": reverse_lazy("company_suggestions"),
                "hx-trigger": "input changed delay:150ms",
                "hx-target": f"#{SUGGESTIONS_ID}",
                "hx-sync": "this:replace",
            }
        ),
    )
    field_order = ["first_name", "last_name", "title", "company_name"]

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "title", "phone", "mobile", "note"]
        widgets = {
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "mobile": forms.TextInput(attrs={"inputmode": "tel"}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.company:
            self.initial.setdefault("company_name", self.instance.company.name)

    @property
    def names_new_company(self) -> bool:
        """Whether saving what was typed, which is right, makes a company."""
        name = self.cleaned_data["company_name"]
        return bool(name) and not Company.objects.named(name).exists()

    def unchecked(self) -> PersonForm:
        """The same form with what was typed and without any complaint."""
        return PersonForm(initial={name: self[name].value() for name in self.fields})


class AddressField(forms.CharField):
    """An email address as people type one, or nothing; its domain is kept in ASCII."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Email"),
            required=False,
            max_length=TYPED_ADDRESS_LIMIT,
            widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            error_messages={"max_length": _("An email address has at most 254 characters.")},
        )

    def clean(self, value: str | None) -> str:
        typed: str = super().clean(value)
        if not typed:
            return ""
        try:
            return parse_addr_spec(typed)
        except MailError:
            raise ValidationError(
                _("“%(address)s” is not an email address. Write it like name@company.com."),
                params={"address": typed},
            ) from None


class AddressRowForm(forms.Form):
    """One address of the card. A row without an address is left out."""

    address = AddressField()
    label = forms.CharField(
        label=_("Label"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Work")}),
    )
