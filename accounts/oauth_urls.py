"""Signing in at the provider: the trip there and back, and what the administrator registers."""

from __future__ import annotations

from django.urls import path

from accounts.views import oauth, oauth_apps

ADMINISTRATION = "administration/sign-in/"

urlpatterns = [
    path("setup/oauth/", oauth.start, name="oauth_start"),
    path("setup/oauth/callback/", oauth.callback, name="oauth_callback"),
    path("options/email/<int:account_id>/sign-in/", oauth.sign_in_again, name="account_sign_in"),
    path(ADMINISTRATION, oauth_apps.apps, name="oauth_apps"),
    path(f"{ADMINISTRATION}new/", oauth_apps.new, name="oauth_app_new"),
    path(f"{ADMINISTRATION}<int:app_id>/", oauth_apps.edit, name="oauth_app_edit"),
    path(f"{ADMINISTRATION}<int:app_id>/ask/", oauth_apps.ask, name="oauth_app_ask"),
    path(f"{ADMINISTRATION}<int:app_id>/remove/", oauth_apps.remove, name="oauth_app_remove"),
]
