"""A signed-in client without a screen: one connection that stays open, and a watch."""

from __future__ import annotations

import http.client
import re
import time
from urllib.parse import urlencode

from tests.browser.installation import PASSWORD, Installation

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Cookies are kept, answers are read to their end, and nothing is cached or unpacked."""

    def __init__(self, installed: Installation) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", installed.port, timeout=60)
        self._cookies: dict[str, str] = {}

    def sign_in(self, name: str) -> None:
        """Raises SystemExit when the installation does not let *name* in."""
        path = "/accounts/login/"
        token = _TOKEN.search(self._ask("GET", path).decode())
        fields = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token and token[1]}
        self._ask("POST", path, urlencode(fields))
        if "session" not in self._cookies:
            raise SystemExit(f"{name} could not sign in.")

    def get(self, path: str) -> str:
        return self._ask("GET", path).decode()

    def taken_ms(self, path: str) -> float:
        """Milliseconds from asking for *path* to its last byte, compressed as browsers ask."""
        started = time.perf_counter()
        self._ask("GET", path, encoding="gzip")
        return (time.perf_counter() - started) * 1000

    def _ask(self, method: str, path: str, body: str = "", encoding: str = "identity") -> bytes:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Accept-Encoding": encoding,
            "Referer": f"http://127.0.0.1:{self._connection.port}{path}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        octets = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{path} answers {answer.status}.")
        return octets
