"""What “make install” makes: texts, style sheets and scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def texts() -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        path = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"
        if not path.exists():
            yield f"The texts for {code} are not compiled: run “make install”."


def static_files() -> Iterator[str]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield "The style sheets and scripts are not collected: run “make install”."
