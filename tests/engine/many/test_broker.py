"""What lies in the broker: ids, as JSON, in the queue of their urgency."""

from __future__ import annotations

import base64
import json

import pytest
from celery import current_app
from django.test import Client
from kombu.exceptions import EncodeError

from accounts.models import EmailAccount
from crm_inbox.celery import QUEUES
from crm_inbox.models import User
from mail.services.outbox import new_token
from tests.environment import REDIS
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(anna: User) -> EmailAccount:
    REDIS.command("FLUSHALL")
    return account_of(anna)


def waiting(queue: str) -> list[tuple[str, list[object]]]:
    """(task, arguments) of each message; the body is JSON in base64."""
    lines = REDIS.command("LRANGE", queue, "0", "-1").splitlines()
    messages = [json.loads(line) for line in lines if line]
    return [
        (message["headers"]["task"], json.loads(base64.b64decode(message["body"]))[0])
        for message in messages
        if message["content-type"] == "application/json"
    ]


def test_a_task_carries_the_id_of_its_account_and_nothing_else(
    annas: Client, account: EmailAccount
) -> None:
    message = message_in(mailbox_of(account), subject="Only in the database")
    annas.get(f"/messages/{message.pk}/")
    annas.post("/compose/", {"to": "kari@havn.example", "text": "Secret", "token": new_token()})
    told = {queue: waiting(queue) for queue in QUEUES}
    assert told == {
        "tick": [],
        "send": [("mail.send_messages", [account.pk])],
        "interactive": [("mail.replay_actions", [account.pk])],
        "sync": [("mail.sync_account", [account.pk])],
        "bulk": [],
    }


def test_nothing_but_json_is_sent_or_taken() -> None:
    with pytest.raises(EncodeError):
        current_app.send_task("mail.sync_account", args=[object()])
    assert current_app.conf.accept_content == ["json"]
    assert current_app.conf.task_serializer == "json"
