"""A company whose mailboxes open with tokens: Dovecot and Postfix ask the authorisation server."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.servers.authorization import AuthorizationServer, Introspection
from tests.servers.ca import Authority
from tests.servers.leash import HOST, new_directory, remove_directory
from tests.servers.world import MailWorld

MECHANISMS = "plain login xoauth2 oauthbearer"


class OAuthWorld(MailWorld):
    """``login`` is the authorisation server. *mechanisms* is what the mail server offers."""

    def __init__(self, domain: str = "fjord.example", mechanisms: str = MECHANISMS) -> None:
        super().__init__(domain)
        self._mechanisms = mechanisms

    def start(self) -> None:
        with ExitStack() as stack:
            self.login_authority = stack.enter_context(Authority())
            self._directory = new_directory("oauth")
            stack.callback(remove_directory, self._directory)
            host = f"login.{self.domain}"
            certificate = self.login_authority.certificate(host)
            self.login = stack.enter_context(AuthorizationServer(certificate, host))
            self._introspection = stack.enter_context(Introspection(certificate, self.login))
            super().start()
            self.ca_file = self._directory / "both.pem"
            both = (self.authority.ca_file, self.login_authority.ca_file)
            self.ca_file.write_text("".join(path.read_text() for path in both))
            self._own = stack.pop_all()

    def stop(self) -> None:
        super().stop()
        self._own.close()

    def _settings(self) -> str:
        file = Path(self._directory / "dovecot-oauth2.conf.ext")
        file.write_text(_PASSDB.format(port=self._introspection.port))
        file.chmod(0o644)
        return _DOVECOT.format(mechanisms=self._mechanisms, file=file)

    def _records(self) -> dict[tuple[str, str], list[str]]:
        return {**super()._records(), (self.login.host, "A"): [HOST]}


_PASSDB = """
introspection_url = http://127.0.0.1:{port}/introspect
introspection_mode = post
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = email
timeout_msecs = 5000
"""

_DOVECOT = """
auth_mechanisms = {mechanisms}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
"""
