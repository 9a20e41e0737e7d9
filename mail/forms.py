"""The compose form: plain text to one or more addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mail.core.address import Address, parse_addr_spec
from mail.core.errors import MailError, printable

RECIPIENT_LIMIT = 100
TEXT_LIMIT = 1_000_000


class AddressListField(forms.CharField):
    """Addresses separated by commas or semicolons, with or without names."""

    def clean(self, value: object) -> tuple[Address, ...]:
        text = super().clean(value)
        return tuple(_address(entry) for entry in split_addresses(text))


def split_addresses(text: str) -> list[str]:
    """The entries of an address line; a comma inside quotes separates nothing."""
    entries, current, quoted = [], "", False
    for character in text[:100_000]:
        quoted ^= character == '"'
        if character in ",;\n" and not quoted:
            entries.append(current)
            current = ""
        else:
            current += character
    return [entry.strip() for entry in [*entries, current] if entry.strip()]


def _address(entry: str) -> Address:
    name, _lt, rest = entry.rpartition("<")
    spec = rest.rstrip("> ") if _lt else entry
    try:
        return Address(name.strip().strip('"').strip(), parse_addr_spec(spec))
    except MailError:
        raise ValidationError(
            _("“%(address)s” is not an email address. Write it like name@company.com."),
            params={"address": entry},
        ) from None


class ComposeForm(forms.Form):
    to = AddressListField(
        label=_("To"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": _("Type at least one address to send to.")},
    )
    cc = AddressListField(label=_("Cc"), required=False)
    bcc = AddressListField(label=_("Bcc"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=900)
    text = forms.CharField(
        label=_("Message"),
        required=False,
        strip=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    sender = forms.TypedChoiceField(label=_("From"), coerce=int)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        senders: Sequence[tuple[int, str]],
        **rest: Any,
    ) -> None:
        """*senders*: number and address of the accounts to choose from."""
        super().__init__(data, **rest)
        if len(senders) > 1:
            self.fields["sender"].choices = senders  # type: ignore[attr-defined]
        else:
            del self.fields["sender"]

    def clean_subject(self) -> str:
        """One line: a line break in a header would begin another header."""
        return printable(self.cleaned_data["subject"])

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        everybody = [a for name in ("to", "cc", "bcc") for a in cleaned.get(name) or ()]  # type: ignore[attr-defined]
        if len(everybody) > RECIPIENT_LIMIT:
            raise ValidationError(
                _("A message can go to at most %(limit)d recipients; this one has %(count)d."),
                params={"limit": RECIPIENT_LIMIT, "count": len(everybody)},
            )
        return cleaned
