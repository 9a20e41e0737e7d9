"""The people: the list, a card, and the form of a card."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cards.address_rows import BLANK, AddressRows, posted_rows, rearranged_rows, shown_rows
from cards.forms import TYPED_ADDRESS_LIMIT, PersonForm
from cards.models import Person
from cards.names import split_name
from cards.services.people import LabelledAddress, own_card, save_person
from crm_inbox.http import AuthenticatedRequest

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; *next_after* is the card that the next page follows."""

    people: list[Person]
    is_first: bool
    next_after: int | None


@login_required
@require_GET
def people(request: AuthenticatedRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    context = {"query": query, "page": _page(request, query)}
    return render(request, "cards/people.html", context)


@login_required
@require_GET
def person(request: AuthenticatedRequest, person_id: int) -> HttpResponse:
    rows = Person.objects.for_user(request.user).prefetch_related("addresses")
    card = get_object_or_404(rows, pk=person_id)
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
    """An empty card, or one begun from ``?address=`` and ``?name=`` of an unknown sender."""
    first_name, last_name = split_name(request.GET.get("name", ""))
    address = request.GET.get("address", "")[:TYPED_ADDRESS_LIMIT]
    card = Person(first_name=first_name, last_name=last_name)
    return _form(request, card, [(address, "")] if address else [])


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: AuthenticatedRequest, person_id: int) -> HttpResponse:
    card = get_object_or_404(Person.objects.editable_by(request.user), pk=person_id)
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
    save_person(form.save(commit=False), rows.addresses())
    messages.success(request, _("%(name)s is saved.") % {"name": card.name})
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


def _page(request: AuthenticatedRequest, query: str) -> Page:
    cards = Person.objects.for_user(request.user)
    rows = cards.matching(query).in_name_order()
    after = request.GET.get("after", "")
    previous = (
        cards.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
    )
    if previous is not None:
        rows = rows.after(previous)
    found = list(rows.prefetch_related("addresses")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Page(shown, previous is None, shown[-1].pk if len(found) > PAGE_SIZE else None)
