"""Which codec a declared charset means: aliases, supersets, and the codecs mail may name at all.

Only codecs of the list may decode mail. Python would also offer ``punycode`` (quadratic),
``unicode_escape`` and others that were never charsets.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_NAME_LIMIT = 64
_PLAIN_NAME = re.compile(r"[a-z0-9-]+\Z")
_NUMBERED = re.compile(r"(?:x-)?(?:cp|win|windows|ibm|dos)-?(\d{3,5})\Z")
_ISO_8859 = re.compile(r"(?:x-)?(?:iso)?[- ]?8859-?(\d{1,2})(?:-[ie]|:\d{4})?\Z")

_ALIASES = {
    "65001": "utf-8",
    "ansi-x3.4-1968": "ascii",
    "cp65001": "utf-8",
    "iso-10646-ucs-2": "utf-16",
    "ks-c-5601": "cp949",
    "ks-c-5601-1987": "cp949",
    "ksc5601": "cp949",
    "macintosh": "mac-roman",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8mb4": "utf-8",
    "utf8mb3": "utf-8",
    "utf8mb4": "utf-8",
    "x-big5": "big5",
    "x-euc-jp": "euc-jp",
    "x-gbk": "gb18030",
    "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-mac-turkish": "mac-turkish",
    "x-mac-greek": "mac-greek",
    "x-sjis": "cp932",
    "x-utf-8": "utf-8",
    "x-windows-949": "cp949",
    "windows-31j": "cp932",
    "windows-874": "cp874",
}

# Mail declares the smaller set and uses the larger, as the WHATWG Encoding Standard notes.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

_ALLOWED = frozenset(
    {f"iso8859-{n}" for n in (*range(1, 12), *range(13, 17))}
    | {f"cp125{n}" for n in range(9)}
    | {f"cp{n}" for n in (437, 720, 737, 775, 850, 852, 855, 857, 858, 869, 874, 932, 949, 950)}
    | {f"cp{n}" for n in range(860, 867)}
    | {f"mac-{n}" for n in ("roman", "cyrillic", "greek", "latin2", "turkish", "iceland")}
    | {f"iso2022_{n}" for n in ("jp", "jp_1", "jp_2", "jp_3", "jp_2004", "jp_ext", "kr")}
    | {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "hz"}
    | {"utf-32-le", "utf-32-be", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "johab"}
    | {"shift_jis", "shift_jisx0213", "euc_jp", "euc_jisx0213", "euc_kr", "tis-620"}
    | {"koi8-r", "koi8-u", "koi8-t", "ptcp154", "kz1048", "hp-roman8"}
)

NOT_ASCII_BASED = frozenset(
    {name for name in _ALLOWED if name.startswith(("iso2022", "utf-16", "utf-32"))}
    | {"hz", "utf-7"}
)
"""Codecs in which bytes below 0x80 need not mean their ASCII characters."""

MULTIBYTE = NOT_ASCII_BASED | {
    "gb18030", "big5hkscs", "cp932", "cp949", "cp950", "johab", "euc_jp", "euc_jisx0213",
    "shift_jisx0213", "cp874",
}  # fmt: skip
"""Codecs whose short texts can happen to be valid UTF-8, so that the declaration goes first."""


@lru_cache(maxsize=512)
def codec_for(declared: str) -> str:
    """The Python codec for a declared charset; empty for none, unknown, ASCII or refused.

    ASCII counts as undeclared: whoever declares it and sends 8-bit bytes meant something else.
    """
    name = declared[:_NAME_LIMIT].strip(" \t\r\n\"'").lower().replace("_", "-")
    name = _ALIASES.get(name) or _numbered(name)
    if not _PLAIN_NAME.match(name):
        return ""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(found, found) if found in _ALLOWED else ""


def _numbered(name: str) -> str:
    if found := _NUMBERED.match(name):
        return f"cp{found[1]}"
    if found := _ISO_8859.match(name):
        return f"iso8859-{found[1]}"
    return name
