"""Reading what came in a process of its own (ADR 35)."""
