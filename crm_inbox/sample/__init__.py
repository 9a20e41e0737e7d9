"""The sample mailbox of ``manage.py serve --sample``: IMAP, SMTP and a story, on this machine."""
