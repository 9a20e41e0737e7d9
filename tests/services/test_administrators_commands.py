"""What an administrator lays down from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
from django.core.management import CommandError, call_command

from accounts import connect
from accounts.models import TrustedCertificate
from crm_inbox.models import User
from tests.mailboxes import account_of

pytestmark = pytest.mark.django_db
ADD = (
    "preset", "add", "Firma.Example", "--imap", "imap.firma.example:993:tls",
    "--smtp", "smtp.firma.example:587:starttls", "--imap-username", "local_part",
)  # fmt: skip
CA = trustme.CA()
LEAF = CA.issue_cert("mail.firma.example").cert_chain_pems[0].bytes()


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command(*words)
    return capsys.readouterr().out


def test_the_servers_of_a_domain_are_added_listed_and_removed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "Everybody at firma.example" in said(capsys, *ADD)
    assert connect.presets()["firma.example"].imap.host == "imap.firma.example"
    line = said(capsys, "preset", "list")
    assert line.split("\t")[:3] == ["firma.example", "accepted", "imap.firma.example:993:tls"]
    said(capsys, *ADD, "--provider", "Firma")
    assert connect.presets()["firma.example"].provider == "Firma"
    said(capsys, "preset", "remove", "firma.example")
    assert not connect.presets()
    with pytest.raises(CommandError, match="Nothing is laid down"):
        call_command("preset", "remove", "firma.example")


@pytest.mark.parametrize(
    ("position", "value", "complaint"),
    [(2, "firma", "is not a domain"), (4, "imap:tls", "is not HOST"), (4, "a b:993:tls", "host")],
)
def test_a_wrong_value_is_named(position: int, value: str, complaint: str) -> None:
    words = list(ADD)
    words[position] = value
    with pytest.raises(CommandError, match=complaint):
        call_command(*words)
    assert not connect.presets()


def test_a_certificate_is_added_listed_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "leaf.pem"
    file.write_bytes(LEAF)
    assert "is trusted for mail.firma.example" in said(
        capsys, "certificate", "add", "Mail.Firma.Example", str(file)
    )
    sha256 = TrustedCertificate.objects.get().sha256
    assert f"mail.firma.example\tpin\t{sha256}" in said(capsys, "certificate", "list")
    with pytest.raises(CommandError, match="No certificate with these digits"):
        call_command("certificate", "remove", "mail.firma.example", sha256[:7])
    said(capsys, "certificate", "remove", "mail.firma.example", sha256[:8].upper())
    assert not connect.policy().pins


def test_what_may_not_sign_or_cannot_be_read_is_refused(tmp_path: Path) -> None:
    leaf, other = tmp_path / "leaf.pem", tmp_path / "other.txt"
    leaf.write_bytes(LEAF)
    other.write_text("hello")
    with pytest.raises(CommandError, match="leave out --ca"):
        call_command("certificate", "add", "a.example", str(leaf), "--ca")
    with pytest.raises(CommandError, match="no certificate in it"):
        call_command("certificate", "add", "a.example", str(other))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("certificate", "add", "a.example", str(tmp_path / "none"))


def test_an_account_too_many_is_refused_with_the_reason(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    account_of(anna)
    monkeypatch.setattr("sys.stdin.readline", lambda: "hemmelig\n", raising=False)
    with pytest.raises(CommandError, match="You cannot connect another email account"):
        call_command(
            "account", "add", "--user", "anna", "--address", "b@fjord.example", "--imap",
            "a.example:993:tls", "--smtp", "a.example:465:tls", "--password-stdin",
        )  # fmt: skip
