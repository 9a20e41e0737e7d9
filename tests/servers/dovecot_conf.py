"""What Dovecot is told: loopback only, fast, patient with many connections, and talkative."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Protocol

from tests.servers.ca import Certificate
from tests.servers.leash import HOST, is_root


class Ports(Protocol):
    """The ports that the configuration opens, and the system user that mail belongs to."""

    imap_port: int
    imaps_port: int
    lmtp_port: int
    auth_port: int

    @property
    def owner(self) -> pwd.struct_passwd: ...


def configuration(ports: Ports, certificate: Certificate, directory: Path) -> str:
    """dovecot.conf for a server that keeps everything below *directory*."""
    return _TEMPLATE.format(
        ports=ports,
        certificate=certificate,
        directory=directory,
        host=HOST,
        users="" if is_root() else _rootless(pwd.getpwuid(os.geteuid()).pw_name),
    )


def _rootless(user: str) -> str:
    """Without root nobody can change user or root directory."""
    return f"""
default_login_user = {user}
default_internal_user = {user}
default_internal_group =
service imap-login {{
  chroot =
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


# No penalty after a wrong password: tests sign in with one often, and nobody is harmed.
# service_count 0: a login process serves more than one connection, so that none waits for a fork.
# rawlog_dir: only users who have that directory are recorded.
_TEMPLATE = """
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/log
protocols = imap lmtp
listen = 127.0.0.1, {host}
ssl = yes
ssl_cert = <{certificate.chain_file}
ssl_key = <{certificate.key_file}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_format = %Lu
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 50
first_valid_uid = 1
rawlog_dir = %h/rawlog

passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {directory}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {directory}/users/%u
}}

namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}

service imap-login {{
  service_count = 0
  inet_listener imap {{
    port = {ports.imap_port}
  }}
  inet_listener imaps {{
    port = {ports.imaps_port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 200
}}
service lmtp {{
  inet_listener lmtp {{
    port = {ports.lmtp_port}
  }}
}}
service auth {{
  inet_listener auth {{
    port = {ports.auth_port}
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{users}
"""
