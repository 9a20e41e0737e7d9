"""What one row of columns said is kept, with the service that it was about.

A migration of its own: PostgreSQL changes no table whose rows changed twice in the transaction.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F

from mail.core.errors import Code
from mail.core.sync.backoff import needs_a_person

STOPPING = [code.value for code in Code if needs_a_person(code)]


def share_out(apps: Any, _schema_editor: object) -> None:
    rows = apps.get_model("accounts", "EmailAccount").objects.all()
    rows.update(imap_worked_at=F("synced_at"))
    for service in ("imap", "smtp"):
        troubled = rows.filter(problem_service=service).exclude(problem_code="")
        troubled.update(
            **{
                f"{service}_problem_code": F("problem_code"),
                f"{service}_problem_subject": F("problem_subject"),
                f"{service}_server_said": F("server_said"),
            }
        )
        troubled.filter(problem_code__in=STOPPING).update(**{f"{service}_stopped": True})


def bring_together(apps: Any, _schema_editor: object) -> None:
    """The one of receiving, where both have a problem: it was noted last."""
    rows = apps.get_model("accounts", "EmailAccount").objects.all()
    for service in ("smtp", "imap"):
        rows.exclude(**{f"{service}_problem_code": ""}).update(
            problem_service=service,
            problem_code=F(f"{service}_problem_code"),
            problem_subject=F(f"{service}_problem_subject"),
            server_said=F(f"{service}_server_said"),
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_state_of_each_service")]

    operations = [migrations.RunPython(share_out, bring_together)]
