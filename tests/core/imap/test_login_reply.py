from __future__ import annotations

import pytest

from mail.core.errors import Code
from mail.core.imap.login_reply import command_problem, goodbye_after_login, login_problem
from mail.core.imap.server_text import server_text

HOST = "imap.fjord.example"


@pytest.mark.parametrize(
    ("said", "host", "code"),
    [
        ("[AUTHENTICATIONFAILED] Authentication failed.", HOST, Code.AUTH_FAILED),
        ("LOGIN failed.", HOST, Code.AUTH_FAILED),
        ("", HOST, Code.AUTH_FAILED),
        ("[EXPIRED] Password expired", HOST, Code.PASSWORD_EXPIRED),
        (
            "[UNAVAILABLE] Temporary authentication failure. [server:2026-11-23]",
            HOST,
            Code.AUTH_TEMPORARY,
        ),
        ("[INUSE] Busy", HOST, Code.AUTH_TEMPORARY),
        ("Too many failed logins", HOST, Code.LOCKED_OUT),
        ("Login Rate Limit Hit", HOST, Code.LOCKED_OUT),
        (
            "[ALERT] Application-specific password required: "
            "https://support.google.com/accounts/answer/185833 (Failure)",
            "imap.gmail.com",
            Code.APP_PASSWORD_NEEDED,
        ),
        (
            "[AUTHENTICATIONFAILED] NEOBHODIM parol prilozheniya / "
            "Application password is REQUIRED",
            "imap.mail.ru",
            Code.APP_PASSWORD_NEEDED,
        ),
        (
            "[ALERT] Please log in via your web browser: https://support.google.com (Failure)",
            "imap.gmail.com",
            Code.WEB_LOGIN_NEEDED,
        ),
        (
            "[AUTHENTICATIONFAILED] LOGIN Invalid credentials",
            "imap.mail.yahoo.com",
            Code.APP_PASSWORD_NEEDED,
        ),
        ("Please using authorized code to login.", "imap.qq.com", Code.APP_PASSWORD_NEEDED),
        ("Basic authentication is disabled.", HOST, Code.OAUTH_NEEDED),
        ("AUTHENTICATE failed.", "outlook.office365.com", Code.OAUTH_NEEDED),
        ("[ALERT] Your account is not enabled for IMAP use.", "imap.gmail.com", Code.IMAP_DISABLED),
        (
            "[AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=x",
            "imap.yandex.com",
            Code.IMAP_DISABLED,
        ),
        ("[CONTACTADMIN] Ask", HOST, Code.NOT_PERMITTED),
        (
            "[ALERT] Too many simultaneous connections. (Failure)",
            "imap.gmail.com",
            Code.TOO_MANY_CONNECTIONS,
        ),
        ("[LIMIT] Enough", HOST, Code.TOO_MANY_CONNECTIONS),
        ("[THROTTLED] Slow down", HOST, Code.RATE_LIMITED),
        ("[PRIVACYREQUIRED] Encrypt", HOST, Code.PLAINTEXT_FORBIDDEN),
        ("[ALERT] Plaintext authentication not allowed", HOST, Code.PLAINTEXT_FORBIDDEN),
    ],
)
def test_a_refused_login_says_what_to_do(said: str, host: str, code: Code) -> None:
    assert login_problem(said, host) is code


@pytest.mark.parametrize(
    "said",
    [
        "FETCH failed: Mailbox was deleted under us",  # Dovecot 2.3
        "Selected mailbox has been deleted",
        "Mailbox has been renamed by another session",
        "Folder vanished",
    ],
)
def test_a_folder_that_is_taken_away_says_nothing_of_the_account(said: str) -> None:
    assert goodbye_after_login(said, HOST) is Code.DROPPED
    assert command_problem(said, HOST) is Code.MAILBOX_MISSING


@pytest.mark.parametrize(
    "said",
    [
        "Mailbox is locked, try again later",
        "Mailbox INBOX is in use by another session",
        "[ALERT] Folder is busy. Please retry in a moment",
    ],
)
def test_a_mailbox_that_another_program_holds_for_a_moment_is_waited_for(said: str) -> None:
    assert command_problem(said, HOST) is Code.BUSY
    assert goodbye_after_login(said, HOST) is Code.BUSY


@pytest.mark.parametrize("said", ["Your mailbox has been deleted", "Your mailbox is locked"])
def test_an_account_that_is_closed_is_still_told_from_it(said: str) -> None:
    assert goodbye_after_login(said, HOST) is Code.ACCOUNT_BLOCKED


def test_a_host_that_only_ends_alike_is_not_the_provider() -> None:
    assert login_problem("LOGIN failed.", "notgmail.com") is Code.AUTH_FAILED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("[NONEXISTENT] Unknown Mailbox: x (Failure)", Code.MAILBOX_MISSING),
        ("Mailbox doesn't exist: x", Code.MAILBOX_MISSING),
        ("[TRYCREATE] Create it first", Code.MAILBOX_MISSING),
        ("User is authenticated but not connected.", Code.IMAP_DISABLED),
        ("SELECT Unsafe Login. Please contact kefu@188.com for help", Code.APP_PASSWORD_NEEDED),
        ("[UNAVAILABLE] Later", Code.BUSY),
        ("[SERVERBUG] Internal error occurred", Code.COMMAND_REFUSED),
        ("Invalid message set", Code.COMMAND_REFUSED),
    ],
)
def test_a_refused_command_says_what_to_do(said: str, code: Code) -> None:
    assert command_problem(said, HOST) is code


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_chinese_server_is_understood(charset: str) -> None:
    assert server_text("登录失败".encode(charset)) == "登录失败"


def test_a_western_server_is_understood() -> None:
    assert server_text("Forkert adgangskode. Prøv på ny".encode("latin-1")).endswith("Prøv på ny")
