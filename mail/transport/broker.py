"""Asking the broker whether it is there, and whether it may throw away what it holds.

``memory://`` is this process itself and is always there. Every answer is waited for
:data:`CONNECT_S` and :data:`ANSWER_S` at most, so that a probe is over within two seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_S = 1.0
ANSWER_S = 1.0
KEEPS_ALL = "noeviction"

OURS = (b"_kombu.", b"unacked", b"crm-inbox:", b"send", b"interactive", b"sync", b"bulk", b"celery")
"""How the keys begin that Celery and this product make."""

MOST_KEYS = 1000
"""Keys looked at when searching for those of other programs: a sample is enough to know."""


class BrokerAway(Exception):
    """The broker does not answer, or refuses to talk to us. Its words are not kept: they may
    hold a host or a password."""


@dataclass(frozen=True, slots=True)
class BrokerFacts:
    """*policy* is empty where the server does not tell (hosted ones forbid the question)."""

    policy: str
    strangers: int

    @property
    def forgets(self) -> bool:
        return self.policy not in {"", KEEPS_ALL}


def is_in_memory(url: str) -> bool:
    return url.startswith("memory://")


def ping(url: str) -> None:
    """Raises BrokerAway."""
    if not is_in_memory(url):
        with _client(url) as client:
            client.ping()


def facts(url: str) -> BrokerFacts:
    """What Redis says about itself. Raises BrokerAway."""
    if is_in_memory(url):
        return BrokerFacts(KEEPS_ALL, 0)
    with _client(url) as client:
        return BrokerFacts(
            str(client.info("memory").get("maxmemory_policy", "")), _strangers(client)
        )


def _strangers(client: redis.Redis) -> int:
    """How many of the first keys in this database are another program's."""
    _cursor, keys = client.scan(count=MOST_KEYS)
    return sum(not _is_ours(cast(bytes, key)) for key in keys)


def _is_ours(key: bytes) -> bool:
    # Workers answer one another in mailboxes such as <uuid>.reply.celery.pidbox.
    return key.startswith(OURS) or key.endswith(b"pidbox")


@contextmanager
def _client(url: str) -> Iterator[redis.Redis]:
    try:
        with redis.Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_S,
            socket_timeout=ANSWER_S,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            yield client
    except (redis.RedisError, OSError, ValueError) as problem:
        raise BrokerAway(type(problem).__name__) from None
