"""One event loop in a thread: it answers the DNS, and holds packets back by half a round trip."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

Answer = Callable[[bytes, bool], bytes | None]

PORTS_TRIED = 20


class Clockwork:
    """``round_trip_s`` is the added latency; it may be changed between cases."""

    def __init__(self, answer: Answer) -> None:
        self.round_trip_s = 0.0
        self.dns_port = 0
        self._answer = answer
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)

    @property
    def thread_id(self) -> int:
        return self._thread.ident or 0

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def held_back(self, sock: socket.socket) -> socket.socket:
        """A stand-in for *sock*, which the clockwork owns from now on: both ways take longer."""
        if not self.round_trip_s:
            return sock
        near, far = socket.socketpair()
        joined = _join(sock, near, self.round_trip_s / 2)
        asyncio.run_coroutine_threadsafe(joined, self._loop)
        return far

    async def _listen(self) -> None:
        """Until a port is free for both: what is free for UDP may be somebody's TCP port."""
        for _ in range(PORTS_TRIED):
            transport, _protocol = await self._loop.create_datagram_endpoint(
                lambda: _Udp(self), local_addr=("127.0.0.1", 0)
            )
            self.dns_port = transport.get_extra_info("sockname")[1]
            try:
                await asyncio.start_server(self._serve_tcp, "127.0.0.1", self.dns_port)
            except OSError:
                transport.close()
            else:
                return
        raise OSError("no port is free for both UDP and TCP")

    async def _serve_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1035 §4.2.2. A round trip for the handshake, one for the question."""
        try:
            size = int.from_bytes(await reader.readexactly(2), "big")
            answer = self._answer(await reader.readexactly(size), True)
            await asyncio.sleep(2 * self.round_trip_s if answer else 60)
            if answer:
                writer.write(len(answer).to_bytes(2, "big") + answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def answer_later(
        self, transport: asyncio.DatagramTransport, packet: bytes, asker: tuple[str, int]
    ) -> None:
        answer = self._answer(packet, False)
        if answer:
            self._loop.call_later(self.round_trip_s, transport.sendto, answer, asker)


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, owner: Clockwork) -> None:
        self._owner = owner

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._owner.answer_later(self._transport, data, addr)


class _End(asyncio.Protocol):
    """One end of a wire; what arrives leaves at the other end after *delay_s*."""

    other: _End

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._later(lambda: self.other.send(data))

    def eof_received(self) -> bool:
        self._later(self.other.end)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._later(self.other.close)

    def send(self, data: bytes) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.write(data)

    def close(self) -> None:
        if self.transport:
            self.transport.close()

    def end(self) -> None:
        if self.transport and not self.transport.is_closing():
            with suppress(OSError):  # the other side may have cut the wire
                self.transport.write_eof()

    def _later(self, action: Callable[[], object]) -> None:
        asyncio.get_running_loop().call_later(self._delay_s, action)


async def _join(outer: socket.socket, inner: socket.socket, delay_s: float) -> None:
    loop = asyncio.get_running_loop()
    one, two = _End(delay_s), _End(delay_s)
    one.other, two.other = two, one
    for end, sock in ((two, inner), (one, outer)):
        sock.setblocking(False)
        await loop.connect_accepted_socket(lambda end=end: end, sock)  # type: ignore[misc]
