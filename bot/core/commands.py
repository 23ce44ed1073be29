"""What a person can ask for, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.core.permission.verbs import PermissionCommand
    from bot.core.reminding.verbs import ReminderCommand


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about reaching out to somebody."""

    question: str


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind the answer to *question*."""

    question: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """A yes or a no to the question that a disagreement left open."""

    disagreement: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Cards:
    """One guideline, or the list of them all."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed; *topic* names one page of it."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, a thank-you or a goodbye; *topic* names the phrase that answers it."""

    topic: str


@dataclass(frozen=True, slots=True)
class Opener:
    """Words to send to somebody, from what is known about them; *angle* numbers the version, 0 is the best one.

    *medium* is one of MEDIA or empty; *dropped* are ids of facts that are not to be used.
    """

    brief: str = ""
    to: str = ""
    facts: tuple[str, ...] = ()
    purpose: str = ""
    medium: str = ""
    relation: str = ""
    max_chars: int | None = None
    angle: int = 0
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A draft to look over, or words around one."""

    text: str
    medium: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What somebody else wrote to the caller, who wonders how to answer it."""

    text: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Something about reminders, as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Clarify:
    """Too little to go on; *about* names the one thing to ask for: wish, whom or calls. *said* is what there was."""

    about: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A form to fill in, by its name in prompts/forms.toml, with what is known already."""

    form: str
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """The answer to a question, for everybody in the channel to read."""

    question: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether an answer was of use; it is counted, and nothing else of it is kept."""

    good: bool


MEDIA = ("linkedin", "email", "slack", "discord", "text", "phone", "voicemail")
"""Where words go."""

Coaching = (
    Ask
    | Why
    | Settle
    | Cards
    | Help
    | SmallTalk
    | Opener
    | Review
    | Received
    | Remind
    | Clarify
    | Fill
    | Share
    | Feedback
)
if TYPE_CHECKING:
    Command = Coaching | PermissionCommand | ReminderCommand


WRITTEN = (Ask, Share, Opener, Review, Received)
"""What somebody has to think about."""


def manner(command: Command) -> Literal["quick", "slow"]:
    """Say how long an answer takes: quick ones can be the acknowledgement itself, slow ones come after it."""
    return "slow" if isinstance(command, WRITTEN) or _is_long(command) else "quick"


def _is_long(command: Command) -> bool:
    """Say whether this reads or writes a whole sheet, or walks the whole record."""
    from bot.core.permission.verbs import LONG

    return isinstance(command, LONG)
