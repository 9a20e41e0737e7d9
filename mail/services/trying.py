"""A person's word that an account may be tried again."""

from __future__ import annotations

from accounts.admission import let_one_try
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.models.lane import LaneName
from mail.services.lanes import make_due


def try_again(account: EmailAccount) -> None:
    """Release what was stopped and make work due. Call inside a transaction.

    After a refusal one lane alone tries, and wakes the others when the server accepts: three at
    once would be three refused sign-ins.
    """
    let_one_try([login.endpoint for login in account.logins.values()])
    receiving_was_stopped = account.release(Service.IMAP)
    if not receiving_was_stopped:
        make_due(account.pk, LaneName.INTERACTIVE)
    make_due(account.pk, LaneName.SYNC)
    if not receiving_was_stopped or account.problem_of(Service.SMTP):
        account.release(Service.SMTP)
        make_due(account.pk, LaneName.SEND)
