"""A sign-in check for the command line: JSON for machines, lines for people."""

from __future__ import annotations

from accounts.models import EmailAccount
from accounts.problems import Problem, explain
from mail.core.checked import Checked
from mail.core.endpoint import Service

Result = dict[str, object]

_NO_WORDS = dict.fromkeys(("code", "title", "explanation", "next_step", "server_said"), "")


def check_result(account: EmailAccount, service: Service, checked: Checked) -> Result:
    """Everything about one server; the keys are the same whether it worked or not."""
    login = account.login(service)
    always = {"server": str(login.endpoint), "alerts": list(checked.alerts)}
    if checked.problem is None:
        empty = {**_NO_WORDS, "certificate": None, "report": "", "help": ""}
        return {"ok": True, **empty, "retry": False, **always}
    words = explain(checked.problem, endpoint=login.endpoint, address=account.address)
    return {"ok": False, **_words(words), **always}


def _words(words: Problem) -> Result:
    return {
        "code": words.code,
        "title": words.title,
        "explanation": words.explanation,
        "next_step": words.next_step,
        "retry": words.retry,
        "server_said": words.server_said,
        "certificate": words.certificate.as_dict() if words.certificate else None,
        "report": words.report,
        "help": words.help_anchor,
    }


def check_lines(service: Service, result: Result) -> str:
    """The same for a person at a terminal: what happened, what to do, and a report to copy."""
    lines = [f"{service.value}: ok ({result['server']})"]
    if not result["ok"]:
        lines = [
            f"{service.value}: {result['title']}",
            f"  {result['explanation']} {result['next_step']}",
        ]
    alerts = result["alerts"]
    if isinstance(alerts, list):
        lines += [f"  The server says to you: “{alert}”" for alert in alerts]
    report = str(result["report"])
    return "\n".join(lines + [f"    {line}" for line in report.splitlines()])
