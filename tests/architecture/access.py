"""Who may do what at each address. A new address without a line here fails the build."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Access(Enum):
    OPEN = "anybody may ask; it shows nothing of anybody's"
    OWN = "every user has their own behind the same address"
    SHARED = "the company's cards: everybody who works here"
    PRIVATE = "somebody's object is in the address: for others, staff too, it does not exist"
    STAFF = "the administration: for everybody else it does not exist"
    OWN_CARD = "a user's own card: for its user and for staff"


@dataclass(frozen=True, slots=True)
class Rule:
    access: Access
    methods: frozenset[str] = frozenset({"GET", "POST"})
    # Its owner, too, finds nothing here before something has been begun or without more words.
    may_be_absent: bool = False


READ, ACT = frozenset({"GET"}), frozenset({"POST"})
BOTH = READ | ACT

RULES: dict[str, Rule] = {
    "account_login": Rule(Access.OPEN),
    "account_signup": Rule(Access.OPEN),
    "account_inactive": Rule(Access.OPEN, READ),
    "account_logout": Rule(Access.OPEN),
    # The second step of a sign-in that has begun in the same browser.
    "mfa_authenticate": Rule(Access.OPEN),
    "healthz": Rule(Access.OPEN, READ),
    "readyz": Rule(Access.OPEN, READ),
    # Numbers only, for this machine or whoever has the token: tests/operators/test_metrics.py.
    "metrics": Rule(Access.OPEN, READ),
    "home": Rule(Access.OPEN),
    "setup": Rule(Access.OWN, READ),
    "setup_progress": Rule(Access.OWN, READ),
    "setup_address": Rule(Access.OWN),
    "setup_own_address": Rule(Access.OWN),
    "setup_confirm": Rule(Access.OWN),
    "setup_password": Rule(Access.OWN),
    "setup_advanced": Rule(Access.OWN),
    "setup_restart": Rule(Access.OWN),
    "oauth_start": Rule(Access.OWN, ACT, may_be_absent=True),
    "oauth_callback": Rule(Access.OWN, READ),
    "personal_settings": Rule(Access.OWN),
    "email_options": Rule(Access.OWN),
    "email_account": Rule(Access.OWN, READ),
    "account_change_password": Rule(Access.OWN),
    "account_reauthenticate": Rule(Access.OWN),
    "mfa_reauthenticate": Rule(Access.OWN),
    "mfa_index": Rule(Access.OWN, READ),
    "mfa_activate_totp": Rule(Access.OWN),
    "mfa_deactivate_totp": Rule(Access.OWN, may_be_absent=True),
    "mfa_view_recovery_codes": Rule(Access.OWN, READ, may_be_absent=True),
    "mfa_generate_recovery_codes": Rule(Access.OWN),
    "help": Rule(Access.OWN, READ),
    "help_topic": Rule(Access.OWN, READ),
    "inbox": Rule(Access.OWN, READ),
    "events": Rule(Access.OWN, READ),
    "events_poll": Rule(Access.OWN, READ),
    "compose": Rule(Access.OWN),
    "oauth_apps": Rule(Access.STAFF, READ),
    "oauth_app_new": Rule(Access.STAFF, may_be_absent=True),
    "oauth_app_edit": Rule(Access.STAFF),
    "oauth_app_ask": Rule(Access.STAFF, ACT),
    "oauth_app_remove": Rule(Access.STAFF),
    "my_card": Rule(Access.OWN, READ),
    "people": Rule(Access.SHARED, READ),
    "person": Rule(Access.SHARED, READ),
    "person_new": Rule(Access.SHARED),
    "person_edit": Rule(Access.OWN_CARD),
    "companies": Rule(Access.SHARED, READ),
    "company": Rule(Access.SHARED, READ),
    "company_new": Rule(Access.SHARED),
    "company_edit": Rule(Access.SHARED),
    "company_suggestions": Rule(Access.SHARED, READ),
    "administration": Rule(Access.STAFF, READ),
    "administration_domains": Rule(Access.STAFF, READ),
    "preset_new": Rule(Access.STAFF),
    "preset_edit": Rule(Access.STAFF),
    "preset_accept": Rule(Access.STAFF, ACT),
    "preset_decline": Rule(Access.STAFF, ACT),
    "preset_remove": Rule(Access.STAFF),
    "administration_certificates": Rule(Access.STAFF, READ),
    "certificate_new": Rule(Access.STAFF),
    "certificate_check": Rule(Access.STAFF, READ),
    "certificate_confirm": Rule(Access.STAFF, ACT, may_be_absent=True),
    "certificate_discard": Rule(Access.STAFF, ACT),
    "certificate_remove": Rule(Access.STAFF),
    "administration_accounts": Rule(Access.STAFF, READ),
    "administration_account_log": Rule(Access.STAFF, READ),
    "account_try": Rule(Access.PRIVATE, ACT),
    "account_sign_in": Rule(Access.PRIVATE),
    "account_edit": Rule(Access.PRIVATE, ACT),
    "account_remove": Rule(Access.PRIVATE),
    "account_folders": Rule(Access.PRIVATE, READ),
    "account_window": Rule(Access.PRIVATE, ACT, may_be_absent=True),
    "account_quarantine": Rule(Access.PRIVATE, READ),
    "quarantine_retry": Rule(Access.PRIVATE, ACT),
    "folder_subscription": Rule(Access.PRIVATE, ACT),
    "folder_held": Rule(Access.PRIVATE, ACT),
    "folder_older": Rule(Access.PRIVATE, ACT),
    "server_search": Rule(Access.PRIVATE),
    "message_source": Rule(Access.PRIVATE),
    "message": Rule(Access.PRIVATE, READ),
    "message_body": Rule(Access.PRIVATE, READ),
    "message_state": Rule(Access.PRIVATE, READ),
    "message_part": Rule(Access.PRIVATE, READ, may_be_absent=True),
    "message_mark": Rule(Access.PRIVATE, ACT, may_be_absent=True),
    "message_file": Rule(Access.PRIVATE, ACT, may_be_absent=True),
    "message_erase": Rule(Access.PRIVATE, may_be_absent=True),
    "folder_new": Rule(Access.OWN),
    "folder_edit": Rule(Access.PRIVATE),
    "folder_remove": Rule(Access.PRIVATE, ACT),
    "refusal_put_away": Rule(Access.PRIVATE, ACT),
    "reply": Rule(Access.PRIVATE),
    "outgoing_undo": Rule(Access.PRIVATE, ACT),
    "outgoing_discard": Rule(Access.PRIVATE, ACT),
    "outgoing_retry": Rule(Access.PRIVATE, ACT),
}
