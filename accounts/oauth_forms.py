"""The form in which an administrator registers an application. It talks to no server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import SecretField
from accounts.models import OAuthApp
from accounts.models.oauth_app import ANY_TENANT
from mail.core.address import a_label
from mail.core.errors import MailError
from mail.core.oauth.provider import GENERIC
from mail.core.oauth.providers import PROVIDERS
from mail.transport.secret import Secret

if TYPE_CHECKING:
    AppModelForm = forms.ModelForm[OAuthApp]
else:
    AppModelForm = forms.ModelForm

_PLAIN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
_OF_AN_ISSUER = ("name", "issuer", "mail_hosts", "scopes")


class OAuthAppForm(AppModelForm):
    """For one provider; fields that mean nothing to it are left out."""

    secret = SecretField(label=_("Client secret"), required=False)
    secret_expires_on = forms.DateField(
        label=_("The secret expires on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("You are warned 30 days before. Leave empty if it does not expire."),
    )

    class Meta:
        model = OAuthApp
        fields = [
            "name", "issuer", "client_id", "tenant", "secret_expires_on", "domains", "mail_hosts",
            "scopes", "enabled",
        ]  # fmt: skip
        labels = {
            "name": _("Name on the button"),
            "issuer": _("Issuer"),
            "client_id": _("Client ID"),
            "tenant": _("Directory (tenant)"),
            "domains": _("Email domains"),
            "mail_hosts": _("Mail servers"),
            "scopes": _("Permissions (scopes)"),
            "enabled": _("Offer this sign-in"),
        }
        help_texts = {
            "issuer": _("The address of the sign-in server, such as https://login.example.com."),
            "tenant": _("The ID or domain of your organisation. Leave empty for all of them."),
            "domains": _("Separate them by spaces. Leave empty for all addresses of the provider."),
            "mail_hosts": _(
                "Permission to read mail is shown to these servers and to no others. "
                "Whoever has signed in must do so again when you change them."
            ),
            "scopes": _("Separate them by spaces. Leave empty to ask for what is usual."),
        }
        widgets = {
            name: forms.TextInput(attrs=_PLAIN)
            for name in ("issuer", "client_id", "tenant", "domains", "mail_hosts", "scopes")
        }

    def __init__(self, data: Any, app: OAuthApp) -> None:
        super().__init__(data, instance=app)
        unknown = ["tenant"] if app.provider != "microsoft" else []
        if not app.is_generic:
            unknown += _OF_AN_ISSUER
        for name in unknown:
            del self.fields[name]
        if app.is_generic:
            for name in ("name", "issuer", "mail_hosts"):
                self.fields[name].required = True
        if app.sealed_secret:
            self.fields["secret"].help_text = _("Leave empty to keep the stored secret.")

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"].strip()
        try:
            parts = urlsplit(issuer)
            good = parts.scheme == "https" and parts.hostname and issuer.isascii()
        except ValueError:
            good = False
        if not good or parts.query or parts.fragment or " " in issuer:
            raise forms.ValidationError(_("The issuer is an address that begins with https://."))
        return issuer

    def clean_tenant(self) -> str:
        tenant: str = self.cleaned_data["tenant"].strip() or ANY_TENANT
        if not all(part.replace("-", "").isalnum() for part in tenant.split(".")):
            raise forms.ValidationError(_("This is not the ID or domain of an organisation."))
        return tenant.lower()

    def clean_domains(self) -> str:
        return " ".join(_names(self.cleaned_data["domains"]))

    def clean_mail_hosts(self) -> str:
        return " ".join(_names(self.cleaned_data["mail_hosts"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bound_to = {"client_id", "issuer", "tenant"} & set(self.changed_data)
        if self.instance.pk and self.instance.sealed_secret and bound_to and not cleaned["secret"]:
            self.add_error("secret", _("Type the secret that belongs to these values."))
        if not self.instance.pk and not self.instance.is_generic and not cleaned["secret"]:
            self.add_error("secret", _("Type the client secret."))
        return cleaned

    def typed_secret(self) -> Secret | None:
        """None when the field was left empty."""
        typed = self.cleaned_data["secret"].strip()
        return Secret(typed) if typed else None


def new_app(provider: str) -> OAuthApp | None:
    """An application that is not stored yet; None for a provider we do not know."""
    return OAuthApp(provider=provider) if provider == GENERIC or provider in PROVIDERS else None


def _names(text: str) -> list[str]:
    names = text.replace(",", " ").split()
    try:
        return sorted({a_label(name) for name in names})
    except MailError as problem:
        raise forms.ValidationError(
            _("“%(name)s” is not a domain name."), params={"name": problem.subject}
        ) from None
