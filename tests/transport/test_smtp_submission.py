"""What a submission server may do to us, and how exactly we know whether a message went out."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from mail.transport.smtp_submission import InDoubt, Refusal, SubmissionResult, check_smtp, submit
from tests.servers.ca import Authority
from tests.servers.faults import drops_after, greets, never_answers
from tests.servers.faults_smtp import (
    END_OF_DATA,
    SmtpScript,
    drops_after_data,
    drops_at,
    refuses_login,
)
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.talk import HOST, PASSWORD, POLICY, heard, smtp_login

RAW = b"Subject: Tilbud\r\n\r\nHei\r\n"
KARI, OLA, LIV = "kari@fjord.example", "ola@fjord.example", "liv@fjord.example"


def send(
    script: Script,
    *recipients: str,
    on_data: Callable[[], None] = lambda: None,
    timeout_s: float = 5.0,
) -> tuple[SubmissionResult, bytes]:
    """Submit to *script*; also what it heard."""
    with ScriptedServer(script) as server:
        result = submit(
            smtp_login(server),
            PASSWORD,
            POLICY,
            sender=KARI,
            recipients=recipients or (OLA,),
            raw=RAW,
            on_data=on_data,
            timeout_s=timeout_s,
        )
    return result, heard(server)


def problem_of(script: Script, *recipients: str, timeout_s: float = 5.0) -> MailError:
    with pytest.raises(MailError) as raised:
        send(script, *recipients, timeout_s=timeout_s)
    return raised.value


def check_fails(
    script: Script, security: Security = Security.NONE, timeout_s: float = 5.0
) -> tuple[MailError, bytes]:
    with ScriptedServer(script) as server, pytest.raises(MailError) as raised:
        check_smtp(smtp_login(server, security), PASSWORD, POLICY, timeout_s=timeout_s)
    return raised.value, heard(server)


def test_a_message_goes_out_once_and_whole() -> None:
    result, said = send(SmtpScript())
    assert result == SubmissionResult()
    assert said.count(RAW + b".\r\n") == 1
    assert said.endswith(b"QUIT\r\n")


def test_the_password_is_sent_with_one_method_once() -> None:
    _, said = check_fails(refuses_login("535 5.7.8 Wrong"))
    plain = b64encode(b"\0kari\0hemmelig-42")
    assert said.count(plain) == 1
    assert b64encode(b"hemmelig-42") not in said.replace(plain, b"")


def test_without_starttls_no_password_is_sent() -> None:
    problem, said = check_fails(SmtpScript(), Security.STARTTLS)
    assert problem.code is Code.STARTTLS_MISSING
    assert b"AUTH" not in said


def test_a_refused_starttls_is_not_passed_over() -> None:
    script = SmtpScript(
        extensions=("STARTTLS", "AUTH PLAIN"), replies={"STARTTLS": "454 4.7.0 Not now"}
    )
    problem, said = check_fails(script, Security.STARTTLS)
    assert problem.code is Code.STARTTLS_REFUSED
    assert b"AUTH" not in said


@pytest.mark.parametrize("injected", ["250-mail\r\n250 AUTH XOAUTH2", "250 2.0.0 RSET"])
def test_what_is_said_before_the_encryption_ends_everything(injected: str) -> None:
    script = SmtpScript(
        extensions=("STARTTLS", "AUTH PLAIN"), replies={"STARTTLS": f"220 Go ahead\r\n{injected}"}
    )
    with Authority() as authority, pytest.raises(MailError) as raised:
        policy = replace(POLICY, extra_ca_file=authority.ca_file)
        with ScriptedServer(script, authority.certificate(HOST)) as server:
            check_smtp(smtp_login(server, Security.STARTTLS), PASSWORD, policy)
    assert raised.value.code is Code.PROTOCOL
    assert b"AUTH" not in heard(server)


def test_a_certificate_for_another_name_is_refused() -> None:
    with Authority() as authority, pytest.raises(MailError) as raised:
        policy = replace(POLICY, extra_ca_file=authority.ca_file)
        certificate = authority.certificate("other.example")
        with ScriptedServer(SmtpScript(), certificate, implicit_tls=True) as server:
            check_smtp(smtp_login(server, Security.TLS), PASSWORD, policy)
    assert raised.value.code is Code.TLS_NAME_MISMATCH
    assert heard(server) == b""


def test_a_public_host_is_not_spoken_to_in_the_clear() -> None:
    endpoint = Endpoint(Service.SMTP, "smtp.fjord.example", 587, Security.NONE)
    with pytest.raises(MailError) as raised:
        check_smtp(Login(endpoint, "kari"), PASSWORD, POLICY)
    assert raised.value.code is Code.PLAINTEXT_FORBIDDEN


def floods_ehlo(connection: Connection) -> None:
    connection.send_line("220 ready")
    connection.read_line()
    for _ in range(5_000):
        connection.send_line("250-" + "X" * 1_000)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (greets("* OK IMAP4rev1 ready"), Code.WRONG_SERVICE),
        (greets("554 5.7.1 Your address is on a list"), Code.IP_BLOCKED),
        (drops_after("220 ready"), Code.DROPPED),
        (drops_at("AUTH"), Code.DROPPED),
        (floods_ehlo, Code.TOO_MUCH),
        (SmtpScript(extensions=()), Code.AUTH_UNSUPPORTED),
        (SmtpScript(extensions=("AUTH XOAUTH2",)), Code.OAUTH_NEEDED),
        (refuses_login("454 4.7.0 Temporary"), Code.AUTH_TEMPORARY),
        (refuses_login("535 5.7.8 Wrong"), Code.AUTH_FAILED),
    ],
)
def test_each_way_to_fail_has_its_code(script: Script, code: Code) -> None:
    assert check_fails(script)[0].code is code


def test_a_silent_server_is_left_in_time() -> None:
    assert check_fails(never_answers, timeout_s=0.2)[0].code is Code.TIMEOUT


def test_a_dribbling_server_does_not_win_time_with_every_byte() -> None:
    def dribbles(connection: Connection) -> None:
        while True:
            connection.send(b"2")
            connection.pause(0.02)

    assert check_fails(dribbles, timeout_s=0.3)[0].code is Code.TIMEOUT


def test_login_is_used_where_plain_is_not_offered() -> None:
    script = SmtpScript(extensions=("AUTH LOGIN",))
    assert b"AUTH LOGIN " + b64encode(b"kari") in send(script)[1]


def test_the_caller_is_told_immediately_before_data() -> None:
    stages: list[bytes] = []
    server = ScriptedServer(SmtpScript())
    with server:
        submit(
            smtp_login(server),
            PASSWORD,
            POLICY,
            sender=KARI,
            recipients=[OLA],
            raw=RAW,
            on_data=lambda: stages.append(server.received[-1]),
            timeout_s=5,
        )
    assert stages == [f"RCPT TO:<{OLA}>\r\n".encode()]


def test_the_caller_is_not_inside_an_event_loop() -> None:
    """Django's database refuses to work inside one."""

    def use_database() -> None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()

    assert send(SmtpScript(), on_data=use_database)[0] == SubmissionResult()


def test_nothing_goes_out_when_the_caller_says_stop() -> None:
    def stop() -> None:
        raise TimeoutError("the lease is lost")

    with ScriptedServer(SmtpScript()) as server, pytest.raises(TimeoutError, match="lease"):
        submit(
            smtp_login(server),
            PASSWORD,
            POLICY,
            sender=KARI,
            recipients=[OLA],
            raw=RAW,
            on_data=stop,
            timeout_s=5,
        )
    assert b"DATA" not in heard(server)


def test_a_recipient_that_is_refused_does_not_stop_the_others() -> None:
    answers = iter(["550 5.1.1 Unknown", "250 Ok"])

    class Choosy(SmtpScript):
        def _usual(self, verb: str) -> str:
            return next(answers) if verb == "RCPT" else super()._usual(verb)

    result, said = send(Choosy(), OLA, LIV)
    assert result.refused == (Refusal(OLA, 550, "5.1.1 Unknown"),)
    assert b"DATA" in said


@pytest.mark.parametrize(
    ("reply", "code"),
    [("550 5.1.1 Unknown", Code.RECIPIENTS_REFUSED), ("450 4.2.1 Greylisted", Code.DEFERRED)],
)
def test_when_nobody_is_accepted_nothing_goes_out(reply: str, code: Code) -> None:
    problem = problem_of(SmtpScript(replies={"RCPT": reply}), OLA, LIV)
    assert (problem.code, problem.subject, problem.server_said) == (code, OLA, reply)


@pytest.mark.parametrize(
    ("verb", "reply", "code"),
    [
        ("MAIL", "553 5.7.1 Sender address rejected", Code.SENDER_REFUSED),
        ("MAIL", "", Code.DROPPED),
        ("DATA", "451 4.3.0 Later", Code.DEFERRED),
        ("DATA", "", Code.DROPPED),
        (END_OF_DATA, "554 5.7.1 Spam", Code.MESSAGE_REFUSED),
        (END_OF_DATA, "452 4.3.1 Full", Code.DEFERRED),
    ],
)
def test_a_refusal_before_acceptance_is_certain(verb: str, reply: str, code: Code) -> None:
    problem = problem_of(SmtpScript(replies={verb: reply}))
    assert problem.code is code
    assert not isinstance(problem, InDoubt)


@pytest.mark.parametrize("script", [drops_after_data(), SmtpScript(replies={END_OF_DATA: "what"})])
def test_a_message_without_a_clear_answer_is_in_doubt(script: Script) -> None:
    assert isinstance(problem_of(script), InDoubt)


def test_a_message_whose_answer_takes_too_long_is_in_doubt() -> None:
    def is_slow(connection: Connection) -> None:
        SmtpScript(replies={"DATA": ""})(connection)
        connection.send_line("354 go on")
        connection.wait()

    problem = problem_of(is_slow, timeout_s=0.3)
    assert isinstance(problem, InDoubt)
    assert problem.code is Code.TIMEOUT


def test_a_lost_goodbye_does_not_undo_an_acceptance() -> None:
    assert send(drops_at("QUIT"))[0] == SubmissionResult()


def test_a_smuggled_second_message_is_not_sent() -> None:
    with ScriptedServer(SmtpScript()) as server, pytest.raises(ValueError, match="bare"):
        submit(
            smtp_login(server),
            Secret("x"),
            POLICY,
            sender=KARI,
            recipients=[OLA],
            raw=b"Hi\r\n.\r\r\nMAIL FROM:<x@y>\r\n",
            on_data=lambda: None,
            timeout_s=5,
        )
    assert heard(server) == b""
