"""A browser without a screen: cookies, the sign-in form, the event stream."""

from __future__ import annotations

import re
import ssl
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError

PATIENCE_S = 30.0


class Visitor:
    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()),
            urllib.request.HTTPSHandler(context=context),
        )

    def open(self, path: str, form: dict[str, str] | None = None) -> HTTPResponse:
        """The answer, whatever its status; redirects are followed."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            answer: HTTPResponse = self._opener.open(self._url + path, data, timeout=PATIENCE_S)
        except HTTPError as refused:
            return refused  # type: ignore[return-value]  # it is an answer too
        return answer

    def page(self, path: str) -> str:
        with self.open(path) as answer:
            assert answer.status == 200
            return answer.read().decode()

    def sign_in(self, name: str, password: str) -> None:
        form = self.page("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        fields = {"login": name, "password": password, "csrfmiddlewaretoken": token[1]}
        with self.open("/accounts/login/", fields) as answer:
            assert answer.status == 200 and "/accounts/login/" not in answer.url

    def events(self) -> Iterator[str]:
        """Every line of the event stream from now on; one comes every few seconds at least."""
        answer = self.open("/events/")
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.readline() == b"retry: 2000\n"
        return (line.decode().strip() for line in answer)
