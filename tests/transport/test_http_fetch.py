"""Fetching from a stranger: https only, small, in time, never somewhere private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest

from mail.core.errors import Code, MailError
from mail.transport import http_fetch
from mail.transport.policy import Policy
from tests.servers.ca import Authority
from tests.servers.dns import DnsServer
from tests.servers.https import HttpsServer
from tests.servers.scripted import Connection, Script, ScriptedServer

HOST = "autoconfig.fjord.example"
ZONE = {
    (HOST, "A"): ["127.0.0.1"],
    ("inside.example", "A"): ["10.0.0.1"],
    ("public.example", "A"): ["8.8.8.8"],
}
Reply = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as ca:
        yield ca


@pytest.fixture(scope="module")
def policy(authority: Authority) -> Iterator[Policy]:
    with DnsServer(ZONE) as dns:
        yield Policy(
            private_networks=(ip_network("127.0.0.0/8"),),
            extra_ca_file=str(authority.ca_file),
            dns_servers=(("127.0.0.1", dns.port),),
        )


@contextmanager
def serving(authority: Authority, replies: dict[str, Reply]) -> Iterator[HttpsServer]:
    with HttpsServer(authority.certificate(HOST), replies) as server:
        yield server


def redirect(location: str) -> Reply:
    return 302, {"Location": location, "Content-Length": "0"}, b""


def ok(body: bytes, **headers: str) -> Reply:
    return 200, {"Content-Length": str(len(body)), **headers}, body


def refusal(url: str, policy: Policy, timeout_s: float = 3) -> MailError:
    with pytest.raises(MailError) as caught:
        http_fetch.get(url, policy, timeout_s=timeout_s)
    return caught.value


def test_a_file_is_fetched_without_anything_about_us(authority: Authority, policy: Policy) -> None:
    with serving(authority, {"/mail/config-v1.1.xml?a=b": ok(b"<x/>")}) as server:
        url = f"https://{HOST}:{server.port}/mail/config-v1.1.xml?a=b"
        result = http_fetch.get(url, policy, timeout_s=3)

    assert result == http_fetch.FetchResult(200, b"<x/>", url, 0)
    sent = server.requests[0].headers
    assert sent["accept-encoding"] == "identity"
    assert set(sent) == {"host", "accept-encoding"}


def test_a_missing_file_is_an_answer(authority: Authority, policy: Policy) -> None:
    with serving(authority, {}) as server:
        result = http_fetch.get(f"https://{HOST}:{server.port}/none", policy, timeout_s=3)

    assert result.status == 404


def test_a_redirect_is_followed(authority: Authority, policy: Policy) -> None:
    with serving(authority, {"/a": redirect("/b"), "/b": ok(b"here")}) as server:
        result = http_fetch.get(f"https://{HOST}:{server.port}/a", policy, timeout_s=3)

    assert (result.body, result.redirects) == (b"here", 1)
    assert result.url.endswith("/b")


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://autoconfig.fjord.example/b", Code.PLAINTEXT_FORBIDDEN),
        ("https://inside.example/b", Code.BLOCKED_PRIVATE),
        ("https://169.254.169.254/latest", Code.BLOCKED_PRIVATE),
        ("https://public.example:8443/b", Code.BLOCKED_PRIVATE),
        ("https://user:word@autoconfig.fjord.example/b", Code.PROTOCOL),
        ("https://[broken/b", Code.PROTOCOL),
        ("file:///etc/passwd", Code.PLAINTEXT_FORBIDDEN),
        ("/a", Code.PROTOCOL),
    ],
)
def test_a_redirect_is_checked_like_a_first_address(
    authority: Authority, policy: Policy, location: str, code: Code
) -> None:
    with serving(authority, {"/a": redirect(location)}) as server:
        assert refusal(f"https://{HOST}:{server.port}/a", policy).code is code


def test_more_than_the_limit_is_refused(authority: Authority, policy: Policy) -> None:
    body = b"x" * (http_fetch.BODY_LIMIT + 1)
    with serving(authority, {"/exact": ok(body[1:]), "/more": ok(body)}) as server:
        start = f"https://{HOST}:{server.port}"

        assert len(http_fetch.get(f"{start}/exact", policy, timeout_s=3).body) == len(body) - 1
        assert refusal(f"{start}/more", policy).code is Code.TOO_MUCH


def test_compression_that_was_not_asked_for_is_refused(
    authority: Authority, policy: Policy
) -> None:
    replies = {"/a": ok(b"\x1f\x8b", **{"Content-Encoding": "gzip"})}
    with serving(authority, replies) as server:
        assert refusal(f"https://{HOST}:{server.port}/a", policy).code is Code.PROTOCOL


def test_a_certificate_that_we_do_not_trust_ends_it(authority: Authority, policy: Policy) -> None:
    with serving(authority, {"/a": ok(b"x")}) as server:
        stranger = replace(policy, extra_ca_file="")
        error = refusal(f"https://{HOST}:{server.port}/a", stranger)

    assert error.code in {Code.TLS_UNKNOWN_CA, Code.TLS_SELF_SIGNED}
    assert server.requests == []


def test_a_private_server_is_not_even_greeted(authority: Authority, policy: Policy) -> None:
    with serving(authority, {"/a": ok(b"x")}) as server:
        closed = replace(policy, private_networks=())
        assert refusal(f"https://{HOST}:{server.port}/a", closed).code is Code.BLOCKED_PRIVATE

    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://autoconfig.fjord.example/", Code.PLAINTEXT_FORBIDDEN),
        ("https://:443/", Code.PROTOCOL),
        ("https://autoconfig.fjord.example:99999/", Code.PROTOCOL),
        ("https://autoconfig.fjord.example/a b", Code.PROTOCOL),
        ("https://gone.example/", Code.HOST_UNRESOLVED),
    ],
)
def test_an_address_that_is_none_is_refused(policy: Policy, url: str, code: Code) -> None:
    assert refusal(url, policy).code is code


@pytest.mark.parametrize("drip", ["H", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_cut_off_at_the_deadline(
    authority: Authority, policy: Policy, drip: str
) -> None:
    def script(connection: Connection) -> None:
        connection.read_line()
        connection.send(drip.encode())
        while True:
            connection.pause(0.05)
            connection.send(b"x")

    with scripted(authority, script) as server:
        error = refusal(f"https://{HOST}:{server.port}/", policy, timeout_s=0.5)

    assert error.code is Code.TIMEOUT


@pytest.mark.parametrize("words", [b"", b"220 smtp ready\r\n", b"HTTP/1.1 twohundred\r\n\r\n"])
def test_what_is_not_http_is_a_problem_with_a_name(
    authority: Authority, policy: Policy, words: bytes
) -> None:
    def script(connection: Connection) -> None:
        connection.read_line()
        connection.send(words)
        connection.close()

    with scripted(authority, script) as server:
        error = refusal(f"https://{HOST}:{server.port}/", policy)

    assert error.code in {Code.PROTOCOL, Code.DROPPED}


def scripted(authority: Authority, script: Script) -> ScriptedServer:
    return ScriptedServer(script, authority.certificate(HOST), implicit_tls=True)
