"""What an edit of an account means for the work that is under way, and for what is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from mail.core.endpoint import Login, Service
from mail.models import Mailbox, Message
from mail.models.lane import LaneName
from mail.services.leases import Lease, LeaseLost
from mail.services.sync import sync_account
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS, mailbox_of, message_in
from tests.played import play_imap, record

ELSEWHERE = {
    service: replace(login, endpoint=replace(login.endpoint, host="new.fjord.example"))
    for service, login in LOGINS.items()
}
ONE, TWO = b"Subject: One\r\n\r\n", b"Subject: Two\r\n\r\n"


def edit(account: EmailAccount, logins: Mapping[Service, Login]) -> None:
    keep_account(account.user, account.address, logins, dict.fromkeys(Service, Secret("ny")))


def places() -> list[tuple[int, int]]:
    return list(Message.objects.order_by("pk").values_list("uidvalidity", "uid"))


@pytest.mark.parametrize("name", [LaneName.SYNC, LaneName.INTERACTIVE])
def test_whoever_works_with_the_old_servers_writes_nothing_more(
    account: EmailAccount, name: LaneName
) -> None:
    lease = Lease.take(account.pk, name)
    assert lease is not None
    edit(account, LOGINS)
    with pytest.raises(LeaseLost):
        lease.renew()
    assert Lease.take(account.pk, name, only_due=True)


def test_a_message_that_is_being_sent_is_sent_to_its_end(account: EmailAccount) -> None:
    lease = Lease.take(account.pk, LaneName.SEND)
    assert lease is not None
    edit(account, ELSEWHERE)
    lease.renew()


def test_on_another_server_the_old_numbers_mean_nothing(account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    message = message_in(inbox)
    edit(account, ELSEWHERE)
    inbox.refresh_from_db()
    assert inbox.uidvalidity < 0
    assert places() == [(-1, message.uid)]


def test_on_the_same_server_nothing_moves(account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    message = message_in(inbox)
    edit(account, {**ELSEWHERE, Service.IMAP: LOGINS[Service.IMAP]})
    inbox.refresh_from_db()
    assert inbox.uidvalidity == 1
    assert places() == [(1, message.uid)]


def test_what_another_server_has_as_well_keeps_its_row_and_the_rest_goes(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_imap(monkeypatch, record(1, ONE), record(2, TWO))
    sync_account(account)
    kept = Message.objects.get(subject="Two").pk
    edit(account, ELSEWHERE)
    play_imap(monkeypatch, record(1, TWO), record(2, b"Subject: Three\r\n\r\n"))
    sync_account(account)
    assert set(Message.objects.values_list("subject", "uid")) == {("Two", 1), ("Three", 2)}
    assert Message.objects.get(subject="Two").pk == kept


def test_two_servers_that_count_their_messages_alike_are_not_mixed_up(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EMAILID (RFC 8474) is one server's own: some number from one."""
    play_imap(monkeypatch, record(1, ONE, email_id="M1"), record(2, TWO, email_id="M2"))
    sync_account(account)
    kept = Message.objects.get(subject="Two").pk
    edit(account, ELSEWHERE)
    three = record(1, b"Subject: Three\r\n\r\n", email_id="M1", size_bytes=7)
    play_imap(monkeypatch, three, record(5, TWO, email_id="M2"))
    sync_account(account)
    assert set(Message.objects.values_list("subject", "uid")) == {("Three", 1), ("Two", 5)}
    assert Message.objects.get(subject="Two").pk == kept


def test_a_second_move_before_the_first_was_looked_at_mixes_nothing_up(
    account: EmailAccount,
) -> None:
    inbox = mailbox_of(account)
    message = message_in(inbox)
    edit(account, ELSEWHERE)
    inbox.refresh_from_db()
    message_in(Mailbox(pk=inbox.pk, account=account, uidvalidity=1))
    Message.objects.exclude(pk=message.pk).update(uid=message.uid)
    edit(account, LOGINS)
    assert len(set(places())) == 2
    assert all(uidvalidity < 0 for uidvalidity, _uid in places())


def test_a_task_that_read_the_account_before_an_edit_uses_the_new_login(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = play_imap(monkeypatch)
    read_before = EmailAccount.objects.get(pk=account.pk)
    edit(account, ELSEWHERE)
    sync_account(read_before, only_due=True)
    assert server.hosts == ["new.fjord.example"]
