"""Zoho, which keeps the mailboxes of each part of the world at hosts of their own."""

from __future__ import annotations

from mail.core.discovery.provider import Hint, Provider
from mail.core.discovery.table.notation import provider

_HELP = "en=https://www.zoho.com/mail/help/imap-access.html"


def _people(suffix: str, domains: str) -> Provider:
    """Addresses that end with a domain of Zoho's."""
    return provider(
        "Zoho Mail",
        f"imap.{suffix}",
        f"smtp.{suffix} :587",
        domains=domains,
        hint=Hint.ENABLE_IMAP_ZOHO,
        help_urls=_HELP,
    )


def _companies(suffix: str, spf: str = "") -> Provider:
    """People's own domains, which Zoho keeps apart from the others."""
    return provider(
        "Zoho Mail",
        f"imappro.{suffix}",
        f"smtppro.{suffix} :587",
        mx=f".{suffix}",
        hint=Hint.ENABLE_IMAP_ZOHO,
        help_urls=_HELP,
        spf=spf or suffix,
    )


TABLE = (
    _people("zoho.com", "zoho.com zohomail.com"),
    _people("zoho.eu", "zoho.eu zohomail.eu"),
    _people("zoho.in", "zoho.in zohomail.in"),
    _people("zoho.com.au", "zoho.com.au zohomail.com.au"),
    _people("zoho.jp", "zoho.jp zohomail.jp"),
    _people("zohocloud.ca", "zohocloud.ca zohomailcloud.ca"),
    _people("zoho.com.cn", "zoho.com.cn"),
    _people("zoho.sa", "zoho.sa zohomail.sa"),
    _companies("zoho.com", "zoho.com zohomail.com one.zoho.com"),
    _companies("zoho.eu", "zoho.eu zohomail.eu one.zoho.eu"),
    _companies("zoho.in", "zoho.in zohomail.in one.zoho.in"),
    _companies("zoho.com.au", "zoho.com.au zohomail.com.au"),
    _companies("zoho.jp", "zoho.jp zohomail.jp"),
    _companies("zohocloud.ca"),
    _companies("zoho.com.cn"),
    _companies("zoho.sa"),
)
