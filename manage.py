#!/usr/bin/env python
"""The command line of CRM Inbox: ``manage.py help`` lists what it can do."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"CRM Inbox cannot start: {problem}")


if __name__ == "__main__":
    main()
