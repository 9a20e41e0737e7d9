"""The environment of the tests, set before Django reads its settings (a pytest plugin).

``TEST_STORE=postgres`` runs them on a PostgreSQL and a Redis that are started here and end with
pytest; the processes of pytest-xdist find them in the environment.
"""

from __future__ import annotations

import base64
import os
import tempfile

from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

os.environ.update(
    SECRET_KEY="only-for-tests-" + "0123456789" * 4,
    CREDENTIAL_KEYS="k1:" + base64.b64encode(bytes(range(32))).decode(),
    MAIL_ALLOWED_PRIVATE_NETWORKS="",
    MAIL_EXTRA_CA_FILE="",
    ISPDB_URL="",
    DNS_SERVERS="",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    TIME_ZONE="Europe/Oslo",
)

STORE = os.environ.get("TEST_STORE", "sqlite")

POSTGRES, REDIS = Postgres(), Redis()
FOLDER = tempfile.TemporaryDirectory(prefix="crm-inbox-", ignore_cleanup_errors=True)
"""Gone with the process that made it."""


def _urls() -> dict[str, str]:
    if STORE == "sqlite":
        database = f"sqlite:///{FOLDER.name}/tests.sqlite3"
        return {"DATABASE_URL": database, "CELERY_BROKER_URL": "memory://"}
    POSTGRES.start()
    REDIS.start()
    return {"DATABASE_URL": POSTGRES.url, "CELERY_BROKER_URL": REDIS.url}


if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ.update(_urls())
# Playwright's synchronous API runs a loop in the test's thread; the ORM is used there all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
