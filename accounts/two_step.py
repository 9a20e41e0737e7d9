"""Two-step verification: its secrets are sealed to the user whom they belong to.

allauth asks an adapter to encrypt and decrypt without saying for whom, so the text itself knows:
one that is sealed belongs to whoever is signed in, one that is read belongs to the user of its
row. Copied to the row of another user, it does not open.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from accounts.credentials import seal, unseal
from mail.transport.secret import Secret


class SealedText(str):
    """A sealed value with the id of the user whose row it is in."""

    owner_id: int

    @classmethod
    def of(cls, text: str, owner_id: int) -> SealedText:
        made = cls(text)
        made.owner_id = owner_id
        return made


def seal_for(user_id: int, text: str) -> SealedText:
    return SealedText.of(seal(Secret(text), place_for(user_id)), user_id)


def unseal_for(user_id: int, sealed: str) -> str:
    """Raises MailError(SECRET_UNREADABLE) when the key is gone or the owner is another."""
    return unseal(sealed, place_for(user_id)).reveal()


def place_for(user_id: int) -> str:
    return f"crm-inbox|two-step|user:{user_id}"


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right. Wait for the next one in the app, and check that the clock "
            "of that device is right."
        ),
        "cannot_generate_recovery_codes": _("Switch on two-step verification first."),
    }

    def encrypt(self, text: str) -> str:
        return seal_for(context.request.user.pk, text)

    def decrypt(self, encrypted_text: str) -> str:
        assert isinstance(encrypted_text, SealedText), "read from a row, see know_the_owner"
        return unseal_for(encrypted_text.owner_id, encrypted_text)


def know_the_owner(instance: Any, **_signal: object) -> None:
    """Receiver of ``post_init`` of allauth's Authenticator."""
    data = instance.__dict__.get("data")
    for name, value in (data or {}).items():
        if isinstance(value, str):
            data[name] = SealedText.of(value, instance.user_id)
