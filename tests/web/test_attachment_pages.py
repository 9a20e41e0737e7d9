"""An attachment comes from the server, or a page says why it does not."""

from __future__ import annotations

import pytest
from django.test import Client

from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.mime.message import Part, Structure
from mail.core.reading.plain import dump_structure
from mail.models import Message, MessageBody
from mail.services import rendering
from tests.mailboxes import account_of, mailbox_of, message_in

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
PICTURE = Part("2", "image/png", len(PNG), filename="Tegning.png", content_id="drawing")


@pytest.fixture
def message(anna: User) -> Message:
    message = message_in(mailbox_of(account_of(anna)), subject="Drawings")
    structure = dump_structure(Structure((PICTURE,)))
    MessageBody.objects.filter(message=message).update(structure=structure)
    return message


def test_an_attachment_that_cannot_be_had_says_why_on_a_page(
    annas: Client, message: Message
) -> None:
    refusal = MailError(Code.AUTH_FAILED, "<b>Invalid</b> credentials")
    message.account.note_problem(Service.IMAP, refusal)  # so that no server is asked
    answer = annas.get(f"/messages/{message.pk}/parts/2/")
    assert answer.status_code == 502
    shown = answer.content.decode()
    assert "The attachment could not be fetched" in shown
    assert "&lt;b&gt;Invalid&lt;/b&gt; credentials" in shown
    assert f"message={message.pk}" in shown  # the way back


def test_a_picture_is_shown_in_the_text_and_saved_from_the_list(
    annas: Client, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "attachment", lambda *_: (PICTURE, PNG))
    url = f"/messages/{message.pk}/parts/2/"
    assert annas.get(url)["Content-Disposition"].startswith("inline")
    assert f'href="{url}?save=1"' in annas.get(f"/messages/{message.pk}/").content.decode()
    saved = annas.get(f"{url}?save=1")
    assert saved["Content-Disposition"] == 'attachment; filename="Tegning.png"'
    assert saved["Content-Type"] == "application/octet-stream"


def test_somebody_elses_attachment_is_not_there(oles: Client, message: Message) -> None:
    assert oles.get(f"/messages/{message.pk}/parts/2/").status_code == 404
