"""How far the sign-in check of one server came, as a row keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

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
    alerts: tuple[str, ...] = ()
    """What the server wants a person to read (RFC 9051 §7.1), although the sign-in succeeded."""

    @classmethod
    def failed(cls, problem: MailError) -> Self:
        return cls(CheckState.FAILED, problem)

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Self:
        """From what :meth:`kept` gave; anything else is a check that has not begun."""
        kept = kept or {}
        problem = None
        if code := kept.get("code"):
            said, subject = kept.get("server_said", ""), kept.get("subject", "")
            problem = MailError(Code(code), said, subject=subject).with_facts(kept.get("facts", {}))
        state = CheckState(kept.get("state", CheckState.WAITING))
        return cls(state, problem, tuple(kept.get("alerts", ())))

    def kept(self) -> dict[str, Any]:
        state = {"state": self.state.value, "alerts": list(self.alerts)}
        if self.problem is None:
            return state
        return {
            **state,
            "code": self.problem.code.value,
            "subject": self.problem.subject,
            "server_said": self.problem.server_said,
            "facts": self.problem.facts(),
        }
