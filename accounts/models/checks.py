"""How far the sign-in check of one server came, as a row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from mail.core.errors import Code, MailError


class CheckState(StrEnum):
    """``reached``: it answers as it should, and no password was sent to it."""

    WAITING = "waiting"
    TRYING = "trying"
    OK = "ok"
    REACHED = "reached"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    state: CheckState = CheckState.WAITING
    problem: MailError | None = None

    @classmethod
    def failed(cls, problem: MailError) -> Self:
        return cls(CheckState.FAILED, problem)

    @classmethod
    def read(cls, kept: Mapping[str, str] | None) -> Self:
        """From what :meth:`kept` gave; anything else is a check that has not begun."""
        kept = kept or {}
        problem = None
        if code := kept.get("code"):
            said, subject = kept.get("server_said", ""), kept.get("subject", "")
            problem = MailError(Code(code), said, subject=subject)
        return cls(CheckState(kept.get("state", CheckState.WAITING)), problem)

    def kept(self) -> dict[str, str]:
        if self.problem is None:
            return {"state": self.state.value}
        return {
            "state": self.state.value,
            "code": self.problem.code.value,
            "subject": self.problem.subject,
            "server_said": self.problem.server_said,
        }
