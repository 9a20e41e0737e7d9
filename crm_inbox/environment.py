"""Reading the environment: every value is checked once, at start, and refused with a sentence.

Values come from the process environment and from ``.env`` beside ``manage.py``; the process wins.
"""

from __future__ import annotations

import base64
import binascii
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from crm_inbox.logs import CONSOLE, JSON, default_form, default_level
from crm_inbox.redaction import password_in

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

MIN_SECRET_KEY_CHARACTERS = 40
CREDENTIAL_KEY_BYTES = 32
MIN_TOKEN_CHARACTERS = 20
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def secret_key() -> str:
    value: str = env.str("SECRET_KEY", "")
    if len(value) < MIN_SECRET_KEY_CHARACTERS:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing or shorter than {MIN_SECRET_KEY_CHARACTERS} characters. "
            "Run “make install”, which writes a .env file with a fresh one, or set it yourself."
        )
    return value


def credential_keys(secret: str) -> tuple[tuple[str, bytes], ...]:
    """(key id, 32 bytes) pairs from ``id:base64,id:base64``; the first one seals, all open."""
    entries = [entry for entry in env.str("CREDENTIAL_KEYS", "").split(",") if entry.strip()]
    if not entries:
        raise ImproperlyConfigured(
            "CREDENTIAL_KEYS is missing. It seals the passwords of all mailboxes; "
            "run “make install”, which writes a .env file with a fresh one."
        )
    keys = tuple(_credential_key(entry.strip()) for entry in entries)
    if any(base64.b64encode(key).decode() == secret for _, key in keys):
        raise ImproperlyConfigured("CREDENTIAL_KEYS must not repeat SECRET_KEY.")
    return keys


def _credential_key(entry: str) -> tuple[str, bytes]:
    key_id, colon, encoded = entry.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not colon or not key_id.isalnum() or len(key) != CREDENTIAL_KEY_BYTES:
        raise ImproperlyConfigured(
            "CREDENTIAL_KEYS holds an entry that is not “id:base64 of 32 bytes”. "
            "Separate several keys by commas, the newest first."
        )
    return key_id, key


def integer(name: str, default: int, *, least: int, most: int) -> int:
    text = env.str(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ImproperlyConfigured(f"{name} must be a number from {least} to {most}, not {text!r}.")
    return int(text)


def boolean(name: str, default: bool) -> bool:
    text = env.str(name, "yes" if default else "no").lower()
    if text in {"yes", "true", "on", "1"}:
        return True
    if text in {"no", "false", "off", "0", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {text!r}.")


def database() -> dict[str, object]:
    url = env.str("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'crm-inbox.sqlite3'}")
    try:
        config: dict[str, object] = dict(env.db_url_config(url))
    except Exception:
        # The words of the problem may quote the password.
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. It looks like postgres://user:password@host:5432/name; "
            "characters such as @ or / in the password are written %40 and %2F."
        ) from None
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        _check_sqlite_place(Path(str(config["NAME"])))
        config["OPTIONS"] = {
            # Writers queue at BEGIN instead of failing in the middle of a transaction.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif config.get("ENGINE") == "django.db.backends.postgresql":
        given: dict[str, object] = dict(env.db_url_config(url).get("OPTIONS") or {})
        config["OPTIONS"] = _postgres_options() | given  # such as ?sslmode=verify-full
    config["CONN_MAX_AGE"] = 600
    config["CONN_HEALTH_CHECKS"] = True
    return config


def _postgres_options() -> dict[str, object]:
    """A connection that cannot be made, or a query that does not end, ends with an error."""
    statement_s = integer("STATEMENT_TIMEOUT_S", 60, least=0, most=3600)
    return {
        "connect_timeout": 5,
        "options": f"-c statement_timeout={statement_s}s",
        # Notices within a minute that the server's machine is gone.
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 5,
        "tcp_user_timeout": 30_000,
    }


def _check_sqlite_place(path: Path) -> None:
    if str(path).startswith((":memory:", "file:")):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as problem:
        raise ImproperlyConfigured(
            f"the database file {path} cannot be written ({problem.strerror}). "
            "Give this user write permission to the file and its folder, or change DATABASE_URL."
        ) from None


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    texts = [text.strip() for text in env.str(name, "").split(",") if text.strip()]
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"{name} must list networks such as 10.0.0.0/8, separated by commas: {problem}."
        ) from None


def host_ports(name: str) -> tuple[tuple[str, int], ...]:
    return tuple(_host_port(name, text) for text in env.str(name, "").split(",") if text.strip())


def _host_port(name: str, text: str) -> tuple[str, int]:
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ImproperlyConfigured(f"{name} must list host:port pairs, not {text.strip()!r}.")
    return host.strip("[]"), int(port)


def readable_file(name: str) -> str:
    path: str = env.str(name, "")
    if path and not Path(path).is_file():
        raise ImproperlyConfigured(f"{name} names {path}, which is not a file.")
    return path


def public_url() -> str:
    """Without a slash at the end; empty when each request says where it came in."""
    url: str = env.str("PUBLIC_URL", "").rstrip("/")
    if url and not url.startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            f"PUBLIC_URL must begin with https://, such as https://crm.example.com, not {url!r}."
        )
    return url


def broker_url() -> str:
    url: str = env.str("CELERY_BROKER_URL", "memory://")
    if not url.startswith(("memory://", "redis://", "rediss://")):
        raise ImproperlyConfigured(
            "CELERY_BROKER_URL must begin with redis://, rediss:// or memory://, "
            f"not with {url.partition(':')[0]!r}."
        )
    return url


def metrics_token() -> str:
    token: str = env.str("METRICS_TOKEN", "")
    if token and (len(token) < MIN_TOKEN_CHARACTERS or not token.isascii() or " " in token):
        raise ImproperlyConfigured(
            f"METRICS_TOKEN must have at least {MIN_TOKEN_CHARACTERS} ASCII characters and no "
            "space; leave it out to let only this machine read the metrics."
        )
    return token


def log_format() -> str:
    form: str = env.str("LOG_FORMAT", "") or default_form()
    if form not in {JSON, CONSOLE}:
        raise ImproperlyConfigured(f"LOG_FORMAT must be {JSON} or {CONSOLE}, not {form!r}.")
    return form


def log_level() -> str:
    level: str = env.str("LOG_LEVEL", "").upper() or default_level()
    if level not in LOG_LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}.")
    return level


def secrets_of_logs(secret: str, keys: tuple[tuple[str, bytes], ...]) -> list[str]:
    """What no log line may hold, in every spelling that we know."""
    urls = (env.str("DATABASE_URL", ""), broker_url())
    spellings = [spelt for _id, key in keys for spelt in _spellings(key)]
    passwords = [password for url in urls for password in password_in(url)]
    return [secret, metrics_token(), *spellings, *passwords]


def _spellings(key: bytes) -> list[str]:
    encoded = base64.b64encode(key).decode()
    return [encoded, encoded.rstrip("="), base64.urlsafe_b64encode(key).decode(), key.hex()]


def ispdb_url() -> str:
    url: str = env.str("ISPDB_URL", "https://autoconfig.thunderbird.net/v1.1/")
    if url and not url.startswith("https://") and not Path(url).is_dir():
        raise ImproperlyConfigured(
            f"ISPDB_URL must be an https address, a directory or empty, not {url!r}."
        )
    return url
