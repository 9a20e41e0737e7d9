"""A token at a mail server, byte for byte; and posting a form to a stranger."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.core.oauth.sasl import XOAUTH2_ONLY, AccessToken
from mail.transport import http_fetch
from mail.transport.imap_session import check_imap
from mail.transport.policy import Policy
from mail.transport.smtp_submission import check_smtp
from tests.servers.ca import Authority
from tests.servers.https import HttpsServer
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.talk import HOST, PASSWORD, POLICY, heard

TOKEN = AccessToken("canary-token")
FAILURE = b64encode(b'{"status":"400","schemes":"Bearer"}').decode()
MISSING_SCOPE = b64encode(b'{"status":"insufficient_scope"}').decode()


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as ca:
        yield ca


def imap(mechanisms: str, answers: list[str], refusal: str) -> Script:
    """Asks for the token, then says each of *answers* and hears a line, then refuses."""

    def script(connection: Connection) -> None:
        connection.send_line("* OK ready")
        while True:
            tag, _, command = connection.read_line().decode().strip().partition(" ")
            if command == "CAPABILITY":
                connection.send_line(f"* CAPABILITY IMAP4rev1 {mechanisms}")
            elif command.startswith("AUTHENTICATE"):
                for answer in ("", *answers):
                    connection.send_line(f"+ {answer}")
                    connection.read_line()
                if refusal:
                    connection.send_line(f"{tag} {refusal}")
                    continue
            connection.send_line(f"{tag} OK done")

    return script


def smtp(mechanisms: str, answers: list[str], refusal: str) -> Script:
    def script(connection: Connection) -> None:
        connection.send_line("220 ready")
        while True:
            command = connection.read_line()
            if command.startswith((b"EHLO", b"ehlo")):
                connection.send_line("250-here")
                connection.send_line(f"250 AUTH {mechanisms}")
            elif command.startswith(b"AUTH"):
                for answer in answers:
                    connection.send_line(f"334 {answer}")
                    connection.read_line()
                connection.send_line(refusal)
            else:
                connection.send_line("221 bye")

    return script


def refused(
    script: Script, service: Service, authority: Authority, token: AccessToken = TOKEN
) -> tuple[MailError, list[bytes]]:
    certificate = authority.certificate(HOST)
    policy = replace(POLICY, extra_ca_file=str(authority.ca_file))
    check = check_imap if service is Service.IMAP else check_smtp
    with ScriptedServer(script, certificate, implicit_tls=True) as server:
        login = Login(Endpoint(service, HOST, server.port, Security.TLS), "kari@fjord.example")
        with pytest.raises(MailError) as problem:
            check(login, token, policy, timeout_s=5)
    return problem.value, server.received


NO = "NO [AUTHENTICATIONFAILED] Invalid credentials"


def test_imap_answers_the_failure_of_xoauth2_with_an_empty_line(authority: Authority) -> None:
    problem, said = refused(imap("AUTH=XOAUTH2", [FAILURE], NO), Service.IMAP, authority)
    assert problem.code is Code.OAUTH_SASL_REJECTED
    at = next(n for n, line in enumerate(said) if b"AUTHENTICATE" in line)
    assert b64decode(said[at + 1]) == b"user=kari@fjord.example\x01auth=Bearer canary-token\x01\x01"
    assert said[at + 2] == b"\r\n"


def test_imap_answers_the_failure_of_oauthbearer_with_its_byte(authority: Authority) -> None:
    both = "AUTH=XOAUTH2 AUTH=OAUTHBEARER"
    problem, said = refused(imap(both, [MISSING_SCOPE], NO), Service.IMAP, authority)
    assert problem.code is Code.OAUTH_SCOPE
    at = next(n for n, line in enumerate(said) if b"AUTHENTICATE" in line)
    assert said[at].split()[1:] == [b"AUTHENTICATE", b"OAUTHBEARER"]
    assert b64decode(said[at + 2]) == b"\x01"


def test_smtp_answers_each_failure_as_its_mechanism_wants(authority: Authority) -> None:
    script = smtp("XOAUTH2 OAUTHBEARER", [FAILURE], "535 5.7.8 no")
    problem, said = refused(script, Service.SMTP, authority)
    assert problem.code is Code.OAUTH_SASL_REJECTED
    assert said[1].startswith(b"AUTH OAUTHBEARER ") and said[2] == b"AQ==\r\n"
    microsoft = AccessToken("canary-token", XOAUTH2_ONLY)
    problem, said = refused(script, Service.SMTP, authority, microsoft)
    assert said[1].startswith(b"AUTH XOAUTH2 ") and said[2] == b"\r\n"


@pytest.mark.parametrize("challenges", [["", "", ""], [FAILURE, FAILURE, FAILURE], ["!!"] * 3])
def test_the_token_goes_out_once_whatever_is_asked(
    challenges: list[str], authority: Authority
) -> None:
    for service, script in (
        (Service.IMAP, imap("AUTH=XOAUTH2", challenges, NO)),
        (Service.SMTP, smtp("XOAUTH2", challenges, "535 no")),
    ):
        _, said = refused(script, service, authority)
        token = b64encode(b"user=kari@fjord.example\x01auth=Bearer canary-token\x01\x01")
        assert b"".join(said).count(token) == 1


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ("NO [UNAVAILABLE] Temporary authentication failure.", Code.AUTH_TEMPORARY),
        ("NO [LIMIT] too many connections", Code.TOO_MANY_CONNECTIONS),
        ("BAD User is authenticated but not connected.", Code.IMAP_DISABLED),
    ],
)
def test_a_refusal_for_another_reason_keeps_its_name(
    refusal: str, code: Code, authority: Authority
) -> None:
    problem, _ = refused(imap("AUTH=XOAUTH2", [], refusal), Service.IMAP, authority)
    assert problem.code is code


def test_where_no_mechanism_is_common_nothing_is_said(authority: Authority) -> None:
    problem, said = refused(imap("AUTH=PLAIN", [], ""), Service.IMAP, authority)
    assert problem.code is Code.AUTH_UNSUPPORTED
    assert b"AUTHENTICATE" not in b"".join(said)
    problem, said = refused(smtp("PLAIN LOGIN", [], ""), Service.SMTP, authority)
    assert problem.code is Code.AUTH_UNSUPPORTED
    assert b"AUTH" not in b"".join(said)


@pytest.mark.parametrize("service", Service)
def test_a_token_never_goes_in_the_clear_even_on_this_machine(service: Service) -> None:
    script = imap("AUTH=XOAUTH2", [], "") if service is Service.IMAP else smtp("XOAUTH2", [], "")
    check = check_imap if service is Service.IMAP else check_smtp
    with ScriptedServer(script) as server, pytest.raises(MailError) as problem:
        login = Login(Endpoint(service, HOST, server.port, Security.NONE), "kari")
        check(login, TOKEN, POLICY, timeout_s=5)
    assert problem.value.code is Code.PLAINTEXT_FORBIDDEN
    assert b"AUTH" not in heard(server)
    assert PASSWORD.reveal().encode() not in heard(server)


def posting(
    authority: Authority, reply: tuple[int, dict[str, str], bytes], **options: int
) -> http_fetch.FetchResult:
    policy = Policy(POLICY.private_networks, extra_ca_file=str(authority.ca_file))
    with HttpsServer(authority.certificate(HOST), {"/token": reply}) as server:
        result = http_fetch.post(
            f"https://{HOST}:{server.port}/token", policy, body=b"a=b", content_type="text/x",
            timeout_s=5, headers=(("Accept", "application/json"),), **options,
        )  # fmt: skip
    (request,) = server.requests
    assert (request.method, request.body) == ("POST", b"a=b")
    assert request.headers["content-type"] == "text/x"
    assert request.headers["accept"] == "application/json"
    return result


def test_a_form_is_posted_once_and_a_redirect_is_not_followed(authority: Authority) -> None:
    moved = posting(authority, (307, {"Location": "/elsewhere", "Content-Length": "0"}, b""))
    assert (moved.status, moved.body, moved.redirects) == (307, b"", 0)


def test_an_answer_may_not_be_longer_than_allowed(authority: Authority) -> None:
    with pytest.raises(MailError) as problem:
        posting(authority, (200, {}, b"x" * 2000), limit_bytes=1000)
    assert problem.value.code is Code.TOO_MUCH


@pytest.mark.parametrize("url", ["http://127.0.0.1/token", "https://a:b@127.0.0.1/token"])
def test_a_form_is_posted_to_https_only(url: str) -> None:
    with pytest.raises(MailError):
        http_fetch.post(url, POLICY, body=b"", content_type="text/x", timeout_s=1)


def test_a_form_is_not_posted_to_a_private_address() -> None:
    with pytest.raises(MailError) as problem:
        http_fetch.post(
            "https://127.0.0.1/", Policy(), body=b"secret", content_type="text/x", timeout_s=1
        )
    assert problem.value.code is Code.BLOCKED_PRIVATE
