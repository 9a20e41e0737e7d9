"""What we call ourselves to servers and in reports."""

NAME = "CRM Inbox"
VERSION = "0.1.0"  # as in pyproject.toml; a test compares them
