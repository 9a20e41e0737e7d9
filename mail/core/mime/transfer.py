"""Content-Transfer-Encoding undone (RFC 2045 §6), forgiving what senders get wrong."""

from __future__ import annotations

import binascii
import re

from mail.core.mime.caps import BASE64_RUNS_LIMIT

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_STRAY = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})
_OUTSIDE = _STRAY.translate(None, b"\r\n")
_STRAY_SHARE = 8
_APPENDED_FOOTER = re.compile(rb"\n(?:__|--)")
_PADDING = re.compile(rb"=+")
_ENCODED_LINES = re.compile(rb"[A-Za-z0-9+/=\r\n]*+(?:[ \t]++[\r\n][A-Za-z0-9+/=\r\n]*+)*+[ \t]*\Z")


def decode_transfer(encoding: str, data: bytes) -> bytes:
    """*data* without its transfer encoding; as it is when *encoding* is 7bit, 8bit or unknown."""
    match encoding:
        case "base64":
            decoded = decode_base64(data)
            return data if _is_plain_after_all(data, decoded) else decoded
        case "quoted-printable":
            return binascii.a2b_qp(data)
        case _:
            return data


def _is_plain_after_all(data: bytes, decoded: bytes) -> bool:
    """Whether *data*, called base64, is words: full of other characters, and nonsense decoded."""
    strays = len(data) - len(data.translate(None, _OUTSIDE))
    return strays * _STRAY_SHARE > len(data) and not _is_utf8(decoded)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode_base64(data: bytes | bytearray) -> bytes:
    """Base64 without its faults: stray characters, lost padding, runs padded one by one.

    A footer that a mailing list appended in plain words is left out: what follows a ruled line,
    and words behind the padding.
    """
    if footer := _APPENDED_FOOTER.search(data):
        data = data[: footer.start()]
    end = data.find(b"=")
    if end >= 0 and not _ENCODED_LINES.match(data, end):
        data = data[:end]
    clean = bytes(data).translate(None, _STRAY)
    if b"=" not in (run := clean.rstrip(b"=")):
        return _decode_run(run)
    runs = _PADDING.split(clean, maxsplit=BASE64_RUNS_LIMIT)
    return b"".join(map(_decode_run, runs))


def _decode_run(run: bytes) -> bytes:
    run = run.partition(b"=")[0]
    whole = len(run) - (len(run) % 4 == 1)  # one character alone holds no byte
    return binascii.a2b_base64(run[:whole] + b"=" * (-whole % 4))
