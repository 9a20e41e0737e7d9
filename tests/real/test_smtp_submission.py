"""Submission to a real Postfix, which delivers to a real Dovecot."""

from __future__ import annotations

import pytest

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, check_smtp, submit
from tests.servers.clients import arrived
from tests.servers.world import MailWorld, User

TILBUD = b"From: kari@fjord.example\r\nSubject: Tilbud\r\n\r\nHei\r\n.\r\n..to\r\n"


def login(world: MailWorld, user: User, security: Security = Security.TLS) -> Login:
    smtps, submission = world.postfix.smtps_port, world.postfix.submission_port
    port = smtps if security is Security.TLS else submission
    return Login(Endpoint(Service.SMTP, world.host, port, security), user.address)


def send(world: MailWorld, user: User, *recipients: str, sender: str = "") -> SubmissionResult:
    return submit(
        login(world, user),
        Secret(user.password),
        world.policy(),
        sender=sender or user.address,
        recipients=recipients,
        raw=TILBUD,
        on_data=lambda: None,
        timeout_s=20,
    )


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_the_right_password_passes_the_check(
    world: MailWorld, kari: User, security: Security
) -> None:
    check_smtp(login(world, kari, security), Secret(kari.password), world.policy())


def test_a_wrong_password_is_said_to_be_wrong(world: MailWorld, kari: User) -> None:
    with pytest.raises(MailError) as raised:
        check_smtp(login(world, kari), Secret("wrong"), world.policy())
    assert raised.value.code is Code.AUTH_FAILED


def test_a_certificate_of_a_stranger_is_refused(world: MailWorld, kari: User) -> None:
    policy = world.policy()
    trusting_nobody = type(policy)(policy.private_networks, dns_servers=policy.dns_servers)
    with pytest.raises(MailError) as raised:
        check_smtp(login(world, kari), Secret(kari.password), trusting_nobody)
    assert raised.value.code in {Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED}


def test_a_message_arrives_with_its_dots(world: MailWorld, kari: User) -> None:
    liv = world.new_user("liv")
    assert send(world, kari, liv.address).refused == ()
    (raw,) = arrived(world, liv)
    assert raw.partition(b"\r\n\r\n")[2] == TILBUD.partition(b"\r\n\r\n")[2]


def test_a_stranger_among_the_recipients_is_named(world: MailWorld, kari: User) -> None:
    liv = world.new_user("liv")
    (refusal,) = send(world, kari, liv.address, f"nobody@{world.domain}").refused
    assert (refusal.address, refusal.code) == (f"nobody@{world.domain}", 550)
    (raw,) = arrived(world, liv)
    assert raw.partition(b"\r\n\r\n")[2] == TILBUD.partition(b"\r\n\r\n")[2]


def test_nothing_is_sent_when_every_recipient_is_refused(world: MailWorld, kari: User) -> None:
    with pytest.raises(MailError) as raised:
        send(world, kari, f"nobody@{world.domain}")
    assert raised.value.code is Code.RECIPIENTS_REFUSED
