"""The tab Trusted certificates. What is to be trusted is looked at before it counts.

Reading a certificate from a server is a task; the page asks again until the row has changed.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.administration_forms import CertificateForm, FetchForm
from accounts.models import CertificateProposal, TrustedCertificate
from accounts.problems import explain
from accounts.services import certificates
from accounts.views.administration.access import for_administrators
from crm_inbox.http import AuthenticatedRequest
from mail.core.host import HOST_LIMIT


@login_required
@require_GET
@for_administrators
def trusted(request: AuthenticatedRequest) -> HttpResponse:
    rows = TrustedCertificate.objects.select_related("added_by")
    return render(request, "accounts/administration/certificates.html", {"certificates": rows})


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Two ways to one page that asks for confirmation: from the server, or as text or file."""
    fetching = "fetch" in request.POST
    is_post = request.method == "POST"
    host = {"host": request.GET.get("host", "")[:HOST_LIMIT]}
    fetch = FetchForm(request.POST if is_post and fetching else None, initial=host)
    pasted = (request.POST, request.FILES) if is_post and not fetching else (None, None)
    paste = CertificateForm(pasted[0], pasted[1], initial=host)
    if fetch.is_valid():
        note = fetch.cleaned_data["note"]
        certificates.propose_from_server(request.user, fetch.endpoint(), note)
        return redirect("certificate_check")
    if paste.is_valid():
        data = paste.cleaned_data
        certificates.propose(
            request.user, data["host"], data["kind"], data["certificate"], data["note"]
        )
        return redirect("certificate_check")
    status = 422 if is_post else 200
    context = {"fetch": fetch, "paste": paste}
    return render(request, "accounts/administration/certificate_new.html", context, status=status)


@login_required
@require_GET
@for_administrators
def check(request: AuthenticatedRequest) -> HttpResponse:
    """What is about to be trusted: being read, not to be had, or to be confirmed."""
    proposal = CertificateProposal.objects.filter(user=request.user).first()
    if proposal is None:
        return _go(request, "administration_certificates")
    error = proposal.problem
    context = {
        "proposal": proposal,
        "lost": proposal.is_lost(timezone.now(), certificates.LOST_AFTER),
        "problem": explain(error) if error else None,
        "certificate": proposal.certificate if proposal.pem else None,
        "now": timezone.now(),
    }
    part = "_check.html" if request.htmx else "certificate_check.html"
    return render(request, f"accounts/administration/{part}", context)


@login_required
@require_POST
@for_administrators
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    proposal = get_object_or_404(CertificateProposal.objects.exclude(pem=""), user=request.user)
    # What was looked at, and not what another window has put in its place since.
    if request.POST.get("sha256") != proposal.certificate.sha256:
        return redirect("certificate_check")
    row = certificates.confirm(proposal)
    messages.success(
        request, _("The certificate is trusted for %(host)s from now on.") % {"host": row.host}
    )
    return redirect("administration_certificates")


@login_required
@require_POST
@for_administrators
def discard(request: AuthenticatedRequest) -> HttpResponse:
    CertificateProposal.objects.filter(user=request.user).delete()
    return redirect("administration_certificates")


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def remove(request: AuthenticatedRequest, certificate_id: int) -> HttpResponse:
    row = get_object_or_404(TrustedCertificate, pk=certificate_id)
    if request.method == "GET":
        return render(request, "accounts/administration/certificate_remove.html", {"row": row})
    host = row.host
    certificates.distrust(row)
    messages.success(
        request, _("The certificate of %(host)s is no longer trusted.") % {"host": host}
    )
    return redirect("administration_certificates")


def _go(request: AuthenticatedRequest, name: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)
