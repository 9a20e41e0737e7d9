"""On which kind of disk a file lies, as the kernel tells."""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")  # proc(5): device, mount point, type, options

ON_THE_NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "fuse.", "lustre", "ncp")
"""How the types begin whose locks or shared memory SQLite cannot rely on
(https://www.sqlite.org/wal.html: all processes must be on the same machine)."""


def filesystem_of(path: Path, mounts: str | None = None) -> str:
    """The type of the file system that holds *path*; empty where the kernel does not tell."""
    if mounts is None:
        mounts = MOUNTS.read_text() if MOUNTS.exists() else ""
    rows = [line.split(" ") for line in mounts.splitlines()]
    holding = [(row[1], row[2]) for row in rows if len(row) > 2 and _holds(row[1], path)]
    return max(holding, key=lambda mount: len(mount[0]))[1] if holding else ""


def _holds(mount_point: str, path: Path) -> bool:
    place = mount_point.replace("\\040", " ")  # fstab(5): a space in a mount point
    return path.resolve().is_relative_to(place)


def is_on_the_network(filesystem: str) -> bool:
    return filesystem.startswith(ON_THE_NETWORK)
