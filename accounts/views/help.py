"""Help in the reader's language."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.help_problems import all_problems
from accounts.help_topics import topic_named, topics_listed
from accounts.help_values import closed_providers, provider_rows
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def help_page(request: AuthenticatedRequest) -> HttpResponse:
    topics = topics_listed(staff=request.user.is_staff)
    return render(request, "accounts/help/index.html", {"topics": topics})


@login_required
@require_GET
def help_topic(request: AuthenticatedRequest, topic: str) -> HttpResponse:
    found = topic_named(topic)
    if found is None:
        raise Http404
    staff = request.user.is_staff
    context = {"topic": found, "topics": topics_listed(staff=staff), **_values(topic, staff)}
    return render(request, found.template, context)


def _values(topic: str, staff: bool) -> dict[str, object]:
    """What a page shows beside the words of its template."""
    if topic == "servers":
        rows = provider_rows(get_language() or "en")
        return {"providers": rows, "closed_providers": closed_providers()}
    if topic == "problems":
        return {"problems": all_problems(staff=staff)}
    return {}
