"""Looking for mail of a folder on the server: a field, progress, and the hits as a list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from crm_inbox.http import AuthenticatedRequest
from mail.folder_forms import ServerSearchForm
from mail.models import Errand, EventSequence, Mailbox, Message
from mail.models.errand import ErrandKind, ErrandState
from mail.services import errands
from mail.views import fragment
from mail.views.errand_words import errand_problem
from mail.views.list_rows import Listed, drawn_rows
from mail.views.present import folder_label, inbox_url
from mail.views.reasons import with_reasons
from mail.views.search_words import search_words


@login_required
@require_http_methods(["GET", "POST"])
def server_search(request: AuthenticatedRequest, folder_id: int) -> HttpResponse:
    """A worker looks and brings what it finds, in parts; the page shows how far it is."""
    rows = Mailbox.objects.for_user(request.user).select_related("account")
    folder = get_object_or_404(rows, pk=folder_id)
    if request.method == "POST" and "after" in request.POST:
        return _go_on(request, folder)
    form = ServerSearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        errand = errands.search_server(folder, form.cleaned_data["q"])
        return HttpResponseRedirect(_address(folder, errand))
    seen = EventSequence.of(request.user.pk).number
    errand_shown = _errand(request, folder, request.GET.get("errand", ""))
    context = {
        "folder": folder,
        "label": folder_label(folder),
        "form": form if request.method == "POST" else _form(errand_shown),
        "errand": errand_shown,
        "rows": _rows(request, folder, errand_shown),
        "words": search_words(errand_shown),
        "problem": errand_problem(errand_shown, folder.account),
        "search_url": _address(folder, None),
        "page_url": _address(folder, errand_shown),
        "back_url": inbox_url(folder.pk),
        "events_from": seen,
    }
    if request.htmx:
        return fragment.answer(request, "mail/_server_search.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "mail/server_search.html", context, status=status)


def _go_on(request: AuthenticatedRequest, folder: Mailbox) -> HttpResponse:
    """The next part of a search that found more than one page can show."""
    errand = _errand(request, folder, request.POST["after"])
    if errand is None:
        raise Http404
    has_more = errand.state == ErrandState.DONE and errand.older
    return HttpResponseRedirect(
        _address(folder, errands.search_further(errand) if has_more else errand)
    )


def _errand(request: AuthenticatedRequest, folder: Mailbox, wanted: str) -> Errand | None:
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    rows = Errand.objects.for_user(request.user).filter(mailbox=folder, kind=ErrandKind.SEARCH)
    return rows.filter(pk=int(wanted)).first()


def _form(errand: Errand | None) -> ServerSearchForm:
    return ServerSearchForm(query=errand.query if errand else "")


def _rows(request: AuthenticatedRequest, folder: Mailbox, errand: Errand | None) -> SafeString:
    if errand is None or not errand.found:
        return SafeString("")
    found = Message.objects.for_user(request.user).filter(mailbox=folder, pk__in=errand.found)
    page = [Listed(*row) for row in found.newest_first().values_list(*Listed._fields)]
    return drawn_rows(with_reasons(page), folder, current_id=None, after="", now=timezone.now())


def _address(folder: Mailbox, errand: Errand | None) -> str:
    url = reverse("server_search", args=[folder.pk])
    return f"{url}?errand={errand.pk}" if errand else url
