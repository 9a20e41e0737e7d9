"""Mail servers that answer nobody, and what is kept from them meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.admission.host import host_of
from accounts.database_time import age_of
from accounts.models import HostState
from accounts.problems import explain
from crm_inbox.health.check import in_words
from mail.core.errors import Code, MailError


def silent() -> Iterator[str]:
    rows = HostState.objects.open().order_by("server").annotate(age=age_of("failing_since"))
    for server, code, age in rows.values_list("server", "code", "age"):
        words = explain(MailError(Code(code), subject=host_of(server)))
        since = in_words(age) if age else "a while"
        yield (
            f"{server} has answered no account for {since} ({words.title}): its accounts wait, "
            "and one attempt now and then shows when it is back. See from this machine whether it "
            "can be reached."
        )
