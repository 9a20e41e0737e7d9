"""nginx with the shipped configuration, rendered as the nginx image renders it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.deployment.compose import ROOT
from tests.servers.ca import Certificate

TEMPLATES = ROOT / "deploy" / "nginx"

# What the image's own nginx.conf does, in a directory of ours.
_MAIN = """
daemon off;
pid pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include conf.d/*.conf;
}}
"""


def write_configuration(
    directory: Path, values: Mapping[str, str], certificate: Certificate
) -> None:
    """nginx.conf in *directory*, with HTTPS switched on as docs/running.md says."""
    (directory / "conf.d").mkdir(parents=True)
    (directory / "tls").mkdir()
    shutil.copy(certificate.chain_file, directory / "tls" / "fullchain.pem")
    shutil.copy(certificate.key_file, directory / "tls" / "privkey.pem")
    (directory / "nginx.conf").write_text(_MAIN.format(directory=directory))
    for template in TEMPLATES.glob("*.template*"):
        name = template.name.removesuffix(".example").removesuffix(".template")
        (directory / "conf.d" / name).write_text(rendered(template.read_text(), values))


def rendered(text: str, values: Mapping[str, str]) -> str:
    """Only names of the environment are replaced; nginx's own variables stay."""
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    return text
