"""Encryption is verified, and what is wrong with a certificate gets a name."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from mail.core.errors import Code, MailError
from mail.transport.policy import Policy
from mail.transport.tls import client_context, tls_problem, wrap
from tests.servers.ca import Authority, Certificate

HOST = "imap.fjord.example"
Serve = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as ca:
        yield ca


@pytest.fixture
def trusting(authority: Authority) -> Policy:
    return Policy(extra_ca_file=str(authority.ca_file))


def served_by(serve: Serve) -> socket.socket:
    """Our end of a connection whose other end *serve* holds."""
    ours, theirs = socket.socketpair()
    threading.Thread(target=serve, args=(theirs,), daemon=True).start()
    return ours


def presenting(certificate: Certificate) -> Serve:
    def serve(sock: socket.socket) -> None:
        try:
            with certificate.server_context().wrap_socket(sock, server_side=True) as wrapped:
                wrapped.sendall(b"* OK hello\r\n")
                wrapped.recv(1)
        except OSError:
            sock.close()

    return serve


def saying(words: bytes) -> Serve:
    def serve(sock: socket.socket) -> None:
        with sock, suppress(OSError):  # the client may be gone already
            sock.sendall(words)
            sock.recv(4096)

    return serve


def problem(serve: Serve, policy: Policy, timeout_s: float = 5) -> MailError:
    sock = served_by(serve)
    with pytest.raises(MailError) as caught:
        wrap(sock, HOST, policy, timeout_s=timeout_s)
    assert sock.fileno() == -1
    return caught.value


def test_a_good_certificate_of_the_administrators_authority_is_accepted(
    authority: Authority, trusting: Policy
) -> None:
    sock = served_by(presenting(authority.certificate(HOST)))

    with wrap(sock, HOST, trusting, timeout_s=5) as wrapped:
        assert wrapped.recv(4) == b"* OK"


def test_an_unknown_authority_is_refused(authority: Authority) -> None:
    error = problem(presenting(authority.certificate(HOST)), Policy())

    assert error.code in {Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED}
    assert error.subject == HOST


def test_another_servers_certificate_is_refused(authority: Authority, trusting: Policy) -> None:
    error = problem(presenting(authority.certificate("server12.hoster.example")), trusting)

    assert error.code is Code.TLS_NAME_MISMATCH
    assert HOST in error.server_said


def test_an_expired_certificate_is_refused(authority: Authority, trusting: Policy) -> None:
    assert problem(presenting(authority.expired(HOST)), trusting).code is Code.TLS_EXPIRED


def test_a_server_that_speaks_in_the_clear_is_recognised(trusting: Policy) -> None:
    assert problem(saying(b"* OK hello\r\n"), trusting).code is Code.TLS_EXPECTED_PLAIN


def test_a_server_that_hangs_up_has_dropped_the_connection(trusting: Policy) -> None:
    assert problem(lambda sock: sock.close(), trusting).code is Code.DROPPED


def test_a_server_that_says_nothing_times_out(trusting: Policy) -> None:
    silence = threading.Event()

    def serve(sock: socket.socket) -> None:
        silence.wait(10)
        sock.close()

    assert problem(serve, trusting, timeout_s=0.2).code is Code.TIMEOUT
    silence.set()


@pytest.mark.parametrize(
    ("verify_code", "code"),
    [
        (9, Code.TLS_NOT_YET_VALID),
        (10, Code.TLS_EXPIRED),
        (18, Code.TLS_SELF_SIGNED),
        (19, Code.TLS_SELF_SIGNED),
        (20, Code.TLS_UNKNOWN_CA),
        (21, Code.TLS_UNKNOWN_CA),
        (62, Code.TLS_NAME_MISMATCH),
        (23, Code.TLS_FAILED),
    ],
)
def test_what_openssl_says_about_a_certificate(verify_code: int, code: Code) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = verify_code, "words"

    assert tls_problem(error, HOST).code is code


def test_old_protocols_are_not_offered() -> None:
    context = client_context(Policy())

    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_an_authority_file_that_cannot_be_read_is_a_problem_not_a_crash() -> None:
    error = problem(saying(b""), Policy(extra_ca_file="/nowhere/ca.pem"))

    assert error.code is Code.TLS_FAILED
    assert error.subject == "/nowhere/ca.pem"
