from __future__ import annotations

from django.urls import include, path

from accounts.views import connection_log, help, options, personal, two_step
from accounts.views.setup import advanced, wizard

urlpatterns = [
    path("setup/", wizard.wizard, name="setup"),
    path("setup/progress/", wizard.progress, name="setup_progress"),
    path("setup/address/", wizard.address, name="setup_address"),
    path("setup/own-address/", wizard.own_address, name="setup_own_address"),
    path("setup/confirm/", wizard.confirm, name="setup_confirm"),
    path("setup/password/", wizard.password, name="setup_password"),
    path("setup/advanced/", advanced.advanced, name="setup_advanced"),
    path("setup/restart/", wizard.restart, name="setup_restart"),
    path("options/", personal.personal_settings, name="personal_settings"),
    # allauth goes here after a change, by this name.
    path("options/two-step/", two_step.overview, name="mfa_index"),
    path("options/email/", options.email_options, name="email_options"),
    path("options/email/account/", options.email_account, name="email_account"),
    path("options/email/<int:account_id>/edit/", options.edit_account, name="account_edit"),
    path("options/email/<int:account_id>/remove/", options.remove, name="account_remove"),
    path("administration/", include("accounts.administration_urls")),
    path("", include("accounts.oauth_urls")),
    path(
        "administration/accounts/<int:account_id>/log/",
        connection_log.account_log,
        name="administration_account_log",
    ),
    path("help/", help.help_page, name="help"),
    path("help/<slug:topic>/", help.help_topic, name="help_topic"),
]
