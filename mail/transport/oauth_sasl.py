"""One conversation of a mail server and an access token, the same for IMAP and SMTP."""

from __future__ import annotations

from collections.abc import Collection

from mail.core.endpoint import Endpoint, Security
from mail.core.errors import Code, MailError
from mail.core.oauth import sasl
from mail.core.oauth.sasl import AccessToken, Failure, Mechanism


class Conversation:
    """:meth:`answer` says the client's words one after the other; the token goes out once."""

    def __init__(self, mechanism: Mechanism, first_words: bytes) -> None:
        self.mechanism = mechanism
        self._words = [first_words, sasl.last_word(mechanism)]
        self._failure = Failure()

    def answer(self, challenge: bytes) -> bytes | None:
        """What to say to *challenge*, out of base64 both; None cancels.

        The challenge after the token is the JSON of a failure.
        """
        if len(self._words) == 1:
            self._failure = sasl.read_failure(challenge)
        return self._words.pop(0) if self._words else None

    def refusal_code(self, worded: Code) -> Code:
        """What the refusal at the end means; *worded* as after a password."""
        return sasl.refusal_code(worded, self._failure)


def begin(
    endpoint: Endpoint, username: str, token: AccessToken, offered: Collection[str]
) -> Conversation:
    """Raises MailError: AUTH_UNSUPPORTED when no mechanism is common, PLAINTEXT_FORBIDDEN.

    A bearer token opens the mailbox to whoever reads it: unlike a password it does not go in
    the clear even where the administrator allows that (RFC 7628 §4).
    """
    if endpoint.security is Security.NONE:
        raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=endpoint.host)
    mechanism = sasl.choose(offered, token.mechanisms)
    if mechanism is None:
        raise MailError(Code.AUTH_UNSUPPORTED, " ".join(offered), subject=endpoint.host)
    try:
        words = sasl.initial_response(
            mechanism, username, token, host=endpoint.host, port=endpoint.port
        )
    except ValueError:
        raise MailError(Code.OAUTH_SASL_REJECTED, subject=endpoint.host) from None
    return Conversation(mechanism, words)
