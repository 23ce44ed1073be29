"""What can go wrong, as one small tree.

CoachError                 the coach can say in a sentence what is wrong, and what to do next
├── Unreadable             what was typed can't be taken as it stands: empty, too long, an hour or a contact garbled
├── NotKept                a guideline, a page, a person or a line of the record that is not here
├── Refused                a rule says no: not yours to say, too soon, nothing to take back
├── NotEmpty               a workspace that has a record of its own can't join another
├── Unavailable            the database can't be reached or written: nothing was done
└── NoModel                the language model is not to be had: down, refusing, too slow, used up; we write without it
BrokenWords                a file in prompts/ is broken: found at the start, told to whoever edits it
Damaged                    a file is no database of ours, or is not sound
BadSettings                the environment or .env lacks or garbles something: all of it is named at once
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.moments import Moment


class CoachError(Exception):
    """Name a phrase of prompts/phrases.toml and its values; the coach's doors turn it into a sentence.

    The phrase's name is also the error code of the command line.
    """

    def __init__(self, phrase: str, **values: str) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.values = values
        self.times: tuple[Moment, ...] = ()


class Unreadable(CoachError):
    """What was typed can't be taken as a question."""


class NotKept(CoachError):
    """What was asked for is not here."""


class Refused(CoachError):
    """A rule says no."""


class NotEmpty(CoachError):
    """The workspace has a record of its own."""


class Unavailable(CoachError):
    """The database can't be reached or written; nothing was done."""


class NoModel(CoachError):
    """The language model is not to be had, or may not be used any more for now."""


class BrokenWords(ValueError):
    """Say which file in prompts/ is broken, in which entry, and how."""

    def __init__(self, file: str, entry: str, what: str) -> None:
        super().__init__(f"prompts/{file}, {entry}: {what}" if entry else f"prompts/{file}: {what}")


class Damaged(ValueError):
    """Say what is wrong with a file that should be a copy of the database."""


class BadSettings(ValueError):
    """Name every missing or bad setting at once."""
