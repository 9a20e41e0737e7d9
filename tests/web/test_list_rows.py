"""What a list keeps drawn is right for whoever reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from crm_inbox.models import User
from mail.models import Mailbox, Message
from mail.views.list_rows import drawn_rows, listed
from tests.mailboxes import account_of, mailbox_of, message_in

MORNING = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def drawn(mailbox: Mailbox, message: Message) -> str:
    return drawn_rows([listed(message)], mailbox, current_id=None, after="", now=NOW)


@pytest.fixture
def mailbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def test_the_same_moment_is_another_time_of_day_in_another_zone(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING)
    shown = []
    for zone in ("Europe/Oslo", "America/New_York", "Europe/Oslo"):
        with timezone.override(ZoneInfo(zone)), translation.override("nb"):
            shown.append(drawn(mailbox, message))
    assert ["09:05" in one for one in shown] == [True, False, True]
    assert "03:05" in shown[1]


def test_a_row_is_drawn_in_the_readers_language(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING, seen=False)
    shown = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            shown.append(drawn(mailbox, message))
    assert "Unread" in shown[0]
    assert "Ungelesen" in shown[1]
    assert shown[0] == shown[2]


def test_a_row_is_drawn_anew_when_it_was_read(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING, seen=False)
    before = drawn(mailbox, message)
    message.seen = True
    assert "message-row--unseen" in before
    assert "message-row--unseen" not in drawn(mailbox, message)


def test_what_a_sender_wrote_is_escaped(mailbox: Mailbox) -> None:
    message = message_in(mailbox, subject="<script>", from_name="<b>", snippet="<i>")
    shown = drawn(mailbox, message)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_rows_of_sent_mail_name_those_it_went_to(anna: User) -> None:
    sent = mailbox_of(account_of(anna), "Sent", "sent")
    message = message_in(sent, to_line="Ole Nordmann")
    assert "To: Ole Nordmann" in drawn(sent, message)


def test_the_same_row_is_the_day_after_no_longer_of_today(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING)
    tomorrow = NOW + timedelta(days=1)
    later = drawn_rows([listed(message)], mailbox, current_id=None, after="", now=tomorrow)
    assert later != drawn(mailbox, message)


def test_the_open_row_is_marked_as_such(mailbox: Mailbox) -> None:
    message = message_in(mailbox, date=MORNING)
    opened = drawn_rows([listed(message)], mailbox, current_id=message.pk, after="", now=NOW)
    assert "aria-current" in opened
    assert "aria-current" not in drawn(mailbox, message)
