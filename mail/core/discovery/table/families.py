"""Hosters whose server depends on the mail exchanger."""

from __future__ import annotations

from mail.core.discovery.family import Family
from mail.core.discovery.provider import Hint

FAMILIES = (
    Family(
        "Amazon WorkMail",
        r"inbound-smtp\.(?P<part>[a-z]{2}-[a-z]{4,9}-\d)\.amazonaws\.com",
        "imap.mail.{part}.awsapps.com",
        "smtp.mail.{part}.awsapps.com",
        example="inbound-smtp.eu-west-1.amazonaws.com",
    ),
    Family(
        "MXroute",
        r"(?P<part>[a-z0-9]+)(-relay)?\.mxrouting\.net",
        "{part}.mxrouting.net",
        "{part}.mxrouting.net :587",
        example="tuesday-relay.mxrouting.net",
    ),
    Family(
        "ALL-INKL.COM",
        r"w[0-9a-f]{5,10}\.kasserver\.com",
        "{mx}",
        "{mx}",
        hint=Hint.OWN_USERNAME,
        example="w0123456.kasserver.com",
    ),
    Family(
        "netcup",
        r"mx[0-9a-f]{3,5}\.netcup\.net",
        "{mx}",
        "{mx}",
        example="mxe87b.netcup.net",
    ),
    Family(
        "Uberspace", r"[a-z]+\.uberspace\.de", "{mx}", "{mx} :587", example="taurus.uberspace.de"
    ),
    Family("Xserver", r"sv\d{1,6}\.xserver\.jp", "{mx}", "{mx}", example="sv1234.xserver.jp"),
    Family(
        "WEDOS",
        r"(?P<part>wes\d)-mx\d\.wedos\.net",
        "{part}-imap.wedos.net",
        "{part}-smtp.wedos.net :587",
        example="wes1-mx1.wedos.net",
    ),
)
