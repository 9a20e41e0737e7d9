"""Dockerfile, docker-compose.yml and .env.example agree with each other and give nothing away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deployment.compose import (
    COMPOSE,
    DOCKERFILE,
    ROOT,
    Service,
    interpolated,
    names_used,
    services,
    stays_out_of_the_image,
)

ALL = pytest.mark.parametrize("service", services().values(), ids=services().keys())

SECRET = re.compile(r"(?:KEY|KEYS|PASSWORD)\s*[=:]\s*[^\s$]|://\w+:[^\s$@]+@")


@ALL
def test_every_service_is_checked_restarted_limited_and_logged_sparingly(service: Service) -> None:
    settings = service.settings
    assert "mem_limit" in settings and "logging" in settings
    if not service.runs_once:
        assert settings["restart"] == "unless-stopped"
        assert "stop_grace_period" in settings
        assert service.check


@ALL
def test_only_the_proxy_can_be_reached_from_outside(service: Service) -> None:
    assert ("ports" in service.settings) == (service.name == "proxy")


@ALL
def test_images_are_official_ones_and_have_a_version(service: Service) -> None:
    is_built = "build" in service.settings
    assert is_built or re.fullmatch(
        r"(nginx|postgres|redis):\d+(\.\d+)*", service.settings["image"]
    )


@ALL
def test_our_services_wait_for_the_tables(service: Service) -> None:
    if service.is_ours and not service.runs_once:
        wanted = service.settings["depends_on"]["migrate"]["condition"]
        assert wanted == "service_completed_successfully"


@ALL
def test_our_processes_cannot_change_their_code_or_gain_rights(service: Service) -> None:
    if service.is_ours:
        settings = service.settings
        assert settings["read_only"] and settings["cap_drop"] == ["ALL"] and settings["init"]
        assert settings["security_opt"] == ["no-new-privileges:true"]


def test_every_name_of_the_environment_is_explained() -> None:
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert names_used(COMPOSE.read_text()) <= explained
    for service in services().values():
        if service.is_ours:
            assert set(service.environment) <= explained
    assert settings_names() <= explained


def test_no_file_holds_a_secret() -> None:
    for path in (COMPOSE, DOCKERFILE, *(ROOT / "deploy").rglob("*")):
        if path.is_file() and "tls" not in path.parts:
            assert not holds_secret(path.read_text()), path


def test_a_secret_would_be_seen() -> None:
    assert holds_secret("POSTGRES_PASSWORD: hunter2")
    assert holds_secret("ENV SECRET_KEY=abc")
    assert holds_secret("DATABASE_URL: postgres://crm:hunter2@db:5432/crm")
    assert not holds_secret("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?add it to .env}")


def test_compose_refuses_to_start_without_a_password() -> None:
    url = services()["web"].environment["DATABASE_URL"]
    assert interpolated(url, {"POSTGRES_PASSWORD": "p"}) == "postgres://crm:p@db:5432/crm"
    with pytest.raises(KeyError):
        interpolated(url, {"POSTGRES_PASSWORD": ""})


@pytest.mark.parametrize("name", [".env", ".env.local", ".git", "var", ".venv", "tests"])
def test_the_image_leaves_out(name: str) -> None:
    assert stays_out_of_the_image(Path(name))


@pytest.mark.parametrize("name", ["manage.py", ".env.example", "locale/da/LC_MESSAGES/django.po"])
def test_the_image_takes_in(name: str) -> None:
    assert not stays_out_of_the_image(Path(name))


def test_the_image_runs_as_nobody_special_with_hashed_packages() -> None:
    text = DOCKERFILE.read_text()
    assert "--require-hashes -r requirements.txt" in text
    assert re.search(r"^USER crm$", text, re.M)
    assert not re.search(r"^(ENV|ARG).*(KEY|PASSWORD)", text, re.M)


def holds_secret(text: str) -> bool:
    return bool(SECRET.search(re.sub(r"\$\{[^}]*\}", "$", text)))


def settings_names() -> set[str]:
    """What the code of the shell reads from the environment."""
    call = re.compile(
        r'\b(?:env\.\w+|environment\.\w+|environ\.get|integer|boolean)\(\s*"([A-Z_]+)"'
    )
    texts = [path.read_text() for path in (ROOT / "crm_inbox").glob("*.py")]
    return {name for text in texts for name in call.findall(text)}
