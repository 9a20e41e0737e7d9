from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_init


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.two_step import know_the_owner

        post_init.connect(know_the_owner, sender="mfa.Authenticator")
