"""The main job: from signing in to an answered message, against real mail servers."""

from __future__ import annotations

import re
import time
from email import message_from_bytes

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.servers.world import MailWorld

HTML_MAIL = b"""\
From: =?utf-8?q?Bj=C3=B8rn_Havn?= <bjorn@havn.example>\r
To: kari@fjord.example\r
Subject: Order 4711\r
Date: Mon, 23 Nov 2026 09:00:00 +0100\r
Message-ID: <4711@havn.example>\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
\r
<p style="color:#036">We order <b>twelve</b> mooring lines.</p>\r
<script>document.title = "owned"</script>\r
<img src="https://tracker.example/pixel.gif" width="1" height="1">\r
"""


def plain(subject: str, sender: str = "ole@havn.example", hour: int = 8, minute: int = 0) -> bytes:
    return (
        f"From: Ole Nordmann <{sender}>\r\nTo: kari@fjord.example\r\nSubject: {subject}\r\n"
        f"Date: Mon, 23 Nov 2026 {hour:02d}:{minute:02d}:00 +0100\r\n"
        f"Message-ID: <{subject.replace(' ', '-')}@havn.example>\r\n\r\nThe text of {subject}.\r\n"
    ).encode()


def test_the_navigation_shows_inbox_with_its_word_and_the_unread_count(
    world: MailWorld, person: Person
) -> None:
    world.dovecot.deliver(person.address, plain("Hello"))
    person.connect()
    inbox = (
        person.page.get_by_role("navigation").get_by_role("link", name=re.compile("^Inbox")).first
    )
    expect(inbox).to_be_visible()
    expect(inbox).to_contain_text("1", timeout=15_000)


def test_the_wizard_connects_and_mail_appears_without_a_reload(
    world: MailWorld, person: Person
) -> None:
    for number in range(120):
        world.dovecot.deliver(person.address, plain(f"Letter {number}", minute=number % 60))
    person.go("/inbox/")
    page = person.page
    expect(page.get_by_role("heading", name="Set up email account")).to_be_visible()
    expect(page.get_by_text("IMAP must be switched on")).to_be_visible()
    expect(page.get_by_role("link", name="my card")).to_be_visible()
    person.connect()
    expect(page.locator("[data-message]")).to_have_count(50, timeout=15_000)
    world.dovecot.deliver(person.address, plain("Arrives later", hour=10))
    expect(page.get_by_text("Arrives later").first).to_be_visible(timeout=30_000)


def test_another_address_is_compared_as_it_is_typed_and_mended_in_one_click(
    person: Person,
) -> None:
    person.go("/setup/")
    page = person.page
    page.get_by_label("Email account").fill("other@fjord.example")
    mend = page.get_by_role("button", name="Make other@fjord.example the first address")
    mend.click()
    expect(page.get_by_text("This is the first address on your card.")).to_be_visible()


def test_a_wrong_password_focuses_the_password_with_the_servers_folded(person: Person) -> None:
    person.go("/setup/")
    page = person.page
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "The user name or password was not accepted", timeout=15_000
    )
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.locator("input[name=imap_host]")).to_have_count(0)


def test_advanced_settings_opens_filled_when_nothing_is_found(person: Person) -> None:
    person.go("/setup/")
    page = person.page
    page.get_by_label("Email account").fill("kari@nowhere.example")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Advanced settings")).to_be_visible(timeout=15_000)
    expect(page.locator("input[name=imap_host]")).not_to_be_empty()
    expect(page.locator("input[name=imap_host]")).to_be_focused()


def test_advanced_settings_connects_over_starttls(world: MailWorld, person: Person) -> None:
    person.go("/setup/")
    page = person.page
    page.get_by_role("button", name="Advanced settings").click()
    page.locator("input[name=imap_host]").fill("mail.fjord.example")
    page.locator("input[name=imap_port]").fill(str(world.dovecot.imap_port))
    page.locator("select[name=imap_security]").select_option("starttls")
    page.locator("input[name=imap_password]").fill(person.mail_password)
    page.locator("input[name=smtp_host]").fill("mail.fjord.example")
    page.locator("input[name=smtp_port]").fill(str(world.postfix.submission_port))
    page.locator("select[name=smtp_security]").select_option("starttls")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/**", timeout=20_000)


def test_html_mail_is_shown_in_a_frame_that_runs_nothing_and_loads_nothing(
    world: MailWorld, person: Person
) -> None:
    world.dovecot.deliver(person.address, HTML_MAIL)
    person.connect()
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.get_by_text("Order 4711").first.click()
    frame = person.page.frame_locator("iframe")
    expect(frame.get_by_text("mooring lines")).to_be_visible(timeout=15_000)
    assert not [url for url in asked if "tracker.example" in url]
    assert "owned" not in person.page.title()


def test_a_reply_reaches_the_recipient_and_is_stored_once_in_sent(
    world: MailWorld, person: Person
) -> None:
    other, _password = world.new_user("ole")
    world.dovecot.deliver(person.address, plain("Question", sender=other))
    person.connect()
    page = person.page
    page.get_by_text("Question").first.click()
    page.get_by_role("link", name="Reply", exact=True).first.click()
    page.get_by_label("Message").fill("Yes, on Friday.\n")
    page.get_by_role("button", name="Send", exact=True).click()
    arrived = wait_for(lambda: world.dovecot.stored(other))
    message = message_from_bytes(arrived[0])
    assert message["Subject"] == "Re: Question"
    assert message["In-Reply-To"] == "<Question@havn.example>"
    assert message["Bcc"] is None
    copies = wait_for(lambda: world.dovecot.stored(person.address, "Sent"))
    assert len(copies) == 1
    assert message_from_bytes(copies[0])["Message-ID"] == message["Message-ID"]


def test_a_new_message_is_sent(world: MailWorld, person: Person) -> None:
    other, _password = world.new_user("ole")
    person.connect()
    page = person.page
    page.get_by_role("link", name=re.compile("New e-?mail", re.IGNORECASE)).first.click()
    page.get_by_label("To", exact=True).fill(other)
    page.get_by_label("Subject").fill("Grüße fra Ærø")
    page.get_by_label("Message").fill("Hei")
    page.get_by_role("button", name="Send", exact=True).click()
    assert wait_for(lambda: world.dovecot.stored(other))


def test_an_unknown_sender_gets_a_card_that_stands_beside_the_mail(
    world: MailWorld, person: Person
) -> None:
    sender = f"eva.{person.name}@havn.example"
    world.dovecot.deliver(person.address, plain("First contact", sender=sender))
    person.connect()
    page = person.page
    page.get_by_text("First contact").first.click()
    page.locator("a[href*='/people/new/']").first.click()
    page.locator("input[name=title]").fill("Purchasing manager")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Purchasing manager")).to_be_visible()


def test_email_options_shows_edits_and_removes_the_account(
    world: MailWorld, person: Person
) -> None:
    person.connect()
    page = person.page
    main = page.get_by_role("main")
    page.get_by_role("button", name="Profile").click()
    page.get_by_role("link", name="Personal settings").first.click()
    main.get_by_role("link", name="Email options").click()
    page.get_by_role("button", name="Profile").click()
    page.get_by_role("link", name="Email options").first.click()
    expect(main.get_by_text(person.address).first).to_be_visible()
    main.get_by_role("link", name="Email account").click()
    main.get_by_role("button", name="Edit").click()
    expect(page.locator("input[name=imap_host]")).to_have_value("mail.fjord.example")
    page.get_by_role("button", name="Cancel").click()
    main.get_by_role("button", name="Edit").click()
    page.locator("select[name=smtp_security]").select_option("starttls")
    page.locator("input[name=smtp_port]").fill(str(world.postfix.submission_port))
    page.locator("input[name=imap_password]").fill(person.mail_password)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible(timeout=15_000)
    expect(main.get_by_text("STARTTLS")).to_be_visible()
    main.get_by_role("link", name="Remove").click()
    expect(page.get_by_text("What goes")).to_be_visible()
    page.get_by_role("button", name="Remove email account").click()
    expect(page.get_by_text("No email account yet")).to_be_visible()


def test_the_whole_way_by_keyboard(world: MailWorld, person: Person) -> None:
    world.dovecot.deliver(person.address, plain("By keys"))
    person.go("/inbox/")
    keys = person.page.keyboard
    person.page.get_by_label("Email account").focus()
    keys.press("Enter")
    expect(person.page.get_by_label("Password")).to_be_focused(timeout=15_000)
    keys.type(person.mail_password)
    keys.press("Enter")
    person.page.wait_for_url("**/inbox/**", timeout=20_000)
    expect(person.page.get_by_text("By keys").first).to_be_visible(timeout=15_000)
    keys.press("j")
    keys.press("Enter")
    expect(person.page.frame_locator("iframe").get_by_text("The text of By keys")).to_be_visible(
        timeout=15_000
    )


def test_the_profile_menu_works_by_keyboard(person: Person) -> None:
    person.go("/people/")
    page, keys = person.page, person.page.keyboard
    for name, path in (("Personal settings", "/options/"), ("Email options", "/options/email/")):
        page.get_by_role("button", name="Profile").focus()
        keys.press("Enter")
        link = page.locator("#profile-menu").get_by_role("link", name=name)
        while not link.evaluate("one => one === document.activeElement"):
            keys.press("Tab")
        keys.press("Enter")
        page.wait_for_url(f"**{path}")


def test_single_keys_can_be_switched_off(world: MailWorld, person: Person) -> None:
    world.dovecot.deliver(person.address, plain("Not by one key"))
    person.connect()
    page = person.page
    expect(page.get_by_text("Not by one key").first).to_be_visible(timeout=15_000)
    person.go("/options/")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    person.go("/inbox/")
    for key in ("j", "c"):
        page.keyboard.press(key)
    assert page.url.endswith("/inbox/")
    assert page.locator(".message-row__link:focus").count() == 0
    expect(page.locator("[aria-keyshortcuts=c]")).to_have_count(0)


def test_the_language_changes_everywhere(person: Person, page: Page) -> None:
    person.go("/options/")
    page.locator("select[name=language]").select_option("nb")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("navigation").get_by_text("Innboks").first).to_be_visible()


def wait_for(look: object, seconds: float = 20.0) -> list[bytes]:
    """What *look* returns as soon as it returns anything."""
    assert callable(look)
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if found := look():
            return list(found)
        time.sleep(0.2)
    raise AssertionError("nothing arrived")
