"""The one place where what goes wrong on an IMAP connection becomes a MailError."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mail.core.errors import Code, MailError
from mail.core.imap.change_reply import change_problem
from mail.core.imap.login_reply import (
    command_problem,
    goodbye_after_login,
    goodbye_problem,
    login_problem,
    rejected_command,
)
from mail.core.imap.server_text import server_text
from mail.transport.tls import tls_problem


class CommandRefused(Exception):
    """The server answered a command with *status*, NO, BAD or BYE, and these words."""

    def __init__(self, said: bytes, status: str = "NO") -> None:
        super().__init__(said)
        self.said = said
        self.status = status


@contextmanager
def as_mail_errors(
    host: str, classify: Callable[[str, str], Code] = command_problem
) -> Iterator[None]:
    """Raises nothing but MailError. *classify* (text, host) says what a refusal means.

    What the library raises is not chained: its frames have seen the password.
    """
    try:
        yield
    except CommandRefused as refused:
        text = server_text(refused.said)
        code = _by_status(refused.status, classify)(text, host)
        raise MailError(code, text, subject=host) from None
    except OSError as error:
        raise socket_problem(error, host) from error
    except (imaplib.IMAP4.error, ValueError, AssertionError, LookupError, AttributeError) as error:
        # imaplib and the library give up on an answer outside the grammar in all these ways.
        raise MailError(Code.PROTOCOL, str(error), subject=host) from None


def _by_status(status: str, classify: Callable[[str, str], Code]) -> Callable[[str, str], Code]:
    """The three ways to refuse mean different things to a sign-in."""
    if status == "BYE" and classify is login_problem:
        return goodbye_problem
    if status == "BYE" and classify in {command_problem, change_problem}:
        return goodbye_after_login
    if status == "BAD" and classify is login_problem:
        return rejected_command
    return classify


def socket_problem(error: OSError, host: str) -> MailError:
    if isinstance(error, TimeoutError):
        return MailError(Code.TIMEOUT, subject=host)
    if isinstance(error, ssl.SSLError):
        return tls_problem(error, host)
    return MailError(Code.DROPPED, str(error), subject=host)
