"""Forms of the wizard. They clean and translate; they talk to no server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import EmailAccount
from accounts.models.servers import SecurityChoice
from accounts.problems import explain
from mail.core.address import parse_addr_spec
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service
from mail.core.errors import MailError
from mail.transport.secret import Secret


class AddressForm(forms.Form):
    address = forms.CharField(
        label=_("Email account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
        error_messages={"required": _("Type your email address.")},
    )

    def clean_address(self) -> str:
        try:
            return parse_addr_spec(self.cleaned_data["address"])
        except MailError as problem:
            words = explain(problem)
            raise forms.ValidationError(f"{words.explanation} {words.next_step}") from None


class SecretField(forms.CharField):
    """A password: never trimmed, never written back into a page."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(strip=False, max_length=500, widget=widget, **options)


class PasswordForm(forms.Form):
    password = SecretField(
        label=_("Password"), error_messages={"required": _("Type your password.")}
    )

    def secret(self) -> Secret:
        return Secret(self.cleaned_data["password"])


def _host(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=255,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Type the name of the server.")},
    )


def _port(service: Service) -> forms.IntegerField:
    """Left empty it follows from the security."""
    wrong = _("The port is a number from 1 to 65535.")
    usual = {s.value: DEFAULT_PORTS[service, s] for s in Security}
    attrs = {f"data-port-{name}": port for name, port in usual.items()}
    return forms.IntegerField(
        label=_("Port"),
        required=False,
        min_value=1,
        max_value=65535,
        widget=forms.NumberInput(attrs=attrs | {"inputmode": "numeric"}),
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], wrong),
    )


def _security() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Security"), choices=SecurityChoice.choices)


def _security_choices(*, may_be_none: bool) -> list[tuple[str, Any]]:
    """No encryption is offered only where the administrator allows it somewhere."""
    none = SecurityChoice.NONE.value
    return [choice for choice in SecurityChoice.choices if may_be_none or choice[0] != none]


def _username() -> forms.CharField:
    return forms.CharField(
        label=_("User name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": _("Type the user name; it is often the whole address.")},
    )


class AdvancedForm(forms.Form):
    """Both servers by hand. An empty outgoing password means: the same as for incoming.

    *kept* are the logins of an account that is being edited: where one of them stays as it is,
    both passwords may stay empty, and the stored one stays. A stored password never follows to
    another server.
    """

    imap_host = _host(_("Incoming email server"))
    imap_port = _port(Service.IMAP)
    imap_security = _security()
    imap_username = _username()
    imap_password = SecretField(
        label=_("Password"), error_messages={"required": _("Type your password.")}
    )
    smtp_host = _host(_("Outgoing email server"))
    smtp_port = _port(Service.SMTP)
    smtp_security = _security()
    smtp_username = _username()
    smtp_password = SecretField(
        label=_("Password"),
        required=False,
        help_text=_("Leave empty when it is the same as for incoming email."),
    )

    def __init__(
        self,
        *args: Any,
        kept: Mapping[Service, Login] | None = None,
        may_be_plain: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = dict(kept or {})
        for service in Service:
            security = self.fields[f"{service.value}_security"]
            assert isinstance(security, forms.ChoiceField)
            now_plain = self.initial.get(f"{service.value}_security") == Security.NONE.value
            security.choices = _security_choices(may_be_none=may_be_plain or now_plain)
        if self.kept:
            self.fields["imap_password"].required = False
            self.fields["imap_password"].help_text = _("Leave empty to keep the stored password.")
            self.fields["smtp_password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        if self.kept and not self.errors and not self.cleaned_data["imap_password"]:
            for service in Service:
                name = f"{service.value}_password"
                if not self.cleaned_data[name] and self.login(service) != self.kept[service]:
                    self.add_error(name, _("The server has changed: type its password."))
        return self.cleaned_data

    def login(self, service: Service) -> Login:
        data, name = self.cleaned_data, service.value
        security = Security(data[f"{name}_security"])
        port = data[f"{name}_port"] or DEFAULT_PORTS[service, security]
        host = data[f"{name}_host"].strip().rstrip(".").lower()
        return Login(Endpoint(service, host, port, security), data[f"{name}_username"])

    def secret(self, service: Service) -> Secret | None:
        """What was typed for this server, if anything."""
        typed = self.cleaned_data[f"{service.value}_password"]
        return Secret(typed) if typed else None

    @property
    def incoming(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("imap_")]

    @property
    def outgoing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("smtp_")]


def advanced_initial(servers: EmailAccount | Any) -> dict[str, object]:
    """The fields of :class:`AdvancedForm` filled from a row; passwords never are."""
    return {
        f"{service}_{column}": getattr(servers, f"{service}_{column}")
        for service in ("imap", "smtp")
        for column in ("host", "port", "security", "username")
    }
