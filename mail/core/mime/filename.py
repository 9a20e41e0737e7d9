"""The name of an attachment, safe to show and to save under."""

from __future__ import annotations

import re
import unicodedata

from mail.core.mime.caps import FILENAME_LIMIT
from mail.core.mime.parameters import Parameters

_EXTENSION_LIMIT = 16
_READ_LIMIT = 1_000
"""Characters looked at: ordering combining marks takes quadratic time in one long run of them."""

_RESERVED = re.compile(r'[<>:"|?*]')
_PATH = re.compile(r"[/\\]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)


def filename_of(disposition: Parameters, content_type: Parameters) -> str:
    """The name a part is given, by Content-Disposition first (RFC 2183 §2.3), or empty."""
    raw = disposition.text(b"filename") or content_type.text(b"name")
    return safe_filename(raw) if raw else ""


def safe_filename(raw: str) -> str:
    """*raw* in NFC without path, control and direction characters, at most FILENAME_LIMIT long.

    Empty when nothing is left. The extension survives shortening.
    """
    name = unicodedata.normalize("NFC", _PATH.split(raw[-_READ_LIMIT:])[-1])
    visible = name if name.isprintable() else "".join(map(_visible, name))
    clean = " ".join(_RESERVED.sub("_", visible).split()).strip(". ")
    if _DEVICE.match(clean):
        clean = f"_{clean}"
    return _shortened(clean)


def _visible(character: str) -> str:
    """Category C holds controls, the right-to-left overrides that disguise an extension,
    surrogates and unassigned characters."""
    if character in "\t\r\n":
        return " "
    return "" if unicodedata.category(character).startswith("C") else character


def _shortened(name: str) -> str:
    if len(name) <= FILENAME_LIMIT:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _EXTENSION_LIMIT:
        return name[:FILENAME_LIMIT].strip()
    return stem[: FILENAME_LIMIT - len(extension) - 1].rstrip(". ") + dot + extension
