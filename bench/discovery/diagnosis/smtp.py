"""What submission servers say to AUTH, and to a message; rows as in ``imap.py`` beside this."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery.diagnosis.fault import SECURE, Fault, login
from bench.discovery.diagnosis.imap import APP, WRONG
from bench.discovery.names import Names
from bench.internet.net import Internet
from bench.internet.smtp import SmtpTalk
from mail.core.endpoint import Service

_TEMPORARY = "auth_temporary busy rate_limited"
_ADMINISTRATOR = "not_permitted account_blocked smtp_disabled oauth_needed"

_LOGINS: tuple[tuple[str, str, str], ...] = (
    ("*", "535 5.7.8 Error: authentication failed", WRONG),
    ("*", "535 5.7.8 Username and Password not accepted", WRONG),
    ("*", "535 Authentication credentials invalid", WRONG),
    ("*", "535 5.7.3 Authentication unsuccessful", f"{WRONG} smtp_disabled"),
    ("smtp.gmail.com", "535-5.7.8 Username and Password not accepted. For more information, go to\n"
     "535 5.7.8 https://support.google.com/mail/?p=BadCredentials x1 - gsmtp", f"{WRONG} {APP}"),
    ("smtp.gmail.com", "534-5.7.9 Application-specific password required. For more information,\n"
     "534 5.7.9 go to https://support.google.com/mail/?p=InvalidSecondFactor x1 - gsmtp", APP),
    ("smtp.gmail.com", "534-5.7.14 <https://accounts.google.com/signin/continue?x=1> Please log\n"
     "534-5.7.14 in with your web browser and then try again. Learn more at\n"
     "534 5.7.14 https://support.google.com/mail/answer/78754 x1 - gsmtp", "web_login_needed"),
    ("smtp.gmail.com", "535-5.7.1 Please log in with your web browser and then try again.\n"
     "535 5.7.1 https://support.google.com/mail/?p=WebLoginRequired x1 - gsmtp",
     "web_login_needed"),
    ("smtp-mail.outlook.com", "535 5.7.139 Authentication unsuccessful, basic authentication is "
     "disabled. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", "oauth_needed"),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
     "disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
     "smtp_disabled"),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is "
     "disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
     "smtp_disabled"),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, user is locked by your "
     "organization's security defaults policy. Contact your administrator.", _ADMINISTRATOR),
    ("smtp.office365.com", "535 5.7.139 Authentication unsuccessful, the request did not meet the "
     "criteria to be authenticated successfully. Contact your administrator.", _ADMINISTRATOR),
    ("smtp.office365.com", "550 5.7.30 Basic authentication is not supported for Client "
        "Submission.",
     "oauth_needed"),
    ("smtp.office365.com", "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.prod]",
     f"smtp_disabled oauth_needed {WRONG}"),
    ("smtp.mail.ru", "535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security / "
     "Application password is REQUIRED", APP),
    ("smtp.qq.com", "535 Login Fail. Please enter your authorization code to login. More "
     "information in http://service.mail.qq.com/cgi-bin/help", APP),
    ("smtp.mail.yahoo.com", "535 5.7.0 (#AUTH005) Too many bad auth attempts", f"{APP} locked_out"),
    ("smtp.zoho.com", "535 Authentication Failed", f"{WRONG} {APP} smtp_disabled"),
    ("*", "530 5.7.0 Must issue a STARTTLS command first", "plaintext_forbidden starttls_missing"),
    ("*", "538 5.7.11 Encryption required for requested authentication mechanism",
     "plaintext_forbidden starttls_missing"),
    ("*", "530 5.7.57 Client not authenticated to send mail", "auth_unsupported smtp_disabled"),
    ("*", "504 5.7.4 Unrecognized authentication type", "auth_unsupported"),
    ("*", "503 5.5.1 Error: authentication not enabled", "auth_unsupported smtp_disabled"),
    ("*", "454 4.7.0 Temporary authentication failure", _TEMPORARY),
    ("*", "421 4.3.2 Service shutting down", f"{_TEMPORARY} dropped"),
    ("*", "432 4.7.12 A password transition is needed", f"{_TEMPORARY} password_expired"),
    ("*", "451 4.7.0 Temporary server error. Please try again later. PRX4", _TEMPORARY),
    ("*", "454 4.7.0 Too many login attempts, please try again later",
     f"{_TEMPORARY} locked_out"),
    ("*", "535 5.7.8 Too many failed logins. Account locked for 30 minutes", "locked_out"),
    ("*", "", "dropped locked_out"),
)  # fmt: skip

_TALKS = (
    ("no AUTH offered", SmtpTalk(offers_tls=("8BITMIME",)), "auth_unsupported"),
    ("only GSSAPI", SmtpTalk(offers_tls=("AUTH GSSAPI NTLM",)), "auth_unsupported"),
    ("only OAuth", SmtpTalk(offers_tls=("AUTH XOAUTH2 OAUTHBEARER",)), "oauth_needed"),
    ("only LOGIN", SmtpTalk(offers_tls=("AUTH LOGIN",)), ""),
    ("the old AUTH=", SmtpTalk(offers_tls=("AUTH=LOGIN PLAIN", "AUTH LOGIN PLAIN")), ""),
    ("capital and small letters", SmtpTalk(offers_tls=("auth plain login",)), ""),
)

_SENDING = (
    ("recipient", "450 4.7.1 Greylisted, try again in 5 minutes", "deferred"),
    ("recipient", "451 4.7.1 Please try again later", "deferred"),
    ("sender", "550 5.4.5 Daily user sending limit exceeded", "sending_limit"),
    ("recipient", "550 5.4.5 Daily SMTP relay sending limit exceeded", "sending_limit"),
    ("recipient", "452 4.5.3 Too many recipients", "sending_limit deferred"),
    ("accepted", "554 5.7.0 Your account has exceeded the daily sending quota", "sending_limit"),
    ("sender", "553 5.7.1 Sender address rejected: not owned by user anna", "sender_refused"),
    ("recipient", "553 5.7.1 <x@y.net>: Sender address rejected: not owned by user",
     "sender_refused"),
    ("accepted", "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
     "sender_refused"),
    ("accepted", "554 5.2.252 SendAsDenied; anna not allowed to send as", "sender_refused"),
    ("recipient", "554 5.7.1 <bo@elsewhere.net>: Relay access denied", "relay_denied"),
    ("recipient", "550 5.7.1 Relaying denied", "relay_denied"),
    ("sender", "530 5.7.57 Client not authenticated to send mail",
     "auth_unsupported smtp_disabled relay_denied"),
    ("recipient", "550 5.1.1 User unknown", "recipients_refused"),
    ("accepted", "552 5.3.4 Message too big", "message_refused"),
    ("accepted", "250 2.0.0 queued", ""),
)  # fmt: skip


def faults(net: Internet, names: Names) -> Iterator[Fault]:
    for where, said, codes in _LOGINS:
        talk = SmtpTalk(logins=(f"{said}\n" if said else "",))
        yield from _at(net, names, where, talk, said, codes)
    for name, talk, codes in _TALKS:
        yield from _at(net, names, "*", talk, name, codes)
    for stage, said, codes in _SENDING:
        host = f"smtp.{names.hoster()}"
        net.mail(host, (465,), smtp=_saying(stage, f"{said}\n"))
        there = login(Service.SMTP, host, 465, f"anna@{host}")
        yield Fault(f"smtp {stage}: {said}", there, codes.split(), sends=True)


def _saying(stage: str, words: str) -> SmtpTalk:
    match stage:
        case "sender":
            return SmtpTalk(sender=words)
        case "recipient":
            return SmtpTalk(recipient=words)
    return SmtpTalk(accepted=words)


def _at(
    net: Internet, names: Names, where: str, talk: SmtpTalk, name: str, codes: str
) -> Iterator[Fault]:
    name = f"smtp {where}: {name[:70]!r}"
    if where != "*":
        username = f"{names.domain('x')}@{where}"
        net.users.smtp[username] = talk
        yield Fault(name, login(Service.SMTP, where, 587, username), codes.split())
        return
    host = f"smtp.{names.hoster()}"
    net.mail(host, (465, 587), smtp=talk)
    for port in SECURE[Service.SMTP]:
        yield Fault(f"{name} ({port})", login(Service.SMTP, host, port, "anna"), codes.split())
