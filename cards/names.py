"""A first guess at somebody's names from what a mail header calls them."""

from __future__ import annotations

NAME_LIMIT = 150


def split_name(text: str) -> tuple[str, str]:
    """(first name, last name) of “Kari Marie Hansen” or “Hansen, Kari Marie”; either may be "".

    What looks like an address is no name.
    """
    if "@" in text:
        return "", ""
    last, comma, first = (part.strip(" '\"") for part in text[: 2 * NAME_LIMIT].partition(","))
    if not comma:
        first, _space, last = " ".join(last.split()).rpartition(" ")
        first, last = (first, last) if first else (last, "")
    return first[:NAME_LIMIT], last[:NAME_LIMIT]
