"""A restored backup sends nothing by itself that may have gone out since."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import OutgoingMessage
from mail.models.outgoing import OutgoingState
from tests.mailboxes import NOON, account_of


@pytest.mark.parametrize("waited", ["queued", "deferred", "sending"])
def test_what_waited_may_have_been_sent(
    anna: User, waited: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outgoing = outgoing_of(account_of(anna), waited)
    call_command("after_restore")
    outgoing.refresh_from_db()
    assert outgoing.state == OutgoingState.IN_DOUBT
    assert capsys.readouterr().out.endswith(": 1.\n")


@pytest.mark.parametrize("settled", ["sent", "failed", "in_doubt"])
def test_what_was_settled_stays(anna: User, settled: str) -> None:
    outgoing = outgoing_of(account_of(anna), settled)
    call_command("after_restore")
    outgoing.refresh_from_db()
    assert outgoing.state == settled


def outgoing_of(account: EmailAccount, state: str) -> OutgoingMessage:
    return OutgoingMessage.objects.create(
        account=account, token=state, state=state, raw=b"Subject: x\r\n\r\n", not_before=NOON
    )
