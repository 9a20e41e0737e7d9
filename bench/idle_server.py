"""A server of few words in a process of its own: enough IMAP over TLS to be waited at by thousands.

    python -m bench.idle_server CERTIFICATE KEY

Prints its port. Dovecot has a process of 600 kB for each connection that waits.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from asyncio import StreamReader, StreamWriter
from contextlib import suppress

HOST = "127.0.0.2"
_SELECTED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 2] next\r\n"
_UNTAGGED = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
    b"EXAMINE": _SELECTED,
    b"SELECT": _SELECTED,
}


async def serve(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        await _talk(reader, writer)


async def _talk(reader: StreamReader, writer: StreamWriter) -> None:
    writer.write(b"* OK ready\r\n")
    idle_tag = b""
    while line := (await reader.readline()).strip():
        tag, _, command = line.partition(b" ")
        name = command.partition(b" ")[0].upper()
        if name == b"IDLE":
            idle_tag = tag
            writer.write(b"+ idling\r\n")
        else:
            tag = idle_tag if line.upper() == b"DONE" else tag
            writer.write(_UNTAGGED.get(name, b"") + tag + b" OK done\r\n")
        await writer.drain()


async def main(certificate: str, key: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(serve, HOST, 0, ssl=context, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
