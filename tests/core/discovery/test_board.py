"""Which of the things that were found is offered."""

from __future__ import annotations

from mail.core.discovery.board import Board, Standing
from mail.core.discovery.result import Candidate, Source, Trust
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code

ANNA = "anna@fjord.example"


def candidate(
    source: Source, host: str = "imap.fjord.example", trust: Trust = Trust.A
) -> Candidate:
    imap = Endpoint(Service.IMAP, host, 993, Security.TLS)
    smtp = Endpoint(Service.SMTP, "smtp.fjord.example", 465, Security.TLS)
    return Candidate(Login(imap, ANNA), Login(smtp, ANNA), source, trust)


def board(*candidates: Candidate, problems: dict[str, Code | None] | None = None) -> Board:
    """All servers answer, but for those whose host *problems* names."""
    board = Board()
    board.add(candidates)
    for one in candidates:
        for login in (one.imap, one.smtp):
            board.note(login.endpoint, (problems or {}).get(login.endpoint.host))
    return board


def test_sources_rank_as_trustworthiness_does() -> None:
    shuffled = [candidate(source, f"{source}.example") for source in reversed(Source)]

    assert [found.source for found in board(*shuffled).offers()] == list(Source)


def test_the_source_counts_before_the_tier() -> None:
    by_exchanger = candidate(Source.MX, "imap.hoster.net", Trust.B)
    guessed = candidate(Source.GUESS, "mail.fjord.example", Trust.A)

    assert board(guessed, by_exchanger).offers() == (by_exchanger, guessed)


def test_within_a_source_the_better_tier_wins() -> None:
    by_list = candidate(Source.MX, "imap.listed.example", Trust.B)
    by_file = candidate(Source.MX, "imap.filed.example", Trust.C)

    assert board(by_file, by_list).offers() == (by_list, by_file)


def test_the_same_pair_is_offered_once_from_its_best_source() -> None:
    found = board(candidate(Source.GUESS), candidate(Source.SRV))

    assert found.offers() == (candidate(Source.SRV),)


def test_a_file_that_names_a_dead_server_loses_to_its_next_one() -> None:
    dead, alive = (candidate(Source.AUTOCONFIG, host) for host in ("old.example", "new.example"))

    assert board(dead, alive, problems={"old.example": Code.REFUSED}).best() == alive


def test_a_dead_server_loses_to_a_lower_source_that_answers() -> None:
    dead, guessed = candidate(Source.ISPDB, "old.example"), candidate(Source.GUESS, "new.example")

    found = board(dead, guessed, problems={"old.example": Code.HOST_UNRESOLVED})

    assert found.offers() == (guessed, dead)


def test_what_a_good_source_names_may_be_offered_before_its_probe_ends() -> None:
    found = Board()
    found.add([candidate(Source.AUTOCONFIG)])

    best = found.best()
    assert best and found.is_open(best)


def test_what_the_dns_alone_names_waits_for_its_probe() -> None:
    found = Board()
    found.add([candidate(Source.SRV)])

    assert found.best() is None


def test_only_what_is_new_and_not_ours_is_probed() -> None:
    found = Board()

    assert len(found.add([candidate(Source.AUTOCONFIG)])) == 2
    assert found.add([candidate(Source.AUTOCONFIG)]) == ()
    assert found.add([candidate(Source.MX, "imap.gmail.com")]) == ()


def test_a_forbidden_server_is_never_offered() -> None:
    found = board(candidate(Source.PACC), problems={"imap.fjord.example": Code.BLOCKED_PRIVATE})

    assert found.offers() == ()


def test_a_silent_server_may_be_our_network_and_stays_at_the_end() -> None:
    one = candidate(Source.PACC)
    found = board(one, problems={"smtp.fjord.example": Code.TIMEOUT})

    assert found.standing(one) is Standing.SILENT
    assert (found.best(), found.offers()) == (None, (one,))


def test_a_better_source_that_is_still_being_probed_is_waited_for() -> None:
    found = board(candidate(Source.GUESS, "mail.fjord.example"))
    found.add([candidate(Source.SRV, "srv.fjord.example")])

    guessed = found.best()
    assert guessed and found.has_open_above(guessed)


def test_the_domain_can_vouch_for_what_its_exchanger_led_to() -> None:
    found = board(candidate(Source.MX_ISPDB, trust=Trust.C))
    found.raise_trust([Source.MX_ISPDB], Trust.A)

    assert found.offers() == (candidate(Source.MX_ISPDB),)
