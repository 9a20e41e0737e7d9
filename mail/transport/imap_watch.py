"""Many idle connections in one thread (``selectors``; 2 kB each, and what OpenSSL needs).

What waits for long, which is connecting, signing in and the database, happens in other threads:
they hand in sockets that are signed in, with a mailbox selected, and are called when there is
news. Whatever a server sends, it costs this loop a bounded amount of memory, and of time in turn
with the others.

    take(key, connection) ─▶ IDLE … ─▶ on_news(key), again and again
                               └───▶ on_end(key, problem, …), once; not after `drop`
"""

from __future__ import annotations

import logging
import math
import secrets
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Thread
from typing import Generic, TypeVar

from mail.core.errors import Code, MailError
from mail.core.imap.idle import Step
from mail.transport.imap_held import Held
from mail.transport.imap_problems import socket_problem
from mail.transport.imap_signed_in import Ended, SignedIn
from mail.transport.imap_timers import Timers

log = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)

LONGEST_TURN_S = 1.0
"""The loop shows life this often."""


class WatchLoop(Generic[Key]):
    """*on_news* and *on_end* are called in the loop's thread and must return at once."""

    def __init__(
        self, on_news: Callable[[Key], None], on_end: Callable[[Key, Ended], None]
    ) -> None:
        self._on_news, self._on_end = on_news, on_end
        self._held: dict[Key, Held[Key]] = {}
        self._timers: Timers[Key] = Timers()
        self._unfinished: set[Held[Key]] = set()  # said more than one turn takes
        self._until = math.inf
        self._asked: deque[Callable[[], None]] = deque()
        self._bell: socket.socket | None = None
        self._is_over = False
        self._thread = Thread(target=self._run, name="idle connections", daemon=True)
        self.turned_at = time.monotonic()

    # From any thread.

    def start(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread.start()

    def take(self, key: Key, signed_in: SignedIn) -> None:
        """Wait for news on this connection, which belongs to the loop from now on."""
        self._ask(lambda: self._take(key, signed_in))

    def drop(self, key: Key) -> None:
        """Close the connection, if it is still there."""
        self._ask(lambda: self._drop(key))

    def hold_until(self, moment: float) -> None:
        """Break every connection at *moment* (monotonic), unless told another one before."""
        self._until = moment

    def stop(self) -> None:
        """Close everything; returns when it is done, or after a second."""
        self._ask(self._end)
        self._thread.join(1.0)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def is_well(self) -> bool:
        """Whether the loop still turns."""
        return self._thread.is_alive() and time.monotonic() - self.turned_at < 10 * LONGEST_TURN_S

    def _ask(self, request: Callable[[], None]) -> None:
        self._asked.append(request)
        if self._bell:
            with suppress(OSError):  # full: it wakes up anyway; closed: nothing is left to do
                self._bell.send(b"\0")

    # In the loop's thread.

    def _run(self) -> None:
        while not self._is_over:
            self._turn()
        self._answer_requests()  # what was handed in at the last moment is closed as well
        for held in list(self._held.values()):
            self._let_go(held)
        self._close()

    def _close(self) -> None:
        assert self._bell
        for end in (self._bell, self._ear, self._selector):
            end.close()

    def _turn(self) -> None:
        self.turned_at = now = time.monotonic()
        wait_s = 0.0 if self._unfinished else self._timers.next_in_s(now, LONGEST_TURN_S)
        ready = [key.data for key, _ in self._selector.select(wait_s) if key.data]
        self._answer_requests()
        for held in {*ready, *self._unfinished}:
            self._guarded(held, self._serve)
        for held in self._timers.due(time.monotonic()):
            self._guarded(held, self._late)
        if now > self._until:
            for held in list(self._held.values()):
                self._over(held, MailError(Code.BUSY))

    def _answer_requests(self) -> None:
        with suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass
        while self._asked:
            self._asked.popleft()()

    def _end(self) -> None:
        self._is_over = True

    def _take(self, key: Key, signed_in: SignedIn) -> None:
        self._drop(key)
        try:
            held = Held(key, signed_in, _prefix())
            self._selector.register(held.sock, selectors.EVENT_READ, held)
        except (OSError, ValueError, KeyError) as error:  # closed meanwhile
            signed_in.sock.close()
            self._on_end(key, Ended(MailError(Code.DROPPED, str(error)), 0.0))
            return
        self._held[key] = held
        self._guarded(held, self._begin)

    def _drop(self, key: Key) -> None:
        if held := self._held.get(key):
            self._let_go(held)

    def _begin(self, held: Held[Key]) -> None:
        now = time.monotonic()
        self._do(held, held.idle.begin(now))
        for step in held.steps_of(held.unread, now):
            self._do(held, step)
        held.unread = b""
        self._unfinished.add(held)  # OpenSSL may hold what the selector cannot see

    def _serve(self, held: Held[Key]) -> None:
        if not self._is_here(held):
            return
        self._unfinished.discard(held)
        news = False
        held.flush()
        for step in held.read():
            news = news or step.news
            self._do(held, step, tell=False)
        if news:
            self._on_news(held.key)
        if held.has_more:
            self._unfinished.add(held)
        self._listen(held)

    def _late(self, held: Held[Key]) -> None:
        if not self._is_here(held):
            return
        now = time.monotonic()
        if now >= held.idle.due_at:
            self._do(held, held.idle.late(now))
        self._timers.set(held, held.idle.due_at)
        self._listen(held)

    def _do(self, held: Held[Key], step: Step, *, tell: bool = True) -> None:
        """Raises MailError, OSError."""
        if step.problem:
            raise step.problem
        if step.send:
            held.send(step.send)
        if step.news and tell:
            self._on_news(held.key)
        self._timers.set(held, held.idle.due_at)

    def _listen(self, held: Held[Key]) -> None:
        if held.events != self._selector.get_key(held.sock).events:
            self._selector.modify(held.sock, held.events, held)

    def _guarded(self, held: Held[Key], serve: Callable[[Held[Key]], None]) -> None:
        """Whatever goes wrong with one connection is the end of that one."""
        try:
            serve(held)
        except MailError as problem:
            self._over(held, problem)
        except OSError as error:
            self._over(held, socket_problem(error, held.host))
        except Exception:
            log.exception("idle connection host=%s", held.host)
            self._over(held, MailError(Code.INTERNAL))

    def _over(self, held: Held[Key], problem: MailError) -> None:
        silent_s = held.silent_s(time.monotonic())
        self._let_go(held)
        self._on_end(held.key, Ended(problem, silent_s))

    def _let_go(self, held: Held[Key]) -> None:
        self._held.pop(held.key, None)
        self._unfinished.discard(held)
        with suppress(KeyError, ValueError):
            self._selector.unregister(held.sock)
        held.close()

    def _is_here(self, held: Held[Key]) -> bool:
        return self._held.get(held.key) is held


def _prefix() -> bytes:
    """Letters for the tags: a server that could guess them could answer before we ask."""
    return "".join(secrets.choice("ABCDEFGHIJKLMNOP") for _ in range(6)).encode()
