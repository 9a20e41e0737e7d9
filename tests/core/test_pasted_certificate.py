"""Certificates are read with caps, whatever stands in them."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
import trustme

from mail.core.pasted_certificate import SIZE_LIMIT, CertificateError, Defect, read_certificate

CA = trustme.CA(organization_name="Fjord AS")
LEAF = CA.issue_cert("mail.fjord.example", "10.0.0.7", common_name="mail.fjord.example")
PEM = LEAF.cert_chain_pems[0].bytes()


def der_of(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


def defect_of(data: bytes) -> Defect | None:
    try:
        read_certificate(data)
    except CertificateError as problem:
        return problem.defect
    return None


def test_what_it_says_is_read() -> None:
    found = read_certificate(PEM)
    assert found.subject.startswith("mail.fjord.example")
    assert found.names == ("mail.fjord.example", "10.0.0.7")
    assert found.sha256 == sha256(der_of(PEM)).hexdigest()
    assert found.fingerprint.startswith(found.sha256[:2].upper() + ":")
    assert not found.is_authority
    assert not found.made_by_itself


def test_an_authority_is_known_by_its_mark() -> None:
    found = read_certificate(CA.cert_pem.bytes())
    assert found.is_authority
    assert found.made_by_itself
    assert "Fjord AS" in found.subject


@pytest.mark.parametrize(
    "written",
    [
        lambda pem: b"subject=CN = mail\n\n" + pem + b"\nthat was it\n",
        lambda pem: pem.replace(b"\n", b"\r\n"),
        lambda pem: b"\xef\xbb\xbf" + pem.rstrip(),
        lambda pem: pem.replace(b"BEGIN C", b"BEGIN X509 C").replace(b"END C", b"END X509 C"),
        der_of,
    ],
)
def test_it_is_found_however_it_was_saved(written: Callable[[bytes], bytes]) -> None:
    assert read_certificate(written(PEM)) == read_certificate(PEM)


@pytest.mark.parametrize(
    ("data", "defect"),
    [
        (b"", Defect.NONE),
        (b"hello", Defect.NONE),
        (b"-----BEGIN CERTIFICATE-----" * 2000, Defect.NONE),
        (PEM + CA.cert_pem.bytes(), Defect.SEVERAL),
        (PEM + LEAF.private_key_pem.bytes(), Defect.PRIVATE_KEY),
        (b"x" * (SIZE_LIMIT + 1), Defect.TOO_LONG),
        (PEM.replace(b"MII", b"AAA", 1), Defect.UNREADABLE),
        (b"0\x82\xff\xff", Defect.UNREADABLE),
    ],
)
def test_what_is_no_single_certificate_is_named(data: bytes, defect: Defect) -> None:
    assert defect_of(data) == defect


def test_whatever_byte_is_broken_the_parser_says_so_or_reads_it() -> None:
    der, chance = der_of(PEM), random.Random(7)
    for _ in range(2000):
        broken = bytearray(der)
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(2, len(broken))] = chance.randrange(256)
        assert defect_of(bytes(broken)) in {None, Defect.UNREADABLE}


def test_no_end_is_a_moment_that_every_time_zone_can_say() -> None:
    forever = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    leaf = CA.issue_cert("a.example", not_after=forever)
    assert read_certificate(leaf.cert_chain_pems[0].bytes()).not_after.year == 9999
    read_certificate(leaf.cert_chain_pems[0].bytes()).not_after.astimezone().isoformat()


def test_a_name_that_would_break_out_of_its_line_does_not() -> None:
    leaf = CA.issue_cert("a.example", common_name="a\r\nb\x00\u202ec" + "x" * 40)
    assert read_certificate(leaf.cert_chain_pems[0].bytes()).subject.startswith("a b c")
