"""Trusting a certificate for one host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import trustme
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.models import CertificateProposal, EmailAccount, TrustedCertificate
from accounts.models.trusted_certificate import ProposalState
from accounts.services import certificates
from crm_inbox.doctor.examination import WITH_DATABASE
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.core.pasted_certificate import Certificate, read_certificate
from mail.models import Lane
from tests.mailboxes import account_of
from tests.servers.ca import Authority
from tests.servers.scripted import ScriptedServer
from tests.transport.net import greeting
from tests.transport.talk import POLICY

CA = trustme.CA()
HOST = "mail.fjord.example"


def leaf(days: int = 300) -> Certificate:
    ends = timezone.now() + timedelta(days=days)
    return read_certificate(CA.issue_cert(HOST, not_after=ends).cert_chain_pems[0].bytes())


AUTHORITY = read_certificate(CA.cert_pem.bytes())


def test_the_transport_is_told_what_is_trusted_for_which_host(db: None) -> None:
    pin = leaf()
    certificates.trust(HOST, "pin", pin)
    certificates.trust("smtp.fjord.example", "ca", AUTHORITY)
    policy = connect.policy()
    assert policy.pins == ((HOST, pin.sha256),)
    assert policy.host_cas == (("smtp.fjord.example", AUTHORITY.pem),)


def test_it_costs_one_query_and_counts_at_once(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = certificates.trust(HOST, "pin", leaf())
    with django_assert_num_queries(1):
        assert connect.policy().pins
    certificates.distrust(row)
    assert not connect.policy().pins


def test_a_new_pin_takes_the_place_of_the_old_one_of_that_host(db: None) -> None:
    old, new, other = leaf(), leaf(), leaf()
    certificates.trust(HOST, "pin", old)
    certificates.trust("other.example", "pin", other)
    certificates.trust(HOST, "pin", new)
    assert dict(connect.policy().pins) == {HOST: new.sha256, "other.example": other.sha256}


def test_authorities_of_a_host_add_up(db: None) -> None:
    second = read_certificate(trustme.CA().cert_pem.bytes())
    certificates.trust(HOST, "ca", AUTHORITY)
    certificates.trust(HOST, "ca", second)
    assert connect.policy().host_cas == ((HOST, AUTHORITY.pem + second.pem),)


def test_what_may_not_sign_is_no_authority(anna: User) -> None:
    with pytest.raises(certificates.NotAnAuthorityError):
        certificates.trust(HOST, "ca", leaf())
    with pytest.raises(certificates.NotAnAuthorityError):
        certificates.propose(anna, HOST, "ca", leaf(), "")
    assert not TrustedCertificate.objects.exists()


def test_a_proposal_counts_only_once_it_is_confirmed(anna: User) -> None:
    certificates.propose(anna, HOST, "pin", leaf(), "a note")
    assert not connect.policy().pins
    row = certificates.confirm(CertificateProposal.objects.get())
    assert (row.note, row.added_by) == ("a note", anna)
    assert connect.policy().pins
    assert not CertificateProposal.objects.exists()


def test_an_account_that_a_certificate_stopped_is_tried_again(anna: User) -> None:
    account_of(anna).note_problem(Service.IMAP, MailError(Code.TLS_SELF_SIGNED, subject=HOST))
    Lane.objects.update(due_at=None)
    certificates.trust(HOST, "pin", leaf())
    assert Lane.objects.due().exists()


@pytest.mark.parametrize(("code", "host"), [(Code.AUTH_FAILED, HOST), (Code.TLS_EXPIRED, "other")])
def test_other_accounts_are_left_alone(anna: User, code: Code, host: str) -> None:
    account_of(anna).note_problem(Service.IMAP, MailError(code))
    Lane.objects.update(due_at=None)
    certificates.trust(host, "pin", leaf())
    assert not Lane.objects.due().exists()
    assert EmailAccount.objects.exists()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with Authority() as authority:
        certificate = authority.certificate("127.0.0.1")
        with ScriptedServer(greeting("* OK hi"), certificate, implicit_tls=True) as server:
            yield server


def proposed(user: User, port: int) -> CertificateProposal:
    endpoint = Endpoint(Service.IMAP, "127.0.0.1", port, Security.TLS)
    certificates.propose_from_server(user, endpoint, "")
    return CertificateProposal.objects.get()


def test_a_worker_reads_it_from_the_server(
    anna: User, server: ScriptedServer, settings: Settings
) -> None:
    settings.MAIL_ALLOWED_PRIVATE_NETWORKS = POLICY.private_networks
    proposal = proposed(anna, server.port)
    assert proposal.state == ProposalState.READING
    certificates.read_from_server(proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.READ
    assert proposal.certificate.names == ("127.0.0.1",)


def test_the_guard_holds_for_it_too(anna: User, server: ScriptedServer) -> None:
    proposal = proposed(anna, server.port)
    certificates.read_from_server(proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.pem) == (ProposalState.FAILED, "")
    assert proposal.problem and proposal.problem.code is Code.BLOCKED_PRIVATE


def test_an_answer_that_comes_too_late_is_dropped(anna: User, server: ScriptedServer) -> None:
    late = proposed(anna, server.port)
    certificates.propose(anna, HOST, "pin", leaf(), "")
    certificates.read_from_server(late)
    assert CertificateProposal.objects.get().state == ProposalState.READ


def test_doctor_tells_of_those_that_end_soon(db: None) -> None:
    look = WITH_DATABASE["trusted certificates"]
    certificates.trust("far.example", "pin", leaf(days=31))
    assert not list(look())
    certificates.trust("near.example", "pin", leaf(days=29))
    certificates.trust("gone.example", "pin", leaf(days=-1))
    gone, near = sorted(look())
    assert "gone.example ended on" in gone
    assert "near.example ends on" in near
