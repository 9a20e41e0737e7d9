"""The passwords of an attempt: sealed in its row, each to the server that it is for."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import connect
from accounts.credentials import place_of, seal, unseal
from accounts.models import SetupAttempt
from accounts.oauth import attempts as oauth_attempts
from accounts.oauth import renewal
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret


def put(attempt: SetupAttempt, imap: Secret, smtp: Secret) -> None:
    """Seal both into the row, which the caller saves."""
    attempt.sealed_imap = seal(imap, place_for(attempt, Service.IMAP))
    attempt.sealed_smtp = seal(smtp, place_for(attempt, Service.SMTP))


def of(attempt: SetupAttempt, service: Service) -> Secret:
    """The password, or the access token that the person brought from their provider."""
    if token := oauth_attempts.token_of(attempt, service, connect.policy()):
        return token
    sealed = attempt.sealed_imap if service is Service.IMAP else attempt.sealed_smtp
    return unseal(sealed, place_for(attempt, service))


def place_for(attempt: SetupAttempt, service: Service) -> str:
    return place_of(f"attempt:{attempt.pk}", attempt.login(service))


def complete(
    attempt: SetupAttempt, logins: Mapping[Service, Login], typed: Mapping[Service, Secret | None]
) -> tuple[Secret, Secret]:
    """Both secrets. One that was typed for incoming mail alone is meant for both servers, unless
    sending has had a password of its own."""
    imap, smtp = typed[Service.IMAP], typed[Service.SMTP]
    if imap and not smtp and not _sending_has_its_own(attempt, logins[Service.SMTP]):
        smtp = imap
    return (
        imap or _stored_secret(attempt, logins[Service.IMAP]),
        smtp or _stored_secret(attempt, logins[Service.SMTP]),
    )


def _sending_has_its_own(attempt: SetupAttempt, login: Login) -> bool:
    if attempt.account is None or attempt.account.login(Service.SMTP) != login:
        return False
    if renewal.has_grant(attempt.account):
        return False
    imap, smtp = (connect.secret_for(attempt.account, service) for service in Service)
    return imap.reveal() != smtp.reveal()


def _stored_secret(attempt: SetupAttempt, login: Login) -> Secret:
    """A stored password never follows to another server."""
    service = login.endpoint.service
    if attempt.account is None or attempt.account.login(service) != login:
        raise MailError(Code.SECRET_UNREADABLE)
    if renewal.has_grant(attempt.account):  # a token is no password to go with another one
        raise MailError(Code.SECRET_UNREADABLE)
    return connect.secret_for(attempt.account, service)
