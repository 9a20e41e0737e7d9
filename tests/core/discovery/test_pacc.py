"""User agent configurations: what is read of them, and what vouches for them."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from mail.core.discovery.pacc import Digest, check_digest, parse_pacc
from mail.core.discovery.result import Method

ANNA = "anna@fjord.example"
FILE = {
    "protocols": {"imap": {"host": "imap.fjord.example"}, "submit": {"host": "out.fjord.example"}},
    "authentication": {"password": True},
    "info": {"provider": {"name": "Fjord Post"}},
}


def body(**changes: object) -> bytes:
    return json.dumps({**FILE, **changes}).encode()


def record(content: bytes, **tags: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return "; ".join(
        f"{k}={v}" for k, v in ({"v": "UAAC1", "a": "sha256", "d": digest} | tags).items()
    )


def test_hosts_alone_mean_implicit_tls() -> None:
    read = parse_pacc(body(), ANNA)

    assert read and read.provider == "Fjord Post"
    assert str(read.imap.endpoint) == "imap.fjord.example:993:tls"
    assert str(read.smtp.endpoint) == "out.fjord.example:465:tls"
    assert (read.imap.username, read.method) == (ANNA, Method.PASSWORD)


def test_the_older_drafts_call_submission_smtp() -> None:
    protocols = {"imap": {"host": "a.fjord.example"}, "smtp": {"host": "b.fjord.example"}}

    read = parse_pacc(body(protocols=protocols), ANNA)

    assert read and read.smtp.endpoint.host == "b.fjord.example"


def test_an_issuer_without_passwords_means_the_providers_own_page() -> None:
    authentication = {"oauth-public": {"issuer": "https://id.fjord.example"}}

    read = parse_pacc(body(authentication=authentication), ANNA)

    assert read and (read.method, read.oauth_issuer) == (Method.OAUTH, "https://id.fjord.example")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"protocols": {"imap": {"host": "imap.fjord.example"}}}',
        b'{"protocols": {"imap": {"host": 7}, "submit": {"host": "x.example"}}}',
        b'{"protocols": {"imap": {"host": "a b"}, "submit": {"host": "x.example"}}}',
        b'{"protocols": {"imap": {"host": "localhost"}, "submit": {"host": "x.example"}}}',
        b'{"protocols": "imap"}',
        b" " * 70_000,
    ],
)
def test_what_cannot_be_used_gives_nothing_and_raises_nothing(content: bytes) -> None:
    assert parse_pacc(content, ANNA) is None


def test_one_matching_digest_is_enough() -> None:
    content = body()

    assert check_digest(content, [record(b"old"), record(content)]) is Digest.MATCHES
    assert check_digest(content, [record(b"old")]) is Digest.DIFFERS
    assert check_digest(content, ["v=spf1 -all"]) is Digest.ABSENT
    assert check_digest(content, [record(content, d="no base64!")]) is Digest.DIFFERS
    assert check_digest(content, [record(content, a="md5")]) is Digest.DIFFERS
