from __future__ import annotations

from django.urls import path

from accounts.views.administration import accounts, certificates, domains

urlpatterns = [
    path("", domains.home, name="administration"),
    path("domains/", domains.domains, name="administration_domains"),
    path("domains/new/", domains.new, name="preset_new"),
    path("domains/<int:preset_id>/", domains.edit, name="preset_edit"),
    path("domains/<int:preset_id>/accept/", domains.accept, name="preset_accept"),
    path("domains/<int:preset_id>/decline/", domains.decline, name="preset_decline"),
    path("domains/<int:preset_id>/remove/", domains.remove, name="preset_remove"),
    path("certificates/", certificates.trusted, name="administration_certificates"),
    path("certificates/new/", certificates.new, name="certificate_new"),
    path("certificates/check/", certificates.check, name="certificate_check"),
    path("certificates/confirm/", certificates.confirm, name="certificate_confirm"),
    path("certificates/discard/", certificates.discard, name="certificate_discard"),
    path(
        "certificates/<int:certificate_id>/remove/",
        certificates.remove,
        name="certificate_remove",
    ),
    path("accounts/", accounts.accounts, name="administration_accounts"),
]
