"""Sealing and opening passwords: AES-256-GCM, bound to the place where the secret belongs.

A sealed value reads ``v1.<key id>.<base64url(nonce + ciphertext + tag)>``. The place is
authenticated, not stored: a value copied to another account, another host or another user name
does not open. The first key of ``CREDENTIAL_KEYS`` seals, every listed one opens.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from mail.core.endpoint import Login
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret

NONCE_BYTES = 12  # NIST SP 800-38D §8.2.2: 96 random bits


def place_of(owner: str, login: Login) -> str:
    """Where a secret belongs. *owner* is the row, such as ``account:7``."""
    endpoint = login.endpoint
    return "|".join(
        ("crm-inbox", owner, endpoint.service, str(endpoint), login.username.casefold())
    )


def seal(secret: Secret, place: str) -> str:
    key_id, key = settings.CREDENTIAL_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    box = nonce + AESGCM(key).encrypt(nonce, secret.reveal().encode(), place.encode())
    return f"v1.{key_id}.{base64.urlsafe_b64encode(box).decode()}"


def unseal(sealed: str, place: str) -> Secret:
    """Raises MailError(SECRET_UNREADABLE) when the key is gone or the place is another."""
    try:
        _version, key_id, encoded = sealed.split(".")
        key = dict(settings.CREDENTIAL_KEYS)[key_id]
        box = base64.urlsafe_b64decode(encoded)
        plain = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode())
    except (ValueError, KeyError, binascii.Error, InvalidTag):
        raise MailError(Code.SECRET_UNREADABLE) from None
    return Secret(plain.decode())
