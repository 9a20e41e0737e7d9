"""Parameters of Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mail.core.mime.caps import HEADER_LIMIT, PARAMETER_SEGMENTS_LIMIT
from mail.core.mime.charset import decode_header, decode_text

_PARAMETER = re.compile(rb';\s*+([^\s=;"]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"?|[^;]*+)', re.DOTALL)
_ESCAPED = re.compile(rb'\\(["\\])')


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameter values as they were sent, by name in lower case; the first of a name counts."""

    values: Mapping[bytes, bytes] = field(default_factory=dict)
    is_extended: bool = False  # whether any name follows RFC 2231

    @classmethod
    def of(cls, pairs: Iterable[tuple[bytes, bytes]]) -> Parameters:
        values: dict[bytes, bytes] = {}
        is_extended = False
        for name, value in pairs:
            is_extended = is_extended or b"*" in name
            values.setdefault(name.lower(), value[:HEADER_LIMIT])
        return cls(values, is_extended)

    def token(self, name: bytes) -> bytes:
        """A value that holds no blanks (a charset, a flag), without comment or quotes."""
        if not self.values:
            return b""
        words = self.values.get(name, b"").strip(b"\"' \t\r\n").split(None, 1)
        if words:
            return words[0]
        extended = self.text(name).split()
        return extended[0].encode() if extended else b""

    def text(self, name: bytes) -> str:
        """A value for people: RFC 2231 where it is used, RFC 2047 where that was used instead."""
        if not self.is_extended:
            return decode_header(self.values[name]) if name in self.values else ""
        if (value := self.values.get(name + b"*")) is not None:
            return _decode_extended(value)
        return self._segments(name) or decode_header(self.values.get(name, b""))

    def _segments(self, name: bytes) -> str:
        """The joined continuations ``name*0``, ``name*1*`` … (RFC 2231 §3 and §4.1)."""
        joined, extended = bytearray(), False
        for number in range(PARAMETER_SEGMENTS_LIMIT):
            key = b"%s*%d" % (name, number)
            if (encoded := self.values.get(key + b"*")) is not None:
                extended = extended or number == 0
                joined += encoded
            elif (plain := self.values.get(key)) is not None:
                joined += plain.replace(b"%", b"%25") if extended else plain
            else:
                break
        return _decode_extended(bytes(joined)) if extended else decode_header(bytes(joined))


NO_PARAMETERS = Parameters()


def parse_parameters(value: bytes) -> tuple[bytes, Parameters]:
    """The word before the first ``;`` in lower case, and what follows. Linear, never raises."""
    main = value.partition(b";")[0].partition(b"(")[0].strip().lower()
    pairs = ((found[1], _unquoted(found[2])) for found in _PARAMETER.finditer(value))
    return main, Parameters.of(pairs)


def _unquoted(value: bytes) -> bytes:
    if not value.startswith(b'"'):
        return value.strip()
    # Only quotes and backslashes are escaped in practice: C:\name must keep its separators.
    return _ESCAPED.sub(rb"\1", value[1:].removesuffix(b'"'))


def _decode_extended(value: bytes) -> str:
    charset, quote, rest = value.partition(b"'")
    _language, second_quote, encoded = rest.partition(b"'")
    if not (quote and second_quote):
        return decode_header(unquote_to_bytes(value))
    return decode_text(unquote_to_bytes(encoded), charset.decode("ascii", "ignore"), detect=False)
