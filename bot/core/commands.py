"""What a person can ask for, as values; one grammar, whatever the platform."""

from __future__ import annotations

import shlex
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


def parse(typed: str) -> Command | None:
    """Read a command that begins with its verb; None when *typed* begins with something else.

    A slash makes it a command in any case. Without one, `help`, `why` and `sources` count only when they stand alone:
    they begin ordinary sentences too ("help me say no", "why do they not answer?"), as `ask` does.
    """
    verb, rest = (*typed.split(maxsplit=1), "", "")[:2]
    slash, verb = verb.startswith("/"), verb.removeprefix("/").casefold().rstrip("?!.")
    if verb in AT_THE_DESK:
        return _at_the_desk(verb, rest, slash=slash)
    if verb in WRITING | PRESSED:
        read = _writing if verb in WRITING else _pressed
        return read(verb, rest) if slash else None
    match verb:
        case "ask" if slash and rest:
            return Ask(rest)
        case "why" if slash or not rest:
            return Why(rest)
        case "sources" | "cards" if slash or not rest:
            return Cards(rest)
        case "help" if slash or not rest:
            return Help(rest if rest in {"permission", "reminders"} else "")
        case "settle" if slash:
            disagreement, _, answer = rest.casefold().partition(" ")
            return Settle(disagreement.upper(), answer == "yes") if answer in {"yes", "no"} else None
    return None


PRESSED = {"form", "share", "feedback", "clarify", "received"}
"""First words of what only buttons say, and threads keep."""


def _pressed(verb: str, rest: str) -> Command | None:
    match verb:
        case "share":
            return Share(rest) if rest else None
        case "received":
            return Received(rest)
        case "feedback":
            return Feedback(rest == "good") if rest in {"good", "bad"} else None
        case "clarify":
            about, _, said = rest.partition(" ")
            return Clarify(about, said) if about else None
        case _:
            form, *pairs = shlex.split(rest) or [""]
            given = tuple((name, value) for name, _, value in (pair.partition("=") for pair in pairs))
            return Fill(form, given) if form else None


WRITING = {"opener", "write", "review"}
"""First words of openers and reviews; they begin ordinary sentences, too, so that they count after a slash only."""


def _writing(verb: str, rest: str) -> Command | None:
    from bot.core import flags  # a question does without

    return flags.read_review(rest) if verb == "review" else flags.read_opener(rest) or Help()


def _reminder(rest: str, *, slash: bool) -> Command | None:
    from bot.core.reminding import verbs  # a question does without

    verb, _, words = rest.partition(" ")
    if not slash and verb.casefold() not in {"", *verbs.READERS}:
        return None
    if verb.casefold() == "add" and not words:
        return Fill("reminder")
    return verbs.parse(verb or "list", words) or (Remind(rest) if slash else Help("reminders"))


AT_THE_DESK = {"permission", "permissions", "call", "settings", "me", "reach-me", "reminder", "reminders"}
"""First words of what is answered with the team's book open."""


def _at_the_desk(verb: str, rest: str, *, slash: bool) -> Command | None:
    match verb:
        case "call":
            return _permission(f"check {rest}") if slash or rest.startswith("@") else None
        case "reminder" | "reminders":
            return _reminder(rest, slash=slash)
        case "me" | "reach-me":
            told = slash or verb == "reach-me" or rest.casefold().startswith("zone ")
            return _permission(f"{verb} {rest}") if told else None  # "me neither" is a sentence
        case "settings":
            return _permission(f"settings {rest}") if slash or not rest or rest.startswith("zone ") else None
        case _:
            return _permission(rest) if slash or not rest or _is_permission(rest) else None


def _permission(rest: str) -> Command:
    """Read what follows `permission`; a verb that can't be read gets the page that lists them."""
    from bot.core.permission import verbs  # thirty more shapes, which a question does not need

    verb, _, words = rest.partition(" ")
    return verbs.parse(verb, words) or Help("permission")


def _is_permission(rest: str) -> bool:
    """Tell `permission list` from a sentence that begins with that word."""
    from bot.core.permission.verbs import READERS

    return rest.split(" ", maxsplit=1)[0].casefold() in READERS


def spell(command: Command) -> str:
    """Write *command* so that `parse` reads it back; a button carries this."""
    match command:
        case Ask(question):
            return f"/ask {question}"
        case Why(question):
            return f"/why {question}".rstrip()
        case Settle(disagreement, yes):
            return f"/settle {disagreement} {'yes' if yes else 'no'}"
        case Cards(id):
            return f"/sources {id}".rstrip()
        case Help(topic):
            return f"/help {topic}".rstrip()
        case SmallTalk(topic):
            return topic
        case _:
            return _spelled(command)


def manner(command: Command) -> Literal["quick", "slow"]:
    """Say how long an answer takes: quick ones can be the acknowledgement itself, slow ones come after it."""
    return "slow" if isinstance(command, Ask | Share | Opener | Review | Received) or _is_long(command) else "quick"


def _is_long(command: Command) -> bool:
    """Say whether this reads or writes a whole sheet, or walks the whole record."""
    from bot.core.permission import verbs

    return isinstance(command, verbs.Import | verbs.Export | verbs.Verify | verbs.Forget)


def _spelled(
    command: Remind
    | Clarify
    | Share
    | Feedback
    | Fill
    | Opener
    | Review
    | Received
    | PermissionCommand
    | ReminderCommand,
) -> str:
    match command:
        case Remind(text):
            return text
        case Received(text):
            return f"/received {text}"
        case Clarify(about, said):
            return f"/clarify {about} {said}".rstrip()
        case Share(question):
            return f"/share {question}"
        case Feedback(good):
            return f"/feedback {'good' if good else 'bad'}"
        case Fill(form, given):
            return f"/form {shlex.join((form, *(f'{name}={value}' for name, value in given)))}"
        case Opener() | Review():
            from bot.core import flags

            return flags.spell(command)
        case _:
            return _spelled_elsewhere(command)


def _spelled_elsewhere(command: PermissionCommand | ReminderCommand) -> str:
    from bot.core.permission import verbs
    from bot.core.reminding import verbs as reminding

    if isinstance(command, reminding.ReminderCommand):
        return f"/reminder {reminding.spell(command)}"
    return f"/permission {verbs.spell(command)}"
