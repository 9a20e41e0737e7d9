"""Noticing new mail as it arrives: an idle connection for each account.

One thread each, which is right for the few accounts of the all-in-one mode.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connections, transaction

from accounts import connect
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.imap.special_use import SpecialUse
from mail.core.sync.not_now import NotNow
from mail.models import Mailbox
from mail.models.lane import LaneName
from mail.services.lanes import make_due
from mail.services.stopping import is_stopping
from mail.transport.imap_idle import wait_for_change

log = logging.getLogger(__name__)

LOOK_FOR_ACCOUNTS_EVERY_S = 3.0
LOOK_AT_ACCOUNT_EVERY_S = 60.0
IDLE_FOR_S = 20 * 60.0  # RFC 2177: servers may end an IDLE after 30 minutes
PAUSE_AFTER_FAILURE_S = 60.0
MOST_ACCOUNTS = 50


class Watcher:
    def __init__(self) -> None:
        self._watched: dict[int, threading.Thread] = {}

    def run(self, tell: Callable[[], None] = lambda: None) -> None:
        """Until the process stops. *tell* is called after every round that went well."""
        while not is_stopping():
            try:
                self._watch_new_accounts()
                tell()
            except Exception:
                log.exception("watcher")
            finally:
                close_old_connections()
            _sleep(LOOK_FOR_ACCOUNTS_EVERY_S)

    def _watch_new_accounts(self) -> None:
        self._watched = {pk: thread for pk, thread in self._watched.items() if thread.is_alive()}
        ready = EmailAccount.objects.filter(synced_at__isnull=False).readable().order_by("pk")
        for account in ready.exclude(pk__in=self._watched)[: MOST_ACCOUNTS - len(self._watched)]:
            thread = threading.Thread(target=_watch, args=[account], daemon=True)
            self._watched[account.pk] = thread
            thread.start()


def _watch(account: EmailAccount) -> None:
    """Hold one connection until something happens, the account changes or the process stops."""
    try:
        _idle(account)
    except NotNow as not_now:
        connections.close_all()
        _sleep(not_now.wait.total_seconds())
    except MailError as problem:
        log.info("watcher account=%s problem=%s", account.pk, problem.code.value)
        connections.close_all()
        _sleep(PAUSE_AFTER_FAILURE_S)
    except Exception:
        log.exception("watcher account=%s", account.pk)
        connections.close_all()
        _sleep(PAUSE_AFTER_FAILURE_S)
    finally:
        connections.close_all()


def _idle(account: EmailAccount) -> None:
    inbox = Mailbox.objects.filter(account=account).with_use(SpecialUse.INBOX).first()
    if inbox is None:
        return
    with connect.imap_session(account, connect.Purpose.IDLE) as session:
        selected = session.select(inbox.name)
        # What came between the last synchronisation and this moment will not be announced again.
        if (selected.uidnext, selected.exists) != (inbox.uidnext, inbox.exists):
            _ask_for_sync(account)
        ends_at = time.monotonic() + IDLE_FOR_S
        while not is_stopping() and time.monotonic() < ends_at:
            connections.close_all()  # fifty that wait need no fifty of the database's connections
            left_s = min(LOOK_AT_ACCOUNT_EVERY_S, ends_at - time.monotonic())
            changed = wait_for_change(session, timeout_s=left_s, stop=is_stopping)
            if not _is_as_it_was(account):
                return
            if changed:
                _ask_for_sync(account)


def _is_as_it_was(account: EmailAccount) -> bool:
    now = EmailAccount.objects.filter(pk=account.pk).readable().first()
    return now is not None and now.login(Service.IMAP) == account.login(Service.IMAP)


def _ask_for_sync(account: EmailAccount) -> None:
    with transaction.atomic():
        make_due(account.pk, LaneName.SYNC)


def _sleep(seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while not is_stopping() and time.monotonic() < ends_at:
        time.sleep(0.2)
