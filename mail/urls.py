from __future__ import annotations

from django.urls import path

from mail.views import (
    compose,
    filing,
    folders,
    inbox,
    own_folders,
    reading,
    refused,
    server_search,
    stream,
    trying,
    unreadable,
)

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("events/", stream.stream, name="events"),
    path("events/poll/", stream.poll, name="events_poll"),
    path("options/email/<int:account_id>/try/", trying.try_now, name="account_try"),
    path("options/email/<int:account_id>/folders/", folders.folders, name="account_folders"),
    path("options/email/<int:account_id>/window/", folders.window, name="account_window"),
    path(
        "options/email/<int:account_id>/quarantine/",
        unreadable.quarantined,
        name="account_quarantine",
    ),
    path(
        "options/email/<int:account_id>/quarantine/retry/",
        unreadable.retry,
        name="quarantine_retry",
    ),
    path("folders/<int:folder_id>/subscription/", folders.subscription, name="folder_subscription"),
    path("folders/<int:folder_id>/held/", folders.held, name="folder_held"),
    path("folders/<int:folder_id>/older/", folders.older, name="folder_older"),
    path("folders/<int:folder_id>/server/", server_search.server_search, name="server_search"),
    path("compose/", compose.compose, name="compose"),
    path("messages/<int:message_id>/", inbox.message, name="message"),
    path("messages/<int:message_id>/body/", reading.body, name="message_body"),
    path("messages/<int:message_id>/state/", reading.state, name="message_state"),
    path("messages/<int:message_id>/parts/<str:section>/", reading.part, name="message_part"),
    path("messages/<int:message_id>/source/", unreadable.source, name="message_source"),
    path("messages/<int:message_id>/mark/", reading.mark, name="message_mark"),
    path("messages/<int:message_id>/file/", filing.file, name="message_file"),
    path("messages/<int:message_id>/erase/", filing.erase, name="message_erase"),
    path("folders/new/", own_folders.new, name="folder_new"),
    path("folders/<int:mailbox_id>/", own_folders.edit, name="folder_edit"),
    path("folders/<int:mailbox_id>/remove/", own_folders.remove, name="folder_remove"),
    path("refusals/<int:action_id>/put-away/", refused.put_away, name="refusal_put_away"),
    path("messages/<int:message_id>/reply/", compose.reply, name="reply"),
    path("outgoing/<int:outgoing_id>/undo/", compose.undo, name="outgoing_undo"),
    path("outgoing/<int:outgoing_id>/discard/", compose.throw_away, name="outgoing_discard"),
    path("outgoing/<int:outgoing_id>/retry/", compose.retry, name="outgoing_retry"),
]
