"""Turns the arguments of `askfirst permission …` and `… reminder …` into a command, with flags."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.core.errors import Unreadable
from bot.core.permission import verbs
from bot.core.permission.events import Means
from bot.core.permission.verbs import Forget, Grant, Import, PermissionCommand, ReachMe, Request, Respond, Terms
from bot.core.reminding import verbs as reminding
from bot.core.reminding.verbs import ReminderCommand


def add_permission(parser: argparse.ArgumentParser) -> None:
    """Declare what `askfirst permission` takes."""
    parser.add_argument("action", metavar="ACTION", help=", ".join(verbs.READERS))
    parser.add_argument("words", nargs="*", metavar="WORDS", help="a name, and what the action needs")
    parser.add_argument("--as", dest="person", metavar="PERSON", help="who is speaking (default: you)")
    parser.add_argument("--at", default="", metavar="TIME", help="when that was, in ISO with an offset (default: now)")
    parser.add_argument("--thread", default="", metavar="ID", help="the conversation this belongs to")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--once", action="store_true", help="a yes to one call")
    length.add_argument("--until-stop", action="store_true", help="a yes until it is taken back")
    parser.add_argument("--until", default="", metavar="DATE", help="the day, or the ISO time, on which a yes ends")
    parser.add_argument("--by", choices=[means.value for means in Means], help="by which means")
    parser.add_argument("--hours", default="", metavar="HOURS", help='such as "mon-fri 09:00-12:00 Europe/Lisbon"')
    parser.add_argument("--send", action="store_true", help="request: send the sentence as it stands")
    parser.add_argument("--apply", action="store_true", help="import: write it down (default: only look it over)")
    parser.add_argument("--country", default="", metavar="XX", help="import: where numbers without + are dialled: DE")
    parser.add_argument("--for-good", action="store_true", help="forget me: and let nobody ask me again")


def add_reminder(parser: argparse.ArgumentParser) -> None:
    """Declare what `askfirst reminder` takes."""
    parser.add_argument("action", metavar="ACTION", help=", ".join(reminding.READERS))
    parser.add_argument("words", nargs="*", metavar="WORDS", help="a place and a rhythm, or a reminder's name")
    parser.add_argument("--as", dest="person", metavar="PERSON", help="who is speaking (default: you)")
    parser.add_argument("--at", default="", metavar="TIME", help="when that was, in ISO with an offset (default: now)")
    parser.add_argument("--thread", default="", metavar="ID", help="the conversation this belongs to")
    parser.add_argument("--zone", default="", metavar="ZONE", help="by whose clock, such as Europe/Lisbon")
    parser.add_argument("--topic", default="", metavar="TOPIC", help="what the tips are about (default: everything)")


def reminder_of(options: argparse.Namespace) -> ReminderCommand | None:
    """Return what was asked for; what is added in one shot is set up at once. None if it can't be read."""
    topic = f"about {options.topic}" if options.topic else ""
    typed = " ".join(filter(None, (*options.words, options.zone, topic)))
    command = reminding.parse(options.action, typed)
    return replace(command, sure=True) if isinstance(command, reminding.Add) else command


def command_of(options: argparse.Namespace) -> PermissionCommand | ReminderCommand | None:
    """Return what was asked for; None if the action or what it needs can't be read.

    Raises:
        Unreadable: a file to import that can't be read.
    """
    if options.verb == "reminder":
        return reminder_of(options)
    action, words = options.action.casefold(), options.words
    if action == "import":
        return Import(_sheet(words), options.apply, options.country)
    if action == "request" and words:
        return Request(*_whom_and_why(words), options.send)
    if action == "report" and len(words) > 1:
        told = verbs.report(words[0], words[1], " ".join(words[2:]).strip())
        return replace(told, terms=_flagged(told.terms, options)) if told else None
    if action == "forget":
        known = {("me",): options.for_good, ("me", "for", "good"): True}
        return Forget(True, known[tuple(words)]) if tuple(words) in known else None
    several = action in NAMED_ONLY and len(words) > 1  # check Ana Lima: the grammar knows where the name ends
    named = (
        [verbs.quoted(words[0].removeprefix("@")), *words[1:]] if action in NAMING and words and not several else words
    )
    command = verbs.parse(action, " ".join(named))
    return _with_flags(command, options) if command else None


NAMED_ONLY = {"check", "withdraw", "revoke", "block", "unblock"}
"""Actions that take a name and hardly anything else."""
NAMING = NAMED_ONLY | {"grant", "allow", "narrow", "change", "called"}


def _whom_and_why(words: Sequence[str]) -> tuple[str, str]:
    """Tell a name from a sentence: `request Ana Lima "I liked …"` reaches us without its quotes."""
    quoted = len(words) > 2 and " " in words[-1] and not any(" " in word for word in words[:-1])
    cut = len(words) - 1 if quoted else 1
    return " ".join(words[:cut]), " ".join(words[cut:]).strip()


def _with_flags(command: PermissionCommand, options: argparse.Namespace) -> PermissionCommand:
    match command:
        case Grant(terms=terms) | Respond(terms=terms):
            return replace(command, terms=_flagged(terms, options))
        case ReachMe("fine", hours):
            terms = _flagged(Terms(hours=hours), options)
            plain = terms == Terms(hours=terms.hours)
            return replace(command, hours=terms.hours) if plain else Grant("everyone", terms)
        case verbs.Check(means=means):
            return replace(command, means=_means(options) or means)
        case _:
            return command


def _flagged(terms: Terms, options: argparse.Namespace) -> Terms:
    once = True if options.once else False if options.until_stop else terms.once
    return Terms(once, options.until or terms.until, _means(options) or terms.means, options.hours or terms.hours)


def _means(options: argparse.Namespace) -> Means | None:
    return Means(options.by) if options.by else None


def moment(typed: str) -> datetime | None:
    """Read the time that --at gives.

    Raises:
        Unreadable: it is none, or lacks its offset.
    """
    if not typed:
        return None
    try:
        when = datetime.fromisoformat(typed)
    except ValueError as error:
        raise Unreadable("bad_time", text=typed) from error
    if when.tzinfo is None:
        raise Unreadable("bad_time", text=typed)
    return when


def _sheet(words: Sequence[str]) -> str:
    """Read the file to import, or standard input."""
    from bot.core.permission.importing import MOST_BYTES, decoded  # a sheet is seldom read

    try:
        if words and words[0] != "-":
            with Path(words[0]).open("rb") as file:
                return decoded(file.read(MOST_BYTES + 1))
        return decoded(sys.stdin.buffer.read(MOST_BYTES + 1)) if sys.stdin else ""
    except OSError as error:
        raise Unreadable("no_file", file=words[0], why=error.strerror or "") from error
