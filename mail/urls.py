from __future__ import annotations

from django.urls import path

from mail.views import compose, inbox, reading, stream, trying

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("events/", stream.stream, name="events"),
    path("events/poll/", stream.poll, name="events_poll"),
    path("options/email/<int:account_id>/try/", trying.try_now, name="account_try"),
    path("compose/", compose.compose, name="compose"),
    path("messages/<int:message_id>/", inbox.message, name="message"),
    path("messages/<int:message_id>/body/", reading.body, name="message_body"),
    path("messages/<int:message_id>/state/", reading.state, name="message_state"),
    path("messages/<int:message_id>/parts/<str:section>/", reading.part, name="message_part"),
    path("messages/<int:message_id>/mark/", reading.mark, name="message_mark"),
    path("messages/<int:message_id>/reply/", compose.reply, name="reply"),
    path("outgoing/<int:outgoing_id>/undo/", compose.undo, name="outgoing_undo"),
    path("outgoing/<int:outgoing_id>/discard/", compose.throw_away, name="outgoing_discard"),
    path("outgoing/<int:outgoing_id>/retry/", compose.retry, name="outgoing_retry"),
]
