"""A stored message as the reading pane shows it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import connect
from mail.core.errors import Code, MailError
from mail.core.html.document import document
from mail.core.html.sanitize import sanitize
from mail.core.html.text import text_to_html
from mail.core.mime.assemble import decode_part
from mail.core.mime.message import Part
from mail.core.mime.structure import INLINE_IMAGE_TYPES, from_raw
from mail.core.reading.plain import load_structure
from mail.models import Message
from mail.services import overlay

ATTACHMENT_LIMIT_BYTES = 50 * 1024 * 1024

PATIENCE_S = 5.0
"""A person waits: the account's own connection for such things may be in use for a moment."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole HTML document for the script-less frame."""

    html: str
    held_images: int


def render_body(message: Message, *, part_url: str) -> Rendered:
    """The frame's document. *part_url* is an address with ``{section}`` for inline images."""
    body = message.body
    if not body.html.strip():
        return Rendered(document(text_to_html(body.text), designed=False), 0)
    sections = {
        part.content_id: part.section
        for part in load_structure(body.structure).parts
        if part.content_id and part.content_type in INLINE_IMAGE_TYPES
    }

    def cid_url(content_id: str) -> str | None:
        section = sections.get(content_id)
        return part_url.replace("{section}", section) if section else None

    clean = sanitize(body.html, cid_url=cid_url)
    return Rendered(document(clean.html, designed=True), clean.held_images)


def attachments(message: Message) -> list[Part]:
    """What is offered for download: everything that is not shown as the message itself."""
    return list(load_structure(message.body.structure).attachments)


def attachment(message: Message, section: str) -> tuple[Part, bytes]:
    """One attachment's content from the server. Raises MailError and KeyError.

    One of the few places where a page waits for the network, with the session's deadline.
    """
    part = next(p for p in load_structure(message.body.structure).parts if p.section == section)
    mailbox, uidvalidity, uid = overlay.place_on_server(message)
    with connect.imap_session(message.account, patience_s=PATIENCE_S) as session:
        selected = session.select(mailbox.name)
        if selected.uidvalidity != uidvalidity:
            raise MailError(Code.MAILBOX_MISSING, subject=mailbox.name)
        if message.body.structure.get("whole"):
            raw = session.fetch_whole(uid, ATTACHMENT_LIMIT_BYTES)
            _header, _structure, fetched = from_raw(raw)
        else:
            content = session.fetch_attachment(uid, section, ATTACHMENT_LIMIT_BYTES)
            fetched = {section: content}
    return part, decode_part(part, fetched[section])
