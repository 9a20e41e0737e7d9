"""The columns that were shared out go; accounts can be removed before they are erased; the log."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

_OLD = ("problem_code", "problem_service", "problem_subject", "server_said")
_WHAT = [
    ("signed_in", "Signed In"),
    ("refused", "Refused"),
    ("failed", "Failed"),
    ("check_failed", "Check Failed"),
    ("recovered", "Recovered"),
    ("released", "Released"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_states_shared_out")]

    operations = [
        *(migrations.RemoveField("emailaccount", name) for name in _OLD),
        migrations.AddField(
            "emailaccount", "removed_at", models.DateTimeField(null=True, blank=True)
        ),
        migrations.RemoveConstraint("emailaccount", "one_account_per_address"),
        migrations.AddConstraint(
            "emailaccount",
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=models.Q(removed_at__isnull=True),
                name="one_present_account_per_address",
            ),
        ),
        migrations.CreateModel(
            name="ConnectionEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("service", models.CharField(max_length=8)),
                (
                    "what",
                    models.CharField(
                        max_length=12,
                        choices=_WHAT,
                    ),
                ),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("subject", models.CharField(blank=True, default="", max_length=500)),
                ("server_said", models.CharField(blank=True, default="", max_length=500)),
                ("server", models.CharField(max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="connection_events",
                        to="accounts.emailaccount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "-id"], name="connection_log"),
                    models.Index(fields=["at"], name="connection_log_age"),
                ]
            },
        ),
    ]
