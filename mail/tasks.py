"""What starts the engine's work. Each takes an id, calls a service and is safe to run twice."""

from __future__ import annotations

from celery import shared_task

from accounts.models import EmailAccount
from mail.services import actions, erasing, outbox, sync
from mail.services import tick as beat


@shared_task(name="mail.tick")
def tick() -> None:
    beat.tick()


@shared_task(name="mail.tidy")
def tidy() -> None:
    beat.tidy()


@shared_task(name="mail.sync_account")
def sync_account(account_id: int) -> None:
    if account := EmailAccount.objects.filter(pk=account_id).first():
        sync.sync_account(account, only_due=True)
    else:
        erasing.erase(account_id)


@shared_task(name="mail.replay_actions")
def replay_actions(account_id: int) -> None:
    if account := EmailAccount.objects.filter(pk=account_id).first():
        actions.replay(account, only_due=True)


@shared_task(name="mail.send_messages")
def send_messages(account_id: int) -> None:
    if account := EmailAccount.objects.filter(pk=account_id).first():
        outbox.send_due(account, only_due=True)
