"""Every way in which signing in goes wrong has its code, and costs two attempts at most."""

from __future__ import annotations

from base64 import b64encode

import pytest

from mail.core.endpoint import Service
from mail.core.errors import Code
from tests.servers.faults_imap import ImapScript, refuses_login
from tests.servers.faults_smtp import SmtpScript
from tests.servers.faults_smtp import refuses_login as refuses_smtp_login
from tests.servers.scripted import Connection, Script
from tests.transport.check import CANARY, NAME, check_at

IMAP_SAYS = {
    "NO [AUTHENTICATIONFAILED] Authentication failed.": Code.AUTH_FAILED,
    "NO Anmeldung fehlgeschlagen: Kennwort falsch": Code.AUTH_FAILED,
    "NO [AUTHENTICATIONFAILED] Try again later, wrong password": Code.AUTH_FAILED,
    "NO [UNAVAILABLE] Temporary authentication failure.": Code.AUTH_TEMPORARY,
    "NO Der Anmeldedienst ist vorübergehend gestört": Code.AUTH_TEMPORARY,
    "NO LOGIN failed. Server unavailable. 15": Code.AUTH_TEMPORARY,
    "NO [ALERT] Application-specific password required (Failure)": Code.APP_PASSWORD_NEEDED,
    "NO Necesita una contraseña de aplicación": Code.APP_PASSWORD_NEEDED,
    "NO Basic authentication is disabled.": Code.OAUTH_NEEDED,
    "NO [ALERT] Your account is not enabled for IMAP use.": Code.IMAP_DISABLED,
    "NO L'accès IMAP est désactivé pour cette boîte": Code.IMAP_DISABLED,
    "NO [ALERT] Please log in via your web browser (Failure)": Code.WEB_LOGIN_NEEDED,
    "NO [EXPIRED] Choose a new one": Code.PASSWORD_EXPIRED,
    "NO Ihr Postfach wurde gesperrt": Code.ACCOUNT_BLOCKED,
    "NO [CONTACTADMIN] Ask your administrator": Code.NOT_PERMITTED,
    "NO [NOPERM] Not from here": Code.NOT_PERMITTED,
    "NO [AUTHORIZATIONFAILED] Not as that user": Code.NOT_PERMITTED,
    "NO [LIMIT] Too many": Code.TOO_MANY_CONNECTIONS,
    "NO [THROTTLED] Slow down": Code.RATE_LIMITED,
    "NO Слишком много неудачных попыток входа": Code.LOCKED_OUT,
    "NO [PRIVACYREQUIRED] Encrypt first": Code.PLAINTEXT_FORBIDDEN,
    "NO [SERVERBUG] Oops": Code.AUTH_TEMPORARY,
    "BAD User is authenticated but not connected.": Code.IMAP_DISABLED,
    "BAD Unknown command": Code.AUTH_UNSUPPORTED,
}

SMTP_SAYS = {
    "535 5.7.8 Bad credentials": Code.AUTH_FAILED,
    "535 5.7.8 Error: authentication failed: Connection lost to the server": Code.AUTH_TEMPORARY,
    "534 5.7.9 Application-specific password required": Code.APP_PASSWORD_NEEDED,
    "534 5.7.14 Please log in with your web browser": Code.WEB_LOGIN_NEEDED,
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled": Code.OAUTH_NEEDED,
    "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant": Code.SMTP_DISABLED,
    "535 5.7.139 The request did not meet the criteria": Code.NOT_PERMITTED,
    "550 5.7.30 Not supported for Client Submission": Code.OAUTH_NEEDED,
    "525 5.7.13 User account disabled": Code.ACCOUNT_BLOCKED,
    "454 4.7.0 Wrong password for now": Code.AUTH_TEMPORARY,
    "454 4.7.0 Too many login attempts": Code.LOCKED_OUT,
    "421 4.7.0 Closing": Code.AUTH_TEMPORARY,
    "432 4.7.12 A password transition is needed": Code.AUTH_TEMPORARY,
    "530 5.7.0 Must issue a STARTTLS command first": Code.PLAINTEXT_FORBIDDEN,
    "538 5.7.11 Encryption required": Code.PLAINTEXT_FORBIDDEN,
    "504 5.7.4 Unrecognized authentication type": Code.AUTH_UNSUPPORTED,
    "550 5.4.5 Daily sending quota exceeded": Code.SENDING_LIMIT,
}


@pytest.mark.parametrize(("reply", "code"), IMAP_SAYS.items())
def test_what_an_imap_server_says_has_its_code(reply: str, code: Code) -> None:
    outcome = check_at(refuses_login(reply))

    assert outcome.problem.code is code
    assert 1 <= outcome.attempts <= 2
    assert outcome.problem.server_said in reply.replace("  ", " ")


@pytest.mark.parametrize(("reply", "code"), SMTP_SAYS.items())
def test_what_a_submission_server_says_has_its_code(reply: str, code: Code) -> None:
    outcome = check_at(refuses_smtp_login(reply), Service.SMTP)

    assert outcome.problem.code is code
    assert 1 <= outcome.attempts <= 2


@pytest.mark.parametrize(
    ("command", "reply", "code"),
    [
        ("EXAMINE", "NO EXAMINE Unsafe Login. Please contact help", Code.APP_PASSWORD_NEEDED),
        ("EXAMINE", "BAD User is authenticated but not connected.", Code.IMAP_DISABLED),
        ("NAMESPACE", "BAD User is authenticated but not connected.", Code.IMAP_DISABLED),
        ("ID", "BAD User is authenticated but not connected.", Code.IMAP_DISABLED),
        ("EXAMINE", "NO [UNAVAILABLE] Later", Code.BUSY),
        ("EXAMINE", "NO Access to the store denied", Code.COMMAND_REFUSED),
    ],
)
def test_what_is_wrong_after_the_login_is_told(command: str, reply: str, code: Code) -> None:
    capabilities = "IMAP4rev1 AUTH=PLAIN ID NAMESPACE"
    script = ImapScript(capabilities=capabilities, replies={command: reply})

    outcome = check_at(script)

    assert outcome.problem.code is code
    assert outcome.attempts == 1


def test_the_order_is_login_capability_id_namespace_examine() -> None:
    outcome = check_at(ImapScript(capabilities="IMAP4rev1 ID NAMESPACE"))

    said = [line.split()[1] for line in outcome.heard.splitlines() if len(line.split()) > 1]
    wanted = [b"CAPABILITY", b"LOGIN", b"CAPABILITY", b"ID", b"NAMESPACE", b"EXAMINE", b"LOGOUT"]
    assert outcome.checked.ok and said == wanted


@pytest.mark.parametrize("refused", ["ID", "NAMESPACE"])
def test_a_command_that_is_not_known_after_all_is_passed_over(refused: str) -> None:
    script = ImapScript(capabilities="IMAP4rev1 ID NAMESPACE", replies={refused: "BAD unknown"})

    assert check_at(script).checked.ok


def test_an_ok_without_a_word_is_an_ok() -> None:
    assert check_at(ImapScript(replies={"AUTHENTICATE": "OK"})).checked.ok


def test_a_method_that_is_not_known_is_followed_by_the_other_once() -> None:
    outcome = check_at(ImapScript(replies={"AUTHENTICATE": "BAD unknown command"}))

    assert outcome.checked.ok
    assert outcome.attempts == 2


def test_a_method_that_refuses_the_password_is_not_followed_by_another() -> None:
    outcome = check_at(ImapScript(replies={"AUTHENTICATE": "NO [AUTHENTICATIONFAILED] no"}))

    assert outcome.attempts == 1


def test_a_password_beyond_ascii_goes_as_a_literal() -> None:
    outcome = check_at(ImapScript(capabilities="IMAP4rev1"))

    assert outcome.checked.ok
    assert b'LOGIN "kari" {17}\r\n' in outcome.heard


def test_an_unknown_smtp_method_is_followed_by_the_other_once() -> None:
    script = SmtpScript(
        extensions=("AUTH PLAIN LOGIN CRAM-MD5",), replies={"AUTH": "504 5.5.4 Unrecognized"}
    )

    outcome = check_at(script, Service.SMTP)

    assert outcome.problem.code is Code.AUTH_UNSUPPORTED
    assert outcome.attempts == 2


def test_a_goodbye_without_a_reason_is_no_wrong_password() -> None:
    outcome = check_at(says_at_login("* BYE Logging out"))

    assert outcome.problem.code is Code.DROPPED


def test_an_untagged_reason_explains_a_bare_refusal() -> None:
    said = (
        "* NO [WEBALERT https://accounts.example/x] Web login required.\r\nTAG NO [ALERT] (Failure)"
    )

    outcome = check_at(says_at_login(said))

    assert outcome.problem.code is Code.WEB_LOGIN_NEEDED
    assert any("WEBALERT" in alert for alert in outcome.checked.alerts)


def test_alerts_of_the_whole_session_are_kept_when_all_is_well() -> None:
    script = ImapScript(
        greeting="* OK [ALERT] Maintenance on Sunday",
        replies={"EXAMINE": "OK [ALERT] Your mailbox is nearly full"},
    )

    alerts = check_at(script).checked.alerts

    assert alerts == ("[ALERT] Maintenance on Sunday", "[ALERT] Your mailbox is nearly full")


def says_at_login(reply: str):  # type: ignore[no-untyped-def]
    def script(connection: Connection) -> None:
        connection.send_line("* OK [CAPABILITY IMAP4rev1] ready")
        tag = connection.read_line().split()[0].decode()
        connection.send_line(f"* CAPABILITY IMAP4rev1\r\n{tag} OK done")
        tag = connection.read_line().split()[0].decode()
        connection.send_line("+ go on")
        connection.read_exactly(17)
        connection.read_line()
        connection.send_line(reply.replace("TAG", tag))

    return script


_PLAIN = b64encode(f"\0{NAME}\0{CANARY}".encode()).decode()


@pytest.mark.parametrize(
    ("script", "service"),
    [
        (ImapScript(replies={"AUTHENTICATE": f"BAD unknown: {_PLAIN}", "LOGIN": "NO"}), "imap"),
        (refuses_login(f"NO [ALERT] not with {CANARY}"), "imap"),
        (ImapScript(replies={"AUTHENTICATE": f"OK [ALERT] hello {CANARY}"}), "imap"),
        (refuses_smtp_login(f"535 5.7.8 {_PLAIN} is wrong"), "smtp"),
        (refuses_smtp_login(f"535 5.7.8 {CANARY} is wrong"), "smtp"),
    ],
)
def test_a_password_that_the_server_repeats_is_not_kept(script: Script, service: str) -> None:
    checked = check_at(script, Service(service)).checked

    said = " ".join(checked.alerts)
    if checked.problem:
        said += " ".join((checked.problem.server_said, *checked.problem.alerts))
    assert CANARY not in said
    assert _PLAIN not in said
