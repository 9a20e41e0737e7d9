"""``manage.py account check``: both servers, each ticked or explained on its own."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core import product
from mail.core.certificate import CertificateFacts
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.servers.ca import Authority
from tests.servers.faults_imap import ImapScript, refuses_login
from tests.servers.faults_smtp import SmtpScript
from tests.servers.scripted import Script, ScriptedServer
from tests.transport.check import CANARY

pytestmark = pytest.mark.django_db
ADDRESS = "kari@havn.example"
HOST = "127.0.0.1"


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    settings.MAIL_ALLOWED_PRIVATE_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.MAIL_ALLOW_PLAINTEXT = (HOST,)


def account_at(imap: ScriptedServer, smtp: ScriptedServer, security: Security) -> EmailAccount:
    user = User.objects.create_user("kari", ADDRESS, "a long enough password")
    servers = {Service.IMAP: imap, Service.SMTP: smtp}
    logins = {
        service: Login(Endpoint(service, HOST, server.port, security), ADDRESS)
        for service, server in servers.items()
    }
    return keep_account(user, ADDRESS, logins, dict.fromkeys(Service, Secret(CANARY)))


def checked(
    imap: Script, smtp: Script, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, str]:
    """Exit status and output of a check at two servers in the clear."""
    with ScriptedServer(imap) as incoming, ScriptedServer(smtp) as outgoing:
        account_at(incoming, outgoing, Security.NONE)
        try:
            call_command("account", "check", ADDRESS, *options)
            status = 0
        except SystemExit as end:
            status = int(str(end.code))
    return status, capsys.readouterr().out


def test_both_are_ticked_and_the_alerts_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    script = ImapScript(greeting="* OK [ALERT] Maintenance on Sunday")

    status, out = checked(script, SmtpScript(), capsys, "--json")

    both: dict[str, Any] = json.loads(out)
    assert status == 0
    assert both["imap"]["ok"] and both["smtp"]["ok"]
    assert both["imap"]["alerts"] == ["[ALERT] Maintenance on Sunday"]


def test_each_server_is_explained_on_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    imap = refuses_login("NO [UNAVAILABLE] Later")
    smtp = SmtpScript(replies={"MAIL": "553 5.7.1 Sender address rejected: not owned by user"})

    status, out = checked(imap, smtp, capsys, "--json")

    both: dict[str, Any] = json.loads(out)
    assert status == 1
    assert (both["imap"]["code"], both["imap"]["retry"]) == ("auth_temporary", True)
    assert (both["smtp"]["code"], both["smtp"]["retry"]) == ("sender_refused", False)
    assert both["imap"]["server_said"] == "[UNAVAILABLE] Later"
    wanted = {"ok", "code", "title", "explanation", "next_step", "retry", "server_said"}
    assert wanted | {"certificate", "alerts", "report"} <= set(both["imap"])


def test_nothing_is_sent_while_asking_for_the_sender() -> None:
    with ScriptedServer(ImapScript()) as imap, ScriptedServer(SmtpScript()) as smtp:
        account = account_at(imap, smtp, Security.NONE)
        assert connect.check(account, Service.SMTP).ok
    said = [line.split(b" ")[0].strip() for line in smtp.received]
    assert said == [b"EHLO", b"AUTH", b"MAIL", b"RSET", b"QUIT"]


def test_a_server_that_does_not_discuss_senders_is_in_order() -> None:
    script = SmtpScript(replies={"MAIL": "451 4.7.1 Greylisted"})
    with ScriptedServer(ImapScript()) as imap, ScriptedServer(script) as smtp:
        assert connect.check(account_at(imap, smtp, Security.NONE), Service.SMTP).ok


def test_a_person_reads_what_happened_and_gets_a_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = f"NO [AUTHENTICATIONFAILED] {ADDRESS} is not right"

    status, out = checked(refuses_login(words), SmtpScript(), capsys)

    assert status == 1
    assert "imap: The user name or password was not accepted" in out
    assert "code: auth_failed" in out and f"{product.NAME} {product.VERSION}" in out
    assert "domain: havn.example" in out
    assert ADDRESS not in out and CANARY not in out


def test_the_certificate_of_another_host_is_in_the_answer(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    with Authority() as authority:
        settings.MAIL_EXTRA_CA_FILE = str(authority.ca_file)
        certificate = authority.certificate("server12.hoster.example")
        with (
            ScriptedServer(ImapScript(), certificate, implicit_tls=True) as imap,
            ScriptedServer(SmtpScript(), certificate, implicit_tls=True) as smtp,
        ):
            account_at(imap, smtp, Security.TLS)
            with pytest.raises(SystemExit):
                call_command("account", "check", ADDRESS, "--json")
    both: dict[str, Any] = json.loads(capsys.readouterr().out)
    for service in ("imap", "smtp"):
        assert both[service]["code"] == "tls_name_mismatch"
        assert both[service]["certificate"]["names"] == ["server12.hoster.example"]
        assert "server12.hoster.example" in both[service]["title"]
    assert imap.received == smtp.received == []


@pytest.mark.parametrize(
    ("refused", "attempts", "works"),
    [
        ("NO [AUTHENTICATIONFAILED] wrong", 2, "kari"),
        ("NO [UNAVAILABLE] later", 1, ""),
        ("NO Application-specific password required", 1, ""),
    ],
)
def test_the_other_user_name_is_tried_after_a_plain_refusal_only(
    refused: str, attempts: int, works: str
) -> None:
    tried: list[bytes] = []

    def accepts_local_part(connection: Any) -> None:
        connection.send_line("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
        while True:
            tag, verb = connection.read_line().decode().split()[:2]
            if verb == "CAPABILITY":
                connection.send_line("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
            if verb == "EXAMINE":
                connection.send_line("* 0 EXISTS\r\n* OK [UIDVALIDITY 1] valid")
            answer = "OK done"
            if verb == "AUTHENTICATE":
                tried.append(b"")
                connection.send_line("+ ")
                connection.read_line()
                answer = "OK in" if len(tried) == 2 else refused
            connection.send_line(f"{tag} {answer}")

    with ScriptedServer(accepts_local_part) as imap, ScriptedServer(SmtpScript()) as smtp:
        account = account_at(imap, smtp, Security.NONE)
        found = connect.try_to_sign_in(account, Service.IMAP, Secret(CANARY), other_username="kari")
    assert len(tried) == attempts
    assert (found.username if found.ok else "") == works


def test_sending_is_blocked_when_both_ports_stay_silent_and_reading_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer(ImapScript()) as imap, ScriptedServer(SmtpScript()) as smtp:
        account = account_at(imap, smtp, Security.NONE)
        monkeypatch.setattr("accounts.connect.checks.check_smtp", _times_out)
        monkeypatch.setattr("accounts.connect.checks.sending_is_blocked", lambda host, policy: True)
        problem = connect.check_both(account)[Service.SMTP].problem
    assert problem is not None and problem.code is Code.EGRESS_BLOCKED


def _times_out(*_: object, **__: object) -> tuple[str, ...]:
    raise MailError(Code.TIMEOUT, subject=HOST)


def test_a_problem_keeps_its_certificate_and_its_alerts_in_the_row() -> None:
    with (
        Authority() as authority,
        ScriptedServer(ImapScript(), authority.certificate("x.example"), implicit_tls=True) as imap,
        ScriptedServer(SmtpScript()) as smtp,
    ):
        account = account_at(imap, smtp, Security.TLS)
        problem = connect.check(account, Service.IMAP).problem
    assert problem is not None
    problem.alerts = ("[ALERT] Read this",)
    account.note_problem(Service.IMAP, problem)
    kept = EmailAccount.objects.get(pk=account.pk).problem
    assert kept is not None
    words = explain(kept)
    assert words.certificate == problem.certificate is not None
    assert words.alerts == ("[ALERT] Read this",)


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("*.hoster.example", "server12.hoster.example"), "server12.hoster.example"),
        (("*.hoster.example",), "another server"),
        ((), "another server"),
    ],
)
def test_the_name_to_use_instead_is_one_that_can_be_typed(
    names: tuple[str, ...], title: str
) -> None:
    day = datetime(2026, 5, 12, tzinfo=UTC)
    facts = CertificateFacts(HOST, names, "Some CA", day, day, "ab" * 32, False)
    error = MailError(Code.TLS_NAME_MISMATCH, subject=HOST, certificate=facts)
    assert title in explain(error).title


def test_the_report_names_the_version_of_the_project() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert project["version"] == product.VERSION
