"""Prints .env for a new installation: .env.example with fresh keys and a fresh password in it.

Needs nothing but Python, so that it runs before anything is installed.
"""

from __future__ import annotations

import base64
import secrets
from pathlib import Path


def main() -> None:
    example = Path(__file__).resolve().parent.parent / ".env.example"
    credential_key = base64.b64encode(secrets.token_bytes(32)).decode()
    for line in example.read_text().splitlines():
        if line == "SECRET_KEY=":
            line = f"SECRET_KEY={secrets.token_urlsafe(48)}"
        if line == "CREDENTIAL_KEYS=":
            line = f"CREDENTIAL_KEYS=k1:{credential_key}"
        if line == "POSTGRES_PASSWORD=":
            line = f"POSTGRES_PASSWORD={secrets.token_urlsafe(24)}"
        print(line)


if __name__ == "__main__":
    main()
