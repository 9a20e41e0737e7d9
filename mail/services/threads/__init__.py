"""Which conversation each message belongs to, whatever order the messages come in.

message ─▶ places (core.threads) ─▶ entries with these ids ─▶ groups ─▶ threads
"""

from mail.services.threads.assign import thread_messages

__all__ = ["thread_messages"]
