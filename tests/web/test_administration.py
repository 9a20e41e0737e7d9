"""The administration: domains, trusted certificates, accounts. For staff alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import trustme
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import CertificateProposal, DomainPreset, EmailAccount, TrustedCertificate
from accounts.models.domain_preset import PresetState
from accounts.models.trusted_certificate import ProposalState
from accounts.services import presets
from cards.services.people import own_card, set_addresses
from crm_inbox.models import User
from crm_inbox.people import add_user
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from tests.conftest import PASSWORD, signed_in
from tests.mailboxes import account_of, mailbox_of, message_in

CA = trustme.CA()
LEAF = CA.issue_cert("mail.fjord.example").cert_chain_pems[0].bytes().decode()
AUTHORITY = CA.cert_pem.bytes().decode()
DOMAINS, CERTIFICATES = "/administration/domains/", "/administration/certificates/"


@pytest.fixture
def berit(db: None) -> Client:
    """A browser in which the administrator is signed in."""
    user = add_user("berit", email="b@fjord.example", password=PASSWORD, language="en", staff=True)
    return signed_in(user)


@pytest.fixture
def offered(anna: User) -> DomainPreset:
    presets.offer(account_of(anna), source="typed")
    return DomainPreset.objects.get()


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def form(**changed: str) -> dict[str, str]:
    return {
        "domain": "Firma.Example", "provider": "Firma", "imap_host": "imap.firma.example",
        "imap_port": "993", "imap_security": "tls", "imap_rule": "local_part",
        "smtp_host": "smtp.firma.example", "smtp_port": "587", "smtp_security": "starttls",
        "smtp_rule": "address",
    } | changed  # fmt: skip


def test_only_staff_find_it_in_their_menu(berit: Client, annas: Client) -> None:
    assert 'href="/administration/"' in text(berit, "/people/")
    assert 'href="/administration/"' not in text(annas, "/people/")


def test_the_tab_of_a_page_that_does_not_exist_is_not_shown(berit: Client) -> None:
    page = text(berit, DOMAINS)
    assert 'aria-current="page">Domains' in page
    assert "Sign-in with the provider" not in page


# Domains


def test_without_anything_the_page_says_what_will_come(berit: Client) -> None:
    assert "No domain yet" in text(berit, DOMAINS)


def test_the_servers_of_a_colleague_are_offered_and_accepted(
    berit: Client, offered: DomainPreset
) -> None:
    page = text(berit, DOMAINS)
    assert "1 person uses these servers for fjord.example." in page
    assert "mail.fjord.example:993" in page
    page = berit.post(f"{DOMAINS}{offered.pk}/accept/", follow=True).content.decode()
    assert "Everybody at fjord.example is now asked for the password alone." in page
    assert "fjord.example" in presets.accepted()
    assert DomainPreset.objects.get().decided_by == User.objects.get(username="berit")


def test_what_is_declined_is_not_asked_again_but_can_still_be_used(
    berit: Client, offered: DomainPreset
) -> None:
    berit.post(f"{DOMAINS}{offered.pk}/decline/")
    page = text(berit, DOMAINS)
    assert "Use them for everybody" not in page
    assert "1 declined domain" in page
    berit.post(f"{DOMAINS}{offered.pk}/", form(domain="fjord.example"))
    assert DomainPreset.objects.get().state == PresetState.ACCEPTED


def test_an_offer_that_nobody_uses_any_more_is_gone(berit: Client, offered: DomainPreset) -> None:
    EmailAccount.objects.all().delete()
    assert "No domain yet" in text(berit, DOMAINS)


def test_a_domain_typed_by_hand_counts_at_once(berit: Client) -> None:
    berit.post(f"{DOMAINS}new/", form())
    preset = presets.accepted()["firma.example"]
    assert (preset.smtp.port, preset.username, preset.smtp_username) == (
        587,
        "local_part",
        "address",
    )


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"domain": "not a domain"}, "This is not a domain"),
        ({"domain": ""}, "Type the domain."),
        ({"imap_host": "https://imap.firma.example"}, "This is not the name of a server"),
        ({"imap_host": ""}, "Type the name of the server."),
        ({"smtp_port": "0"}, "The port is a number from 1 to 65535."),
        ({"imap_security": "none"}, "MAIL_ALLOW_PLAINTEXT"),
        ({"imap_rule": "root"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(
    berit: Client, changed: dict[str, str], complaint: str
) -> None:
    answer = berit.post(f"{DOMAINS}new/", form(**changed))
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not DomainPreset.objects.exists()


def test_a_host_that_the_administrator_named_may_do_without_encryption(
    berit: Client, settings: Settings
) -> None:
    settings.MAIL_ALLOW_PLAINTEXT = ["imap.firma.example"]
    berit.post(f"{DOMAINS}new/", form(imap_security="none", imap_port="143"))
    assert presets.accepted()["firma.example"].imap.security == "none"


def test_a_domain_has_one_row(berit: Client, offered: DomainPreset) -> None:
    answer = berit.post(f"{DOMAINS}new/", form(domain="FJORD.example"))
    assert "There are servers for this domain already" in answer.content.decode()


def test_removing_a_domain_asks_first(berit: Client, offered: DomainPreset) -> None:
    page = text(berit, f"{DOMAINS}{offered.pk}/remove/")
    assert "What stays" in page and "What goes" in page
    assert DomainPreset.objects.exists()
    berit.post(f"{DOMAINS}{offered.pk}/remove/")
    assert not DomainPreset.objects.exists()


def test_a_hundred_domains_take_as_many_queries_as_one(
    berit: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100):
        presets.lay_down(DomainPreset(domain=f"d{number}.example"), None)
    with django_assert_num_queries(5):  # session, user, domains, accounts, unread
        assert "d99.example" in text(berit, DOMAINS)


# Trusted certificates


def paste(**changed: object) -> dict[str, object]:
    data = {"host": "Mail.Fjord.Example", "kind": "pin", "pem": LEAF, "note": "", **changed}
    return {f"paste-{name}": value for name, value in data.items()}


def test_a_pasted_certificate_is_looked_at_before_it_counts(berit: Client) -> None:
    page = berit.post(f"{CERTIFICATES}new/", paste(note="NAS"), follow=True).content.decode()
    assert "Is this the certificate of mail.fjord.example?" in page
    proposal = CertificateProposal.objects.get()
    assert proposal.certificate.fingerprint in page
    assert not TrustedCertificate.objects.exists()

    sha256 = proposal.certificate.sha256
    page = berit.post(f"{CERTIFICATES}confirm/", {"sha256": sha256}, follow=True).content.decode()
    row = TrustedCertificate.objects.get()
    assert (row.host, row.note, row.sha256) == ("mail.fjord.example", "NAS", sha256)
    assert "is trusted for mail.fjord.example from now on" in page


def test_only_what_was_looked_at_can_be_confirmed(berit: Client) -> None:
    berit.post(f"{CERTIFICATES}new/", paste())
    berit.post(f"{CERTIFICATES}confirm/", {"sha256": "0" * 64})
    assert not TrustedCertificate.objects.exists()


def test_a_file_will_do_as_well(berit: Client) -> None:
    file = SimpleUploadedFile("ca.crt", AUTHORITY.encode())
    page = berit.post(
        f"{CERTIFICATES}new/", paste(kind="ca", pem="", file=file), follow=True
    ).content.decode()
    assert "Believe this authority for mail.fjord.example?" in page


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"pem": ""}, "There is no certificate in it."),
        ({"pem": "hello"}, "There is no certificate in it."),
        ({"pem": LEAF + AUTHORITY}, "It holds several certificates."),
        ({"pem": LEAF[:200] + LEAF[260:]}, "This is not a certificate, or a damaged one."),
        ({"pem": "x" * 70_000}, "at most 65536 characters"),
        ({"pem": "-----BEGIN PRIVATE KEY-----"}, "It holds a private key"),
        ({"kind": "ca"}, "This certificate may not sign others."),
        ({"host": "a b"}, "This is not the name of a server"),
        (
            {"pem": "", "file": SimpleUploadedFile("big", b"x" * 70_000)},
            "This is longer than any certificate.",
        ),
    ],
)
def test_what_is_no_certificate_is_said_to_be_none(
    berit: Client, changed: dict[str, object], complaint: str
) -> None:
    answer = berit.post(f"{CERTIFICATES}new/", paste(**changed))
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not CertificateProposal.objects.exists()


def test_names_in_a_certificate_are_only_text(berit: Client) -> None:
    evil = CA.issue_cert("a.example", common_name="<script>alert(1)</script>")
    pem = evil.cert_chain_pems[0].bytes().decode()
    page = berit.post(f"{CERTIFICATES}new/", paste(pem=pem), follow=True).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def fetch(**changed: str) -> dict[str, str]:
    data = {"host": "mail.fjord.example", "service": "imap", "port": "993", "security": "tls"}
    return {"fetch": "1"} | {f"fetch-{name}": value for name, value in (data | changed).items()}


def test_while_a_worker_reads_it_the_page_asks_again(berit: Client) -> None:
    page = berit.post(f"{CERTIFICATES}new/", fetch(), follow=True).content.decode()
    assert "Reading the certificate" in page
    assert 'aria-busy="true"' in page
    fragment = berit.get(f"{CERTIFICATES}check/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Reading the certificate" in fragment


def test_a_server_that_does_not_answer_is_explained(berit: Client) -> None:
    berit.post(f"{CERTIFICATES}new/", fetch())
    CertificateProposal.objects.update(state=ProposalState.FAILED, problem_code=Code.TIMEOUT)
    page = text(berit, f"{CERTIFICATES}check/")
    assert "mail.fjord.example did not answer" in page
    assert "?host=mail.fjord.example" in page


def test_without_a_worker_nobody_waits_for_ever(berit: Client) -> None:
    berit.post(f"{CERTIFICATES}new/", fetch())
    CertificateProposal.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    page = text(berit, f"{CERTIFICATES}check/")
    assert "Nobody has read the certificate" in page
    assert "aria-busy" not in page


def test_nothing_is_fetched_without_encryption(berit: Client) -> None:
    assert berit.post(f"{CERTIFICATES}new/", fetch(security="none")).status_code == 422


def test_a_certificate_that_has_ended_says_so_before_and_after(berit: Client) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    pem = CA.issue_cert("a.example", not_after=yesterday).cert_chain_pems[0].bytes().decode()
    page = berit.post(f"{CERTIFICATES}new/", paste(pem=pem), follow=True).content.decode()
    assert "This certificate ended on" in page
    sha256 = CertificateProposal.objects.get().certificate.sha256
    page = berit.post(f"{CERTIFICATES}confirm/", {"sha256": sha256}, follow=True).content.decode()
    assert "Ended" in page


def test_one_administrator_does_not_confirm_what_another_looks_at(
    berit: Client, anna: User
) -> None:
    berit.post(f"{CERTIFICATES}new/", paste())
    anna.is_staff = True
    anna.save()
    sha256 = CertificateProposal.objects.get().certificate.sha256
    assert signed_in(anna).post(f"{CERTIFICATES}confirm/", {"sha256": sha256}).status_code == 404


def test_removing_a_certificate_asks_first(berit: Client) -> None:
    berit.post(f"{CERTIFICATES}new/", paste())
    sha256 = CertificateProposal.objects.get().certificate.sha256
    berit.post(f"{CERTIFICATES}confirm/", {"sha256": sha256})
    url = f"{CERTIFICATES}{TrustedCertificate.objects.get().pk}/remove/"
    assert "the usual check applies" in text(berit, url)
    berit.post(url)
    assert not TrustedCertificate.objects.exists()
    assert "No certificate yet" in text(berit, CERTIFICATES)


# Accounts


def test_all_accounts_are_listed_with_their_state_and_nothing_from_inside(
    berit: Client, anna: User, ole: User
) -> None:
    message_in(mailbox_of(account_of(anna)), subject="Zwölf Seile")
    account_of(ole).note_problem(Service.IMAP, MailError(Code.AUTH_FAILED, "no entry"))
    page = text(berit, "/administration/accounts/")
    assert "anna@fjord.example" in page and "ole@fjord.example" in page
    assert "Works" in page
    assert "The user name or password was not accepted" in page
    assert not any(word in page for word in ("Zwölf", "hemmelig", "v1.k1", "/messages/"))


def test_a_company_of_many_has_pages_and_few_queries(
    berit: Client, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [
        EmailAccount(user=anna, address=f"a{n:03}@x.example", key=f"a{n:03}") for n in range(150)
    ]
    EmailAccount.objects.bulk_create(rows)
    with django_assert_num_queries(6):  # session, user, count, accounts, silent servers, unread
        page = text(berit, "/administration/accounts/")
    assert "a099@x.example" in page and "a100@x.example" not in page
    assert "a149@x.example" in text(berit, "/administration/accounts/?page=2")


# Further accounts


def test_another_account_is_offered_only_where_it_is_allowed(
    annas: Client, anna: User, settings: Settings
) -> None:
    account_of(anna)
    assert "Add another email account" not in text(annas, "/options/email/account/")
    assert annas.get("/setup/")["Location"] == "/options/email/account/"
    settings.ACCOUNTS_PER_USER = 2
    set_addresses(own_card(anna), [("anna@fjord.example", ""), ("b@fjord.example", "")])
    assert "Add another email account" in text(annas, "/options/email/account/")
    assert "Set up email account" in text(annas, "/setup/?further=1")


@pytest.mark.parametrize("path", [DOMAINS, f"{DOMAINS}new/", f"{CERTIFICATES}new/"])
def test_every_form_carries_its_token(berit: Client, offered: DomainPreset, path: str) -> None:
    """The client of the tests does not ask for it, a browser's request is refused without."""
    page = text(berit, path)
    posts = page.count('method="post"')
    assert posts and page.count('name="csrfmiddlewaretoken" value="') == posts
