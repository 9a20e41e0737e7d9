"""Ways in which autoconfig files are really written."""

from __future__ import annotations

from collections.abc import Callable

from bench.discovery.files import Server
from bench.discovery.groups.hosted import Hosted

_POP = Server("pop3", "pop.HOST", 995, "tls")
_PLAIN = Server("imap", "plain.HOST", 143, "none")
_STRANGE = Server("exchange", "", 0, "", "")


def _swap(old: bytes, new: bytes) -> Callable[[Hosted], bytes]:
    return lambda hosted: hosted.file().replace(old, new)


SPELLINGS: dict[str, Callable[[Hosted], bytes]] = {
    "with a BOM": lambda hosted: b"\xef\xbb\xbf" + hosted.file(),
    "with blank lines first": lambda hosted: b"\r\n \n" + hosted.file(),
    "without declaration": lambda hosted: hosted.file(head=" "),
    "with CRLF": lambda hosted: hosted.file().replace(b"\n", b"\r\n"),
    "with a bare ampersand": _swap(b"<displayName>", b"<displayName>Fish & Chips "),
    "with HTML entities": _swap(b"<displayName>", b"<displayName>F&uuml;r&nbsp;"),
    "in latin-1": lambda hosted: hosted.file(
        head='<?xml version="1.0" encoding="iso-8859-1"?>'
    ).replace(b"<displayName>", "<displayName>Grøn".encode("latin-1")),
    "in latin-1, called UTF-8": lambda hosted: hosted.file().replace(
        b"<displayName>", "<displayName>Grøn".encode("latin-1")
    ),
    "in an encoding that nobody knows": lambda hosted: hosted.file().replace(
        b"UTF-8", b"X-KLINGON"
    ),
    "behind a warning of the panel": lambda hosted: (
        b"<br />\n<b>Warning</b>: date() in /srv/x.php<br>\n" + hosted.file()
    ),
    "with a namespace": _swap(b"<clientConfig ", b'<clientConfig xmlns="urn:x:autoconfig" '),
    "in capital letters": _swap(b"SSL", b"ssl"),
    "STARTSSL": _swap(b"STARTTLS", b"STARTSSL"),
    "with POP3 first": lambda hosted: hosted.file(_POP),
    "with plaintext first": lambda hosted: hosted.file(_PLAIN),
    "with strange types": lambda hosted: hosted.file(_STRANGE),
    "with a bad port": lambda hosted: hosted.file(Server("imap", "x.HOST", 99999, "tls")),
    "with an empty host": lambda hosted: hosted.file(Server("imap", "", 993, "tls")),
    "with an unknown placeholder": lambda hosted: hosted.file(
        Server("imap", "%REALHOST%.HOST", 993, "tls")
    ),
    "with authentication none": _swap(b"password-cleartext", b"none"),
    "with authentication plain": _swap(b"password-cleartext", b"plain"),
    "with white space": _swap(b"<hostname>", b"<hostname>\n   "),
    "with a full stop": _swap(b"</hostname>", b".</hostname>"),
    "with comments": _swap(b"<domain>", b"<!-- a -- b --><domain>".replace(b" -- ", b" - ")),
    "with CDATA": _swap(b"<displayName>Hoster", b"<displayName><![CDATA[Ho<st>er]]>"),
    "with %EMAILDOMAIN% in the host": lambda hosted: hosted.file().replace(
        hosted.domain.encode() + b"</hostname>", b"%EMAILDOMAIN%</hostname>"
    ),
    "with its oAuth2 block": _swap(
        b"</clientConfig>", b"<oAuth2><issuer>x.net</issuer></oAuth2></clientConfig>"
    ),
}
