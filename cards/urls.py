from __future__ import annotations

from django.urls import path

from cards.views import companies, people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/me/", people.my_card, name="my_card"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit/", people.person_edit, name="person_edit"),
    path("companies/", companies.companies, name="companies"),
    path("companies/new/", companies.company_new, name="company_new"),
    path("companies/names/", companies.company_suggestions, name="company_suggestions"),
    path("companies/<int:company_id>/", companies.company, name="company"),
    path("companies/<int:company_id>/edit/", companies.company_edit, name="company_edit"),
]
