"""What another mail program does in the same mailbox, and what it sees there."""

from __future__ import annotations

import hashlib
import imaplib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7

from tests.servers.clients import imaps
from tests.servers.world import MailWorld, User

_LISTED = re.compile(rb'\((?P<attributes>[^)]*)\) "(?P<delimiter>.)" (?P<name>.+)\Z')
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822.SIZE (\d+)")
Place = tuple[str, int, str, tuple[str, ...]]
"""(folder, uid, content, flags in lower case and sorted)."""


class OtherClient:
    """Each verb is a session of its own, as of a program that is opened and closed."""

    def __init__(self, world: MailWorld, user: User) -> None:
        self._world = world
        self._user = user

    def folders(self) -> list[str]:
        with self._session() as client:
            return _names(client)

    def uids(self, folder: str) -> list[int]:
        with self._opened(folder) as client:
            _, found = client.uid("SEARCH", "ALL")
            return [int(word) for word in found[0].split()]

    def append(self, folder: str, raw: bytes, flags: str = "") -> None:
        with self._session() as client:
            _ok(client.append(_argument(folder), f"({flags})", "", raw))

    def flag(self, folder: str, uid: int, flag: str, *, on: bool) -> None:
        with self._opened(folder) as client:
            _ok(client.uid("STORE", str(uid), "+FLAGS" if on else "-FLAGS", f"({flag})"))

    def move(self, folder: str, uid: int, target: str) -> None:
        with self._opened(folder) as client:
            _ok(client.uid("MOVE", str(uid), _argument(target)))

    def copy(self, folder: str, uid: int, target: str) -> None:
        with self._opened(folder) as client:
            _ok(client.uid("COPY", str(uid), _argument(target)))

    def expunge(self, folder: str, uid: int) -> None:
        with self._opened(folder) as client:
            _ok(client.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)"))
            _ok(client.uid("EXPUNGE", str(uid)))

    def create(self, folder: str) -> None:
        with self._session() as client:
            _ok(client.create(_argument(folder)))

    def rename(self, folder: str, name: str) -> None:
        with self._session() as client:
            _ok(client.rename(_argument(folder), _argument(name)))

    def delete(self, folder: str) -> None:
        with self._session() as client:
            _ok(client.delete(_argument(folder)))

    def everything(self) -> Counter[Place]:
        """Every message of every folder."""
        with self._session() as client:
            return Counter(place for name in _names(client) for place in _places(client, name))

    @contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4_SSL]:
        client = imaps(self._world)
        client.login(self._user.address, self._user.password)
        try:
            yield client
        finally:
            client.logout()

    @contextmanager
    def _opened(self, folder: str) -> Iterator[imaplib.IMAP4_SSL]:
        with self._session() as client:
            _ok(client.select(_argument(folder)))
            yield client


def content_of(header: bytes, size_bytes: int) -> str:
    """What makes a message the same message: the header as it came, and its size."""
    digest = hashlib.sha256(header + str(size_bytes).encode())
    return f"h:{digest.hexdigest()[:60]}"


def _names(client: imaplib.IMAP4_SSL) -> list[str]:
    """Of the folders that can be opened: Dovecot lists a deleted one whose children are left."""
    _, lines = client.list()
    found = [_LISTED.match(line) for line in lines if isinstance(line, bytes)]
    names = [str(decode_utf7(match["name"].strip(b'"'))) for match in found if match]
    return [name for name in names if client.status(_argument(name), "(MESSAGES)")[0] == "OK"]


def _places(client: imaplib.IMAP4_SSL, folder: str) -> Iterator[Place]:
    _ok(client.select(_argument(folder), readonly=True))
    _, data = client.uid("FETCH", "1:*", "(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER])")
    for record in data:
        if isinstance(record, tuple):
            line, header = record
            yield (
                folder,
                int(_number(_UID, line)),
                content_of(header, int(_number(_SIZE, line))),
                _flags(line),
            )


def _flags(line: bytes) -> tuple[str, ...]:
    found = _FLAGS.search(line)
    words = found[1].decode().lower().split() if found else []
    return tuple(sorted(set(words) - {"\\recent"}))


def _number(pattern: re.Pattern[bytes], line: bytes) -> bytes:
    found = pattern.search(line)
    assert found, line
    return bytes(found[1])


def _argument(folder: str) -> str:
    return f'"{encode_utf7(folder).decode("ascii")}"'


def _ok(answer: tuple[str, object]) -> None:
    status, said = answer
    assert status == "OK", said
