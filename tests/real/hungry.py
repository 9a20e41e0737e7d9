"""A process that fetches one message whole and says how much memory it took at its peak.

python -m tests.real.hungry HOST PORT USER PASSWORD CA_FILE DNS_PORT
"""

from __future__ import annotations

import sys
from ipaddress import ip_network
from pathlib import Path

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.mime.caps import MESSAGE_LIMIT
from mail.transport.imap_session import open_session
from mail.transport.policy import Policy
from mail.transport.secret import Secret


def main(host: str, port: str, user: str, password: str, ca_file: str, dns_port: str) -> None:
    policy = Policy(
        private_networks=(ip_network("127.0.0.0/8"),),
        extra_ca_file=ca_file,
        dns_servers=(("127.0.0.1", int(dns_port)),),
    )
    security = Security.TLS if ca_file else Security.NONE
    login = Login(Endpoint(Service.IMAP, host, int(port), security), user)
    with open_session(login, Secret(password), policy) as session:
        session.select("INBOX")
        list(session.fetch_headers(session.uids()))
        before_mb = _peak_mb()
        whole = session.fetch_whole(1, MESSAGE_LIMIT)
    sys.stdout.write(f"{len(whole)} {before_mb} {_peak_mb()}\n")


def _peak_mb() -> int:
    """Of this program: what getrusage says reaches back to before it was started."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
