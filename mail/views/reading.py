"""The open message: its header, its frame, its attachments and its sender's card."""

from __future__ import annotations

from dataclasses import dataclass
from mimetypes import guess_extension

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts import clock
from accounts.models import EmailAccount
from cards.services.people import person_for_address
from crm_inbox.http import AuthenticatedRequest
from mail.core.address import Address
from mail.core.errors import MailError
from mail.core.html.document import CONTENT_SECURITY_POLICY
from mail.core.mime.sniff import INLINE_IMAGE_TYPES, sniff_image
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions, rendering
from mail.services.stored_json import load_headers
from mail.views import fragment, present
from mail.views.conversation import conversation
from mail.views.errand_words import given_up
from mail.views.filing import filing_of
from mail.views.reason_words import reason_sentence
from mail.views.reasons import reason_of


@dataclass(frozen=True, slots=True)
class OpenMessage:
    id: int
    subject: str
    sender_name: str
    sender_address: str
    to_line: str
    cc_line: str
    date_label: str
    date_iso: str
    body_url: str
    held_images: int
    attachments: list[present.AttachmentRow]
    is_unreadable: bool
    reason: str
    source_url: str
    retry_url: str
    state: str
    seen: bool
    flagged: bool
    reply_url: str
    reply_all_url: str
    back_url: str
    mark_url: str
    state_url: str


def reading_context(
    request: AuthenticatedRequest,
    account: EmailAccount,
    message: Message | None,
    mailboxes: list[Mailbox],
) -> dict[str, object]:
    if message is None:
        return {"message": None, "person": None, "sender_unknown_url": "", "conversation": []}
    person = person_for_address(request.user, message.from_address)
    return {
        "message": _open(message),
        "filing": filing_of(message, mailboxes),
        "conversation": conversation(request, message),
        "person": person,
        "sender_unknown_url": "" if person else _new_person_url(message),
    }


def _open(message: Message) -> OpenMessage:
    headers = load_headers(message)
    local = timezone.localtime(message.date)
    is_unreadable = message.state == MessageState.UNREADABLE
    return OpenMessage(
        id=message.pk,
        subject=message.subject or _("(no subject)"),
        sender_name=message.from_name or message.from_address or _("Unknown sender"),
        sender_address=message.from_address,
        to_line=_line(headers.to, headers.recipients_left_out),
        cc_line=_line(headers.cc, 0),
        date_label=clock.date_and_time(local),
        date_iso=local.isoformat(),
        body_url=reverse("message_body", args=[message.pk]),
        held_images=_held_images(message),
        attachments=[_attachment_row(message, part) for part in rendering.attachments(message)],
        is_unreadable=is_unreadable,
        reason=reason_sentence(reason_of(message.pk)) if is_unreadable else "",
        source_url=reverse("message_source", args=[message.pk]),
        retry_url=reverse("quarantine_retry", args=[message.account_id]),
        state=message.state,
        seen=message.seen,
        flagged=message.flagged,
        reply_url=reverse("reply", args=[message.pk]),
        reply_all_url=f"{reverse('reply', args=[message.pk])}?all=1",
        back_url=present.inbox_url(message.mailbox_id),
        mark_url=reverse("message_mark", args=[message.pk]),
        state_url=f"{reverse('message_state', args=[message.pk])}?folder={message.mailbox_id}",
    )


SHOWN_RECIPIENTS = 20


def _line(addresses: tuple[Address, ...], left_out: int) -> str:
    shown = ", ".join(str(address) for address in addresses[:SHOWN_RECIPIENTS])
    more = len(addresses) - SHOWN_RECIPIENTS + left_out
    if more > 0:
        return _("%(names)s and %(count)d more") % {"names": shown, "count": more}
    return shown


def _held_images(message: Message) -> int:
    if message.state != MessageState.COMPLETE:
        return 0
    return rendering.render_body(message, part_url="{section}").held_images


def _attachment_row(message: Message, part: object) -> present.AttachmentRow:
    from mail.core.mime.message import Part

    assert isinstance(part, Part)
    return present.AttachmentRow(
        filename=part.filename or _("Attachment"),
        size_label=present.size_label(part.size_bytes),
        url=f"{reverse('message_part', args=[message.pk, part.section])}?save=1",
    )


def _new_person_url(message: Message) -> str:
    if not message.from_address:
        return ""
    query = {
        "address": message.from_address,
        "name": message.from_name,
        "next": present.inbox_url(message.mailbox_id, message.pk),
    }
    return f"{reverse('person_new')}?{urlencode(query)}"


def _message(request: AuthenticatedRequest, message_id: int) -> Message:
    rows = Message.objects.for_user(request.user)
    return get_object_or_404(rows.select_related("body", "account__user", "mailbox"), pk=message_id)


@login_required
@require_GET
def state(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """What may have changed of an open message while its text stays: its marks, its conversation,
    and whether it is still where it was opened. Nothing is marked as read by asking."""
    rows = Message.rows.for_user(request.user).select_related("body", "mailbox", "account__user")
    row = get_object_or_404(rows, pk=message_id)
    if row.gone_at:
        back_url = present.inbox_url(row.mailbox_id)
        context: dict[str, object] = {"message": None, "back_url": back_url}
    else:
        folders = Mailbox.objects.filter(account=row.account_id).shown()
        context = {
            "message": _open(row),
            "conversation": conversation(request, row),
            "filing": filing_of(row, list(folders)),
        }
        if str(row.mailbox_id) != request.GET.get("folder"):
            context["moved_to"] = present.folder_label(row.mailbox)
            context["moved_url"] = present.inbox_url(row.mailbox_id, row.pk)
    return fragment.answer(request, "mail/_message_state.html", context)


@login_required
@require_GET
@xframe_options_sameorigin
def body(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """The document of the script-less frame, under a policy of its own."""
    message = _message(request, message_id)
    part_url = reverse("message_part", args=[message.pk, "0"]).replace("/0/", "/{section}/")
    rendered = rendering.render_body(message, part_url=part_url)
    response = HttpResponse(rendered.html)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@login_required
@require_GET
def part(request: AuthenticatedRequest, message_id: int, section: str) -> HttpResponse:
    """One attachment. Only sniffed pictures are shown in place; everything else is a download, and
    so is what somebody asks to ``save``. Why it cannot be had is a page."""
    message = _message(request, message_id)
    try:
        found, content = rendering.attachment(message, section)
    except (KeyError, StopIteration):
        raise Http404 from None
    except MailError as problem:
        return _not_fetched(request, message, problem)
    kind = sniff_image(content)
    inline = kind in INLINE_IMAGE_TYPES and bool(found.content_id) and "save" not in request.GET
    response = HttpResponse(content, content_type=kind if inline else "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = found.filename or f"attachment{guess_extension(found.content_type) or ''}"
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _not_fetched(
    request: AuthenticatedRequest, message: Message, problem: MailError
) -> HttpResponse:
    context = {
        "problem": given_up(problem),
        "subject": message.subject or _("(no subject)"),
        "back_url": present.inbox_url(message.mailbox_id, message.pk),
        "again_url": request.path,
    }
    return render(request, "mail/part_not_fetched.html", context, status=502)


@login_required
@require_POST
def mark(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """Read, unread, flagged or not; then back to the list or the message."""
    message = _message(request, message_id)
    kind = request.POST.get("as", "")
    if kind not in {ActionKind.SEEN, ActionKind.UNSEEN, ActionKind.FLAG, ActionKind.UNFLAG}:
        raise Http404
    actions.change(message, ActionKind(kind))
    # A message that opens by being shown would be read again at once.
    leaves = kind == ActionKind.UNSEEN
    return redirect(present.inbox_url(message.mailbox_id, None if leaves else message.pk))
