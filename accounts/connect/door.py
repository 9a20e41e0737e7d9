"""Where every sign-in of a worker passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from accounts import standing
from accounts.admission import Admission, admitted
from accounts.connect.secrets import number_of_secrets
from accounts.models import EmailAccount
from accounts.models.connection_slot import Purpose
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.sync.backoff import OF_THE_SIGN_IN

_USUAL = {Service.IMAP: Purpose.INTERACTIVE, Service.SMTP: Purpose.SEND}


@contextmanager
def at_the_door(
    account: EmailAccount,
    service: Service,
    purpose: Purpose | None = None,
    *,
    patience_s: float = 0.0,
) -> Iterator[Admission]:
    """A server that has refused is not asked again before somebody acts, nor one that answers
    nobody or is asked enough as it is; what the block is refused is written down at once.

    Raises StillRefused and NotNow.
    """
    standing.raise_if_stopped(account, service)
    endpoint = account.login(service).endpoint
    asked = admitted(account, endpoint, purpose or _USUAL[service], patience_s=patience_s)
    with asked as admission, refusals_noted(account, service):
        yield admission


@contextmanager
def refusals_noted(account: EmailAccount, service: Service) -> Iterator[None]:
    means = standing.means_of(account, service)
    try:
        yield
    except MailError as problem:
        shared = service is Service.IMAP and problem.code in OF_THE_SIGN_IN
        shared = shared and number_of_secrets(account) == 1
        standing.note_refusal(account, service, problem, means=means, shared=shared)
        raise
