"""The environment of the tests, set before Django reads its settings (a pytest plugin).

``TEST_STORE=postgres`` runs them on a PostgreSQL that is started here and ends with pytest; the
processes of pytest-xdist find it in the environment.
"""

from __future__ import annotations

import base64
import os
import tempfile

from tests.servers.postgres import Postgres

os.environ.update(
    SECRET_KEY="only-for-tests-" + "0123456789" * 4,
    CREDENTIAL_KEYS="k1:" + base64.b64encode(bytes(range(32))).decode(),
    CELERY_BROKER_URL="memory://",
    MAIL_ALLOWED_PRIVATE_NETWORKS="",
    MAIL_EXTRA_CA_FILE="",
    ISPDB_URL="",
    DNS_SERVERS="",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    TIME_ZONE="Europe/Oslo",
)

STORE = os.environ.get("TEST_STORE", "sqlite")


def _database_url() -> str:
    if STORE == "sqlite":
        return f"sqlite:///{tempfile.mkdtemp(prefix='crm-inbox-')}/tests.sqlite3"
    postgres = Postgres()
    postgres.start()
    return postgres.url


if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = _database_url()
# Playwright's synchronous API runs a loop in the test's thread; the ORM is used there all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
