"""The tab Domains: servers for everybody at a domain, laid down or offered."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.administration_forms import PresetForm, people_in_words
from accounts.models import DomainPreset
from accounts.models.domain_preset import PresetState
from accounts.services import presets
from accounts.views.administration.access import for_administrators
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
@for_administrators
def home(request: AuthenticatedRequest) -> HttpResponse:
    return redirect("administration_domains")


@login_required
@require_GET
@for_administrators
def domains(request: AuthenticatedRequest) -> HttpResponse:
    rows = list(DomainPreset.objects.select_related("decided_by"))
    people = presets.people_on(rows)
    shown = [_shown(row, people[row.pk]) for row in rows]
    context = {
        # When the last of its people is gone there is nothing to offer.
        "offers": [s for s in shown if s["state"] == PresetState.OFFERED and s["people"]],
        "accepted": [s for s in shown if s["state"] == PresetState.ACCEPTED],
        "declined": [s for s in shown if s["state"] == PresetState.DECLINED],
    }
    return render(request, "accounts/administration/domains.html", context)


def _shown(row: DomainPreset, people: int) -> dict[str, object]:
    question = people_in_words(people, row.domain)
    return {"preset": row, "state": row.state, "people": people, "question": question}


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def new(request: AuthenticatedRequest) -> HttpResponse:
    return _form_page(request, DomainPreset())


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def edit(request: AuthenticatedRequest, preset_id: int) -> HttpResponse:
    return _form_page(request, get_object_or_404(DomainPreset, pk=preset_id))


def _form_page(request: AuthenticatedRequest, preset: DomainPreset) -> HttpResponse:
    form = PresetForm(request.POST or None, instance=preset)
    if request.method == "POST" and form.is_valid():
        saved = presets.lay_down(form.save(commit=False), request.user)
        _say_accepted(request, saved)
        return redirect("administration_domains")
    status = 422 if form.errors else 200
    context = {"form": form, "preset": preset}
    return render(request, "accounts/administration/domain_form.html", context, status=status)


@login_required
@require_POST
@for_administrators
def accept(request: AuthenticatedRequest, preset_id: int) -> HttpResponse:
    preset = get_object_or_404(DomainPreset, pk=preset_id)
    presets.accept(preset, request.user)
    _say_accepted(request, preset)
    return redirect("administration_domains")


@login_required
@require_POST
@for_administrators
def decline(request: AuthenticatedRequest, preset_id: int) -> HttpResponse:
    preset = get_object_or_404(DomainPreset, pk=preset_id)
    presets.decline(preset, request.user)
    said = _("The servers of %(domain)s are not offered again.")
    messages.success(request, said % {"domain": preset.domain})
    return redirect("administration_domains")


@login_required
@require_http_methods(["GET", "POST"])
@for_administrators
def remove(request: AuthenticatedRequest, preset_id: int) -> HttpResponse:
    preset = get_object_or_404(DomainPreset, pk=preset_id)
    if request.method == "GET":
        context = {"preset": preset}
        return render(request, "accounts/administration/domain_remove.html", context)
    domain = preset.domain
    preset.delete()
    messages.success(
        request, _("The servers of %(domain)s are looked for again.") % {"domain": domain}
    )
    return redirect("administration_domains")


def _say_accepted(request: AuthenticatedRequest, preset: DomainPreset) -> None:
    said = _("Everybody at %(domain)s is now asked for the password alone.")
    messages.success(request, said % {"domain": preset.domain})
