"""Accounts of the CRM that lead to mailboxes on the real servers."""

from __future__ import annotations

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.transport.secret import Secret
from tests.servers.world import MailWorld, User


def logins_of(world: MailWorld, box: User) -> dict[Service, Login]:
    ports = {Service.IMAP: world.dovecot.imaps_port, Service.SMTP: world.postfix.smtps_port}
    return {
        service: Login(Endpoint(service, world.host, port, Security.TLS), box.address)
        for service, port in ports.items()
    }


def secrets_of(box: User) -> dict[Service, Secret]:
    return dict.fromkeys(Service, Secret(box.password))
