"""Forms of the administration. They clean and translate; they talk to no server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import DomainPreset
from accounts.models.servers import SecurityChoice
from accounts.models.trusted_certificate import TrustKind
from mail.core.address import a_label
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Security, Service
from mail.core.errors import MailError
from mail.core.host import parse_host
from mail.core.pasted_certificate import (
    SIZE_LIMIT,
    Certificate,
    CertificateError,
    Defect,
    read_certificate,
)
from mail.transport.policy import Policy

if TYPE_CHECKING:
    PresetModelForm = forms.ModelForm[DomainPreset]
else:
    PresetModelForm = forms.ModelForm

_PLAIN = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
_PORT_WRONG = _("The port is a number from 1 to 65535.")


class HostField(forms.CharField):
    """A host name as A-labels in lower case, or an IP address."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(
            label=label,
            max_length=253,
            widget=forms.TextInput(attrs=dict(_PLAIN)),
            error_messages={"required": _("Type the name of the server.")},
            **options,
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return parse_host(text)
        except ValueError:
            raise forms.ValidationError(
                gettext("This is not the name of a server, such as mail.example.com.")
            ) from None


def _port(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=65535,
        initial=initial,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], _PORT_WRONG
        ),
    )


class PresetForm(PresetModelForm):
    imap_host = HostField(_("Server"))
    imap_port = _port(_("Port"), DEFAULT_PORTS[Service.IMAP, Security.TLS])
    smtp_host = HostField(_("Server"))
    smtp_port = _port(_("Port"), DEFAULT_PORTS[Service.SMTP, Security.TLS])

    class Meta:
        model = DomainPreset
        fields = [
            "domain", "provider",
            "imap_host", "imap_port", "imap_security", "imap_rule",
            "smtp_host", "smtp_port", "smtp_security", "smtp_rule",
        ]  # fmt: skip
        labels = {
            "domain": _("Domain"),
            "provider": _("Name to show"),
            "imap_security": _("Security"),
            "smtp_security": _("Security"),
            "imap_rule": _("User name"),
            "smtp_rule": _("User name"),
        }
        help_texts = {
            "domain": _("What stands after the @ in the addresses of your company."),
            "provider": _("Such as the name of your provider; may stay empty."),
        }
        widgets = {
            "domain": forms.TextInput(attrs={**_PLAIN, "inputmode": "url"}),
            "provider": forms.TextInput(attrs={"dir": "auto"}),
        }
        error_messages = {
            "domain": {
                "required": _("Type the domain."),
                "unique": _("There are servers for this domain already: edit those."),
            }
        }

    def clean_domain(self) -> str:
        try:
            return a_label(self.cleaned_data["domain"].strip().removeprefix("@"))
        except MailError:
            raise forms.ValidationError(
                gettext("This is not a domain, such as example.com.")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for service in Service:
            name = f"{service.value}_security"
            if cleaned.get(name) == Security.NONE and not _may_be_plain(
                cleaned.get(f"{service.value}_host", "")
            ):
                self.add_error(
                    name,
                    gettext(
                        "Without encryption only servers are used that MAIL_ALLOW_PLAINTEXT names."
                    ),
                )
        return cleaned

    @property
    def about(self) -> list[forms.BoundField]:
        return [self["domain"], self["provider"]]

    @property
    def incoming(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("imap_")]

    @property
    def outgoing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("smtp_")]


def _may_be_plain(host: str) -> bool:
    from mail.transport.guard import plaintext_allowed

    return plaintext_allowed(host, Policy(plaintext_hosts=frozenset(settings.MAIL_ALLOW_PLAINTEXT)))


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Why it is trusted, for whoever comes after you."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class FetchForm(forms.Form):
    """Where a worker is to read the certificate."""

    prefix = "fetch"
    host = HostField(_("Server"))
    service = forms.ChoiceField(
        label=_("What it is for"),
        choices=[
            (Service.IMAP.value, _("Incoming email")),
            (Service.SMTP.value, _("Outgoing email")),
        ],
    )
    port = _port(_("Port"), DEFAULT_PORTS[Service.IMAP, Security.TLS])
    security = forms.ChoiceField(
        label=_("Security"),
        choices=[choice for choice in SecurityChoice.choices if choice[0] != SecurityChoice.NONE],
    )
    note = _note()

    def endpoint(self) -> Endpoint:
        data = self.cleaned_data
        return Endpoint(
            Service(data["service"]), data["host"], data["port"], Security(data["security"])
        )


class CertificateForm(forms.Form):
    """A certificate as text or as a file, and for which host it is right."""

    prefix = "paste"
    host = HostField(_("Server"))
    kind = forms.ChoiceField(
        label=_("What is trusted"),
        choices=TrustKind.choices,
        help_text=_("An authority is trusted for this server alone."),
    )
    pem = forms.CharField(
        label=_("Certificate as text"),
        required=False,
        max_length=SIZE_LIMIT,
        help_text=_("It begins with -----BEGIN CERTIFICATE-----"),
        widget=forms.Textarea(attrs={**_PLAIN, "rows": 6, "class": "monospace"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False, allow_empty_file=True)
    note = _note()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "pem" not in self.errors:
            try:
                cleaned["certificate"] = self._certificate()
            except CertificateError as problem:
                self.add_error("pem", defect_in_words(problem.defect))
        self._check_kind(cleaned)
        return cleaned

    def _certificate(self) -> Certificate:
        file = self.cleaned_data.get("file")
        data = file.read(SIZE_LIMIT + 1) if file else self.cleaned_data["pem"].encode()
        return read_certificate(data)

    def _check_kind(self, cleaned: dict[str, Any]) -> None:
        certificate = cleaned.get("certificate")
        if certificate and cleaned.get("kind") == TrustKind.CA and not certificate.is_authority:
            self.add_error(
                "kind",
                gettext("This certificate may not sign others. Trust this certificate alone."),
            )


def defect_in_words(defect: Defect) -> str:
    return {
        Defect.TOO_LONG: gettext("This is longer than any certificate."),
        Defect.NONE: gettext("There is no certificate in it. Paste it as text, or choose a file."),
        Defect.SEVERAL: gettext("It holds several certificates. Add them one by one."),
        Defect.PRIVATE_KEY: gettext(
            "It holds a private key, which belongs on the server alone. Paste the certificate only."
        ),
        Defect.UNREADABLE: gettext("This is not a certificate, or a damaged one."),
    }[defect]


def people_in_words(count: int, domain: str) -> str:
    """What is offered to the administrator, and the question."""
    return ngettext(
        "%(count)d person uses these servers for %(domain)s. Use them for everybody at %(domain)s?",
        "%(count)d people use these servers for %(domain)s. Use them for everybody at %(domain)s?",
        count,
    ) % {"count": count, "domain": domain}
