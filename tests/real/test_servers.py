"""The servers of the tests do what the tests rely on. Only the standard library talks to them."""

from __future__ import annotations

import imaplib
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable

import dns.resolver
import pytest

from tests.servers.clients import arrived, eventually, for_host, imaps, is_open, smtps
from tests.servers.dns import Query
from tests.servers.leash import HOST
from tests.servers.world import MailWorld, User

MESSAGE = b"From: ola@fjord.example\r\nSubject: Tilbud\r\n\r\nHei Kari\r\n"

# Starts Dovecot with the certificate that is named on the command line, says where, and waits.
STARTER = """
import sys
from pathlib import Path
from tests.servers.ca import Certificate
from tests.servers.dovecot import Dovecot
dovecot = Dovecot(Certificate(Path(sys.argv[1]), Path(sys.argv[2])))
dovecot.start()
print(dovecot.imaps_port, flush=True)
sys.stdin.read()
"""


def test_a_person_signs_in_with_implicit_tls(world: MailWorld, kari: User) -> None:
    with imaps(world) as client:
        assert client.login(*kari)[0] == "OK"
        offered = client.capability()[1][0]
    assert all(name in offered.split() for name in (b"CONDSTORE", b"QRESYNC", b"IDLE", b"MOVE"))


def test_a_password_is_refused_before_starttls_and_taken_after(
    world: MailWorld, kari: User
) -> None:
    with imaplib.IMAP4(HOST, world.dovecot.imap_port) as client:
        with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
            client.login(*kari)
        client.starttls(for_host(world))
        assert client.login(*kari)[0] == "OK"


def test_a_wrong_password_is_refused_by_imap(world: MailWorld, kari: User) -> None:
    refused = pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED")
    with imaps(world) as client, refused:
        client.login(kari.address, "wrong")


def test_a_wrong_password_is_refused_by_smtp(world: MailWorld, kari: User) -> None:
    with smtps(world) as client, pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
        client.login(kari.address, "wrong")


def test_a_submitted_message_arrives_over_lmtp(
    world: MailWorld, new_user: Callable[[str], User]
) -> None:
    kari, ola = new_user("kari"), new_user("ola")
    with smtplib.SMTP(HOST, world.postfix.submission_port) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        client.starttls(context=for_host(world))
        client.login(*ola)
        client.sendmail(ola.address, [kari.address], MESSAGE)
    (raw,) = arrived(world, kari)
    assert raw.endswith(MESSAGE.partition(b"\r\n\r\n")[2])
    assert eventually(lambda: f"to=<{kari.address}>" in world.postfix.log())


def test_strangers_neither_relay_nor_guess_recipients(world: MailWorld, kari: User) -> None:
    with smtps(world) as client:
        client.ehlo()
        client.mail("somebody@else.example")
        assert client.rcpt(kari.address)[0] == 250
        assert client.rcpt("nobody@fjord.example")[0] == 550
        assert client.rcpt("somebody@else.example")[0] == 554


def test_mail_of_a_signed_in_sender_to_other_domains_is_thrown_away(
    world: MailWorld, kari: User
) -> None:
    with smtps(world) as client:
        client.login(*kari)
        assert client.sendmail(kari.address, ["somebody@else.example"], MESSAGE) == {}
        assert client.rcpt("nobody@fjord.example")[0] != 250


def test_delivered_messages_keep_order_flags_and_mailbox(world: MailWorld, kari: User) -> None:
    many = [b"Subject: %d\r\n\r\n" % number for number in range(300)]
    world.dovecot.deliver_many(kari.address, many, "Kunder/Blåbær", flags=["\\Seen", "\\Flagged"])
    with imaps(world) as client:
        client.login(*kari)
        assert client.select('"Kunder/Bl&AOU-b&AOY-r"') == ("OK", [b"300"])
        _, found = client.fetch("1:*", "(FLAGS BODY.PEEK[])")
    assert [part[1] for part in found if isinstance(part, tuple)] == many
    assert isinstance(found[0], tuple) and b"\\Flagged \\Seen" in found[0][0]
    assert world.dovecot.stored(kari.address, "Kunder/Blåbær") == many


def test_special_use_mailboxes_are_there(world: MailWorld, kari: User) -> None:
    with imaps(world) as client:
        client.login(*kari)
        listed = b"\n".join(line for line in client.list()[1] if isinstance(line, bytes))
    assert all(use in listed for use in (b"\\Sent", b"\\Drafts", b"\\Trash", b"\\Junk"))


def test_commands_are_recorded_on_request(world: MailWorld, kari: User) -> None:
    world.dovecot.record(kari.address)
    with imaps(world) as client:
        client.login(*kari)
        client.select("Drafts")
    assert "SELECT Drafts" in world.dovecot.commands(kari.address)


def test_the_dns_leads_to_the_servers(world: MailWorld) -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], world.dns.port
    (imap,) = resolver.resolve("_imaps._tcp.FJORD.example", "SRV")
    assert (imap.port, str(imap.target)) == (world.dovecot.imaps_port, "mail.fjord.example.")
    assert [str(record) for record in resolver.resolve(world.host, "A")] == [HOST]
    with pytest.raises(dns.resolver.NXDOMAIN):
        resolver.resolve("autoconfig.fjord.example", "A")
    with pytest.raises(dns.resolver.NoAnswer):
        resolver.resolve("_tcp.fjord.example", "A")
    assert Query("_imaps._tcp.fjord.example", "SRV") in world.dns.queries


def test_a_server_stops_when_its_starter_is_killed(world: MailWorld) -> None:
    files = [str(world.certificate.chain_file), str(world.certificate.key_file)]
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, *files],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        port = int(starter.stdout.readline())
        assert is_open(port)
        starter.send_signal(signal.SIGKILL)
    assert eventually(lambda: not is_open(port))
