"""How people sign in. Accounts are made by an administrator, never by a form on the web."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_inbox.models import User

WRONG_PAIR = _("The user name or the password is not right. Check both and try again.")
TOO_MANY = _("Too many attempts. Wait five minutes, then try again.")

DONE = {
    "account/messages/password_changed.txt": _(
        "Your password is changed. You are signed out everywhere else."
    ),
    "mfa/messages/totp_activated.txt": _("Two-step verification is on."),
    "mfa/messages/totp_deactivated.txt": _("Two-step verification is off."),
}
"""What allauth says by a template, in our words."""


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with the preferences that every page needs, in one query."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_PAIR,
        "email_password_mismatch": WRONG_PAIR,
        "enter_current_password": _("This is not your current password. Type it again."),
        "incorrect_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = DONE.get(message_template or "")
        super().add_message(
            request,
            level,
            message_template,
            message_context,
            extra_tags,
            str(said) if said else message,
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("personal_settings")
