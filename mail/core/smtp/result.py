"""What became of a submission that was taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recipient's refusal: the SMTP reply code and the server's words."""

    address: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The message was taken. ``refused`` are recipients that it was not taken for."""

    refused: tuple[Refusal, ...] = ()
