"""A person at the provider's page, without a browser: goes where a page sends them, and back."""

from __future__ import annotations

import html
import http.client
import re
import ssl
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from tests.servers.leash import HOST

_REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')


def destination(page: bytes) -> str:
    """Where the page *leaving* sends the browser."""
    found = _REFRESH.search(page.decode())
    assert found, page.decode()[:2000]
    return html.unescape(found.group(1))


def at_provider(url: str, context: ssl.SSLContext) -> str:
    """What the provider's page answers to *url*: the address it sends the browser back to."""
    parts = urlsplit(url)
    connection = _Connection(parts.hostname or "", parts.port or 443, context)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    location = answer.getheader("Location", "")
    assert answer.status == 302, answer.read()
    connection.close()
    return location


def there_and_back(client: Client, leaving: bytes, context: ssl.SSLContext) -> HttpResponse:
    """All the way; the answer is that of the page after the callback."""
    back = urlsplit(at_provider(destination(leaving), context))
    answer: HttpResponse = client.get(f"{back.path}?{back.query}", follow=True)
    return answer


class _Connection(http.client.HTTPSConnection):
    """To the server on loopback, whatever its name."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(host, port, context=context, timeout=10)
        self._name, self._tls = host, context

    def connect(self) -> None:
        self.host = HOST
        http.client.HTTPConnection.connect(self)
        assert self.sock
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)
