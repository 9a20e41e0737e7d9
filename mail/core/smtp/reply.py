"""What SMTP replies mean: the number (RFC 5321 §4.2), the enhanced code (RFC 3463, RFC 5248), the
stage, and the words. A first digit of 4 is always believed: it passes by itself."""

from __future__ import annotations

import re
from enum import StrEnum

from mail.core.endpoint import Service
from mail.core.errors import Code
from mail.core.replies import vocabulary as words
from mail.core.replies.fold import family, fold
from mail.core.replies.hosts import usual_reason
from mail.core.replies.sign_in import TEXT_LIMIT, refusal, take_apart


class Stage(StrEnum):
    """How far a submission came when it was refused."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


_ENHANCED = re.compile(r"(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?=\D|$)")

_AUTH_CODES = {
    "5.7.8": Code.AUTH_FAILED,
    "5.7.3": Code.AUTH_FAILED,
    "5.7.9": Code.AUTH_UNSUPPORTED,
    "5.7.4": Code.AUTH_UNSUPPORTED,
    "5.5.1": Code.AUTH_UNSUPPORTED,
    "5.5.4": Code.AUTH_UNSUPPORTED,
    "5.7.10": Code.PLAINTEXT_FORBIDDEN,
    "5.7.11": Code.PLAINTEXT_FORBIDDEN,
    "5.7.13": Code.ACCOUNT_BLOCKED,
    "5.2.1": Code.ACCOUNT_BLOCKED,
    "5.7.14": Code.WEB_LOGIN_NEEDED,
    "5.7.30": Code.OAUTH_NEEDED,
    "5.7.57": Code.AUTH_UNSUPPORTED,
    "5.4.5": Code.SENDING_LIMIT,
}
"""What an enhanced code means where the words name no cause."""

_AUTH_NUMBERS = {
    500: Code.AUTH_UNSUPPORTED,
    501: Code.AUTH_UNSUPPORTED,
    502: Code.AUTH_UNSUPPORTED,
    503: Code.AUTH_UNSUPPORTED,
    504: Code.AUTH_UNSUPPORTED,
    523: Code.PLAINTEXT_FORBIDDEN,
    524: Code.PLAINTEXT_FORBIDDEN,
    525: Code.ACCOUNT_BLOCKED,
    530: Code.AUTH_UNSUPPORTED,
    534: Code.AUTH_UNSUPPORTED,
    538: Code.PLAINTEXT_FORBIDDEN,
    550: Code.NOT_PERMITTED,
    553: Code.NOT_PERMITTED,
    554: Code.NOT_PERMITTED,
}

_NOT_KNOWN = frozenset({500, 502, 503, 504})
"""Numbers that say that the command or mechanism itself is not offered."""

_PASSES = frozenset({Code.LOCKED_OUT, Code.TOO_MANY_CONNECTIONS, Code.RATE_LIMITED})

# Exchange Online says this for its administrator's rules, whatever they are.
_TENANT_RULE = "5.7.139"

_LIMIT = family(
    r"(?:sending|daily|hourly|message|mail|outgoing|recipient|user)s?(?: \w+){0,4} (?:limit"
    r"|quota|rate)(?: \w+){0,3} (?:exceed|reach|hit)",
    r"(?:quota|limit) exceeded|exceed\w*(?: \w+){0,5} (?:quota|limit|rate|number of)|(?:too many"
    r"|over|maximum)(?: \w+){0,2} (?:messages|recipients|mails|e ?mails)",
    r"(?:reached|hit)(?: \w+){0,5} (?:quota|limit)|limit (?:is )?reached|sendelimit|versandlimit"
    r"|limite d'envoi|limite de envio|limite di invio|лимит|发送.{0,6}(?:上限|限制|频率)",
)
_OWN_MAILBOX_FULL = frozenset({"5.2.2", "4.2.2"})
_RELAY = family(
    r"relay(?:ing)?(?: \w+){0,4} (?:denied|not|prohibit|refus|disallow|disabled|reject|forbid)"
    r"|(?:unable|not (?:permitted|allowed|authori[sz]ed)|cannot|can't|no) (?:to )?relay"
    r"|not relaying|we do not relay|open relay",
)
_NOT_SIGNED_IN = family(
    r"not authenticated|(?:auth\w*|log ?in|sign ?in)(?: \w+){0,2} (?:required|needed|first)"
    r"|(?:must|need to|please|have to) (?:\w+ )?(?:authenticate|log ?in|sign ?in)",
)
_SENDER = family(
    r"sender (?:address )?(?:is )?(?:rejected|not|refused|verif|mismatch|denied|invalid)"
    r"|not owned by|not (?:allowed|permitted|authori[sz]ed) to (?:send|use)(?: \w+){0,3} (?:as"
    r"|from|address|sender|this)|send ?as|sendasdenied"
    r"|(?:mail )?from(?: \w+){0,3} (?:address )?(?:must|not|mismatch|does)|(?:must|does not"
    r"|doesn't) (?:match|be the same)|not your (?:own )?address|envelope sender",
)
_SENDER_CODES = frozenset({"5.7.60", "5.2.252", "5.1.7", "5.1.8"})


def is_temporary(code: int) -> bool:
    """Whether the same attempt may succeed later (RFC 5321 §4.2.1)."""
    return 400 <= code < 500


def enhanced(text: str) -> str:
    """The first enhanced status code in *text*, such as ``5.7.8``, else empty."""
    found = _ENHANCED.search(text[:TEXT_LIMIT])
    return found[1] if found else ""


def greeting_problem(code: int, text: str) -> Code:
    """For a greeting or an EHLO that was refused with *code*; -1 is no SMTP reply at all."""
    reply, status = fold(text[:TEXT_LIMIT]), enhanced(text)
    if is_temporary(code):
        is_list = words.BLOCK_LIST.search(reply) and not words.BUSY.search(reply)
        return Code.IP_BLOCKED if is_list else Code.BUSY
    if code not in range(520, 600):
        return Code.WRONG_SERVICE
    if words.BLOCK_LIST.search(reply) or status.startswith("5.7."):
        return Code.IP_BLOCKED
    if status.startswith(("4.", "5.3.")) or words.BUSY.search(reply):
        return Code.BUSY
    return Code.IP_BLOCKED


def auth_problem(code: int, text: str, host: str = "") -> Code:
    """A refused AUTH: only a permanent reply says anything about the password."""
    status = enhanced(text)
    reply = take_apart(
        _ENHANCED.sub(" ", text), Service.SMTP, is_about_credentials=status == "5.7.8"
    )
    if is_temporary(code):
        told = refusal(reply)
        return told if told and told in _PASSES else Code.AUTH_TEMPORARY
    if status == _TENANT_RULE:
        return _tenant_rule(reply.words)
    named = None if status in _DECISIVE else refusal(reply)
    named = Code.SENDING_LIMIT if named is Code.RATE_LIMITED else named
    if named is Code.AUTH_TEMPORARY and code in _NOT_KNOWN:
        named = None  # "AUTH not available" passes with no waiting
    found = named or _AUTH_CODES.get(status) or _AUTH_NUMBERS.get(code) or Code.AUTH_FAILED
    if code in range(550, 560) and words.BLOCK_LIST.search(reply.words):
        return Code.IP_BLOCKED
    if found is Code.AUTH_FAILED or (found is Code.AUTH_UNSUPPORTED and code == 534):
        usual = usual_reason(host)
        return found if usual is Code.AUTH_FAILED else usual
    return found


_DECISIVE = frozenset({"5.4.5", "5.7.13", "5.7.14", "5.7.30", "5.7.57"})


def _tenant_rule(reply: str) -> Code:
    if words.OAUTH.search(reply):
        return Code.OAUTH_NEEDED
    return Code.SMTP_DISABLED if words.SMTP_OFF.search(reply) else Code.NOT_PERMITTED


def submission_problem(stage: Stage, code: int, text: str) -> Code:
    """A refusal at *stage*. Reaching a sending limit passes by itself, whatever the number says."""
    if stage is Stage.CONNECT:
        return greeting_problem(code, text)
    reply, status = fold(text[:TEXT_LIMIT]), enhanced(text)
    if _is_sending_limit(reply, status):
        return Code.SENDING_LIMIT
    if is_temporary(code):
        return Code.DEFERRED
    if code in {523, 524, 538} or (code == 530 and words.PLAINTEXT.search(reply)):
        return Code.PLAINTEXT_FORBIDDEN
    if status == "5.7.30" or words.OAUTH.search(reply):
        return Code.OAUTH_NEEDED
    if status == _TENANT_RULE:
        return _tenant_rule(reply)
    if code == 530 or status == "5.7.57" or _NOT_SIGNED_IN.search(reply):
        return Code.AUTH_UNSUPPORTED
    return _refused_address(stage, reply, status)


def _is_sending_limit(reply: str, status: str) -> bool:
    if status in {"5.4.5", "4.5.3", "5.5.3"}:
        return True
    return status not in _OWN_MAILBOX_FULL and bool(_LIMIT.search(reply))


def _refused_address(stage: Stage, reply: str, status: str) -> Code:
    if stage is not Stage.DATA and _RELAY.search(reply):
        return Code.RELAY_DENIED
    if stage is Stage.SENDER or status in _SENDER_CODES or _SENDER.search(reply):
        return Code.SENDER_REFUSED
    return Code.RECIPIENTS_REFUSED if stage is Stage.RECIPIENT else Code.MESSAGE_REFUSED
