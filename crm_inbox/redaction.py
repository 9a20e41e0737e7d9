"""The last line of defence of the logs: what must not be in them is masked, whoever logged it.

No code of ours logs an address, a subject or a password. Libraries do, and so do exceptions: a
database quotes the row that it refused, a client library the command that failed. So every line
passes through here last, when its traceback is text already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

HIDDEN = "[hidden]"
MOST_CHARACTERS = 20_000
"""Of one text: a traceback of real depth fits; a mail that went astray into a log does not."""

SHORTEST_SECRET = 4
"""A shorter one would be found inside ordinary words."""

_SENSITIVE_KEY = re.compile(
    r"password|passwd|passphrase|secret|token|authori[sz]ation|cookie|session|subject|body|"
    r"address|e-?mail|recipient|credential|sealed|snippet|server_said",
    re.IGNORECASE,
)

_NAMED = r"password|passwd|passphrase|secret|token|api[_-]?key|sessionid|csrftoken|__Host-session"

# Every pattern is linear in the length of the text: repetitions are bounded or cannot overlap.
_PATTERNS = tuple(
    (re.compile(pattern, flags), replacement)
    for pattern, flags, replacement in (
        # The user part of a URL, as in redis://:password@host/0.
        (r"://[^\s/?#@]{1,300}@(?:[^\s/?#@]{1,300}@)?", 0, f"://{HIDDEN}@"),
        # PostgreSQL quotes the row or the statement it refuses: subject and text of a mail.
        (r"Failing row contains \(.*?(?=\n\n|\Z)", re.DOTALL, f"Failing row contains ({HIDDEN})"),
        (r"\bKey \([^)\n]{1,200}\)=\(.*", 0, f"Key {HIDDEN}"),
        (r"^LINE \d+: .*", re.MULTILINE, f"LINE {HIDDEN}"),
        # Header lines that open a session or an account.
        (r"\b((?:proxy-)?authorization|(?:set-)?cookie)\b[\"']?\s{0,3}[:=].*", re.IGNORECASE,
         rf"\1: {HIDDEN}"),
        (r"\b(bearer|basic)\s{1,3}[\w.~+/=-]{8,}", re.IGNORECASE, rf"\1 {HIDDEN}"),
        # What a provider's answer to a sign-in carries in its query.
        (r"([?&](?:code|state)=)[^&\s\"']+", 0, rf"\1{HIDDEN}"),
        # Commands that carry a password: IMAP writes them in capitals, SMTP in either.
        (r"\b(AUTHENTICATE|AUTH|LOGIN)[ \t].*", 0, rf"\1 {HIDDEN}"),
        (r"\b(auth(?:enticate)?)[ \t]{1,3}(?:plain|login|xoauth2|oauthbearer|cram-md5|digest-md5|"
         r"scram)\b.*", re.IGNORECASE, rf"\1 {HIDDEN}"),
        # password=…, 'token': '…'
        (rf"((?:{_NAMED})[\w-]{{0,40}}[\"']?\s{{0,3}}[:=]\s{{0,3}})"
         r"(?:b?'[^'\n]*'|b?\"[^\"\n]*\"|[^\s,;&)}\]]+)", re.IGNORECASE, rf"\1{HIDDEN}"),
        # Addresses, also as they stand in a URL.
        (r"(?<![\w.+-])(?:\"[^\"\n]{1,64}\"|[\w.!#$%&'*+/=?^`{|}~-]{1,64})(?:@|%40)"
         r"\[?[\w-][\w.:-]{0,253}\]?", 0, HIDDEN),
    )
)  # fmt: skip


class Redactor:
    """A structlog processor. *secrets* are values that must not appear, whatever surrounds them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = {s for secret in secrets for s in (secret, quote(secret, safe=""))}
        long_enough = [s for s in spellings if len(s) >= SHORTEST_SECRET]
        self._secrets = sorted(long_enough, key=len, reverse=True)

    def __call__(
        self, _logger: object, _method: str, event: MutableMapping[str, Any]
    ) -> Mapping[str, Any]:
        return {key: self._value(key, value) for key, value in event.items()}

    def _value(self, key: object, value: object) -> object:
        if str(key).startswith("_") or value is None or isinstance(value, bool):
            return value  # structlog's own
        if _SENSITIVE_KEY.search(str(key)):
            return HIDDEN
        if isinstance(value, int | float):
            return value
        if isinstance(value, Mapping):
            return {self.text(str(k)): self._value(k, v) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value("", item) for item in value]
        return self.text(value if isinstance(value, str) else repr(value))

    def text(self, text: str) -> str:
        """*text* without secrets, addresses and commands that carry a password."""
        if len(text) > MOST_CHARACTERS:
            # The end of a traceback says what happened.
            half = MOST_CHARACTERS // 2
            text = f"{text[:half]} … {text[-half:]}"
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


def password_in(url: str) -> list[str]:
    """The password of a URL such as DATABASE_URL, as it is written and as it is meant."""
    try:
        written = urlsplit(url).password or ""
    except ValueError:
        return []
    return [written, unquote(written)]
