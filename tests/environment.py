"""The environment of the tests, set before Django reads its settings (a pytest plugin)."""

from __future__ import annotations

import base64
import os
import tempfile

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
os.environ.setdefault(
    "DATABASE_URL", f"sqlite:///{tempfile.mkdtemp(prefix='crm-inbox-')}/tests.sqlite3"
)
# Playwright's synchronous API runs a loop in the test's thread; the ORM is used there all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
