"""What a person sees when something is wrong: one clear sentence, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.browser.installation import free_port
from tests.browser.test_main_job import plain
from tests.servers import faults_imap
from tests.servers.scripted import ScriptedServer
from tests.servers.world import MailWorld


def sign_in_by_hand(
    world: MailWorld, person: Person, *, host: str = "mail.fjord.example", port: int = 0
) -> None:
    """Everything in Advanced settings is right but what a test gives."""
    person.go("/setup/")
    page = person.page
    page.locator("main button[name=advanced]").click()
    fields = {
        "imap_host": host,
        "imap_port": str(port or world.dovecot.imaps_port),
        "imap_password": person.mail_password,
        "smtp_host": "mail.fjord.example",
        "smtp_port": str(world.postfix.smtps_port),
    }
    for service in ("imap", "smtp"):
        page.locator(f"select[name={service}_security]").select_option("tls")
    for name, value in fields.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form#advanced button[type=submit]").first.click()


def expect_problem(person: Person, sentence: str, field: str) -> None:
    page = person.page
    expect(page.get_by_role("alert")).to_contain_text(sentence, timeout=20_000)
    expect(page.locator(f"input[name={field}]")).to_be_focused()
    expect(page.locator("input[name=smtp_host]")).to_have_value("mail.fjord.example")


def test_an_unknown_host_is_named_and_its_field_focused(world: MailWorld, person: Person) -> None:
    sign_in_by_hand(world, person, host="imap.fjord.example")
    expect_problem(person, "There is no server called imap.fjord.example", "imap_host")


def test_a_closed_port_is_named_and_its_field_focused(world: MailWorld, person: Person) -> None:
    sign_in_by_hand(world, person, port=free_port())
    expect_problem(person, "mail.fjord.example does not answer on this port", "imap_port")


def test_a_certificate_of_another_name_stops_the_sign_in(world: MailWorld, person: Person) -> None:
    strangers = world.authority.certificate("mail.stranger.example")
    with ScriptedServer(faults_imap.ImapScript(), strangers, implicit_tls=True) as server:
        sign_in_by_hand(world, person, port=server.port)
        expect_problem(person, "belongs to mail.stranger.example", "imap_host")
        assert server.received == []


def test_the_sentence_is_in_the_readers_language(world: MailWorld, person: Person) -> None:
    person.go("/options/")
    person.page.locator("select[name=language]").select_option("de")
    person.page.get_by_role("button", name="Save").click()
    sign_in_by_hand(world, person, host="imap.fjord.example")
    expect_problem(person, "Es gibt keinen Server namens imap.fjord.example", "imap_host")


def test_a_malformed_address_keeps_what_was_typed(person: Person) -> None:
    person.go("/setup/")
    page = person.page
    page.get_by_label("Email account").fill("kari fjord.example")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("does not look like name@company.com")).to_be_visible()
    expect(page.get_by_label("Email account")).to_have_value("kari fjord.example")


def test_a_server_that_hangs_up_while_fetching_is_reported_in_the_inbox(
    world: MailWorld, person: Person
) -> None:
    script = faults_imap.drops_while_fetching(5, plain("Cut short"))
    with ScriptedServer(script, world.certificate, implicit_tls=True) as server:
        sign_in_by_hand(world, person, port=server.port)
        person.page.wait_for_url("**/inbox/**", timeout=20_000)
        expect(person.page.get_by_text("ended the connection").first).to_be_visible(timeout=20_000)
        expect(person.page.get_by_text("We try again by ourselves.").first).to_be_visible()


def test_a_message_with_ten_thousand_recipients_opens(world: MailWorld, person: Person) -> None:
    many = ",\r\n ".join(f"p{number}@havn.example" for number in range(10_000))
    raw = plain("To everybody").replace(b"To: kari@fjord.example", b"To: " + many.encode())
    world.dovecot.deliver(person.address, raw)
    world.dovecot.deliver(person.address, plain("To one"))
    person.connect()
    page = person.page
    expect(page.get_by_text("To one").first).to_be_visible(timeout=20_000)
    page.get_by_text("To everybody").first.click()
    expect(page.frame_locator("iframe").get_by_text("The text of To everybody")).to_be_visible(
        timeout=15_000
    )
    assert len(page.content()) < 300_000


@pytest.mark.parametrize("path", ["/inbox/", "/people/", "/options/email/"])
def test_a_page_that_is_not_there_says_where_to_go(person: Person, path: str) -> None:
    answer = person.page.goto(f"{person.installation.url}{path}nothing/")
    assert answer is not None
    assert answer.status == 404
    expect(person.page.get_by_text("There is nothing here")).to_be_visible()
    expect(person.page.get_by_role("link", name="Go to the inbox")).to_be_visible()
