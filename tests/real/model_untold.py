"""Stories that the model test knows to end badly: set to True what has been mended."""

from __future__ import annotations

NUMBERS_CHANGE_IN_A_WINDOW = True
"""A new UIDVALIDITY hides rows that are held from before the window's first day."""

OLDER_MAIL_IS_HIDDEN = True
"""Rows that come back into the window keep the flags with which they were hidden."""

FOLDERS_ARE_TOLD_DURING_A_LOOK = True
"""CREATE and RENAME told between the look at what is on its way and LIST make a second folder."""

WINDOWS_ARE_CHOSEN_DURING_A_LOOK = True
"""The end of the run overwrites what the choice asked for."""
