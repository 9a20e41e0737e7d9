"""A letter as the bytes that a server would have received."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from crm_inbox.sample.messages import prose
from crm_inbox.sample.messages.enclosures import invitation
from crm_inbox.sample.messages.letter import Form, Letter
from crm_inbox.sample.messages.people import ANNA
from crm_inbox.sample.people import SamplePerson

_PICTURE_PLACE = "[[picture]]"
_PICTURE_CID = "bilde1@bratengard.example"


def compose(letter: Letter, now: datetime, message_ids: dict[str, str]) -> bytes:
    """The whole message with CRLF; *message_ids* has one for every key in the letter's thread."""
    sent = letter.sent.moment(now)
    message = EmailMessage(policy=SMTP)
    _address(message, letter, sent)
    message["Message-ID"] = message_ids[letter.key]
    if letter.answers:
        chain = [message_ids[key] for key in letter.answers]
        message["In-Reply-To"], message["References"] = chain[-1], " ".join(chain)
    for name, value in letter.headers:
        message[name] = value
    _fill(message, letter)
    if letter.meeting:
        _invite(message, letter, sent)
    for enclosure in letter.enclosures:
        kind, _, subtype = enclosure.content_type.partition("/")
        message.add_attachment(
            enclosure.content, maintype=kind, subtype=subtype, filename=enclosure.name
        )
    return message.as_bytes()


def message_id(letter: Letter, now: datetime) -> str:
    domain = letter.sender.address.rpartition("@")[2]
    return f"<{letter.sent.moment(now):%Y%m%d%H%M}.{letter.key}@{domain}>"


def _address(message: EmailMessage, letter: Letter, sent: datetime) -> None:
    if letter.sender is not ANNA:
        domain = letter.sender.address.rpartition("@")[2]
        message["Received"] = (
            f"from mail.{domain} ([192.0.2.25]) by mail.solvind.example with ESMTPS "
            f"for <{ANNA.address}>; {format_datetime(sent)}"
        )
    message["Date"] = format_datetime(sent)
    message["From"] = _mailbox(letter.sender)
    message["To"] = _mailbox(letter.to)
    if letter.cc:
        message["Cc"] = [_mailbox(person) for person in letter.cc]
    message["Subject"] = letter.subject


def _fill(message: EmailMessage, letter: Letter) -> None:
    if letter.form is Form.FLOWED:
        message.set_content(prose.flowed(letter.text), params={"format": "flowed"})
        return
    signature = prose.signature_of(letter.sender) if letter.signed else ""
    charset = "iso-8859-1" if letter.form is Form.LATIN1 else "utf-8"
    text = prose.plain(letter.text.replace(_PICTURE_PLACE, ""), signature)
    message.set_content(text, "plain", charset, cte="quoted-printable")
    if letter.form is Form.RICH:
        message.add_alternative(_page(letter, signature), "html", cte="quoted-printable")
    if letter.picture:
        _show_picture(message, letter.picture)


def _page(letter: Letter, signature: str) -> str:
    if letter.html:
        return prose.page(letter.html + prose.signature_html(signature))
    tag = f'<img src="cid:{_PICTURE_CID}" width="320" height="200" alt="">'
    return prose.page(prose.html(letter.text, signature).replace(_PICTURE_PLACE, tag))


def _show_picture(message: EmailMessage, png: bytes) -> None:
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)
    cid, name = f"<{_PICTURE_CID}>", "taket.png"
    page.add_related(png, "image", "png", cid=cid, filename=name, disposition="inline")


def _invite(message: EmailMessage, letter: Letter, sent: datetime) -> None:
    assert letter.meeting
    uid = f"{letter.key}-{sent:%Y%m%d}@{letter.sender.address.rpartition('@')[2]}"
    calendar = invitation(letter.meeting, sent, letter.sender, letter.to, uid)
    message.add_alternative(calendar, subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )


def _mailbox(person: SamplePerson) -> Address:
    return Address(display_name=person.name, addr_spec=person.address)
