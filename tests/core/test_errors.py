"""Codes are kept in rows, which outlive the version that wrote them."""

from __future__ import annotations

import pytest

from mail.core.errors import Code


def test_a_code_of_an_earlier_version_is_still_read() -> None:
    assert Code("blocked_port") is Code.BLOCKED_PRIVATE


def test_what_never_was_a_code_is_none() -> None:
    with pytest.raises(ValueError, match="not a valid"):
        Code("anything")
