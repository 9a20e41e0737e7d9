"""From a message to the draft of its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import EmailAccount
from mail.core.address import Address
from mail.core.html.text import html_to_text
from mail.core.mime.reply import quote, reply_recipients, reply_references, reply_subject
from mail.models import Message
from mail.services.stored_json import load_headers


@dataclass(frozen=True, slots=True)
class Answer:
    """The fields of a compose form, filled."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    text: str


def answer_to(message: Message, account: EmailAccount, *, to_all: bool) -> Answer:
    headers = load_headers(message)
    to, cc = reply_recipients(headers, _own_addresses(account), to_all=to_all)
    body = message.body
    original = body.text or html_to_text(body.html)
    return Answer(
        to=to,
        cc=cc,
        subject=reply_subject(message.subject),
        text=f"\n\n{_attribution(message)}\n{quote(original)}" if original else "",
    )


def _own_addresses(account: EmailAccount) -> tuple[str, ...]:
    """An answer to all does not go to the person's other mailbox either."""
    accounts = EmailAccount.objects.for_user(account.user)
    return tuple(accounts.values_list("address", flat=True))


def thread_fields(message: Message) -> tuple[str, tuple[str, ...]]:
    """(In-Reply-To, References) of an answer (RFC 5322 §3.6.4)."""
    return message.message_id, reply_references(load_headers(message))


def _attribution(message: Message) -> str:
    when = clock.short_date_and_time(message.date)
    who = message.from_name or message.from_address
    return _("On %(when)s %(who)s wrote:") % {"when": when, "who": who}
