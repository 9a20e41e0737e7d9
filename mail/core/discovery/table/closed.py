"""Providers and address services that do not let other programs in."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import closed

TABLE = (
    closed(
        "Proton Mail",
        domains="proton.me protonmail.com protonmail.ch pm.me",
        mx=".protonmail.ch",
        hint=Hint.NO_IMAP_PROTON,
        help_urls="en=https://proton.me/support/imap-smtp-and-pop3-setup",
        spf="_spf.protonmail.ch",
    ),
    closed(
        "Tuta",
        domains="tuta.com tuta.io tutanota.com tutanota.de tutamail.com keemail.me",
        mx=".tutanota.de",
        help_urls="en=https://tuta.com/faq de=https://tuta.com/de/faq",
        spf="spf.tutanota.de",
    ),
    closed("HEY", domains="hey.com", mx=".hey.com", spf="_spf.hey.com"),
    closed("I.ua", domains="i.ua ua.fm email.ua"),
    closed("Skiff", domains="skiff.com", mx=".skiff.com"),
    closed(
        "Apple Hide My Email",
        domains="privaterelay.appleid.com",
        hint=Hint.FORWARDS_ONLY_APPLE,
        help_urls="en=https://support.apple.com/en-us/105078",
    ),
    closed("DuckDuckGo Email Protection", domains="duck.com", hint=Hint.FORWARDS_ONLY),
    closed("Firefox Relay", domains="mozmail.com relay.firefox.com", hint=Hint.FORWARDS_ONLY),
    closed(
        "SimpleLogin",
        domains="simplelogin.com simplelogin.co aleeas.com slmail.me slmails.com",
        mx=".simplelogin.co",
        hint=Hint.FORWARDS_ONLY,
    ),
    closed(
        "addy.io",
        domains="anonaddy.com anonaddy.me addymail.com",
        mx=".anonaddy.me",
        hint=Hint.FORWARDS_ONLY,
    ),
)
