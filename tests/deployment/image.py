"""What the image would hold: the files that .dockerignore lets in, and what RUN makes of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.deployment.compose import ROOT, run_steps, stays_out_of_the_image

BIN = Path(sys.executable).parent


def build(directory: Path) -> None:
    """Makes *directory* what /app is in the image; the installed packages are this machine's.

    Raises AssertionError with what a step printed.
    """
    shutil.copytree(ROOT, directory, ignore=_left_out, symlinks=True)
    (step,) = (step for step in run_steps() if "collectstatic" in step)
    done = subprocess.run(
        ["/bin/sh", "-c", step],
        cwd=directory,
        env={"PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _left_out(folder: str, names: list[str]) -> list[str]:
    below = Path(folder).relative_to(ROOT)
    return [name for name in names if stays_out_of_the_image(below / name)]
