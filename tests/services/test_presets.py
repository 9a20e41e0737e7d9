"""What one person's set-up teaches about their domain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts import connect
from accounts.models import DomainPreset, EmailAccount, SetupAttempt
from accounts.models.domain_preset import PresetState
from accounts.models.setup_attempt import SetupState
from accounts.services import finding, presets, setup, signing_in
from accounts.services.accounts import remove_account
from crm_inbox.models import User
from crm_inbox.people import add_user
from mail.core.checked import Checked
from mail.core.discovery.result import Source, Trust
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.conftest import PASSWORD

Check = Callable[[Service], MailError | None]


@pytest.fixture
def kari(db: None) -> User:
    return add_user("kari", email="kari@firma.example", password=PASSWORD)


@pytest.fixture
def lars(db: None) -> User:
    return add_user("lars", email="lars@firma.example", password=PASSWORD)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> dict[Service, MailError]:
    """Which service refuses, instead of a server; empty: both let everybody in."""
    problems: dict[Service, MailError] = {}

    def check(
        servers: SetupAttempt, service: Service, _secret: Secret, *, other_username: str
    ) -> Checked:
        return Checked(servers.login(service).username, problems.get(service))

    monkeypatch.setattr(connect, "try_to_sign_in", check)
    return problems


def set_up(
    user: User, *, host: str = "mail.firma.example", username: str = "", source: str = "typed"
) -> None:
    """Through the wizard's sign-in."""
    attempt = SetupAttempt.objects.create(
        user=user,
        address=user.email,
        source=source,
        imap_host=host,
        smtp_host=host,
        imap_username=username or user.email,
        smtp_username=user.email,
        state=SetupState.FOUND,
    )
    setup.hand_in_password(attempt, Secret("hemmelig"))
    signing_in.sign_in(attempt)
    assert EmailAccount.objects.for_user(user).exists()


@pytest.mark.usefixtures("refused")
class TestAnOffer:
    def test_is_made_when_both_servers_have_let_somebody_in(self, kari: User) -> None:
        set_up(kari, username="kari")
        offered = DomainPreset.objects.get()
        assert (offered.domain, offered.state) == ("firma.example", PresetState.OFFERED)
        assert (offered.imap_rule, offered.smtp_rule) == ("local_part", "address")

    def test_counts_people_and_not_attempts(self, kari: User, lars: User) -> None:
        set_up(kari)
        set_up(kari)
        assert presets.people_on(DomainPreset.objects.all()) == {DomainPreset.objects.get().pk: 1}
        set_up(lars)
        assert presets.people_on(DomainPreset.objects.all()) == {DomainPreset.objects.get().pk: 2}

    def test_is_not_made_when_sending_was_refused(
        self, kari: User, refused: dict[Service, MailError]
    ) -> None:
        refused[Service.SMTP] = MailError(Code.AUTH_FAILED)
        set_up(kari)
        assert not DomainPreset.objects.exists()

    @pytest.mark.parametrize("address", ["kari@gmail.com", "kari@web.de"])
    def test_is_never_made_for_a_providers_own_domain(self, db: None, address: str) -> None:
        set_up(add_user("kari", email=address, password=PASSWORD))
        assert not DomainPreset.objects.exists()

    def test_is_not_made_for_servers_that_we_know_anyway(self, kari: User) -> None:
        set_up(kari, host="imap.gmail.com", source=Source.MX)
        assert not DomainPreset.objects.exists()

    @pytest.mark.parametrize("source", [Source.ISPDB, Source.PRESET])
    def test_is_not_made_where_the_next_person_needs_nothing(self, kari: User, source: str) -> None:
        set_up(kari, source=source)
        assert not DomainPreset.objects.exists()

    def test_is_not_made_when_the_user_name_does_not_follow_from_the_address(
        self, kari: User
    ) -> None:
        set_up(kari, username="FIRMA\\kari.hansen")
        assert not DomainPreset.objects.exists()

    def test_stays_with_the_servers_that_people_are_on(self, kari: User, lars: User) -> None:
        set_up(kari)
        set_up(lars, host="other.firma.example")
        assert DomainPreset.objects.get().imap_host == "mail.firma.example"

    def test_moves_when_nobody_is_left_on_the_old_servers(self, kari: User, lars: User) -> None:
        set_up(kari)
        remove_account(EmailAccount.objects.get())
        set_up(lars, host="new.firma.example")
        assert DomainPreset.objects.get().imap_host == "new.firma.example"

    @pytest.mark.parametrize("decide", [presets.accept, presets.decline])
    def test_never_changes_what_was_decided(
        self, kari: User, lars: User, decide: Callable[[DomainPreset, User], None]
    ) -> None:
        set_up(kari)
        remove_account(EmailAccount.objects.get())
        decide(DomainPreset.objects.get(), lars)
        set_up(kari, host="new.firma.example")
        decided = DomainPreset.objects.get()
        assert (decided.imap_host, decided.decided_by) == ("mail.firma.example", lars)


@pytest.mark.usefixtures("refused")
def test_the_next_person_is_asked_for_the_password_alone(kari: User, lars: User) -> None:
    set_up(kari, username="kari")
    presets.accept(DomainPreset.objects.get(), lars)
    attempt = setup.start_attempt(lars, "Lars@FIRMA.example")
    finding.find_servers(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.trust) == (SetupState.FOUND, Trust.A)
    assert (attempt.imap_host, attempt.imap_username) == ("mail.firma.example", "Lars")
    assert attempt.smtp_username == "Lars@firma.example"
    assert not attempt.needs_confirmation


@pytest.mark.usefixtures("refused")
def test_what_is_only_offered_or_declined_counts_for_nobody(kari: User) -> None:
    set_up(kari)
    assert "firma.example" not in connect.presets()
    presets.decline(DomainPreset.objects.get(), kari)
    assert "firma.example" not in connect.presets()
