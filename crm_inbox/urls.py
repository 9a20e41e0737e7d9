"""Every address of the product. A test walks this table as several people."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as code_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as app_views
from django.urls import include, path
from django.views.generic import RedirectView

from crm_inbox.health.views import healthz, readyz
from crm_inbox.metrics.views import metrics

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/login/code/", code_views.authenticate, name="mfa_authenticate"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/inactive/", account_views.account_inactive, name="account_inactive"),
    # Closed: an administrator makes the users. The sign-in page needs the name.
    path("accounts/signup/", account_views.signup, name="account_signup"),
    # Before something is changed that keeps others out.
    path("accounts/confirm/", account_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/confirm/code/", code_views.reauthenticate, name="mfa_reauthenticate"),
    path("options/password/", account_views.password_change, name="account_change_password"),
    path("options/two-step/on/", app_views.activate_totp, name="mfa_activate_totp"),
    path("options/two-step/off/", app_views.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "options/two-step/codes/",
        recovery_views.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "options/two-step/codes/new/",
        recovery_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("", include("accounts.urls")),
    path("", include("cards.urls")),
    path("", include("mail.urls")),
]
