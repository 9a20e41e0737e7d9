"""What the administrator has laid down comes before everything else."""

from __future__ import annotations

from mail.core.discovery.plan import known
from mail.core.discovery.presets import Preset, is_curated
from mail.core.discovery.result import Source, Trust
from mail.core.endpoint import Endpoint, Security, Service

IMAP = Endpoint(Service.IMAP, "imap.firma.example", 993, Security.TLS)
SMTP = Endpoint(Service.SMTP, "smtp.firma.example", 465, Security.TLS)


def test_a_preset_wins_over_the_table_of_providers() -> None:
    (found,) = known("a@gmail.com", {"gmail.com": Preset("gmail.com", IMAP, SMTP, "Ours")})
    assert found is not None
    assert (found.source, found.trust, found.provider) == (Source.PRESET, Trust.A, "Ours")


def test_receiving_and_sending_may_want_different_user_names() -> None:
    preset = Preset("firma.example", IMAP, SMTP, "", "local_part", "address")
    (found,) = known("anna@firma.example", {"firma.example": preset})
    assert found is not None
    assert (found.imap.username, found.smtp.username) == ("anna", "anna@firma.example")


def test_without_a_rule_for_sending_it_is_the_one_for_receiving() -> None:
    (found,) = known(
        "anna@f.example", {"f.example": Preset("f.example", IMAP, SMTP, "", "local_part")}
    )
    assert found is not None
    assert found.smtp.username == "anna"


def test_the_servers_of_a_provider_that_we_know_are_recognised() -> None:
    assert is_curated(Endpoint(Service.IMAP, "imap.gmail.com", 993, Security.TLS))
    assert not is_curated(IMAP, SMTP)
