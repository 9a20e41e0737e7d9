"""allauth's forms with our words, and with secrets that are never stored in clear."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.two_step import seal_for, unseal_for
from mail.core.errors import MailError


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "oldpassword", _("Current password"), _("Type your current password."))
        _reword(self, "password1", _("New password"), _("Type a new password."))
        _reword(self, "password2", _("New password again"), _("Type the new password once more."))
        self.fields["password1"].help_text = _(
            "At least 10 characters, not like your name or address, and not a common password."
        )

    def clean_password2(self) -> str:
        new, again = self.cleaned_data.get("password1"), self.cleaned_data["password2"]
        if new and new != again:
            raise forms.ValidationError(_("The two new passwords differ. Type them again."))
        return str(again)


def _reword(form: forms.BaseForm, name: str, label: str, required: str) -> None:
    field = form.fields[name]
    field.label = label
    field.help_text = ""
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


class ConfirmForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """Confirms with the password that it is still the same person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "password", _("Password"), _("Type your password."))
        self.fields["password"].widget.attrs["autofocus"] = True


class _Code(forms.Form):
    """The field for a code, as a phone and a password manager like it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, "code", _("Code"), _("Type the code."))
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class SwitchOnForm(_Code, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """Proves that the app has the secret. Until then the session keeps it, sealed."""

    secret: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self.secret = unseal_for(self.user.pk, self.secret)
        except MailError:  # made just now by allauth
            context.request.session[SECRET_SESSION_KEY] = seal_for(self.user.pk, self.secret)


class _CodeOnce(_Code):
    """A code counts once (RFC 6238 §5.2), also while the clock's tolerance keeps it valid."""

    unreadable = gettext_lazy(
        "The secret of your two-step verification cannot be read. "
        "Ask your administrator to switch it off for you."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except MailError:
            raise forms.ValidationError(self.unreadable) from None
        steps = 2 * mfa_settings.TOTP_TOLERANCE + 1
        key = f"two-step-used:{self.user.pk}:{''.join(filter(str.isdigit, code))}"  # type: ignore[attr-defined]
        if not cache.add(key, True, timeout=steps * mfa_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_CodeOnce, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmWithCodeForm(_CodeOnce, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """Confirms that it is still the same person."""
