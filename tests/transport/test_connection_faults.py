"""What is wrong with a connection is found out without a word of the user's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest

from mail.core.endpoint import Security, Service
from mail.core.errors import Code
from tests.servers.ca import Authority, Certificate
from tests.servers.faults import drops_after, greets, never_answers, sends_without_end
from tests.servers.faults_imap import ImapScript, is_preauthenticated
from tests.servers.faults_smtp import SmtpScript
from tests.servers.scripted import Connection, Script
from tests.transport.check import Outcome, check_at, trusting
from tests.transport.talk import HOST, POLICY

IMAP, SMTP = Service.IMAP, Service.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as ca:
        yield ca


def answers(line: str) -> Script:
    """Like a web server: nothing until it is spoken to."""

    def script(connection: Connection) -> None:
        connection.read_line()
        connection.send_line(line)

    return script


def dribbles(connection: Connection) -> None:
    while True:
        connection.send(b"*")
        connection.pause(0.05)


@pytest.mark.parametrize(
    ("service", "security", "script", "code"),
    [
        (IMAP, NONE, greets("+OK POP3 ready"), Code.WRONG_SERVICE),
        (IMAP, NONE, greets("220 mail ESMTP"), Code.WRONG_SERVICE),
        (IMAP, NONE, greets("SSH-2.0-OpenSSH"), Code.WRONG_SERVICE),
        (SMTP, NONE, greets("* OK IMAP4rev1 ready"), Code.WRONG_SERVICE),
        (SMTP, NONE, greets("+OK POP3 ready"), Code.WRONG_SERVICE),
        (IMAP, TLS, greets("* OK IMAP4rev1 ready"), Code.TLS_EXPECTED_PLAIN),
        (SMTP, TLS, greets("220 mail ESMTP"), Code.TLS_EXPECTED_PLAIN),
        (IMAP, TLS, greets("220 mail ESMTP"), Code.WRONG_SERVICE),
        (IMAP, TLS, answers("HTTP/1.1 400 Bad Request"), Code.WRONG_SERVICE),
        (IMAP, NONE, greets("* BYE Server is overloaded, try later"), Code.BUSY),
        (IMAP, NONE, greets("* BYE Too many connections from your IP"), Code.IP_BLOCKED),
        (IMAP, STARTTLS, is_preauthenticated(), Code.PREAUTH),
        (SMTP, NONE, greets("421 4.3.2 Service not available"), Code.BUSY),
        (SMTP, NONE, greets("554 5.7.1 Client host blocked using a list"), Code.IP_BLOCKED),
        (SMTP, NONE, greets("554-mx.example\r\n554 No SMTP service here"), Code.IP_BLOCKED),
        (IMAP, NONE, drops_after("* OK ready"), Code.DROPPED),
        (IMAP, NONE, lambda connection: None, Code.DROPPED),
        (SMTP, NONE, lambda connection: None, Code.DROPPED),
        (IMAP, NONE, sends_without_end(b"x" * 65_536), Code.TOO_MUCH),
        (SMTP, NONE, sends_without_end(b"220-" + b"x" * 900 + b"\r\n"), Code.TOO_MUCH),
        (IMAP, STARTTLS, ImapScript(), Code.STARTTLS_MISSING),
        (SMTP, STARTTLS, SmtpScript(), Code.STARTTLS_MISSING),
        (
            SMTP,
            STARTTLS,
            SmtpScript(extensions=("STARTTLS",), replies={"STARTTLS": "454 4.7.0 Not now"}),
            Code.STARTTLS_REFUSED,
        ),
        (IMAP, NONE, ImapScript(capabilities="IMAP4rev1 LOGINDISABLED"), Code.PLAINTEXT_FORBIDDEN),
        (SMTP, NONE, SmtpScript(extensions=()), Code.AUTH_UNSUPPORTED),
        (SMTP, NONE, SmtpScript(extensions=("AUTH XOAUTH2",)), Code.OAUTH_NEEDED),
    ],
)
def test_each_fault_has_its_code_and_hears_no_password(
    service: Service, security: Security, script: Script, code: Code
) -> None:
    assert_found(check_at(script, service, security, timeout_s=1.0), code)


@pytest.mark.parametrize("service", Service)
def test_a_port_that_begins_encrypted_is_told_from_a_silent_one(
    service: Service, authority: Authority
) -> None:
    certificate = authority.certificate(HOST)

    encrypted = check_at(
        never_answers, service, STARTTLS, certificate=certificate, implicit_tls=True, timeout_s=0.4
    )
    silent = check_at(never_answers, service, STARTTLS, timeout_s=0.3)

    assert_found(encrypted, Code.PLAIN_EXPECTED_TLS)
    assert_found(silent, Code.TIMEOUT)


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("script", [never_answers, dribbles])
def test_silence_and_dribble_end_in_time(service: Service, script: Script) -> None:
    assert_found(check_at(script, service, timeout_s=0.3), Code.TIMEOUT)


@pytest.mark.parametrize("verb", ["CAPABILITY", "AUTHENTICATE", "EXAMINE"])
def test_a_drop_is_a_drop_at_every_stage(verb: str) -> None:
    assert check_at(ImapScript(replies={verb: ""})).problem.code is Code.DROPPED


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_a_refused_certificate_is_shown_and_hears_no_password(
    service: Service, security: Security, authority: Authority
) -> None:
    names = ("server12.hoster.example", "www.hoster.example")

    outcome = at(authority.certificate(*names), service, security, trusting(authority.ca_file))

    assert_found(outcome, Code.TLS_NAME_MISMATCH)
    facts = outcome.problem.certificate
    assert facts is not None and facts.names == names
    assert (facts.host, facts.self_signed) == (HOST, False)


def test_every_fault_of_a_certificate_has_its_code(authority: Authority) -> None:
    policy = trusting(authority.ca_file)
    assert_found(at(authority.expired(HOST), IMAP, TLS, policy), Code.TLS_EXPIRED)
    unknown = at(authority.certificate(HOST), IMAP, TLS, POLICY).problem
    assert unknown.code in {Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED}
    assert unknown.certificate is not None and "trustme" in unknown.certificate.issuer


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_a_pinned_certificate_needs_no_authority_and_no_name(
    service: Service, security: Security, authority: Authority
) -> None:
    certificate = authority.certificate("other.example")
    policy = replace(POLICY, pins=((HOST, pin_of(certificate)),))

    outcome = at(certificate, service, security, policy)

    assert outcome.checked.ok
    assert outcome.heard_the_password


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("security", [TLS, STARTTLS])
def test_another_certificate_than_the_pinned_one_ends_everything(
    service: Service, security: Security, authority: Authority
) -> None:
    """Even one that everybody else would trust."""
    policy = replace(trusting(authority.ca_file), pins=((HOST, "00" * 32),))

    outcome = at(authority.certificate(HOST), service, security, policy)

    assert_found(outcome, Code.TLS_PINNED_CHANGED)
    assert outcome.problem.certificate is not None


def test_an_authority_of_one_host_is_trusted_there_only(authority: Authority) -> None:
    pem = authority.ca_file.read_text()
    here = replace(POLICY, host_cas=((HOST, pem),))
    elsewhere = replace(POLICY, host_cas=(("imap.other.example", pem),))

    assert at(authority.certificate(HOST), IMAP, TLS, here).checked.ok
    assert not at(authority.certificate(HOST), IMAP, TLS, elsewhere).checked.ok


def test_the_authority_of_one_host_does_not_excuse_another_name(authority: Authority) -> None:
    policy = replace(POLICY, host_cas=((HOST, authority.ca_file.read_text()),))

    outcome = at(authority.certificate("other.example"), IMAP, TLS, policy)

    assert_found(outcome, Code.TLS_NAME_MISMATCH)


def at(certificate: Certificate, service: Service, security: Security, policy: object) -> Outcome:
    script: Script = ImapScript(greeting="* OK ready")
    if service is SMTP:
        script = SmtpScript(extensions=("STARTTLS", "AUTH PLAIN"))
    elif security is STARTTLS:
        script = ImapScript(greeting="* OK ready", capabilities="IMAP4rev1 STARTTLS AUTH=PLAIN")
    return check_at(
        script,
        service,
        security,
        certificate=certificate,
        implicit_tls=security is TLS,
        policy=policy,  # type: ignore[arg-type]
    )


def assert_found(outcome: Outcome, code: Code) -> None:
    assert outcome.problem.code is code
    assert outcome.attempts == 0
    assert not outcome.heard_the_password


def pin_of(certificate: Certificate) -> str:
    import ssl

    first = certificate.chain_file.read_text().split("-----END CERTIFICATE-----")[0]
    return sha256(ssl.PEM_cert_to_DER_cert(first + "-----END CERTIFICATE-----\n")).hexdigest()
