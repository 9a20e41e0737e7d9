"""What an IMAP server may do to us before and while we sign in."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.imap_session import check_imap, open_session
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from tests.servers.ca import Authority
from tests.servers.faults import drops_after, greets, never_answers, sends_without_end
from tests.servers.faults_imap import (
    ImapScript,
    injects_into_starttls,
    is_preauthenticated,
    offers_no_starttls,
    refuses_login,
)
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.talk import HOST, PASSWORD, POLICY, heard, imap_login

# kari and hemmelig-42, as AUTHENTICATE PLAIN sends them.
PLAIN = b"AGthcmkAaGVtbWVsaWctNDI="


def problem_with(
    script: Script, security: Security = Security.NONE, timeout_s: float = 5.0
) -> tuple[MailError, bytes]:
    """How signing in fails, and what the server heard; no credential may be in it."""
    with ScriptedServer(script) as server, pytest.raises(MailError) as raised:
        check_imap(imap_login(server, security), PASSWORD, POLICY, timeout_s=timeout_s)
    return raised.value, heard(server)


def trusting(authority: Authority) -> Policy:
    return replace(POLICY, extra_ca_file=authority.ca_file)


def is_silent_about_the_password(said: bytes) -> bool:
    return PLAIN not in said and b"hemmelig" not in said and b"LOGIN" not in said


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS])
def test_a_preauthenticated_greeting_ends_everything(security: Security) -> None:
    problem, said = problem_with(is_preauthenticated(), security)
    assert (problem.code, said) == (Code.PREAUTH, b"")


def test_without_starttls_no_password_is_sent() -> None:
    problem, said = problem_with(ImapScript(), Security.STARTTLS)
    assert problem.code is Code.STARTTLS_MISSING
    assert is_silent_about_the_password(said)


def test_a_refused_starttls_is_not_passed_over() -> None:
    script = ImapScript(capabilities="IMAP4rev1 STARTTLS", replies={"STARTTLS": "NO not today"})
    problem, said = problem_with(script, Security.STARTTLS)
    assert (problem.code, problem.server_said) == (Code.STARTTLS_REFUSED, "not today")
    assert is_silent_about_the_password(said)


def test_what_is_said_before_the_encryption_is_not_believed_after_it() -> None:
    script = injects_into_starttls("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
    with Authority() as authority, pytest.raises(MailError) as raised:
        policy = trusting(authority)
        with ScriptedServer(script, authority.certificate(HOST)) as server:
            check_imap(imap_login(server, Security.STARTTLS), PASSWORD, policy)
    assert raised.value.code is Code.PROTOCOL
    assert is_silent_about_the_password(heard(server))


def test_logindisabled_is_honoured() -> None:
    script = ImapScript(capabilities="IMAP4rev1 LOGINDISABLED AUTH=PLAIN")
    problem, said = problem_with(script)
    assert problem.code is Code.PLAINTEXT_FORBIDDEN
    assert is_silent_about_the_password(said)


def test_logindisabled_behind_encryption_asks_for_another_way() -> None:
    offered = "IMAP4rev1 LOGINDISABLED AUTH=PLAIN AUTH=XOAUTH2"
    script = ImapScript(greeting=f"* OK [CAPABILITY {offered}] ready", capabilities=offered)
    with Authority() as authority, pytest.raises(MailError) as raised:
        policy = trusting(authority)
        with ScriptedServer(script, authority.certificate(HOST), implicit_tls=True) as server:
            check_imap(imap_login(server, Security.TLS), PASSWORD, policy)
    assert raised.value.code is Code.OAUTH_NEEDED
    assert is_silent_about_the_password(heard(server))


def test_a_public_host_is_not_spoken_to_in_the_clear() -> None:
    endpoint = Endpoint(Service.IMAP, "imap.fjord.example", 143, Security.NONE)
    with pytest.raises(MailError) as raised:
        check_imap(Login(endpoint, "kari"), PASSWORD, POLICY)
    assert raised.value.code is Code.PLAINTEXT_FORBIDDEN


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (greets("+OK POP3 ready"), Code.WRONG_SERVICE),
        (greets("220 mail.fjord.example ESMTP"), Code.WRONG_SERVICE),
        (greets("* BYE too busy"), Code.BUSY),
        (drops_after("* OK ready"), Code.DROPPED),
        (lambda connection: None, Code.DROPPED),
        (sends_without_end(b"x" * 65_536), Code.TOO_MUCH),
        (ImapScript(capabilities="POP3"), Code.PROTOCOL),
        (ImapScript(replies={"AUTHENTICATE": "", "LOGIN": ""}), Code.DROPPED),
        (refuses_login("NO [UNAVAILABLE] Later"), Code.AUTH_TEMPORARY),
        (refuses_login("NO Invalid credentials (Failure)"), Code.AUTH_FAILED),
        (ImapScript(replies={"EXAMINE": "NO EXAMINE Unsafe Login."}), Code.APP_PASSWORD_NEEDED),
        (
            ImapScript(replies={"EXAMINE": "BAD User is authenticated but not connected."}),
            Code.IMAP_DISABLED,
        ),
    ],
)
def test_each_way_to_fail_has_its_code(script: Script, code: Code) -> None:
    assert problem_with(script)[0].code is code


def test_a_silent_server_is_left_in_time() -> None:
    assert problem_with(never_answers, timeout_s=0.2)[0].code is Code.TIMEOUT


def test_a_dribbling_server_does_not_win_time_with_every_byte() -> None:
    def dribbles(connection: Connection) -> None:
        while True:
            connection.send(b"*")
            connection.pause(0.02)

    assert problem_with(dribbles, timeout_s=0.3)[0].code is Code.TIMEOUT


def test_a_goodbye_in_the_place_of_an_answer_is_quoted() -> None:
    def locks_out(connection: Connection) -> None:
        connection.send_line("* OK ready")
        tag = connection.read_line().split()[0].decode()
        connection.send_line(f"* CAPABILITY IMAP4rev1\r\n{tag} OK done")
        connection.read_line()
        connection.send_line("* BYE Too many failed logins")

    problem, _ = problem_with(locks_out)
    assert (problem.code, problem.server_said) == (
        Code.LOCKED_OUT,
        "Too many failed logins",
    )


def test_a_chinese_refusal_is_legible() -> None:
    def refuses(connection: Connection) -> None:
        connection.send_line("* OK ready")
        tag = connection.read_line().split()[0].decode()
        connection.send_line(f"* CAPABILITY IMAP4rev1\r\n{tag} OK done")
        tag = connection.read_line().split()[0].decode()
        connection.send(f"{tag} NO 请使用授权码登录\r\n".encode("gb2312"))

    assert problem_with(refuses)[0].server_said == "请使用授权码登录"


def test_a_second_challenge_does_not_get_the_password_again() -> None:
    def asks_twice(connection: Connection) -> None:
        connection.send_line("* OK ready")
        tag = connection.read_line().split()[0].decode()
        connection.send_line(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done")
        tag = connection.read_line().split()[0].decode()
        for _ in range(2):
            connection.send_line("+ ")
            connection.read_line()
        connection.send_line(f"{tag} NO cancelled")

    _, said = problem_with(asks_twice)
    assert said.count(PLAIN) == 1
    assert b"\r\n*\r\n" in said


def test_a_password_with_a_line_break_says_no_second_command() -> None:
    with ScriptedServer(ImapScript(capabilities="IMAP4rev1")) as server:
        with pytest.raises(MailError) as raised:
            check_imap(imap_login(server), Secret('x"\r\nA1 DELETE INBOX'), POLICY)
        assert raised.value.code is Code.AUTH_FAILED
    assert b"DELETE" not in heard(server)


def test_the_connection_does_not_remember_the_password() -> None:
    server = ScriptedServer(ImapScript(capabilities="IMAP4rev1"))
    with server, open_session(imap_login(server), PASSWORD, POLICY) as session:
        remembered = repr(vars(session.connection)) + repr(vars(session.connection.wire))
    assert b"hemmelig-42" in heard(server)
    assert "hemmelig-42" not in remembered


def test_the_library_formats_no_literals_for_its_log() -> None:
    server = ScriptedServer(ImapScript())
    with server, open_session(imap_login(server), PASSWORD, POLICY) as session:
        assert session.connection.wire.debug == 0


def test_a_starttls_stripped_by_the_server_itself_is_an_error() -> None:
    problem, said = problem_with(offers_no_starttls(), Security.STARTTLS)
    assert problem.code is Code.STARTTLS_MISSING
    assert is_silent_about_the_password(said)


def test_a_secret_shows_itself_to_nobody_who_does_not_ask() -> None:
    assert "hemmelig" not in f"{PASSWORD} {PASSWORD!r} {[PASSWORD]}"
    with pytest.raises(TypeError):
        pickle.dumps(PASSWORD)
