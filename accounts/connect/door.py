"""Where every sign-in of a worker passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from accounts import standing
from accounts.connect.secrets import number_of_secrets
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.sync.backoff import OF_THE_SIGN_IN


@contextmanager
def at_the_door(account: EmailAccount, service: Service) -> Iterator[None]:
    """A server that has refused is not asked again before somebody acts, and a refusal of what the
    block does is written down at once. Whether the server is asked at this moment is another
    question (``accounts/admission``), which comes when the secret is at hand: a token that nobody
    renews shall not hold a place.

    Raises StillRefused.
    """
    standing.raise_if_stopped(account, service)
    with refusals_noted(account, service):
        yield


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
