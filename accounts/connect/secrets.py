"""What an account signs in with: the password that is sealed to its place, or a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from accounts.connect.policy import policy
from accounts.credentials import place_of, seal, unseal
from accounts.models import Credential, EmailAccount
from accounts.oauth import renewal
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.oauth.sasl import AccessToken
from mail.transport.secret import Secret

Result = TypeVar("Result")


def store_secret(account: EmailAccount, service: Service, secret: Secret) -> None:
    sealed = seal(secret, place_for(account, service))
    Credential.objects.update_or_create(
        account=account, service=service.value, defaults={"sealed": sealed}
    )


def secret_for(account: EmailAccount, service: Service) -> Secret:
    """The password, or an access token that is still good. Raises MailError: SECRET_UNREADABLE,
    and for a token what :func:`accounts.oauth.renewal.token_for` raises."""
    if renewal.has_grant(account):
        host = account.login(service).endpoint.host
        return renewal.token_for(account, host, policy())
    return _password_for(account, service)


def opens(account: EmailAccount, service: Service) -> bool:
    """Whether what is stored can be read with the present keys. Asks nobody."""
    if renewal.has_grant(account):
        return renewal.opens(account)
    try:
        _password_for(account, service)
    except MailError:
        return False
    return True


def place_for(account: EmailAccount, service: Service) -> str:
    return place_of(f"account:{account.pk}", account.login(service))


def signing_in(account: EmailAccount, service: Service, use: Callable[[Secret], Result]) -> Result:
    """*use* with the account's secret. A token that the server does not take is renewed, once."""
    secret = secret_for(account, service)
    try:
        return use(secret)
    except MailError as problem:
        if problem.code is not Code.OAUTH_SASL_REJECTED or not isinstance(secret, AccessToken):
            raise
    host = account.login(service).endpoint.host
    return use(renewal.token_for(account, host, policy(), refused=secret.generation))


def number_of_secrets(account: EmailAccount) -> int:
    """1 when sending signs in with what receiving has, else 2; 0 when a password does not open."""
    sealed = {service: _sealed(account, service) for service in Service}
    if not any(sealed.values()):
        return 1  # no password at all: what the provider's page allowed serves both
    try:
        return len({_unsealed(account, *one).reveal() for one in sealed.items()})
    except MailError:
        return 0


def _password_for(account: EmailAccount, service: Service) -> Secret:
    return _unsealed(account, service, _sealed(account, service))


def _sealed(account: EmailAccount, service: Service) -> str:
    rows = Credential.objects.filter(account_id=account.pk, service=service.value)
    return rows.values_list("sealed", flat=True).first() or ""


def _unsealed(account: EmailAccount, service: Service, sealed: str) -> Secret:
    return unseal(sealed, place_for(account, service))
