"""Bytes of a message as text, whatever it says about itself. Nothing here raises.

Sources: RFC 2047 (encoded words), RFC 2231 §5 (their language suffix), WHATWG Encoding Standard.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from mail.core.mime.charset_names import MULTIBYTE, NOT_ASCII_BASED, codec_for
from mail.core.mime.transfer import decode_base64

_SAMPLE_BYTES = 16 * 1024
_GUESS_MINIMUM_BYTES = 32
_GUESS_SHARE = 8
"""Guess only when one byte in eight is not ASCII: western languages stay below, others far above.
A guess on western text is worse than windows-1252."""

_GUESSES = [
    "cp1251", "koi8_r", "cp1250", "cp1253", "cp1255", "cp1256", "cp874",
    "gb18030", "big5", "cp932", "euc_jp", "cp949",
]  # fmt: skip
_HIGH_BYTES = bytes(range(0x80, 0x100))

# RFC 2047 §2 forbids "?" and blanks in the text; a "?" is met in short Q words all the same, and
# the bound on that second form keeps the search linear.
_ENCODED_WORD = re.compile(
    rb"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*|(?:[^?\s]|\?(?!=)){0,100})\?=", re.DOTALL
)
_LINE_ENDS = re.compile(rb"\r?\n(?=[ \t])")
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")


def decode_text(data: bytes, declared: str = "", *, detect: bool = True) -> str:
    """*data* as text without NULs and lone surrogates.

    UTF-8 when it is that, else the *declared* charset, else (with *detect*) the statistical guess,
    else windows-1252. Declared multibyte charsets go before UTF-8.
    """
    codec = codec_for(declared) if declared else ""
    text = _decode(data, codec, detect)
    if "\0" in text:
        text = text.replace("\0", "")
    text = text.removeprefix("\ufeff")
    if codec not in MULTIBYTE or text.isascii():
        return text  # only codecs of several bytes may give a surrogate
    return text.encode("utf-8", "ignore").decode("utf-8")


def _decode(data: bytes, codec: str, detect: bool) -> str:
    if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data:
        codec = ""  # a template's "utf-16" on text that is nothing of the kind
    if codec not in NOT_ASCII_BASED and data.isascii():
        return data.decode("ascii")
    for name in (codec, "utf-8") if codec in MULTIBYTE else ("utf-8", codec):
        if name and (text := _strictly(data, name)) is not None:
            return text
    if codec and (text := _mostly(data, codec)) is not None:
        return text
    guessed = _guess(data) if detect else ""
    return data.decode(guessed or "cp1252", "replace")


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        if codec != "utf-8":
            return data.decode(codec)
        text, read = codecs.utf_8_decode(data, "strict", False)
    except (UnicodeError, ValueError):
        return None
    # A character cut off at the end of a capped text; alone it is a latin letter.
    return None if read < len(data) and text.isascii() else text


def _mostly(data: bytes, codec: str) -> str | None:
    """The text when one bad byte stands among many good ones, None when the charset is wrong."""
    text = data.decode(codec, "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return text if bad * 4 <= good else None


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    if len(data) > _SAMPLE_BYTES:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    high = len(sample) - len(sample.translate(None, _HIGH_BYTES))
    if high < _GUESS_MINIMUM_BYTES or high * _GUESS_SHARE < len(sample):
        return ""
    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    return best.encoding if best else ""


def decode_header(raw: bytes) -> str:
    """One header value as a line of text: unfolded, decoded, without control characters.

    Adjacent encoded words of one charset are joined as bytes before they are decoded, because
    senders split inside characters. Takes time linear in the length of *raw*.
    """
    if b"\n" in raw:
        raw = _LINE_ENDS.sub(b"", raw)
    text = "".join(_pieces(raw)) if b"=?" in raw else decode_text(raw, detect=False)
    if not text.isprintable():
        text = text.translate(_CONTROLS)
    return text.strip()


def _pieces(raw: bytes) -> Iterator[str]:
    position, charset, run = 0, b"", bytearray()
    open_base64 = bytearray()
    for word in _ENCODED_WORD.finditer(raw):
        between = raw[position : word.start()]
        name = word[1].partition(b"*")[0].lower()
        if position and (between.strip() or name != charset):
            yield _word_text(run + decode_base64(open_base64), charset)
            run, open_base64 = bytearray(), bytearray()
        if not position or between.strip():
            yield decode_text(between, detect=False)
        # Base64 is gathered undecoded: some senders cut it inside a group of four.
        if word[2] in b"bB":
            open_base64 += word[3]
        else:
            run += decode_base64(open_base64) + binascii.a2b_qp(word[3], header=True)
            open_base64 = bytearray()
        position, charset = word.end(), name
    yield _word_text(run + decode_base64(open_base64), charset)
    yield decode_text(raw[position:], detect=False)


def _word_text(data: bytes | bytearray, charset: bytes) -> str:
    declared = charset.decode("ascii", "ignore")
    # UTF-7 in a header has only ever carried attacks; shown as it stands.
    if codec_for(declared) == "utf-7":
        declared = ""
    return decode_text(bytes(data), declared, detect=False)
