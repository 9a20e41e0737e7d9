"""Web sites over https, polite and impolite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bench.internet.authority import Kind
from bench.internet.line import Line

ANY = "*"
"""The path that answers for every other one."""

DRIP_S = 0.2
MEGABYTE = b"<!-- " + b"x" * (1024 * 1024 - 9) + b" -->"


class Pace(StrEnum):
    NORMAL = "normal"
    DRIP = "drip"  # the body byte by byte
    DRIP_HEAD = "drip_head"  # and the header too
    HANG = "hang"  # no answer
    FLOOD = "flood"  # ten megabytes before the body
    CUT = "cut"  # half of the body, and gone


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = Pace.NORMAL
    pause_s: float = 0.0


NOT_FOUND = Page(b"<html><body>404</body></html>", 404, {"Content-Type": "text/html"})


def redirect(target: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": target})


@dataclass(frozen=True, slots=True)
class Web:
    """Answers one request. ``pages`` by path, with or without its query, or by "POST path"."""

    pages: Mapping[str, Page]
    certificate: Kind = Kind.GOOD

    def serve(self, line: Line) -> None:
        line.start_tls(self.certificate)
        method, path, headers = _request(line)
        if method == "POST":
            line.read(int(headers.get("content-length", "0")))
        _answer(line, self._page(method, path))

    def _page(self, method: str, path: str) -> Page:
        bare = path.partition("?")[0]
        for key in (f"{method} {bare}", path, bare, ANY):
            if key in self.pages:
                return self.pages[key]
        return NOT_FOUND


def _request(line: Line) -> tuple[str, str, dict[str, str]]:
    method, path, *_ = [*line.read_line().split(" "), "", ""]
    headers = {}
    while header := line.read_line():
        name, _, value = header.partition(":")
        headers[name.strip().lower()] = value.strip()
    return method, path, headers


def _answer(line: Line, page: Page) -> None:
    line.wait(page.pause_s)
    if page.pace is Pace.HANG:
        line.listen_until_gone()
    head = [f"HTTP/1.1 {page.status} Said"]
    told = {"Content-Type": "text/xml", "Connection": "close", **page.headers}
    if page.pace is not Pace.FLOOD:
        told.setdefault("Content-Length", str(len(page.body)))
    head += [f"{name}: {value}" for name, value in told.items()]
    raw = "\r\n".join([*head, "", ""]).encode()
    _drip(line, raw) if page.pace is Pace.DRIP_HEAD else line.send(raw)
    _send_body(line, page)


def _send_body(line: Line, page: Page) -> None:
    if page.pace in {Pace.DRIP, Pace.DRIP_HEAD}:
        _drip(line, page.body)
    elif page.pace is Pace.FLOOD:
        for _ in range(10):
            line.send(MEGABYTE)
        line.send(page.body)
    elif page.pace is Pace.CUT:
        line.send(page.body[: len(page.body) // 2])
    else:
        line.send(page.body)


def _drip(line: Line, data: bytes) -> None:
    for octet in data:
        line.send(bytes([octet]))
        line.wait(DRIP_S)
