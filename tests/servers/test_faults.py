"""The servers that misbehave on purpose do it as their names say. They need no Debian package."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import ssl
from urllib.request import urlopen

import pytest

from tests.servers.ca import Authority, Certificate
from tests.servers.clients import eventually
from tests.servers.faults import drops_after, greets, never_answers
from tests.servers.faults_imap import (
    ImapScript,
    drops_while_fetching,
    injects_into_starttls,
    is_preauthenticated,
    offers_no_starttls,
    refuses_login,
)
from tests.servers.faults_smtp import SmtpScript, drops_after_data
from tests.servers.faults_smtp import refuses_login as refuses_smtp_login
from tests.servers.https import HttpsServer
from tests.servers.leash import HOST
from tests.servers.scripted import ScriptedServer

MESSAGE = b"From: ola@fjord.example\r\nSubject: Tilbud\r\n\r\nHei Kari\r\n"


def test_certificates_can_be_right_expired_or_somebody_elses() -> None:
    with Authority() as ours, Authority() as theirs:
        assert refusal(ours.certificate("localhost"), ours) == ""
        assert "Hostname mismatch" in refusal(ours.certificate("other.example"), ours)
        assert "expired" in refusal(ours.expired("localhost"), ours)
        assert "unable to get local issuer" in refusal(theirs.certificate("localhost"), ours)


def test_https_serves_what_it_was_given_and_notes_requests() -> None:
    replies = {"/a?b=1": (200, {"Content-Type": "text/xml"}, b"<a/>")}
    with Authority() as authority, HttpsServer(authority.certificate(HOST), replies) as server:
        address = f"https://{HOST}:{server.port}/a?b=1"
        with urlopen(address, context=authority.client_context()) as response:
            assert (response.read(), response.headers["Content-Type"]) == (b"<a/>", "text/xml")
    assert [(request.method, request.path) for request in server.requests] == [("GET", "/a?b=1")]


def test_a_script_refuses_a_login_and_notes_what_was_said() -> None:
    with ScriptedServer(refuses_login("NO [UNAVAILABLE] Later")) as server:
        client = imaplib.IMAP4(HOST, server.port)
        with pytest.raises(imaplib.IMAP4.error, match="UNAVAILABLE"):
            client.login("kari", "hemmelig")
        client.shutdown()
    assert b'LOGIN kari "hemmelig"' in b"".join(server.received)


def test_a_script_cuts_the_connection_inside_a_literal() -> None:
    with ScriptedServer(drops_while_fetching(5, MESSAGE)) as server:
        client = imaplib.IMAP4(HOST, server.port)
        client.login("kari", "hemmelig")
        client.select()
        with pytest.raises(imaplib.IMAP4.abort):
            client.uid("FETCH", "1", "(BODY[])")
        client.shutdown()


def test_scripts_greet_wrongly_or_leave() -> None:
    with ScriptedServer(greets("+OK POP3 ready")) as pop, ScriptedServer(drops_after("*")) as gone:
        assert first_line(pop) == b"+OK POP3 ready\r\n"
        assert first_line(gone) == b"*\r\n"
    with ScriptedServer(is_preauthenticated()) as server, imaplib.IMAP4(HOST, server.port) as imap:
        assert imap.state == "AUTH"


def test_a_silent_server_ends_when_it_is_stopped() -> None:
    with ScriptedServer(never_answers) as server:
        client = socket.create_connection((HOST, server.port))
        client.sendall(b"a NOOP\r\n")
        assert eventually(lambda: server.received == [b"a NOOP\r\n"])
    with client:
        assert client.recv(1) == b""


def test_a_script_encrypts_and_says_something_before_that() -> None:
    script = injects_into_starttls("* NO injected")
    with (
        Authority() as authority,
        ScriptedServer(script, authority.certificate(HOST)) as server,
        socket.create_connection((HOST, server.port)) as sock,
        sock.makefile("rb") as file,
    ):
        sock.sendall(b"a STARTTLS\r\n")
        assert [file.readline()[:4] for _ in range(3)] == [b"* OK", b"a OK", b"* NO"]
        with authority.client_context().wrap_socket(sock, server_hostname=HOST) as tls:
            tls.sendall(b"b NOOP\r\n")
            assert tls.recv(100) == b"b OK done\r\n"


def test_a_script_without_starttls_says_so() -> None:
    with (
        ScriptedServer(offers_no_starttls()) as server,
        imaplib.IMAP4(HOST, server.port) as client,
        pytest.raises(imaplib.IMAP4.abort, match="TLS not supported"),
    ):
        client.starttls()


def test_a_scripted_mailbox_serves_its_message() -> None:
    script = ImapScript(message=MESSAGE)
    with ScriptedServer(script) as server, imaplib.IMAP4(HOST, server.port) as client:
        client.login("kari", "hemmelig")
        client.select()
        literal = client.fetch("1", "(BODY[])")[1][0]
    assert isinstance(literal, tuple) and literal[1] == MESSAGE


def test_a_script_accepts_mail() -> None:
    with ScriptedServer(SmtpScript()) as server, smtplib.SMTP(HOST, server.port) as client:
        client.login("kari", "hemmelig")
        assert client.sendmail("a@fjord.example", ["b@fjord.example"], MESSAGE) == {}


def test_a_script_refuses_a_sender_for_now() -> None:
    with (
        ScriptedServer(refuses_smtp_login("454 4.7.0 Later")) as server,
        smtplib.SMTP(HOST, server.port) as client,
        pytest.raises(smtplib.SMTPAuthenticationError, match="454"),
    ):
        client.login("kari", "hemmelig")


def test_a_script_is_gone_after_the_message() -> None:
    with (
        ScriptedServer(drops_after_data()) as server,
        smtplib.SMTP(HOST, server.port) as client,
        pytest.raises(smtplib.SMTPServerDisconnected),
    ):
        client.sendmail("a@fjord.example", ["b@fjord.example"], MESSAGE)
    assert b"Hei Kari\r\n" in server.received


def refusal(certificate: Certificate, trusted: Authority) -> str:
    """What a client that wants "localhost" says of *certificate*; empty when it is content."""
    with (
        ScriptedServer(never_answers, certificate, implicit_tls=True) as server,
        socket.create_connection((HOST, server.port)) as sock,
    ):
        try:
            trusted.client_context().wrap_socket(sock, server_hostname="localhost").close()
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
        return ""


def first_line(server: ScriptedServer) -> bytes:
    with socket.create_connection((HOST, server.port)) as sock, sock.makefile("rb") as file:
        return file.readline()
