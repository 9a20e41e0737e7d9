"""What a stranger's web server may answer instead of a file, and what a file may say."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from bench.discovery.files import Server, autoconfig
from bench.internet.web import Pace, Page, redirect

EVIL = "mail.evil-collector.net"
"""Where an attacker would like the password to go."""

INTERNAL = (
    "127.0.0.1", "localhost", "10.0.0.5", "192.168.1.1", "169.254.169.254", "[::1]", "0x7f000001",
    "127.1", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "100.64.0.1",
    "metadata.internal", "224.0.0.1", "[fe80::1]",
)  # fmt: skip
_GOOD = (Server("imap", EVIL, 993, "tls"), Server("smtp", EVIL, 465, "tls"))
_BOMB = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))


def bodies() -> Iterator[tuple[str, bytes]]:
    """Files that hold no configuration that may be believed."""
    file = autoconfig(("x.net",), _GOOD)
    head, _, rest = file.partition(b"\n")
    yield "billion laughs", _with_doctype(f'<!ENTITY e0 "lol">{_BOMB}', "&e9;")
    yield "quadratic entity", _with_doctype(f'<!ENTITY e "{"a" * 20_000}">', "&e;" * 2_000)
    yield "external entity", _with_doctype('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;")
    yield "parameter entity", _with_doctype('<!ENTITY % e SYSTEM "http://10.0.0.1/"> %e;', "")
    yield "external DTD", head + b'<!DOCTYPE c SYSTEM "https://127.0.0.1/x.dtd">' + rest
    yield (
        "DTD in UTF-16",
        codecs.BOM_UTF16_LE
        + file.decode()
        .replace("<clientConfig", '<!DOCTYPE c [<!ENTITY e "x">]><clientConfig')
        .encode("utf-16-le"),
    )
    yield "NUL bytes", file.replace(b"<hostname>", b"<hostname>\0")
    yield "nothing", b""
    yield "HTML", b"<!doctype html><html><body><p>Parked<br>here</body></html>"
    yield "JSON", b'{"servers": [1, 2, 3]}'
    yield "half a file", file[: len(file) // 2]
    yield "deep nesting", b"<a>" * 15_000 + b"</a>" * 15_000
    yield "too many elements", autoconfig(("x.net",), _GOOD * 2_500)
    yield "attributes without end", b"<clientConfig " + b'a="1" ' * 9_000 + b"/>"
    yield "binary", bytes(range(256)) * 100


def pages() -> Iterator[tuple[str, Page]]:
    """Manners at which a client could hang, swell, or be led somewhere."""
    file = autoconfig(("x.net",), _GOOD)
    yield "ten megabytes", Page(file, pace=Pace.FLOOD)
    yield "a drip", Page(file, pace=Pace.DRIP)
    yield "a drip of headers", Page(file, pace=Pace.DRIP_HEAD)
    yield "silence", Page(file, pace=Pace.HANG)
    yield "half an answer", Page(file, pace=Pace.CUT)
    yield "a length that lies", Page(b"<a/>", headers={"Content-Length": "100000000000"})
    yield "a length that is none", Page(file[:50], headers={"Content-Length": "-1"})
    yield "gzip", Page(b"\x1f\x8b" + b"\0" * 100, headers={"Content-Encoding": "gzip"})
    yield "chunks that lie", Page(b"FFFFFFFF\r\nx", headers={"Transfer-Encoding": "chunked"})
    yield "status 204", Page(status=204)
    yield "status 500 with a file", Page(file, 500)
    yield "status 403 with a file", Page(file, 403)
    yield "status 401", Page(b"", 401, {"WWW-Authenticate": "Basic realm=x"})
    yield "status 999", Page(file, 999)
    yield "a header without end", Page(b"", headers={"X-Long": "x" * 200_000})
    yield "a thousand headers", Page(b"", headers={f"X-{n}": "x" for n in range(1_000)})
    for host in INTERNAL:
        yield f"redirect to {host}", redirect(f"https://{host}/mail/config-v1.1.xml")
    yield "redirect to http", redirect(f"http://{EVIL}/config.xml")
    yield "redirect to another port", redirect(f"https://{EVIL}:8443/config.xml")
    yield "redirect to port 22", redirect(f"https://{EVIL}:22/")
    yield "redirect with a name and password", redirect(f"https://a:b@{EVIL}/")
    yield "redirect to a file", redirect("file:///etc/passwd")
    yield "redirect to ftp", redirect(f"ftp://{EVIL}/")
    yield "redirect to nonsense", redirect("https://[::1/")
    yield "redirect to a strange host", redirect("https://exa mple.net\\@127.0.0.1/")
    yield "redirect without a target", Page(status=302)
    yield "redirect to itself", redirect("?again")


def servers() -> Iterator[tuple[str, tuple[Server, Server]]]:
    """Servers that a file may name and nobody may connect to."""
    for host in INTERNAL:
        bare = host.strip("[]")
        yield f"servers at {host}", (
            Server("imap", bare, 993, "tls"), Server("smtp", bare, 465, "tls"),
        )  # fmt: skip
    for port in (22, 25, 80, 110, 6379, 0, 65536):
        yield f"servers on port {port}", (
            Server("imap", EVIL, port, "tls"), Server("smtp", EVIL, port, "tls"),
        )  # fmt: skip
    for host in ("", "exa mple.net", "a/../b", "evil.net:993", "-", "x" * 300, "%00", "a\nb.net"):
        yield f"servers at {host[:20]!r}", (
            Server("imap", host, 993, "tls"), Server("smtp", host, 465, "tls"),
        )  # fmt: skip


def _with_doctype(entities: str, use: str) -> bytes:
    file = autoconfig(("x.net",), _GOOD, head=f"<!DOCTYPE c [{entities}]>")
    return file.replace(b"Hoster</displayName>", use.encode() + b"</displayName>")
