"""An authorisation server on loopback, as strict as the standards allow.

PKCE by S256 or nothing, redirect addresses letter by letter, codes good once, refresh tokens
rotated, and a refresh token used twice takes the whole grant with it (RFC 9700 §4.14.2). What the
person does on its page is said beforehand: ``signed_in_as``, ``denies``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.servers.ca import Certificate
from tests.servers.https import HttpsServer, Reply, Request

JSON = {"Content-Type": "application/json"}
SCOPES = ("openid", "email", "offline_access", "mail")


@dataclass
class Grant:
    """What one person allowed one client; all its tokens end with it."""

    email: str
    scope: str
    is_revoked: bool = False
    used_refresh: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pending:
    grant: Grant
    client_id: str
    redirect_uri: str
    challenge: str


class AuthorizationServer(HttpsServer):
    """``faults`` are given out one by one in the place of the token endpoint's replies."""

    def __init__(self, certificate: Certificate, host: str) -> None:
        super().__init__(certificate, {})
        self.host = host
        self.client_id, self.client_secret = "crm-inbox", "the client's own secret"
        self.redirect_uris = {"http://testserver/setup/oauth/callback/"}
        self.reset()

    def reset(self) -> None:
        self.signed_in_as = ""
        self.denies = False
        self.says_issuer = ""
        self.grants_scope = " ".join(SCOPES)
        self.lifetime_s = 3600
        self.rotates = True
        self.tells_identity = True
        self.slow_s = 0.0
        self.faults: list[Callable[[], Reply]] = []
        self.refreshes = 0
        self.codes: dict[str, Pending] = {}
        self.refresh_tokens: dict[str, Grant] = {}
        self.access_tokens: dict[str, tuple[Grant, float]] = {}
        self.requests.clear()
        self._one_at_a_time = threading.Lock()

    @property
    def issuer(self) -> str:
        return f"https://{self.host}:{self.port}"

    def reply_to(self, request: Request) -> Reply:
        self.requests.append(request)
        path = urlsplit(request.path).path
        handlers = {
            "/.well-known/oauth-authorization-server": self._metadata,
            "/authorize": self._authorize,
            "/token": self._token,
            "/revoke": self._revoke,
            "/introspect": self._introspect,
        }
        return handlers.get(path, lambda _: Reply(404, {}, b"not found"))(request)

    def forget_access_tokens(self) -> None:
        """Every access token is refused from now on, though its hour is not over."""
        self.access_tokens.clear()

    def revoke_everything(self) -> None:
        for grant in self.refresh_tokens.values():
            grant.is_revoked = True
        self.access_tokens.clear()

    def _metadata(self, _request: Request) -> Reply:
        return _json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "revocation_endpoint": f"{self.issuer}/revoke",
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": list(SCOPES),
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    def _authorize(self, request: Request) -> Reply:
        asked = dict(parse_qsl(urlsplit(request.path).query))
        uri = asked.get("redirect_uri", "")
        if asked.get("client_id") != self.client_id or uri not in self.redirect_uris:
            return Reply(400, {}, b"unknown client or redirect address")
        if asked.get("code_challenge_method") != "S256" or not asked.get("state"):
            return Reply(400, {}, b"PKCE and state are wanted")
        answer = {"state": asked["state"], "iss": self.says_issuer or self.issuer}
        if self.denies:
            answer |= {"error": "access_denied", "error_description": "The user said no"}
        else:
            code, grant = secrets.token_urlsafe(16), Grant(self.signed_in_as, self.grants_scope)
            challenge = asked["code_challenge"]
            self.codes[code] = Pending(grant, self.client_id, uri, challenge)
            answer["code"] = code
        return Reply(302, {"Location": f"{uri}?{urlencode(answer)}"}, b"")

    def _token(self, request: Request) -> Reply:
        asked = dict(parse_qsl(request.body.decode()))
        if asked.get("grant_type") == "refresh_token":
            self.refreshes += 1
        time.sleep(self.slow_s)
        if self.faults:
            return self.faults.pop(0)()
        if not self._knows_client(request):
            return _refused("invalid_client", 401)
        with self._one_at_a_time:
            if asked.get("grant_type") == "authorization_code":
                return self._for_code(asked)
            return self._for_refresh(asked.get("refresh_token", ""))

    def _knows_client(self, request: Request) -> bool:
        pair = base64.b64encode(
            f"{self.client_id}:the%20client%27s%20own%20secret".encode()
        ).decode()
        return request.headers.get("authorization") == f"Basic {pair}"

    def _for_code(self, asked: dict[str, str]) -> Reply:
        pending = self.codes.pop(asked.get("code", ""), None)
        if pending is None or asked.get("redirect_uri") != pending.redirect_uri:
            return _refused("invalid_grant")
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != pending.challenge:
            return _refused("invalid_grant")
        return self._tokens(pending.grant, refresh=True)

    def _for_refresh(self, token: str) -> Reply:
        grant = self.refresh_tokens.get(token)
        if grant is None or grant.is_revoked:
            return _refused("invalid_grant")
        if token in grant.used_refresh:
            grant.is_revoked = True
            return _refused("invalid_grant")
        if self.rotates:
            grant.used_refresh.add(token)
        return self._tokens(grant, refresh=self.rotates)

    def _tokens(self, grant: Grant, *, refresh: bool) -> Reply:
        access = f"access-{secrets.token_urlsafe(24)}"
        self.access_tokens[access] = (grant, time.time() + self.lifetime_s)
        told: dict[str, object] = {
            "access_token": access, "token_type": "Bearer", "expires_in": self.lifetime_s,
            "scope": grant.scope,
        }  # fmt: skip
        if self.tells_identity:
            told["id_token"] = _id_token(self.issuer, self.client_id, grant.email)
        if refresh:
            renewed = f"refresh-{secrets.token_urlsafe(24)}"
            self.refresh_tokens[renewed] = grant
            told["refresh_token"] = renewed
        return _json(told)

    def _revoke(self, request: Request) -> Reply:
        token = dict(parse_qsl(request.body.decode())).get("token", "")
        if grant := self.refresh_tokens.get(token):
            grant.is_revoked = True
        return Reply(200, {}, b"")

    def _introspect(self, request: Request) -> Reply:
        """RFC 7662, for the mail server."""
        token = dict(parse_qsl(request.body.decode())).get("token", "")
        grant, ends_at = self.access_tokens.get(token, (None, 0.0))
        if grant is None or grant.is_revoked or ends_at < time.time():
            return _json({"active": False})
        return _json({"active": True, "email": grant.email, "scope": grant.scope})


class Introspection(HttpsServer):
    """The same server's introspection without encryption, for a Dovecot on this machine."""

    def __init__(self, certificate: Certificate, server: AuthorizationServer) -> None:
        super().__init__(certificate, {})
        self._server = server

    def reply_to(self, request: Request) -> Reply:
        return self._server._introspect(request)

    def _serve_tls(self, sock: socket.socket) -> None:
        self._serve_plain(sock)


def _json(told: dict[str, object], status: int = 200) -> Reply:
    return Reply(status, JSON, json.dumps(told).encode())


def _refused(error: str, status: int = 400) -> Reply:
    return _json({"error": error, "error_description": "AADSTS70008 told for the log"}, status)


def _id_token(issuer: str, client_id: str, email: str) -> str:
    claims = json.dumps({"iss": issuer, "aud": client_id, "email": email}).encode()
    parts = [b'{"alg":"none"}', claims, b"signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
