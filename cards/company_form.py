"""The form of a company card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from cards.forms import AddressField
from cards.models import Company

if TYPE_CHECKING:
    CompanyModelForm = forms.ModelForm[Company]
else:  # Django's own class takes no type argument.
    CompanyModelForm = forms.ModelForm


class CompanyForm(CompanyModelForm):
    email = AddressField()

    class Meta:
        model = Company
        fields = [
            "name", "organisation_number", "phone", "email", "website", "street", "postal_code",
            "city", "country", "note",
        ]  # fmt: skip
        widgets = {
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "website": forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "name": {"required": _("Type the name of the company.")},
            "website": {"invalid": _("Write the website like www.company.com.")},
        }

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return " ".join(name.split())

    def clean_website(self) -> str:
        """People write fjord.example; a link needs to know that it is on the web."""
        typed: str = self.cleaned_data["website"]
        return f"https://{typed}" if typed and "://" not in typed else typed

    def complain_of_name(self) -> None:
        """Say that another company has the name."""
        self.add_error(
            "name", _("There is already a company with this name. Add its town, for example.")
        )
