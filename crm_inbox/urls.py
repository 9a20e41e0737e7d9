"""Every address of the product. A test walks this table as several people."""

from __future__ import annotations

from allauth.account import views as account_views
from django.urls import include, path
from django.views.generic import RedirectView

from crm_inbox.health import healthz, readyz

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/inactive/", account_views.account_inactive, name="account_inactive"),
    # Closed: an administrator makes the users. The sign-in page needs the name.
    path("accounts/signup/", account_views.signup, name="account_signup"),
    path("", include("accounts.urls")),
    path("", include("cards.urls")),
    path("", include("mail.urls")),
]
