"""The type of a secret, under the name by which the transport's callers know it."""

from __future__ import annotations

from mail.core.secret import Secret

__all__ = ["Secret"]
