"""The pages of the help: what each is called and what it answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """``slug`` is in the address of the page and never translated."""

    slug: str
    title: str | Promise
    summary: str | Promise
    for_staff: bool = False
    """Listed for administrators only; everybody may read it."""

    @property
    def template(self) -> str:
        return f"accounts/help/{self.slug.replace('-', '_')}.html"


TOPICS = (
    Topic(
        "set-up",
        _("Set up your email account"),
        _("What you need, what happens, and what is never sent anywhere."),
    ),
    Topic(
        "servers",
        _("Servers of the big providers"),
        _("The values for Advanced settings, from Outlook and Gmail to your web hosting company."),
    ),
    Topic(
        "app-passwords",
        _("App passwords and sign-in"),
        _("What to do when your provider does not accept your usual password here."),
    ),
    Topic(
        "not-updated",
        _("Why is my list not updated?"),
        _("What stops new mail, and how to get it moving again."),
    ),
    Topic(
        "sending",
        _("Why is a message not sent?"),
        _("Your own card, the outgoing server, and what the other side may refuse."),
    ),
    Topic(
        "advanced",
        _("Servers typed by hand"),
        _("Ports, security, user name, certificates, and what your administrator decides."),
    ),
    Topic(
        "privacy",
        _("Who sees my mail?"),
        _("What colleagues and administrators see, and where your password is kept."),
    ),
    Topic(
        "keys",
        _("Work with the keyboard"),
        _("The keys for reading and answering without the mouse."),
    ),
    Topic(
        "problems",
        _("Every problem and its cure"),
        _("All messages that you may meet, with what each means and what to do."),
    ),
    Topic(
        "administrators",
        _("For administrators"),
        _("What to register at Google and Microsoft, and which settings decide who may connect."),
        for_staff=True,
    ),
)

_BY_SLUG = {topic.slug: topic for topic in TOPICS}


def topic_named(slug: str) -> Topic | None:
    return _BY_SLUG.get(slug)


def topics_listed(*, staff: bool) -> list[Topic]:
    return [topic for topic in TOPICS if staff or not topic.for_staff]
