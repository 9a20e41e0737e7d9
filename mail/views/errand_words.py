"""Why what a person wants from the server does not come."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import EmailAccount
from accounts.problems import Problem, explain
from accounts.who_acts import Actor, actor_of
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Errand

_SAY_WHAT_TO_DO = frozenset({Actor.CHANGE, Actor.PASSWORD, Actor.PROVIDER})


def errand_problem(errand: Errand | None, account: EmailAccount) -> Problem | None:
    """What it failed with or, while it waits, why the account's server cannot be asked."""
    if errand is None:
        return None
    if errand.problem_code:
        code = Code(errand.problem_code) if errand.problem_code in set(Code) else Code.INTERNAL
        return given_up(MailError(code, errand.server_said, subject=account.imap_host))
    standing = account.state_of(Service.IMAP).problem
    return explain(standing) if standing and errand.is_open else None


def given_up(error: MailError) -> Problem:
    """The usual words are about setting up and about work that goes on by itself; this is over."""
    words = explain(error)
    if actor_of(error.code) in _SAY_WHAT_TO_DO:
        return words
    again = _("Try again. If it stays so, tell your administrator.")
    return replace(words, explanation="", next_step=again)
