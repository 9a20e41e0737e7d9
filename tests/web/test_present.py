"""What a list keeps drawn is right for whoever reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from crm_inbox.models import User
from mail.models import Mailbox, Message
from mail.views import present
from tests.mailboxes import account_of, mailbox_of, message_in

MORNING = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def row(mailbox: Mailbox, message: Message) -> present.MessageRow:
    return present.message_row(message, mailbox, None, "", NOW)


@pytest.fixture
def mailbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def test_the_same_moment_is_another_time_of_day_in_another_zone(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING)
    shown = []
    for zone in ("Europe/Oslo", "America/New_York", "Europe/Oslo"):
        with timezone.override(ZoneInfo(zone)), translation.override("nb"):
            shown.append(row(mailbox, message).time_label)
    assert shown == ["09:05", "03:05", "09:05"]


def test_a_row_is_drawn_in_the_readers_language(mailbox: Mailbox) -> None:
    same = row(mailbox, message_in(mailbox, date=MORNING, seen=False))
    drawn = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            drawn.append(same.drawn())
    assert "Unread" in drawn[0]
    assert "Ungelesen" in drawn[1]
    assert drawn[0] == drawn[2]


def test_a_row_is_drawn_anew_when_it_was_read(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING, seen=False)
    before = row(mailbox, message).drawn()
    message.seen = True
    assert "message-row--unseen" in before
    assert "message-row--unseen" not in row(mailbox, message).drawn()


def test_what_a_sender_wrote_is_escaped(mailbox: Mailbox) -> None:
    message = message_in(mailbox, subject="<script>", from_name="<b>", snippet="<i>")
    drawn = row(mailbox, message).drawn()
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_rows_of_sent_mail_name_those_it_went_to(anna: User) -> None:
    sent = mailbox_of(account_of(anna), "Sent", "sent")
    message = message_in(sent, to_line="Ole Nordmann")
    assert row(sent, message).who == "To: Ole Nordmann"
