"""The Maildir as pymap 0.36.7 serves it, with eight of its habits mended.

It rewrites a message on the way in and out, which changes long headers and line ends; COPY keeps
an empty message; after MOVE, what comes back is listed twice; object ids gain brackets when they
are read back; a dot in a mailbox name is a level; CREATE of a mailbox that exists ends the
connection; IDLE notices new mail after two seconds; and its lists are written in the system's
temporary directory and renamed from there, which fails across file systems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from mailbox import MaildirMessage
from pathlib import Path
from tempfile import NamedTemporaryFile

from pymap.backend.maildir.io import FileWriteable
from pymap.backend.maildir.layout import DefaultLayout
from pymap.backend.maildir.mailbox import MailboxData, MailboxSet, Maildir, Message
from pymap.backend.maildir.uidlist import Record, UidList
from pymap.concurrent import Event
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.selected import SelectedMailbox

from crm_inbox.sample.maildir import create_folder, directory_of, parts_of, put

# How long new mail may lie on disk before an idle client hears of it; pymap takes two seconds.
_IDLE_LOOK_S = 0.4


def mend_pymap() -> None:
    """Let pymap write its lists beside their place. Safe to call twice."""
    FileWriteable.file_write = _write_beside  # type: ignore[method-assign]


def mailboxes_in(root: Path) -> MailboxSet:
    """The mailboxes of one session; sessions meet on disk only."""
    return _Mailboxes(_Folder(str(root), create=False), _Layout(str(root), _Folder))


def _write_beside(self: FileWriteable) -> None:
    with NamedTemporaryFile("w", delete=False, dir=self.path, prefix="tmp-") as draft:
        self.write(draft)
    Path(draft.name).rename(self.get_file(self.path))
    self._touched = False


class _Raw(MaildirMessage):
    """A message that is the bytes that were kept."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self._content = raw

    def __bytes__(self) -> bytes:
        return self._content


class _Folder(Maildir):
    def get_message(self, key: str) -> MaildirMessage:
        return _Raw(self.get_bytes(key))


class _Layout(DefaultLayout[_Folder]):
    @classmethod
    def _get_subdir(cls, parts: Sequence[str]) -> str:
        return directory_of(list(parts))

    @classmethod
    def _get_parts(cls, subdir: str) -> Sequence[str]:
        return parts_of(subdir)


class _Mailbox(MailboxData):
    @classmethod
    def _get_object_id(cls, rec: Record, field: str) -> ObjectId | None:
        return ObjectId.maybe(rec.fields.get(field, "").strip("()"))

    async def update_selected(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None
    ) -> SelectedMailbox:
        if wait_on is not None:  # the client is in IDLE
            await wait_on.wait(timeout=_IDLE_LOOK_S)
            await self.reset()
        return await super().update_selected(selected)

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        info = "2," + "".join(sorted(self.maildir_flags.to_maildir(append_msg.flag_set)))
        when = append_msg.when or datetime.now().astimezone()
        ids = {"E": str(ObjectId.random_email_id()), "T": str(ObjectId.random_thread_id())}
        record = await self._keep(append_msg.literal, info, when.timestamp(), ids, recent)
        email_id, thread_id = (self._get_object_id(record, field) for field in "ET")
        return Message.from_maildir(
            record.uid,
            self._maildir.get_message_metadata(record.key),
            self._maildir,
            record.key,
            email_id,
            thread_id,
            self.maildir_flags,
        )

    async def copy(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        assert isinstance(destination, _Mailbox)
        try:
            record, kept = await self._get_maildir_msg(uid)
            raw = self._maildir.get_bytes(record.key)
        except (KeyError, FileNotFoundError):
            return None
        copied = await destination._keep(
            raw, kept.get_info(), kept.get_date(), record.fields, recent
        )
        return copied.uid

    async def move(self, uid: int, destination: MailboxData, *, recent: bool = False) -> int | None:
        """Under another key: the old one stays in this mailbox's list of uids for a while."""
        moved = await self.copy(uid, destination, recent=recent)
        if moved is not None:
            await self.delete([uid])
        return moved

    async def _keep(
        self, raw: bytes, info: str, when: float, ids: Mapping[str, str], recent: bool
    ) -> Record:
        async with UidList.with_write(self._path) as uids:
            part = "new" if recent else "cur"
            key = put(Path(self._path), raw, part=part, info=info, when=when)
            record = Record(uids.next_uid, ids, f"{key}:{info}")
            uids.next_uid += 1
            uids.set(record)
        return record


class _Mailboxes(MailboxSet):
    async def get_mailbox(self, name: str) -> MailboxData:
        path = self._path_of(name)
        if not path.is_dir():
            self._cache.pop(name, None)
            raise KeyError(name)
        if name not in self._cache:
            folder = _Folder(str(path), create=False)
            async with UidList.with_init(str(path)) as uids:
                mailbox_id = ObjectId(uids.global_uid)
            self._cache[name] = _Mailbox(mailbox_id, folder, str(path))
        return await self._cache[name].reset()

    async def add_mailbox(self, name: str) -> ObjectId:
        try:
            create_folder(self._path_of(name))
        except FileExistsError:
            raise ValueError(name) from None
        async with UidList.with_init(str(self._path_of(name))) as uids:
            return ObjectId(uids.global_uid)

    async def rename_mailbox(self, before: str, after: str) -> None:
        if self._path_of(after).exists():
            raise ValueError(after)
        await super().rename_mailbox(before, after)

    def _path_of(self, name: str) -> Path:
        return Path(self._layout.get_path(name, self.delimiter))
