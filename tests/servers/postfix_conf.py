"""What Postfix is told: loopback only, no look-ups, no patience with strangers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers.ca import Certificate
from tests.servers.leash import HOST


@dataclass(frozen=True, slots=True)
class Ports:
    """The first two are Postfix's own, the others are Dovecot's."""

    smtps: int
    submission: int
    lmtp: int
    auth: int


def main_cf(ports: Ports, domain: str, certificate: Certificate, directory: Path) -> str:
    return _MAIN.format(ports=ports, domain=domain, certificate=certificate, directory=directory)


def master_cf(ports: Ports) -> str:
    """Two listeners on both addresses, and the daemons that a message passes."""
    return _MASTER.format(ports=ports, host=HOST)


# mynetworks: a client on this machine is a stranger until it has signed in.
_MAIN = """
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
maillog_file = {directory}/log
maillog_file_prefixes = {directory}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mail.{domain}
mydomain = {domain}
mynetworks = 192.0.2.1/32
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = hash:{directory}/recipients
virtual_transport = lmtp:inet:127.0.0.1:{ports.lmtp}
default_transport = discard:
relay_transport = discard:
message_size_limit = 52428800
virtual_mailbox_limit = 0
queue_minfree = 0

smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_tls_cert_file = {certificate.chain_file}
smtpd_tls_key_file = {certificate.key_file}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{ports.auth}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
    reject_unlisted_recipient, permit_sasl_authenticated, reject_unauth_destination
"""

_MASTER = """
127.0.0.1:{ports.submission} inet n - n - - smtpd
{host}:{ports.submission} inet n - n - - smtpd
127.0.0.1:{ports.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
{host}:{ports.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
