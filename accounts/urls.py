from __future__ import annotations

from django.urls import path

from accounts.views import connection_log, help, options, personal, setup, two_step

urlpatterns = [
    path("setup/", setup.wizard, name="setup"),
    path("setup/progress/", setup.progress, name="setup_progress"),
    path("setup/address/", setup.address, name="setup_address"),
    path("setup/own-address/", setup.own_address, name="setup_own_address"),
    path("setup/confirm/", setup.confirm, name="setup_confirm"),
    path("setup/password/", setup.password, name="setup_password"),
    path("setup/advanced/", setup.advanced, name="setup_advanced"),
    path("setup/restart/", setup.restart, name="setup_restart"),
    path("options/", personal.personal_settings, name="personal_settings"),
    # allauth goes here after a change, by this name.
    path("options/two-step/", two_step.overview, name="mfa_index"),
    path("options/email/", options.email_options, name="email_options"),
    path("options/email/account/", options.email_account, name="email_account"),
    path("options/email/<int:account_id>/edit/", options.edit_account, name="account_edit"),
    path("options/email/<int:account_id>/remove/", options.remove, name="account_remove"),
    path(
        "administration/accounts/<int:account_id>/log/",
        connection_log.account_log,
        name="administration_account_log",
    ),
    path("help/", help.help_page, name="help"),
]
