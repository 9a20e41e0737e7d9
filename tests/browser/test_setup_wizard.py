"""From an address to the first mail: by mouse, by keyboard, without a barrier and without a script.

Dovecot, Postfix and the DNS are real; what must hear no password is scripted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.conftest import Person
from tests.browser.installation import Installation
from tests.browser.test_main_job import plain
from tests.browser.wizard import Hand, barriers, heard, is_focused, listen
from tests.servers.faults_imap import ImapScript
from tests.servers.faults_smtp import SmtpScript
from tests.servers.leash import HOST
from tests.servers.scripted import ScriptedServer
from tests.servers.world import MailWorld

PATIENCE_MS = 20_000


def password(page: Page) -> Locator:
    return page.get_by_label("Password", exact=True)


def to_the_password(person: Person) -> None:
    person.go("/setup/")
    person.page.get_by_role("button", name="Next").click()
    expect(password(person.page)).to_be_focused(timeout=PATIENCE_MS)


def refuse_password(person: Person) -> None:
    to_the_password(person)
    person.page.keyboard.type("not the password")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("#problem")).to_be_visible(timeout=PATIENCE_MS)


def look_for(person: Person, address: str) -> None:
    person.go("/setup/")
    person.page.get_by_label("Email account").fill(address)
    person.page.get_by_role("button", name="Next").click()


@pytest.fixture
def silent(world: MailWorld) -> Iterator[str]:
    """A domain whose DNS never answers, so that the search takes its time."""
    world.dns.silent = frozenset({"silent.example"})
    yield "silent.example"
    world.dns.silent = frozenset()


@pytest.fixture
def harbour(world: MailWorld) -> Iterator[tuple[str, list[bytes]]]:
    """A domain whose servers belong to somebody else, and all that they hear."""
    certificate = world.authority.certificate("mail.harbour.example")
    with (
        ScriptedServer(ImapScript(), certificate, implicit_tls=True) as imap,
        ScriptedServer(SmtpScript(), certificate, implicit_tls=True) as smtp,
    ):
        imap.received = smtp.received  # one list for both
        world.dns.records |= {
            ("mail.harbour.example", "A"): (HOST,),
            ("_imaps._tcp.sea.example", "SRV"): (f"0 1 {imap.port} mail.harbour.example.",),
            ("_submissions._tcp.sea.example", "SRV"): (f"0 1 {smtp.port} mail.harbour.example.",),
            ("sea.example", "MX"): ("10 mail.harbour.example.",),
        }
        yield "sea.example", imap.received


def test_three_clicks_and_one_field_by_mouse(world: MailWorld, person: Person) -> None:
    world.dovecot.deliver(person.address, plain("First mail"))
    page = person.page
    person.go("/people/")
    hand = Hand(page)
    hand.click(page.get_by_role("navigation").get_by_role("link", name=re.compile("^Inbox")).first)
    hand.click(page.get_by_role("button", name="Next"))
    expect(password(page)).to_be_focused(timeout=PATIENCE_MS)
    hand.type(person.mail_password)
    hand.click(page.get_by_role("button", name="Sign in"))
    expect(page.locator("[data-message]").first).to_be_visible(timeout=PATIENCE_MS)
    assert (hand.clicks, hand.fields) == (3, 1)


def test_another_address_makes_it_two_fields(world: MailWorld, person: Person) -> None:
    address, mail_password = world.new_user("sales")
    world.dovecot.deliver(address, plain("First mail"))
    person.go("/people/")
    page, hand = person.page, Hand(person.page)
    hand.click(page.get_by_role("navigation").get_by_role("link", name=re.compile("^Inbox")).first)
    page.keyboard.press("Control+A")
    hand.type(address)
    hand.click(page.get_by_role("button", name="Next"))
    expect(password(page)).to_be_focused(timeout=PATIENCE_MS)
    hand.type(mail_password)
    hand.click(page.get_by_role("button", name="Sign in"))
    expect(page.locator("[data-message]").first).to_be_visible(timeout=PATIENCE_MS)
    assert hand.clicks <= 4
    assert hand.fields == 2


def test_by_keyboard_alone_and_each_change_is_said_once(world: MailWorld, person: Person) -> None:
    world.dovecot.deliver(person.address, plain("First mail"))
    page = person.page
    listen(page)
    person.go("/people/")
    hand = Hand(page)
    hand.reach(page.get_by_role("navigation").get_by_role("link", name=re.compile("^Inbox")).first)
    hand.press("Enter")
    expect(page.get_by_label("Email account")).to_be_focused()
    hand.press("Enter")
    expect(password(page)).to_be_focused(timeout=PATIENCE_MS)
    hand.type(person.mail_password)
    hand.press("Enter")
    expect(page.locator("[data-message]").first).to_be_visible(timeout=PATIENCE_MS)
    assert hand.keys <= 12, hand.keys
    said = heard(page)
    assert len(said) == len(set(said)), said


def test_the_focus_stays_on_the_way_out_while_the_search_goes_on(
    silent: str, person: Person
) -> None:
    page = person.page
    listen(page)
    look_for(person, f"kari@{silent}")
    way_out = page.get_by_role("link", name="Advanced settings")
    way_out.focus()
    page.evaluate("document.activeElement.dataset.same = 'yes'")
    polls: list[int] = []
    page.on("response", lambda one: polls.append(one.status) if "progress" in one.url else None)
    page.wait_for_timeout(1800)
    assert len(polls) >= 3
    assert is_focused(way_out)
    assert way_out.get_attribute("data-same") == "yes"
    assert "Looking for your email servers" not in heard(page)[1:]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Advanced settings")).to_be_visible()
    expect(page.locator("input[name=imap_host]")).to_be_focused()


def test_a_wrong_password_is_said_once_and_nothing_is_lost(person: Person) -> None:
    page = person.page
    listen(page)
    began = time.monotonic()
    refuse_password(person)
    assert time.monotonic() - began < 8  # looking for the servers included
    problem = page.locator("#problem")
    expect(problem).to_contain_text("The user name or password was not accepted")
    expect(problem).to_contain_text("Type the password again")
    expect(page.locator("dd", has_text=person.address)).to_be_visible()
    expect(page.locator("dd", has_text="mail.fjord.example").first).to_be_visible()
    expect(password(page)).to_be_focused()
    expect(password(page)).to_have_attribute("aria-invalid", "true")
    expect(password(page)).to_have_attribute("aria-describedby", "problem")
    expect(password(page)).to_have_value("")
    alerts = [one for one in heard(page) if "was not accepted" in one and "Report" in one]
    assert len(alerts) == 1, heard(page)
    assert barriers(page) == []
    page.keyboard.type(person.mail_password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**", timeout=PATIENCE_MS)


def test_a_problem_leads_to_its_help_and_its_report_can_be_copied(person: Person) -> None:
    page = person.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    refuse_password(person)
    page.get_by_role("button", name="Copy report").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    report = page.evaluate("navigator.clipboard.readText()")
    assert "code: auth_failed" in report
    assert "server: mail.fjord.example" in report.replace("imap ", "")
    assert "domain: fjord.example" in report
    assert person.name not in report
    page.get_by_role("link", name="Help with this problem").click()
    expect(page.get_by_role("heading", name="App passwords and sign-in", level=1)).to_be_visible()


def test_where_only_sending_fails_the_inbox_opens_and_one_click_mends(
    world: MailWorld, person: Person
) -> None:
    world.dovecot.deliver(person.address, plain("Can be read"))
    page = person.page
    to_the_password(person)
    page.get_by_role("link", name="Advanced settings").click()
    page.locator("input[name=imap_password]").fill(person.mail_password)
    page.locator("input[name=smtp_password]").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/**", timeout=PATIENCE_MS)
    expect(page.get_by_text("Can be read").first).to_be_visible(timeout=PATIENCE_MS)
    bar = page.locator(".banner", has_text="Email is not sent")
    expect(bar).to_be_visible()
    bar.get_by_role("button", name="Type the password again").click()
    faulty = page.locator("input[name=smtp_password]")
    expect(faulty).to_be_focused()
    expect(faulty).to_have_attribute("aria-invalid", "true")
    assert barriers(page) == []
    faulty.fill(person.mail_password)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/options/email/account/", timeout=PATIENCE_MS)
    person.go("/inbox/")
    expect(bar).to_have_count(0)


def test_a_certificate_of_another_host_is_shown_and_cannot_be_ignored(
    world: MailWorld, person: Person
) -> None:
    world.dns.records |= {("other.fjord.example", "A"): (HOST,)}
    page = person.page
    to_the_password(person)
    page.get_by_role("link", name="Advanced settings").click()
    page.locator("input[name=imap_host]").fill("other.fjord.example")
    page.locator("input[name=imap_password]").fill(person.mail_password)
    page.get_by_role("button", name="Sign in").click()
    facts = page.locator("#problem dl")
    expect(facts).to_be_visible(timeout=PATIENCE_MS)
    for label, value in (
        ("Asked for", "other.fjord.example"), ("Made for", "mail.fjord.example"),
        ("Signed by", "trustme"), ("Valid", "from"),
    ):  # fmt: skip
        expect(facts.locator("div", has_text=label)).to_contain_text(value)
    expect(page.get_by_role("button", name=re.compile("ignore|anyway|accept", re.I))).to_have_count(
        0
    )
    expect(page.locator("input[name=imap_host]")).to_be_focused()
    assert barriers(page) == []


def test_a_server_of_another_domain_hears_nothing_before_it_is_confirmed(
    harbour: tuple[str, list[bytes]], person: Person
) -> None:
    domain, received = harbour
    page = person.page
    look_for(person, f"kari@{domain}")
    expect(page.get_by_role("heading", name="Is this the right server?")).to_be_visible(
        timeout=PATIENCE_MS
    )
    name = page.locator(".owners__name")
    expect(name).to_have_text("harbour.example")
    size, usual = (
        one.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        for one in (name, page.locator("dd").first)
    )
    assert size > 1.3 * usual
    assert not [line for line in received if b"LOGIN" in line.upper() or b"AUTH" in line.upper()]
    expect(password(page)).to_have_count(0)
    expect(page.get_by_role("link", name="Advanced settings")).to_be_visible()
    assert barriers(page) == []
    yes = page.get_by_role("button", name="Yes, use this server")
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(password(page)).to_be_focused()
    page.keyboard.type("a secret for the harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**", timeout=PATIENCE_MS)
    assert [line for line in received if b"AUTHENTICATE" in line.upper() or b"LOGIN" in line]


def test_port_and_security_follow_each_other(person: Person) -> None:
    page = person.page
    person.go("/setup/")
    page.get_by_role("button", name="Advanced settings").click()
    port, security = (
        page.locator("input[name=imap_port]"),
        page.locator("select[name=imap_security]"),
    )
    security.select_option("starttls")
    expect(port).to_have_value("143")
    port.fill("993")
    port.blur()
    expect(security).to_have_value("tls")
    port.fill("1993")
    port.blur()
    security.select_option("starttls")
    expect(port).to_have_value("1993")
    assert barriers(page) == []


def test_leaving_and_coming_back_restores_the_step_without_the_password(person: Person) -> None:
    page = person.page
    to_the_password(person)
    page.keyboard.type("half a passw")
    person.go("/people/")
    page.get_by_role("navigation").get_by_role("link", name=re.compile("^Inbox")).first.click()
    expect(password(page)).to_be_focused()
    expect(password(page)).to_have_value("")
    page.go_back()
    page.go_forward()
    expect(password(page)).to_have_value("")


def test_password_managers_are_at_home(person: Person) -> None:
    page = person.page
    person.go("/setup/")
    expect(page.get_by_label("Email account")).to_have_attribute("autocomplete", "username")
    to_the_password(person)
    field = password(page)
    expect(field).to_have_attribute("autocomplete", "current-password")
    expect(page.locator("form input[autocomplete=username]")).to_have_value(person.address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('pasted')")
    page.keyboard.press("Control+V")
    expect(field).to_have_value("pasted")
    reveal = page.get_by_role("button", name="Show the password")
    expect(reveal).to_have_attribute("aria-pressed", "false")
    reveal.click()
    expect(reveal).to_have_attribute("aria-pressed", "true")
    expect(field).to_have_attribute("type", "text")
    assert barriers(page) == []


def test_a_misspelt_provider_is_offered_aright_in_one_key(person: Person) -> None:
    page = person.page
    look_for(person, "kari@gmial.com")
    expect(page.get_by_text("Did you mean kari@gmail.com?")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Use kari@gmail.com")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("imap.gmail.com:993").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("needs an app password here")).to_be_visible()
    assert barriers(page) == []


def test_on_a_phone_the_bar_does_not_cover_the_password(person: Person) -> None:
    page = person.page
    page.set_viewport_size({"width": 390, "height": 2000})
    look_for(person, "kari@gmail.com")
    expect(password(page)).to_be_focused(timeout=PATIENCE_MS)
    field = password(page).bounding_box()
    assert field
    page.set_viewport_size({"width": 390, "height": int(field["y"] + field["height"]) + 10})
    page.reload()
    expect(password(page)).to_be_focused()
    field = password(page).bounding_box()
    bar = page.get_by_role("navigation").first.bounding_box()
    assert field and bar
    assert field["y"] + field["height"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_closed_provider_is_said_at_once_with_what_to_do(person: Person) -> None:
    page = person.page
    began = time.monotonic()
    look_for(person, "kari@proton.me")
    expect(page.locator("#problem")).to_contain_text("Proton Mail", timeout=PATIENCE_MS)
    assert time.monotonic() - began < 3
    expect(page.get_by_text("Use an address at another provider here").first).to_be_visible()
    expect(page.get_by_role("link", name="Advanced settings")).to_be_visible()
    expect(page.get_by_role("button", name="Use another address")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email account")).to_be_focused()
    assert barriers(page) == []


def test_the_trail_is_there_on_demand(world: MailWorld, person: Person) -> None:
    page = person.page
    imap, smtp = world.dovecot.imaps_port, world.postfix.smtps_port
    world.dns.records |= {
        ("trail.example", "MX"): ("10 mail.fjord.example.",),
        ("_imaps._tcp.trail.example", "SRV"): (f"0 1 {imap} mail.fjord.example.",),
        ("_submissions._tcp.trail.example", "SRV"): (f"0 1 {smtp} mail.fjord.example.",),
    }
    look_for(person, "kari@trail.example")
    expect(page.get_by_role("heading", name="Is this the right server?")).to_be_visible(
        timeout=PATIENCE_MS
    )
    asked = page.locator("summary", has_text="What we asked")
    expect(page.get_by_role("table")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    Hand(page).reach(asked)
    page.keyboard.press("Enter")
    cell = page.get_by_role("cell", name="Servers named in the DNS trail.example")
    expect(cell).to_be_visible()
    assert barriers(page) == []


def test_a_second_tab_follows_and_the_back_button_shows_no_old_step(person: Person) -> None:
    first = person.page
    to_the_password(person)
    second = first.context.new_page()
    second.goto(f"{person.installation.url}/setup/")
    expect(password(second)).to_be_focused()
    first.keyboard.type(person.mail_password)
    first.keyboard.press("Enter")
    first.wait_for_url("**/inbox/**", timeout=PATIENCE_MS)
    password(second).fill("typed too late")
    second.get_by_role("button", name="Sign in").click()
    second.wait_for_url("**/options/email/account/", timeout=PATIENCE_MS)
    first.go_back()
    expect(password(first)).to_have_count(0)
    expect(first.get_by_role("heading", name="Page not found")).to_have_count(0)
    second.close()


def test_a_form_that_is_asked_for_by_address_leads_to_the_step(person: Person) -> None:
    to_the_password(person)
    for path in ("address/", "confirm/", "password/"):
        person.go(f"/setup/{path}")
        expect(password(person.page)).to_be_focused()


@pytest.fixture
def scriptless(
    world: MailWorld, installation: Installation, browser: Browser
) -> Iterator[Callable[[], Person]]:
    """Somebody whose browser runs no script."""
    context = browser.new_context(java_script_enabled=False)

    def make() -> Person:
        address, mail_password = world.new_user("plain")
        name = address.partition("@")[0]
        installation.add_user(name, address)
        somebody = Person(installation, context.new_page(), name, address, mail_password)
        somebody.sign_in()
        return somebody

    yield make
    context.close()


def test_the_whole_way_without_a_script(world: MailWorld, scriptless: Callable[[], Person]) -> None:
    person = scriptless()
    world.dovecot.deliver(person.address, plain("First mail"))
    page = person.page
    page.get_by_role("button", name="Next").click()
    password(page).fill("not the password", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#problem")).to_be_visible(timeout=PATIENCE_MS)
    page.locator("summary", has_text="Report to copy").click()
    expect(page.locator("[data-report]")).to_contain_text("code: auth_failed")
    password(page).fill(person.mail_password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/**", timeout=PATIENCE_MS)


def test_without_a_script_an_empty_port_follows_from_the_security(
    scriptless: Callable[[], Person],
) -> None:
    person = scriptless()
    page = person.page
    page.get_by_role("button", name="Advanced settings").click()
    page.locator("input[name=imap_host]").fill("mail.fjord.example")
    page.locator("input[name=imap_port]").fill("")
    page.locator("select[name=imap_security]").select_option("starttls")
    page.locator("input[name=imap_password]").fill("x")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#problem")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("input[name=imap_port]")).to_have_value("143")


def test_the_password_is_in_no_page_no_address_and_no_log(
    world: MailWorld, person: Person, installation: Installation
) -> None:
    page, secret = person.page, "Sesam-öffne-dich 4711"
    seen: list[str] = []
    page.on("request", lambda one: seen.append(one.url))
    page.on("response", lambda one: seen.append(_text(one)))
    to_the_password(person)
    page.keyboard.type(secret)
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Advanced settings").click()
    expect(page.get_by_role("heading", name="Advanced settings")).to_be_visible()
    assert not [one for one in (*seen, page.content(), installation.log) if "Sesam" in one]


def _text(response: Response) -> str:
    is_page = "html" in response.headers.get("content-type", "") and response.ok
    return str(response.text()) if is_page else ""
