"""Why what a person wants from the server does not come."""

from __future__ import annotations

from accounts.models import EmailAccount
from accounts.problems import Problem, explain
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Errand


def errand_problem(errand: Errand | None, account: EmailAccount) -> Problem | None:
    """What it failed with or, while it waits, why the account's server cannot be asked."""
    if errand is None:
        return None
    if errand.problem_code:
        code = Code(errand.problem_code) if errand.problem_code in set(Code) else Code.INTERNAL
        return explain(MailError(code, errand.server_said, subject=account.imap_host))
    standing = account.state_of(Service.IMAP).problem
    return explain(standing) if standing and errand.is_open else None
