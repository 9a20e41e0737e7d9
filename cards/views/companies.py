"""The companies: the list, a card with the people there, and the form of a card."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cards.company_form import CompanyForm
from cards.models import Company, Person
from cards.paging import page_of
from cards.services.companies import NameTaken, save_company, suggested_names
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def companies(request: AuthenticatedRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    cards = Company.objects.for_user(request.user)
    context = {"query": query, "page": page_of(request, cards, cards.matching(query))}
    return render(request, "cards/companies.html", context)


@login_required
@require_GET
def company(request: AuthenticatedRequest, company_id: int) -> HttpResponse:
    card = get_object_or_404(Company.objects.for_user(request.user), pk=company_id)
    people = Person.objects.for_user(request.user).filter(company=card)
    page = page_of(request, people, people.prefetch_related("addresses"))
    return render(request, "cards/company.html", {"company": card, "page": page})


@login_required
@require_GET
def company_suggestions(request: AuthenticatedRequest) -> HttpResponse:
    """What the field of the company on a person's form offers for what is typed there."""
    typed = request.GET.get("company_name", "")
    names = suggested_names(request.user, typed, get_language())
    return render(request, "cards/_company_names.html", {"names": names})


@login_required
@require_http_methods(["GET", "POST"])
def company_new(request: AuthenticatedRequest) -> HttpResponse:
    return _form(request, Company())


@login_required
@require_http_methods(["GET", "POST"])
def company_edit(request: AuthenticatedRequest, company_id: int) -> HttpResponse:
    card = get_object_or_404(Company.objects.for_user(request.user), pk=company_id)
    return _form(request, card)


def _form(request: AuthenticatedRequest, card: Company) -> HttpResponse:
    if request.method == "GET":
        return _form_page(request, CompanyForm(instance=card))
    form = CompanyForm(request.POST, instance=card)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        save_company(form.save(commit=False))
    except NameTaken:
        form.complain_of_name()
        return _form_page(request, form, status=422)
    messages.success(request, _("%(name)s is saved.") % {"name": card.name})
    return redirect(card)


def _form_page(request: AuthenticatedRequest, form: CompanyForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "company": form.instance}
    return render(request, "cards/company_form.html", context, status=status)
