"""The mailbox as it is on its first day: the folders and the letters, in order of their date."""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime
from pathlib import Path

from crm_inbox.sample.maildir import create_folder, directory_of, put
from crm_inbox.sample.messages import LETTERS
from crm_inbox.sample.messages.compose import compose, message_id

FOLDERS = ("INBOX", "Sent", "Drafts", "Trash", "Archive", "Archive/Projects")


def create_mailbox(mailbox: Path, now: datetime) -> None:
    """Fill *mailbox*; nothing when it is there already.

    It is built beside its place and renamed, so that it is whole or absent whenever the process
    dies, and what an earlier attempt left is removed.
    """
    if mailbox.exists():
        return
    for left in mailbox.parent.glob(".first-day-*"):
        shutil.rmtree(left)
    draft = mailbox.parent / f".first-day-{secrets.token_hex(4)}"
    ids = {letter.key: message_id(letter, now) for letter in LETTERS}
    for name in FOLDERS:
        folder = draft if name == "INBOX" else draft / directory_of(name.split("/"))
        create_folder(folder)
        _fill(folder, name, now, ids)
    draft.rename(mailbox)


def _fill(folder: Path, name: str, now: datetime, ids: dict[str, str]) -> None:
    """The letters of mailbox *name*, with UIDs that grow with the date."""
    letters = [letter for letter in LETTERS if letter.folder == name]
    letters.sort(key=lambda letter: letter.sent.moment(now))
    uids = f"3 V{int(now.timestamp())} N{len(letters) + 1} G{secrets.token_hex(16)}\r\n"
    for uid, letter in enumerate(letters, 1):
        info, when = f"2,{letter.flags}", letter.sent.moment(now).timestamp()
        key = put(folder, compose(letter, now, ids), part="cur", info=info, when=when)
        uids += f"{uid} EM{secrets.token_hex(16)} :{key}:{info}\r\n"
    (folder / "dovecot-uidlist").write_text(uids, encoding="ascii", newline="")
