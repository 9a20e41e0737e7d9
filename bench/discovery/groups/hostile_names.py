"""DNS answers that lead inside, around in circles, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig
from bench.discovery.groups import hostile
from bench.discovery.groups.hostile_files import EVIL
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, World
from bench.internet.names import HARMLESS, Manner
from bench.internet.web import Page

_INSIDE = {
    "A": ("127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
          "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1"),
    "AAAA": ("::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1",
             "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::127.0.0.1", "2001::1", "3fff::1",
             "5f00::1", "2001:db8::1"),
}  # fmt: skip


def cases(world: World, names: Names) -> Iterator[Case]:
    for kind, addresses in _INSIDE.items():
        for address in addresses:
            yield _points_inside(world, names, kind, address)
    yield from _rebinding(world, names)
    yield from _records(world, names)
    for manner in Manner:
        if manner in HARMLESS:
            domain, case = hostile.honest(world, names, f"DNS {manner}")
            world.zone.misbehave(domain, manner)
            yield case
        else:
            yield _misbehaving_host(world, names, manner)


def _points_inside(world: World, names: Names, kind: str, address: str) -> Case:
    """Every name of the domain leads to one internal address; the form says that it is blocked."""
    domain = names.domain()
    world.mx(domain, f"mail.{domain}")
    for name in (domain, *(f"{p}.{domain}" for p in ("imap", "smtp", "mail", "autoconfig"))):
        world.zone.add(name, kind, address)
    expected = Expected(("not_found", "refused"), ("blocked_private",))
    return Case("hostile", f"all names at {address}", f"anna@{domain}", expected)


def _rebinding(world: World, names: Names) -> Iterator[Case]:
    """The second answer differs from the first; what was checked is what is connected to."""
    for address in ("127.0.0.1", "10.0.0.5", "169.254.169.254"):
        domain, case = hostile.honest(world, names, f"autoconfig moves to {address}")
        body = autoconfig((domain,), (Server("imap", address, 993, "tls"),))
        world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: Page(body)})
        world.zone.then(f"autoconfig.{domain}", "A", address)
        yield case
        domain, case = hostile.honest(world, names, f"the server moves to {address}")
        world.zone.then(f"box.{domain}", "A", address)
        # Whoever resolves again must be refused then; finding nothing is as good as finding.
        yield replace(case, expected=Expected((), never=(EVIL,)))
        domain, case = hostile.honest(world, names, f"half of the addresses is {address}")
        world.zone.add(f"box.{domain}", "A", address)
        yield replace(case, expected=Expected((), never=(EVIL,)))


def _records(world: World, names: Names) -> Iterator[Case]:
    """Too many, too long, in circles: the truth beside them is still found."""
    domain, case = hostile.honest(world, names, "a hundred MX", mx=False)
    world.mx(domain, *(f"mx{n}.{names.hoster()}" for n in range(100)))
    yield case
    domain, case = hostile.honest(world, names, "a hundred addresses of autoconfig")
    for _ in range(100):
        world.zone.add(f"autoconfig.{domain}", "A", world.net.add(f"x.{domain}", {}))
    yield case
    domain, case = hostile.honest(world, names, "CNAME of autoconfig to itself")
    world.zone.add(f"autoconfig.{domain}", "CNAME", f"autoconfig.{domain}.")
    yield case
    domain, case = hostile.honest(world, names, "CNAMEs in a ring")
    world.zone.add(f"autoconfig.{domain}", "CNAME", f"imap.{domain}.")
    world.zone.add(f"imap.{domain}", "CNAME", f"autoconfig.{domain}.")
    yield case
    domain, case = hostile.honest(world, names, "twelve CNAMEs in a row")
    for n in range(12):
        name = "autoconfig" if not n else f"c{n}"
        world.zone.add(f"{name}.{domain}", "CNAME", f"c{n + 1}.{domain}.")
    yield case
    for target in ("localhost", "127.0.0.1", "box", "metadata.internal", f"{'a' * 63}.{'b' * 63}"):
        domain, case = hostile.honest(world, names, f"SRV first to {target[:20]}")
        world.zone.add(f"_imaps._tcp.{domain}", "SRV", f"0 9 993 {target}.")
        yield case
    for port in (0, 22, 25, 6379, 65535):
        domain, case = hostile.honest(world, names, f"SRV first to port {port}")
        world.zone.add(f"_imaps._tcp.{domain}", "SRV", f"0 9 {port} box.{domain}.")
        yield case
    domain, case = hostile.honest(world, names, "sixty SRV")
    for n in range(60):
        world.zone.add(f"_imaps._tcp.{domain}", "SRV", f"{n + 10} 1 993 gone{n}.{domain}.")
    yield case
    for text in ("127.0.0.1", "mx_1.x-.net", "a" * 63 + ".net", "."):
        domain, case = hostile.honest(world, names, f"MX {text[:20]}", mx=False)
        world.zone.add(domain, "MX", "10 " + text.rstrip(".") + ".", "20 mx2.nowhere-mail.net.")
        yield case


def _misbehaving_host(world: World, names: Names, manner: Manner) -> Case:
    domain, case = hostile.honest(world, names, f"autoconfig and mail names: DNS {manner}")
    for name in ("autoconfig", "ua-auto-config", "imap", "mail", "smtp", "autodiscover"):
        world.zone.misbehave(f"{name}.{domain}", manner)
    return case
