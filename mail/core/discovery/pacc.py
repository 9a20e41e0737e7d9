"""Reading a user agent configuration (draft-ietf-mailmaint-pacc): JSON that names hosts.

Ports are not written: implicit TLS is the rule. The file is believed because a TXT record of the
domain holds its digest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mail.core.discovery.host_suffix import DOTTED_HOST
from mail.core.discovery.result import Method
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service
from mail.core.errors import printable

BODY_LIMIT = 64 * 1024
NAME_LIMIT = 80
ISSUER_LIMIT = 255

# "submit" since the third draft, "smtp" before.
_KEYS = {Service.IMAP: ("imap",), Service.SMTP: ("submit", "smtp", "submission")}


class Digest(StrEnum):
    """What the domain's TXT records say of a file."""

    MATCHES = "matches"
    DIFFERS = "differs"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class UserAgentConfiguration:
    provider: str
    imap: Login
    smtp: Login
    method: Method
    oauth_issuer: str


def pacc_url(domain: str) -> str:
    return f"https://ua-auto-config.{domain}/.well-known/user-agent-configuration.json"


def pacc_txt_name(domain: str) -> str:
    return f"_ua-auto-config.{domain}"


def check_digest(body: bytes, texts: Iterable[str]) -> Digest:
    """Compare *body* with records such as ``v=UAAC1; a=sha256; d=<base64>``; one match is enough.

    During a change of the file both digests are published.
    """
    published = [d for text in texts if (d := _published_digest(text)) is not None]
    if not published:
        return Digest.ABSENT
    own = hashlib.sha256(body).digest()
    matches = [hmac.compare_digest(own, digest) for digest in published]
    return Digest.MATCHES if any(matches) else Digest.DIFFERS


def parse_pacc(body: bytes, address: str) -> UserAgentConfiguration | None:
    """The servers that *body* names for *address*; never raises."""
    root = _json_object(body)
    protocols = _object(root, "protocols")
    imap = _host(protocols, Service.IMAP)
    smtp = _host(protocols, Service.SMTP)
    if not imap or not smtp:
        return None
    authentication = _object(root, "authentication")
    issuer = _text(_object(authentication, "oauth-public"), "issuer")
    offers_password = authentication.get("password", not issuer) is not False
    return UserAgentConfiguration(
        provider=printable(_text(_object(_object(root, "info"), "provider"), "name"))[:NAME_LIMIT],
        imap=_login(Service.IMAP, imap, address),
        smtp=_login(Service.SMTP, smtp, address),
        method=Method.OAUTH if issuer and not offers_password else Method.PASSWORD,
        oauth_issuer=printable(issuer)[:ISSUER_LIMIT],
    )


def _published_digest(text: str) -> bytes | None:
    tags = dict(part.strip().partition("=")[::2] for part in text.split(";"))
    if tags.get("v", "").upper() != "UAAC1":
        return None
    try:
        digest = base64.b64decode(tags.get("d", ""), validate=True)
    except binascii.Error:
        digest = b""
    # One that we cannot read is announced all the same: no file can match it.
    return digest if tags.get("a", "sha256").lower() == "sha256" else b""


def _json_object(body: bytes) -> Mapping[str, object]:
    if len(body) > BODY_LIMIT:
        return {}
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _object(parent: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _text(parent: Mapping[str, object], key: str) -> str:
    value = parent.get(key)
    return value if isinstance(value, str) else ""


def _host(protocols: Mapping[str, object], service: Service) -> str:
    for key in _KEYS[service]:
        host = _text(_object(protocols, key), "host").strip().lower().removesuffix(".")
        if DOTTED_HOST.fullmatch(host):
            return host
    return ""


def _login(service: Service, host: str, address: str) -> Login:
    port = DEFAULT_PORTS[service, Security.TLS]
    return Login(Endpoint(service, host, port, Security.TLS), address)
