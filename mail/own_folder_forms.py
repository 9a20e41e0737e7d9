"""The form of a folder: its name and, when it is made, where it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mail.core.imap.folder_name import NAME_LIMIT, NameFault

FAULTS = {
    NameFault.EMPTY: _("Type a name for the folder."),
    NameFault.TOO_LONG: _("This name is too long. Choose a shorter one."),
    NameFault.CHARACTER: _("The name has a character that mail servers do not allow."),
    NameFault.RESERVED: _("Inbox is a name that every mailbox keeps for itself."),
    NameFault.TAKEN: _("There is a folder of this name already."),
}


class FolderForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        error_messages={
            "required": FAULTS[NameFault.EMPTY],
            "max_length": FAULTS[NameFault.TOO_LONG],
        },
    )
    parent = forms.TypedChoiceField(label=_("Inside"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        parents: Sequence[tuple[int, str]] | None,
        **rest: Any,
    ) -> None:
        """*parents*: number and name of the folders to choose from; None where it stays."""
        super().__init__(data, **rest)
        if parents:
            choices = [("", _("No folder, at the top")), *parents]
            self.fields["parent"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]

    def add_fault(self, fault: NameFault) -> None:
        self.add_error("name", FAULTS[fault])
