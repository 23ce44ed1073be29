"""The grammar of commands, whatever the platform: what is typed becomes a value, and is written back."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, assert_never

from bot.core.commands import (
    Ask,
    Cards,
    Clarify,
    Coaching,
    Feedback,
    Fill,
    Help,
    Opener,
    Received,
    Remind,
    Review,
    Settle,
    Share,
    SmallTalk,
    Why,
)

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.permission.verbs import PermissionCommand
    from bot.core.reminding.verbs import ReminderCommand


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
        case _:
            return _of_the_record(verb, rest, slash=slash)


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
MARKED = r"@(?:\{[^}\s]+\}|\"[^\"]+\"|[^\s\"]+)"
SOMEBODY = rf"(?:{MARKED}|\"[^\"]+\"|\S+)"
"""Who is named by a sign or in quotes, and who is named at all."""


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


CODE = r"(?:(?-i:[A-Z0-9]{6,12}))?"
WHOLE = {
    "undo": "", "verify": "", "checkpoint": "", "link": CODE, "join": CODE, "export": "(?:json|csv|27560)?",
    "withdraw": f"(?:{MARKED})?",
    "report": rf"{SOMEBODY} (?:yes\b.*|no(?: [\"\u201c].*)?)",
    "called": f"{SOMEBODY} (?:un)?answered",
    "request": rf"{MARKED}(?: [\"\u201c].*)?",
    "check": f"{MARKED}(?: by (?:phone|video|voice))?",
    **dict.fromkeys(("revoke", "block", "unblock"), MARKED),
    **dict.fromkeys(("allow", "grant"), rf"{MARKED}(?!\S| to ).*"),
    **dict.fromkeys(("change", "narrow"), rf"{MARKED}(?!\S).+"),
}  # fmt: skip
"""What follows a verb that was typed without `permission` in front, where the line can be no sentence."""


OF_A_REMINDER = {"change", "pause", "preview", "remove", "resume", "snooze"}
"""What is done with a reminder by its name, which nothing else has."""


def _of_the_record(verb: str, rest: str, *, slash: bool) -> Command | None:
    """Read a verb of the record that was typed without `permission` or `reminder` in front."""
    if verb in OF_A_REMINDER and re.match(r"r\d+\b", rest, re.IGNORECASE):
        return _reminder(f"{verb} {rest}", slash=True)
    whole = verb in WHOLE and re.fullmatch(WHOLE[verb], rest.strip(), re.DOTALL | re.IGNORECASE)
    if not (slash or whole):
        return None
    from bot.core.permission.verbs import READERS

    return _permission(f"{verb} {rest}") if verb in READERS else None


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
    if not isinstance(command, Coaching):
        return _spelled_elsewhere(command)
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


def _spelled(command: Remind | Clarify | Share | Feedback | Fill | Opener | Review | Received) -> str:
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
            assert_never(command)


def _spelled_elsewhere(command: PermissionCommand | ReminderCommand) -> str:
    from bot.core.permission.verbs import spell as of_calls
    from bot.core.reminding.verbs import ReminderCommand
    from bot.core.reminding.verbs import spell as of_tips

    if isinstance(command, ReminderCommand):
        return f"/reminder {of_tips(command)}"
    return f"/permission {of_calls(command)}"
