"""What a synchronisation needs of memory, whatever lies in the mailbox."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from accounts.models import EmailAccount
from mail.models import Message
from mail.models.message import MessageState
from tests.engine.processes import ROOT, Processes
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

MB = 1024 * 1024
LIMIT_BYTES = 200 * MB
BIG = 49 * MB
_LINE = b"QUJD" * 19 + b"\r\n"


def head(subject: str, content_type: bytes, extra: bytes = b"") -> bytes:
    return (
        b"From: Ole <ole@havn.example>\r\nTo: kari@fjord.example\r\nSubject: %s\r\n"
        b"Message-ID: <%s@havn.example>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: %s\r\n%s\r\n"
    ) % (subject.encode(), subject.encode(), content_type, extra)


def text() -> bytes:
    body = b"A line of a letter that never ends, and says so each time.\r\n"
    return head("text", b"text/plain") + body * (BIG // len(body))


def one_line() -> bytes:
    return head("line", b"text/html") + b"<p>" + b"word " * (BIG // 5) + b"\r\n"


def attachment() -> bytes:
    parts = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee the film.\r\n--b\r\n"
        b"Content-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=film.mp4\r\n\r\n"
    )
    film = _LINE * (BIG // len(_LINE))
    return head("film", b"multipart/mixed; boundary=b") + parts + film + b"--b--\r\n"


def many_parts() -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nOne of many.\r\n"
    return head("parts", b"multipart/mixed; boundary=b") + part * 20_000 + b"--b--\r\n"


def many_fields() -> bytes:
    return head("fields", b"text/plain", b"X-Trace: through one more relay\r\n" * 100_000)


def many_images() -> bytes:
    pixel = b'<img src="data:image/png;base64,' + b"QUJD" * 200_000 + b'">'
    return head("images", b"text/html") + pixel * 20


@pytest.mark.parametrize(
    "shape", [text, one_line, attachment, many_parts, many_fields, many_images]
)
def test_no_message_makes_a_worker_large(
    world: MailWorld,
    kari: Box,
    account: EmailAccount,
    processes: Processes,
    shape: Callable[[], bytes],
) -> None:
    world.dovecot.deliver_many(kari.address, [shape()] * 3)
    done = subprocess.run(
        [sys.executable, "manage.py", "sync", account.address, "--json"],
        cwd=ROOT, env=processes.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (summary["fetched"], summary["errors"]) == (3, [])
    assert not Message.objects.filter(state=MessageState.LISTED).exists()
    assert summary["peak_rss_bytes"] <= LIMIT_BYTES
