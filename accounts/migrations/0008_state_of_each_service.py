"""Each service of an account has a state of its own."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def _columns() -> list[migrations.AddField]:
    def add(name: str, field: models.Field[Any, Any]) -> migrations.AddField:
        return migrations.AddField("emailaccount", name, field)

    fields = []
    for service in ("imap", "smtp"):
        fields += [
            add(f"{service}_problem_code", models.CharField(max_length=40, blank=True, default="")),
            add(
                f"{service}_problem_subject",
                models.CharField(max_length=500, blank=True, default=""),
            ),
            add(f"{service}_server_said", models.CharField(max_length=500, blank=True, default="")),
            add(f"{service}_problem_facts", models.JSONField(blank=True, default=dict)),
            add(f"{service}_stopped", models.BooleanField(default=False)),
            add(f"{service}_since", models.DateTimeField(null=True, blank=True)),
            add(f"{service}_failed_at", models.DateTimeField(null=True, blank=True)),
            add(f"{service}_worked_at", models.DateTimeField(null=True, blank=True)),
        ]
    return fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_oauth_sign_in")]

    operations = _columns()
