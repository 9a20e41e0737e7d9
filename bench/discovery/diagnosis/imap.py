"""What IMAP servers say when they let nobody in; wordings of the large providers at their hosts.

A row: where, the answer to LOGIN or AUTHENTICATE, and the codes that are all right. "*" is any
server, over TLS and over STARTTLS.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery.diagnosis.fault import SECURE, Fault, login
from bench.discovery.names import Names
from bench.internet.imap import OK, ImapTalk
from bench.internet.net import Internet
from mail.core.endpoint import Service

WRONG = "auth_failed"
APP = "app_password_needed"

_LOGINS: tuple[tuple[str, str, str], ...] = (
    ("*", "TAG NO [AUTHENTICATIONFAILED] Authentication failed.", WRONG),
    ("*", "TAG NO LOGIN failed.", WRONG),
    ("*", "TAG NO Invalid credentials (Failure)", WRONG),
    ("*", "TAG NO Incorrect username or password", WRONG),
    ("*", "TAG NO Login incorrect", WRONG),
    ("*", "TAG NO authentication failed", WRONG),
    ("*", "TAG NO Benutzername oder Passwort falsch", WRONG),
    ("*", "TAG NO", WRONG),
    ("imap.gmail.com", "TAG NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
     f"{WRONG} {APP}"),
    ("imap.gmail.com", "TAG NO [ALERT] Application-specific password required: "
     "https://support.google.com/accounts/answer/185833 (Failure)", APP),
    ("imap.gmail.com", "* NO [WEBALERT https://accounts.google.com/signin/continue?x=1] "
     "Web login required.\nTAG NO [ALERT] Please log in via your web browser: "
     "https://support.google.com/mail/accounts/answer/78754 (Failure)", "web_login_needed"),
    ("imap.gmail.com", "TAG NO [ALERT] Your account is not enabled for IMAP use. Please visit "
     "your Gmail settings page", "imap_disabled"),
    ("imap.gmail.com", "TAG NO [ALERT] IMAP access is disabled for your domain. Please contact "
     "your domain administrator", "imap_disabled"),
    ("imap.gmail.com", "TAG NO [ALERT] Too many simultaneous connections. (Failure)",
     "too_many_connections"),
    ("imap.gmail.com", "TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
     "rate_limited busy"),
    ("imap.gmail.com", "TAG NO [THROTTLED] Account exceeded command or bandwidth limits.",
     "rate_limited busy"),
    ("outlook.office365.com", "TAG NO Basic authentication is disabled.\n* BYE closing",
     "oauth_needed"),
    ("outlook.office365.com", "TAG NO LOGIN failed.", "oauth_needed"),
    ("outlook.office365.com", "TAG NO AUTHENTICATE failed.", "oauth_needed"),
    ("outlook.office365.com", "TAG NO LOGIN failed. Account is blocked. Login to your account via "
     "a web browser to verify your account.", "account_blocked web_login_needed"),
    ("imap.mail.yahoo.com", "TAG NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials",
     f"{APP} {WRONG}"),
    ("imap.aol.com", "TAG NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", f"{APP} {WRONG}"),
    ("imap.mail.yahoo.com", "TAG NO [UNAVAILABLE] LOGIN Server error - Please try again later",
     "auth_temporary busy"),
    ("imap.mail.yahoo.com", "TAG NO [SERVERBUG] LOGIN Server error - Please try again later",
     "auth_temporary busy"),
    ("imap.mail.yahoo.com", "TAG NO [LIMIT] LOGIN Rate limit hit.", "rate_limited locked_out"),
    ("imap.yandex.com", "TAG NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is "
     "disabled sc=9wq1_221130", f"imap_disabled {APP}"),
    ("imap.mail.ru", "TAG NO [AUTHENTICATIONFAILED] NEOBHODIM parol prilozheniya "
     "https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED",
     APP),
    ("imap.mail.ru", "TAG NO [AUTHENTICATIONFAILED] Authentication failed. Please verify your "
     "account by going to https://mail.ru", f"{APP} {WRONG} web_login_needed"),
    ("imap.qq.com", "TAG NO Please using authorized code to login.", APP),
    ("imap.qq.com", "TAG NO Login fail. Account is abnormal, service is not open, password is "
     "incorrect, login frequency limited, or system is busy.", f"{APP} imap_disabled"),
    ("imap.qq.com", "TAG NO Login fail. Please use weixin token to login.", APP),
    ("imap.exmail.qq.com", "TAG NO Login fail. Please using weixin token", APP),
    ("imap.gmx.net", "TAG NO authentication failed", f"{WRONG} imap_disabled {APP}"),
    ("imap.web.de", "TAG NO authentication failed", f"{WRONG} imap_disabled {APP}"),
    ("imap.mail.com", "TAG NO authentication failed", f"{WRONG} imap_disabled {APP}"),
    ("secureimap.t-online.de", "TAG NO [AUTHENTICATIONFAILED] Authentication failed.",
     f"{APP} {WRONG}"),
    ("imap.mail.me.com", "TAG NO [AUTHENTICATIONFAILED] Authentication failed", f"{APP} {WRONG}"),
    ("imap.fastmail.com", "TAG NO Incorrect username or password.", f"{APP} {WRONG}"),
    ("imap.zoho.com", "TAG NO [ALERT] You are yet to enable IMAP for your account. Please contact "
     "your administrator (Failure)", "imap_disabled"),
    ("imap.zoho.com", "TAG NO [AUTHENTICATIONFAILED] Invalid credentials(Failure)",
     f"{WRONG} {APP} imap_disabled"),
    ("*", "TAG NO [PRIVACYREQUIRED] Use TLS", "plaintext_forbidden"),
    ("*", "* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS\nTAG NO "
     "[PRIVACYREQUIRED] Plaintext authentication disallowed", "plaintext_forbidden"),
    ("*", "TAG NO [UNAVAILABLE] Temporary authentication failure. [host:2026-11-01 10:00:00]",
     "auth_temporary"),
    ("*", "TAG NO [UNAVAILABLE] Account is temporarily unavailable.", "auth_temporary"),
    ("*", "TAG NO [AUTHORIZATIONFAILED] You may not act for that user", "not_permitted"),
    ("*", "TAG NO [CONTACTADMIN] Account locked by the administrator",
     "not_permitted account_blocked"),
    ("*", "TAG NO [EXPIRED] Your password has expired", "password_expired"),
    ("*", "TAG NO [NOPERM] Access denied", "not_permitted"),
    ("*", "TAG NO [INUSE] Another session holds the mailbox",
     "auth_temporary busy too_many_connections"),
    ("*", "TAG NO [SERVERBUG] Internal error", "auth_temporary busy"),
    ("*", "TAG BAD [CLIENTBUG] What was that", "protocol auth_unsupported command_refused"),
    ("*", "TAG NO [LIMIT] Maximum number of connections from user+IP exceeded "
     "(mail_max_userip_connections=10)", "too_many_connections"),
    ("*", "TAG NO Maximum number of connections from user+IP exceeded", "too_many_connections"),
    ("*", "* BYE Too many failed logins", "locked_out"),
    ("*", "TAG NO Login Rate Limit Hit", "locked_out rate_limited"),
    ("*", "TAG NO Too many login failures, try again in 15 minutes", "locked_out"),
    ("*", "", "dropped locked_out"),
    ("*", "TAG NO [ALERT] Maintenance tonight from 22:00", f"{WRONG} auth_temporary busy"),
    ("*", "TAG NO [ALERT] Your mailbox has moved, see https://help.example.net/move", WRONG),
)  # fmt: skip

_AFTER = (
    ("outlook.office365.com", ImapTalk(examine="TAG BAD User is authenticated but not connected.\n",
     namespace="TAG BAD User is authenticated but not connected.\n",
     identify="TAG BAD User is authenticated but not connected.\n"), "imap_disabled"),
    ("imap.163.com", ImapTalk(examine="TAG NO SELECT Unsafe Login. Please contact "
     "kefu@188.com for help\n"), APP),
    ("imap.126.com", ImapTalk(examine="TAG NO EXAMINE Unsafe Login. Please contact "
     "kefu@188.com for help\n"), APP),
    ("*", ImapTalk(examine="TAG NO [UNAVAILABLE] Backend down\n"), "busy auth_temporary"),
    ("*", ImapTalk(examine="TAG NO [NOPERM] Permission denied\n"), "not_permitted"),
    ("*", ImapTalk(examine="TAG NO [NONEXISTENT] Unknown mailbox\n"), "mailbox_missing"),
    ("*", ImapTalk(examine=""), "dropped"),
    ("*", ImapTalk(offers_tls="IMAP4rev1 LOGINDISABLED"),
     "auth_unsupported plaintext_forbidden"),
    ("*", ImapTalk(offers_tls="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER"),
     "oauth_needed"),
    ("*", ImapTalk(offers_tls="IMAP4rev1 LOGINDISABLED AUTH=GSSAPI"), "auth_unsupported"),
    # These let in.
    ("*", ImapTalk(offers_tls="IMAP4rev1"), ""),
    ("*", ImapTalk(logins=("TAG OK\n",)), ""),
    ("*", ImapTalk(logins=("* CAPABILITY IMAP4rev1 IDLE\nTAG OK [CAPABILITY IMAP4rev1] in\n",)),
     ""),
    ("*", ImapTalk(identify="TAG BAD unknown command\n", namespace="TAG NO no\n"), ""),
    ("*", ImapTalk(greeting="* OK [CAPABILITY IMAP4rev1 STARTTLS] [ALERT] Maintenance\n"), ""),
)  # fmt: skip

_UNUSUAL = ("æøå", "пароль", '"\\quoted', " with blanks ", "%{}&<>", "€uro")


def faults(net: Internet, names: Names) -> Iterator[Fault]:
    for where, said, codes in _LOGINS:
        answer = f"{said}\n" if said else ""
        quotes = said.rpartition("TAG ")[2].partition("] ")[2][:30] if "[ALERT]" in said else ""
        yield from _at(net, names, where, ImapTalk(logins=(answer,)), said, codes, quotes)
    for where, talk, codes in _AFTER:
        yield from _at(net, names, where, talk, _told(talk), codes)
    gbk = ImapTalk(logins=("TAG NO 登录失败,请使用授权码登录 authorization code\n",), is_gbk=True)
    yield from _at(net, names, "imap.qq.com", gbk, "GBK words", APP, "登录失败")
    bad = ImapTalk(offers_tls="IMAP4rev1 AUTH=PLAIN", plain_command="TAG BAD no LOGIN here\n")
    yield from _at(net, names, "*", bad, "BAD on LOGIN, AUTHENTICATE works", "")
    for unusual in _UNUSUAL:
        for offers in ("IMAP4rev1", "IMAP4rev1 AUTH=PLAIN"):
            host = f"imap.{names.hoster()}"
            net.mail(host, (993,), imap=ImapTalk(offers_tls=offers))
            there = login(Service.IMAP, host, 993, "anna")
            yield Fault(f"password {unusual!r}, {offers}", there, (), unusual=unusual)


def _at(
    net: Internet, names: Names, where: str, talk: ImapTalk, name: str, codes: str, quotes: str = ""
) -> Iterator[Fault]:
    name = f"imap {where}: {name[:70]!r}"
    if where != "*":
        username = f"{names.domain('x')}@{where}"
        net.users.imap[username] = talk
        there = login(Service.IMAP, where, 993, username)
        yield Fault(name, there, codes.split(), quotes)
        return
    host = f"imap.{names.hoster()}"
    net.mail(host, (993, 143), imap=talk)
    for port in SECURE[Service.IMAP]:
        yield Fault(f"{name} ({port})", login(Service.IMAP, host, port, "anna"), codes.split(),
                    quotes)  # fmt: skip


def _told(talk: ImapTalk) -> str:
    usual = ImapTalk()
    for field in ("examine", "offers_tls", "logins", "identify", "greeting"):
        if getattr(talk, field) != getattr(usual, field):
            return f"{field} {getattr(talk, field)}"
    return OK
