"""The people: the list, a card, and the form of a card."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cards.address_rows import BLANK, AddressRows, posted_rows, rearranged_rows, shown_rows
from cards.forms import TYPED_ADDRESS_LIMIT, PersonForm
from cards.models import Company, Person
from cards.names import split_name
from cards.paging import page_of
from cards.services.companies import suggested_names
from cards.services.people import LabelledAddress, own_card, save_person
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
def people(request: AuthenticatedRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    cards = Person.objects.for_user(request.user)
    found = cards.matching(query).select_related("company").prefetch_related("addresses")
    context = {"query": query, "page": page_of(request, cards, found)}
    return render(request, "cards/people.html", context)


@login_required
@require_GET
def person(request: AuthenticatedRequest, person_id: int) -> HttpResponse:
    rows = Person.objects.for_user(request.user).select_related("company")
    card = get_object_or_404(rows.prefetch_related("addresses"), pk=person_id)
    return render(
        request,
        "cards/person.html",
        {"person": card, "can_edit": card.is_editable_by(request.user)},
    )


@login_required
@require_GET
def my_card(request: AuthenticatedRequest) -> HttpResponse:
    return redirect(own_card(request.user))


@login_required
@require_http_methods(["GET", "POST"])
def person_new(request: AuthenticatedRequest) -> HttpResponse:
    """An empty card, or one begun from ``?address=`` and ``?name=`` of an unknown sender, or from
    the ``?company=`` on whose card it was asked for."""
    first_name, last_name = split_name(request.GET.get("name", ""))
    address = request.GET.get("address", "")[:TYPED_ADDRESS_LIMIT]
    company = Company.objects.for_user(request.user).numbered(request.GET.get("company", ""))
    card = Person(first_name=first_name, last_name=last_name, company=company)
    return _form(request, card, [(address, "")] if address else [])


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: AuthenticatedRequest, person_id: int) -> HttpResponse:
    rows = Person.objects.editable_by(request.user).select_related("company")
    card = get_object_or_404(rows, pk=person_id)
    return _form(request, card, [(row.address, row.label) for row in card.addresses.all()])


def _form(
    request: AuthenticatedRequest, card: Person, addresses: list[LabelledAddress]
) -> HttpResponse:
    if request.method == "GET":
        return _form_page(request, PersonForm(instance=card), shown_rows([*addresses, BLANK]), card)
    form, rows = PersonForm(request.POST, instance=card), posted_rows(request.POST)
    rearranged = rearranged_rows(request.POST, rows.typed())
    if rearranged is not None:
        return _form_page(request, form.unchecked(), rearranged, card)
    if not (form.is_valid() & rows.is_valid()):
        return _form_page(request, form, rows, card, status=422)
    company_name, is_new_company = form.cleaned_data["company_name"], form.names_new_company
    save_person(form.save(commit=False), rows.addresses(), company_name=company_name)
    messages.success(request, _("%(name)s is saved.") % {"name": card.name})
    if is_new_company:  # Half a name makes one too, which should not stay unseen.
        messages.info(request, _("%(name)s is a new company.") % {"name": company_name})
    return redirect(_wanted_url(request) or card)


def _form_page(
    request: AuthenticatedRequest,
    form: PersonForm,
    rows: AddressRows,
    card: Person,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "person": card,
        "company_names": suggested_names(request.user, "", get_language()),
        "is_own": card.user_id == request.user.pk,
        "back_url": _wanted_url(request),
    }
    return render(request, "cards/person_form.html", context, status=status)


def _wanted_url(request: AuthenticatedRequest) -> str:
    """``?next=`` when it is an address of ours, else ""."""
    url = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""
