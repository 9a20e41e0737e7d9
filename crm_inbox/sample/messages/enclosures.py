"""Small real files: a PDF of one page, a picture of a roof, an invitation."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta

from crm_inbox.sample.messages.letter import Meeting
from crm_inbox.sample.people import SamplePerson

_SKY, _ROOF, _PANEL = (158, 197, 226), (139, 74, 60), (28, 46, 84)
_WIDTH, _HEIGHT = 320, 200


def pdf(title: str, lines: list[str]) -> bytes:
    """One A4 page (PDF 1.4): *title* above *lines*, in Latin-1."""
    drawn = f"BT /F1 18 Tf 60 770 Td ({_pdf_text(title)}) Tj /F1 11 Tf 0 -36 Td 17 TL\n"
    drawn += "".join(f"({_pdf_text(line)}) Tj T*\n" for line in lines) + "ET"
    stream = drawn.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    written, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(written))
    )


def roof_picture() -> bytes:
    """A PNG: a barn roof under the sky with two rows of panels on it."""
    rows = (b"\0" + b"".join(bytes(_colour(x, y)) for x in range(_WIDTH)) for y in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def invitation(
    meeting: Meeting, sent: datetime, organizer: SamplePerson, guest: SamplePerson, uid: str
) -> str:
    """An iCalendar request (RFC 5546 §3.2.2), in UTC."""
    day = sent + timedelta(days=meeting.days)
    if day.isoweekday() > 5:
        day += timedelta(days=8 - day.isoweekday())
    hour, minute = map(int, meeting.at.split(":"))
    begins = day.replace(hour=hour, minute=minute, second=0)
    ends = begins + timedelta(minutes=meeting.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vesterhav Vind//Kalender//DA",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(sent)}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{meeting.title}",
        f"LOCATION:{meeting.place}",
        f"ORGANIZER;CN={organizer.name}:mailto:{organizer.address}",
        f"ATTENDEE;CN={guest.name};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:",
        f" mailto:{guest.address}",
        "STATUS:CONFIRMED",
        "SEQUENCE:0",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _pdf_text(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _colour(x: int, y: int) -> tuple[int, int, int]:
    if y < 50 + abs(x - _WIDTH // 2) // 4:
        return _SKY
    on_panel = 40 <= x < 280 and 100 <= y < 180 and x % 40 > 2 and y % 40 > 2
    return _PANEL if on_panel else _ROOF


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
