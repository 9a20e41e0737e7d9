"""Writing: a new message or an answer, as plain text."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.services.accounts import may_send_from
from crm_inbox.http import AuthenticatedRequest
from mail.core.address import Address
from mail.core.errors import Code, MailError
from mail.core.mime.compose import Draft
from mail.core.mime.signature import signed
from mail.forms import ComposeForm
from mail.models import Message, OutgoingMessage
from mail.models.outgoing import OutgoingState
from mail.services import outbox
from mail.services.replying import answer_to, thread_fields
from mail.services.taking_back import discard, draft_of, take_back
from mail.views.chosen import Accounts, accounts_of, home_url, named_account
from mail.views.present import Notice, inbox_url


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: AuthenticatedRequest) -> HttpResponse:
    accounts = accounts_of(request)
    if not accounts:
        return redirect("setup")
    if "outgoing" in request.GET:
        return _write_on(request)
    allowed = next((one for one in accounts if may_send_from(one)), accounts[0])
    account = named_account(request, accounts) or allowed
    initial = {
        "to": request.GET.get("to", ""),
        "text": signed("", request.preferences.signature_for(answering=False)),
        "token": outbox.new_token(),
    }
    return _write(request, account, initial, None)


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    rows = Message.objects.for_user(request.user)
    message = get_object_or_404(
        rows.select_related("body", "mailbox", "account__user"), pk=message_id
    )
    answer = answer_to(message, message.account, to_all="all" in request.GET)
    initial = {
        "to": _line(answer.to),
        "cc": _line(answer.cc),
        "subject": answer.subject,
        "text": signed(answer.text, request.preferences.signature_for(answering=True)),
        "token": outbox.new_token(),
    }
    return _write(request, message.account, initial, message)


def _write_on(request: AuthenticatedRequest) -> HttpResponse:
    """``?outgoing=`` names a message that was taken back."""
    number = request.GET["outgoing"]
    held = get_object_or_404(
        OutgoingMessage.objects.for_user(request.user).select_related("answers", "account__user"),
        pk=int(number) if number.isdecimal() and len(number) < 19 else 0,
        state=OutgoingState.HELD,
    )
    draft = draft_of(held)
    initial = {
        "to": _line(draft.to),
        "cc": _line(draft.cc),
        "bcc": _line(draft.bcc),
        "subject": draft.subject,
        "text": draft.text,
        "token": held.token,
    }
    return _write(request, held.account, initial, held.answers)


@login_required
@require_POST
def undo(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponse:
    """Take the message back and go on writing it."""
    outgoing = _outgoing(request, outgoing_id)
    if take_back(outgoing):
        return redirect(f"{reverse('compose')}?outgoing={outgoing.pk}")
    messages.warning(request, _("It is too late to take this message back: it is on its way."))
    return _home(request, outgoing.account)


@login_required
@require_POST
def throw_away(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponse:
    outgoing = _outgoing(request, outgoing_id)
    discard(outgoing)
    return _home(request, outgoing.account)


@login_required
@require_POST
def retry(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponse:
    outgoing = _outgoing(request, outgoing_id)
    outbox.try_again(outgoing)
    return _home(request, outgoing.account)


def _outgoing(request: AuthenticatedRequest, outgoing_id: int) -> OutgoingMessage:
    rows = OutgoingMessage.objects.for_user(request.user).select_related("account")
    return get_object_or_404(rows, pk=outgoing_id)


def _home(request: AuthenticatedRequest, account: EmailAccount) -> HttpResponse:
    return redirect(home_url(account, accounts_of(request)))


def _write(
    request: AuthenticatedRequest,
    account: EmailAccount,
    initial: dict[str, str],
    original: Message | None,
) -> HttpResponse:
    """*account* is the one that is proposed; where there are several the form says which sends."""
    problem, accounts = None, accounts_of(request)
    senders = [(one.pk, one.address) for one in _senders(accounts, account)]
    known = {**initial, "sender": str(account.pk)}
    form = ComposeForm(request.POST or None, initial=known, senders=senders)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data.get("sender", account.pk)
        account = next(one for one in accounts if one.pk == chosen)
    if request.method == "POST" and form.is_valid():
        try:
            outbox.queue_message(
                account,
                _draft(request, account, form, original),
                token=form.cleaned_data["token"],
                answers=original,
            )
        except MailError as refused:
            problem = _notice(refused)
        else:
            messages.success(request, _("Your message is on its way."))
            if original is None:
                return redirect(home_url(account, accounts))
            return redirect(inbox_url(original.mailbox_id, original.pk))
    elif not may_send_from(account):
        problem = _notice(MailError(Code.OWN_CARD, subject=account.address))
    context = {"form": form, "account": account, "original": original, "problem": problem}
    context["cancel_url"] = home_url(account, accounts)
    status = 422 if form.errors or (problem and request.method == "POST") else 200
    return render(request, "mail/compose.html", context, status=status)


def _senders(accounts: Accounts, proposed: EmailAccount) -> list[EmailAccount]:
    """Those that the rule of the own card allows; the proposed one is told when it is not."""
    if len(accounts) < 2:
        return [proposed]
    return [one for one in accounts if one.pk == proposed.pk or may_send_from(one)]


def _draft(
    request: AuthenticatedRequest,
    account: EmailAccount,
    form: ComposeForm,
    original: Message | None,
) -> Draft:
    data = form.cleaned_data
    in_reply_to, references = thread_fields(original) if original else ("", ())
    return Draft(
        from_=Address(request.user.display_name, account.address),
        to=data["to"],
        cc=data["cc"],
        bcc=data["bcc"],
        subject=data["subject"],
        text=data["text"],
        in_reply_to=in_reply_to,
        references=references,
    )


def _notice(error: MailError) -> Notice:
    words = explain(error)
    card = error.code is Code.OWN_CARD
    return Notice(
        title=words.title,
        explanation=words.explanation,
        next_step=words.next_step,
        level="error",
        action_url=reverse("my_card") if card else "",
        action_label=_("My card") if card else "",
    )


def _line(addresses: tuple[Address, ...]) -> str:
    return ", ".join(_written(address) for address in addresses)


def _written(address: Address) -> str:
    """An address as the form reads it back; quotes inside a name are dropped."""
    name = address.name.replace('"', "")
    return f'"{name}" <{address.address}>' if name else address.address
