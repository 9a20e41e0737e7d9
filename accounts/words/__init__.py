"""The sentences for each code, one module for each kind of trouble.

Words are a title (what happened), an explanation (why) and a next step (one thing to do now).
``%(subject)s`` is the host, address or provider that they are about.
"""

from __future__ import annotations

from accounts.words import (
    changing,
    connecting,
    encryption,
    finding,
    oauth,
    other,
    sending,
    signing_in,
)
from mail.core.errors import Code

Words = tuple[object, object, object]
"""Three lazily translated texts."""

WORDS: dict[Code, Words] = {
    **finding.WORDS,
    **connecting.WORDS,
    **encryption.WORDS,
    **signing_in.WORDS,
    **oauth.WORDS,
    **sending.WORDS,
    **changing.WORDS,
    **other.WORDS,
}
