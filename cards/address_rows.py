"""The ordered addresses on the form of a card: rows to type into, the primary address first.

The buttons of a row send the whole form, so that they work without JavaScript: the page comes back
with its rows rearranged, and nothing is stored before Save.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cards.forms import AddressRowForm
from cards.services.people import LabelledAddress
from mail.core.address import address_key

if TYPE_CHECKING:
    AddressFormSet = forms.BaseFormSet[AddressRowForm]
else:  # Django's own class takes no type argument.
    AddressFormSet = forms.BaseFormSet

ROWS_LIMIT = 10
BLANK: LabelledAddress = ("", "")
_PREFIX = "addresses"


class AddressRows(AddressFormSet):
    default_error_messages = {
        **AddressFormSet.default_error_messages,
        "too_many_forms": _("A card has at most %(num)d addresses."),
    }

    def clean(self) -> None:
        seen: set[str] = set()
        for address, _label in self.addresses():
            key = address_key(address)
            if key in seen:
                raise ValidationError(
                    _("%(address)s is in the list twice. Remove one of the two."),
                    params={"address": address},
                )
            seen.add(key)

    def addresses(self) -> list[LabelledAddress]:
        """What was typed and is right, in the order of the rows."""
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [(row["address"], row.get("label", "")) for row in rows if row.get("address")]

    def typed(self) -> list[LabelledAddress]:
        """What was typed, right or wrong, in the order of the rows."""
        return [(form["address"].value() or "", form["label"].value() or "") for form in self.forms]


_RowsFormSet = cast(
    type[AddressRows],
    forms.formset_factory(
        AddressRowForm,
        formset=AddressRows,
        extra=0,
        max_num=ROWS_LIMIT,
        absolute_max=ROWS_LIMIT,
        validate_max=True,
    ),
)


def posted_rows(data: QueryDict) -> AddressRows:
    return _RowsFormSet(data, prefix=_PREFIX)


def shown_rows(addresses: Sequence[LabelledAddress], *, focus: int | None = None) -> AddressRows:
    """Rows to type into, not yet checked; the cursor is in row *focus*."""
    initial = [{"address": address, "label": label} for address, label in addresses]
    rows = _RowsFormSet(initial=initial[:ROWS_LIMIT], prefix=_PREFIX)
    if focus is not None and rows.forms:
        row = rows.forms[min(focus, len(rows.forms) - 1)]
        row.fields["address"].widget.attrs["autofocus"] = True
    return rows


def rearranged_rows(data: QueryDict, typed: list[LabelledAddress]) -> AddressRows | None:
    """The rows after a press on Add, Make first or Remove; None when it was Save."""
    if "add_row" in data:
        return shown_rows([*typed, BLANK], focus=len(typed))
    if "make_first" in data:
        chosen, others = _split(typed, str(data["make_first"]))
        return shown_rows([*chosen, *others], focus=0)
    if "remove_row" in data:
        removed, others = _split(typed, str(data["remove_row"]))
        focus = typed.index(removed[0]) if removed else 0
        return shown_rows(others or [BLANK], focus=focus)
    return None


def _split(
    typed: list[LabelledAddress], number: str
) -> tuple[list[LabelledAddress], list[LabelledAddress]]:
    """The row that *number*, counted from 0, names, in a list that may be empty; and the others."""
    row = int(number) if number.isdecimal() and len(number) == 1 else ROWS_LIMIT
    return typed[row : row + 1], typed[:row] + typed[row + 1 :]
