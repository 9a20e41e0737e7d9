"""The files that domains publish about their mail servers, in the spellings that occur."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

SOCKETS = {"tls": "SSL", "starttls": "STARTTLS", "none": "plain"}


@dataclass(frozen=True, slots=True)
class Server:
    """As it stands in a file; ``kind`` is imap, pop3, smtp, or something strange."""

    kind: str
    host: str
    port: int
    security: str
    username: str = "%EMAILADDRESS%"
    methods: tuple[str, ...] = ("password-cleartext",)

    @property
    def endpoint(self) -> str:
        return f"{self.host}:{self.port}:{self.security}"


def autoconfig(
    domains: Iterable[str], servers: Iterable[Server], *, provider: str = "Hoster", head: str = ""
) -> bytes:
    """draft-ietf-mailmaint-autoconfig, as most files are written."""
    inside = [f"<domain>{domain}</domain>" for domain in domains]
    inside += [f"<displayName>{provider}</displayName>", *map(_server, servers)]
    body = "\n    ".join(inside)
    return f"""{head or '<?xml version="1.0" encoding="UTF-8"?>'}
<clientConfig version="1.1">
  <emailProvider id="{provider}">
    {body}
  </emailProvider>
</clientConfig>
""".encode()


def _server(server: Server) -> str:
    tag = "outgoingServer" if server.kind == "smtp" else "incomingServer"
    fields = {
        "hostname": server.host,
        "port": str(server.port),
        "socketType": SOCKETS.get(server.security, server.security),
        "username": server.username,
    }
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items() if text)
    inside += "".join(f"<authentication>{name}</authentication>" for name in server.methods)
    return f'<{tag} type="{server.kind}">{inside}</{tag}>'


def pacc(imap: str, smtp: str, *, issuer: str = "") -> bytes:
    """draft-ietf-mailmaint-pacc: hosts only, implicit TLS is understood."""
    authentication: dict[str, object] = {"password": True}
    if issuer:
        authentication["oauth-public"] = {"issuer": issuer}
    protocols = {"imap": {"host": imap}, "smtp": {"host": smtp}}
    file = {
        "protocols": protocols,
        "authentication": authentication,
        "info": {"provider": {"name": "Hoster"}},
    }
    return json.dumps(file).encode()


def pacc_digest(body: bytes) -> str:
    """The TXT record that vouches for *body*, as a text of a zone file."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return f'"v=UAAC1; a=sha256; d={digest}"'


def autodiscover(servers: Iterable[Server], login: str = "") -> bytes:
    """The answer of MS-OXDSCLI to a POX request."""
    inside = "".join(map(_protocol, servers)).replace("LOGIN", login)
    space = "http://schemas.microsoft.com/exchange/autodiscover"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="{space}/responseschema/2006">
  <Response xmlns="{space}/outlook/responseschema/2006a">
    <Account><AccountType>email</AccountType><Action>settings</Action>{inside}</Account>
  </Response>
</Autodiscover>""".encode()


def redirect_address(address: str) -> bytes:
    return autodiscover(()).replace(
        b"<Action>settings</Action>",
        f"<Action>redirectAddr</Action><RedirectAddr>{address}</RedirectAddr>".encode(),
    )


def _protocol(server: Server) -> str:
    encryption = {"tls": "SSL", "starttls": "TLS", "none": "None"}[server.security]
    return (
        f"<Protocol><Type>{server.kind.upper()}</Type><Server>{server.host}</Server>"
        f"<Port>{server.port}</Port><LoginName>LOGIN</LoginName><DomainRequired>off"
        f"</DomainRequired><SPA>off</SPA><SSL>{'off' if server.security == 'none' else 'on'}</SSL>"
        f"<Encryption>{encryption}</Encryption><AuthRequired>on</AuthRequired></Protocol>"
    )
