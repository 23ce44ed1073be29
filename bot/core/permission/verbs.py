"""What a person can ask for about calls, as values, and the one grammar that reads and writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from bot.core.permission import dates
from bot.core.permission.events import Means

Reach = Literal["ask", "fine", "write", "never"]
Format = Literal["json", "csv", "27560"]


@dataclass(frozen=True, slots=True)
class Terms:
    """How far a yes is meant to go, as typed; the hours wait for the zone of whoever says it."""

    once: bool | None = None
    until: str = ""
    means: Means | None = None
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """May I call this person?"""

    person: str
    means: Means | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Ask this person for a call, in one's own sentence.

    *anyway* sends it as it stands; *asked* says that it was typed when asked for.
    """

    person: str
    why: str = ""
    anyway: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take one's question back; without a name, the one that is open."""

    person: str = ""


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer somebody's question; without its number, the one that is open. In *doubt*, it is read back first."""

    answer: Literal["yes", "no", "not-now", "write-instead"]
    request: int | None = None
    terms: Terms = field(default_factory=Terms)
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """Say yes to a person or to everyone, unasked; *narrow* changes the limits of a yes that stands."""

    person: str
    terms: Terms = field(default_factory=Terms)
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Revoke:
    """Take a yes back, from a person or from everyone."""

    person: str


@dataclass(frozen=True, slots=True)
class Block:
    """Let this person neither call nor ask; or lift that."""

    person: str
    lift: bool = False


@dataclass(frozen=True, slots=True)
class ReachMe:
    """One's standing word to the whole team."""

    choice: Reach | None = None
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Write down what somebody else said about being called.

    *asked* says that the words were typed when asked for; *told*, that a line of mine tells of it: it is offered only.
    """

    person: str
    yes: bool
    words: str = ""
    terms: Terms = field(default_factory=Terms)
    asked: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Say a yes of mine anew, as it was."""

    line: int


@dataclass(frozen=True, slots=True)
class PassOn:
    """Let whoever asked me read the question that I typed."""

    request: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Say whether a report about oneself is right."""

    report: int
    right: bool


@dataclass(frozen=True, slots=True)
class Called:
    """Write down that one called."""

    person: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo one's own line of the record, within ten minutes; without its number, the last that can be undone."""

    line: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop word: it takes back the permission just shown, or else all of them."""


@dataclass(frozen=True, slots=True)
class Me:
    """What is kept about me; with a zone, that is kept as well."""

    zone: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the team has settled for everybody; with a zone, that holds for whoever named none."""

    zone: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """Who may call me, whom I may call, what waits."""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything about me, to take along."""

    format: Format = "json"


@dataclass(frozen=True, slots=True)
class Import:
    """A sheet of permissions and do-not-call entries; looked over first, then applied.

    *country* is where its numbers without + and a country's code are dialled, in two letters.
    """

    sheet: str
    apply: bool = False
    country: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what is kept about me; *for_good* also lets nobody ask me again."""

    confirmed: bool = False
    for_good: bool = False


@dataclass(frozen=True, slots=True)
class Verify:
    """Is the record as it was written? A checkpoint, if given, has to be on the way."""

    checkpoint: str = ""


@dataclass(frozen=True, slots=True)
class TakeCheckpoint:
    """What the record hashes to now, to be kept elsewhere."""


@dataclass(frozen=True, slots=True)
class Link:
    """Show a code that links another account of mine; or type the code that was shown there."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Show a code that lets another workspace share this team's record; or type the code that was shown there."""

    code: str = ""


PermissionCommand = (
    Check
    | Request
    | Withdraw
    | Respond
    | Grant
    | Revoke
    | Block
    | ReachMe
    | Report
    | Confirm
    | Called
    | Again
    | PassOn
    | Undo
    | Stop
    | Me
    | Overview
    | Export
    | Import
    | Forget
    | Verify
    | TakeCheckpoint
    | Link
    | Join
    | Settings
)

NAME = re.compile(r'\s*(?:@?\{(?P<id>[^}\s]*)\}|@?"(?P<quoted>(?:[^"]|"")*)"|@?(?P<bare>[^\s"]+))(?=\s|$)\s*')
ID = re.compile(r"\{[^}\s]*\}")
NUMBER = re.compile(r"\s*(?:#(\d{1,9})|(\d{1,9})(?=\s*$|\s+(?:once|until|until-stop|by)\b))")
QUOTED = re.compile(r'["“„«](?P<words>.*)["”“»]\s*$', re.DOTALL)
UNTIL_STOP = re.compile(r"\b(until|till)\s+(i\s+)?(say\s+)?stop\b|\b(until-stop|for\s?ever|always)\b", re.IGNORECASE)
ONCE = re.compile(r"\b(just\s+|only\s+)?once\b", re.IGNORECASE)
BY = re.compile(r"\bby\s+(phone|video|voice)\b", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:until|till)\s+(\d{4}-\d\d-\d\d\S*|\d{1,2}\.?\s+[a-z]+(?:\s+\d{4})?)", re.IGNORECASE)

_WEEKDAY = rf"(?:{'|'.join(dates.WEEKDAYS)})\w*"
ENDS = re.compile(rf"{_WEEKDAY} (?:until|till?) {_WEEKDAY}|(?<!\w)(?P<end>{dates.UNTIL})", re.IGNORECASE)
"""An end in words, such as "until Friday" or "for two weeks"; "Monday until Friday" is none."""


def parse(verb: str, rest: str) -> PermissionCommand | None:
    """Read what stands after `/permission`; None if this is no verb, or lacks what the verb needs."""
    read = READERS.get(verb.casefold())
    return read(rest.strip()) if read else None


def _terms(text: str) -> tuple[Terms, str]:
    """Read the limits of a yes out of *text* and return what is left of it, hours most likely."""
    standing, once = UNTIL_STOP.search(text), ONCE.search(text)
    until, by = UNTIL.search(text), BY.search(text)
    for found in (UNTIL_STOP, ONCE, UNTIL, BY):
        text = found.sub(" ", text)
    ends = None if until else next((found for found in ENDS.finditer(text) if found["end"]), None)
    if ends:
        text = f"{text[: ends.start()]} {text[ends.end() :]}"
    kept = False if standing else True if once else None
    means = Means(by[1].casefold()) if by else None
    return Terms(kept, until[1] if until else ends["end"] if ends else "", means), " ".join(text.split())


def _limited(text: str) -> Terms:
    terms, hours = _terms(text)
    return Terms(terms.once, terms.until, terms.means, hours)


def _name(text: str) -> tuple[str, str]:
    """Cut a name off the front: `@{id}`, a quoted name, or one word; ids keep their braces."""
    found = NAME.match(text)
    if not found:
        return "", text.strip()
    name = (
        f"{{{found['id']}}}"
        if found["id"] is not None
        else (found["quoted"] or "").replace('""', '"') or found["bare"] or ""
    )
    return name, text[found.end() :].strip()


def _unquoted(text: str) -> str:
    found = QUOTED.match(text)
    return found["words"].strip() if found else text.strip()


def _named(make: Callable[[str], PermissionCommand]) -> Callable[[str], PermissionCommand | None]:
    def read(text: str) -> PermissionCommand | None:
        name, rest = _name(text)
        whole = text.strip() if rest and not _is_marked(text) else name  # "revoke Ana Lima" is not Ana
        return make(whole) if name and (whole != name or not rest) else None

    return read


def _is_marked(text: str) -> bool:
    """Say whether it is plain where a name ends."""
    return text.startswith(("@{", '"', '@"', "{"))


def _check(text: str) -> PermissionCommand | None:
    by = BY.search(text)
    return _named(lambda name: Check(name, Means(by[1].casefold()) if by else None))(BY.sub(" ", text).strip())


def _request(text: str) -> PermissionCommand | None:
    name, rest = _name(text)
    if not _is_marked(text) and (said := QUOTED.search(rest)):
        name, rest = f"{name} {rest[: said.start()]}".strip(), said[0]  # request Ana Lima "why" is not to Ana
    anyway = rest.split(maxsplit=1)[:1] == ["anyway"]
    why = rest.removeprefix("anyway") if anyway else rest
    return Request(name, _unquoted(why), anyway) if name else None


def _respond(answer: Literal["yes", "no", "not-now", "write-instead"]) -> Callable[[str], PermissionCommand | None]:
    def read(text: str) -> PermissionCommand | None:
        found = NUMBER.match(text)
        number = int(found[1] or found[2]) if found else None
        terms = _limited(text[found.end() :] if found else text)
        fits = {"yes": terms, "not-now": Terms(until=terms.until)}.get(answer, Terms())
        return Respond(answer, number, terms) if terms == fits else None

    return read


def _grant(*, narrow: bool) -> Callable[[str], PermissionCommand | None]:
    def read(text: str) -> PermissionCommand | None:
        name, rest = _name(text)
        if narrow:
            rest = rest.removeprefix("to ")  # change Ana to mornings only
        return Grant(name, _limited(rest), narrow) if name else None

    return read


def _reach(text: str) -> PermissionCommand | None:
    choice, _, hours = text.partition(" ")
    named: Mapping[str, Reach] = {
        "ask": "ask", "fine": "fine", "ok": "fine", "yes": "fine", "write": "write", "never": "never", "no": "never",
    }  # fmt: skip
    if not choice:
        return ReachMe()
    found, hours = named.get(choice.casefold()), hours.removeprefix("first").removeprefix("instead").strip()
    terms = _limited(hours)
    if found == "fine" and terms != Terms(hours=terms.hours):
        return Grant("everyone", terms)
    return ReachMe(found, hours) if found and (found == "fine" or not hours) else None


def _report(text: str) -> PermissionCommand | None:
    name, rest = _name(text)
    answer, _, rest = rest.partition(" ")
    return report(name, answer, rest) if name else None


def report(name: str, answer: str, rest: str) -> Report | None:
    """Read what was reported: limits, and words in quotes after them; without quotes, all but a date is words."""
    if answer.casefold() not in {"yes", "no"}:
        return None
    said = QUOTED.search(rest)
    if said:
        return Report(name, answer.casefold() == "yes", said["words"].strip(), _limited(rest[: said.start()]))
    until = UNTIL.match(rest)
    words = rest[until.end() :] if until else rest
    return Report(name, answer.casefold() == "yes", words.strip(), Terms(until=until[1] if until else ""))


def _called(text: str) -> PermissionCommand | None:
    name, rest = _name(text)
    return (
        Called(name, rest.casefold() == "answered") if name and rest.casefold() in {"answered", "unanswered"} else None
    )


def _numbered(make: Callable[[int], PermissionCommand]) -> Callable[[str], PermissionCommand | None]:
    def read(text: str) -> PermissionCommand | None:
        number = text.removeprefix("#")
        return make(int(number)) if number.isdecimal() and len(number) < 10 else None

    return read


def _export(text: str) -> PermissionCommand | None:
    formats: Mapping[str, Format] = {"": "json", "json": "json", "csv": "csv", "27560": "27560"}
    found = formats.get(text.casefold())
    return Export(found) if found else None


def _forget(text: str) -> PermissionCommand | None:
    asked = " ".join(text.casefold().split())
    known = {"me": Forget(), "me now": Forget(True), "me for good": Forget(True, True)}
    return known.get(asked)


def _import(text: str) -> PermissionCommand:
    first, _, sheet = text.partition("\n")
    how, _, country = first.strip().partition(" ")
    return Import(sheet, how == "apply", country) if how in {"apply", "look"} else Import(text)


READERS: dict[str, Callable[[str], PermissionCommand | None]] = {
    "check": _check,
    "request": _request,
    "withdraw": lambda text: _named(Withdraw)(text) if text else Withdraw(),
    "grant": _grant(narrow=False),
    "allow": _grant(narrow=False),
    "narrow": _grant(narrow=True),
    "change": _grant(narrow=True),
    "yes": _respond("yes"),
    "no": _respond("no"),
    "not-now": _respond("not-now"),
    "write-instead": _respond("write-instead"),
    "revoke": _named(Revoke),
    "block": _named(Block),
    "unblock": _named(lambda name: Block(name, lift=True)),
    "reach-me": _reach,
    "report": _report,
    "right": _numbered(lambda number: Confirm(number, right=True)),
    "wrong": _numbered(lambda number: Confirm(number, right=False)),
    "again": _numbered(Again),
    "pass-on": _numbered(PassOn),
    "called": _called,
    "undo": lambda text: _numbered(Undo)(text) if text else Undo(),
    "stop": lambda _: Stop(),
    "me": lambda text: Me(text.removeprefix("zone").strip()),
    "list": lambda _: Overview(),
    "export": _export,
    "import": _import,
    "forget": _forget,
    "verify": Verify,
    "checkpoint": lambda _: TakeCheckpoint(),
    "link": Link,
    "join": Join,
    "settings": lambda text: Settings(text.removeprefix("zone").strip()),
}


def spell(command: PermissionCommand) -> str:
    """Write *command* so that `parse` reads it back; what was typed at length is not spelled: it waits in the talk."""
    return f"{verb_of(command)} {_spelled(command)}".rstrip()


def verb_of(command: PermissionCommand) -> str:
    """Return the verb that *command* is typed with."""
    match command:
        case Respond(answer=answer):
            return answer
        case Grant(narrow=narrow):
            return "narrow" if narrow else "grant"
        case Block(lift=lift):
            return "unblock" if lift else "block"
        case Confirm(right=right):
            return "right" if right else "wrong"
        case _:
            return VERBS[type(command)]


LONG = (Import, Export, Verify, Forget)
"""What reads or writes a whole sheet, or walks the whole record."""
VERBS: dict[type[PermissionCommand], str] = {
    Check: "check",
    Request: "request",
    Withdraw: "withdraw",
    Revoke: "revoke",
    ReachMe: "reach-me",
    Report: "report",
    Called: "called",
    Again: "again",
    PassOn: "pass-on",
    Undo: "undo",
    Stop: "stop",
    Me: "me",
    Overview: "list",
    Export: "export",
    Import: "import",
    Forget: "forget",
    Verify: "verify",
    TakeCheckpoint: "checkpoint",
    Link: "link",
    Join: "join",
    Settings: "settings",
}


def _spelled(command: PermissionCommand) -> str:  # noqa: C901 - a table, one line a verb
    match command:
        case Check(person, means):
            return f"{quoted(person)} {f'by {means}' if means else ''}"
        case Request(person, why, anyway):
            marker = why if why.startswith("=") else ""
            return f"{quoted(person)} {'anyway' if anyway else ''} {marker}"
        case Called(person, answered):
            return f"{quoted(person)} {'answered' if answered else 'unanswered'}"
        case Withdraw(person) | Revoke(person) | Block(person):
            return quoted(person) if person else ""
        case Respond(_, request, terms):
            return f"{f'#{request}' if request else ''} {_spelled_terms(terms)}"
        case Grant(person, terms):
            return f"{quoted(person)} {_spelled_terms(terms)}"
        case ReachMe(choice, hours):
            return f"{choice or ''} {hours}"
        case Report(person, yes, words, terms):
            said = f'"{words}"' if words else ""
            return f"{quoted(person)} {'yes' if yes else 'no'} {_spelled_terms(terms)} {said}"
        case Undo(line):
            return str(line or "")
        case Confirm(number) | Again(number) | PassOn(number):
            return str(number)
        case Me(value) | Settings(value) | Export(value) | Verify(value) | Link(value) | Join(value):
            return value
        case Forget(confirmed, for_good):
            return "me for good" if for_good else "me now" if confirmed else "me"
        case Import(sheet, apply, country):
            how = "apply" if apply else "look"
            return f"{how} {country}".rstrip() + f"\n{sheet}"
        case Stop() | Overview() | TakeCheckpoint():
            return ""
        case _:
            assert_never(command)


def quoted(person: str) -> str:
    """Write a name so that it is read back whole; an id keeps its braces."""
    if ID.fullmatch(person):
        return f"@{person}"
    doubled = person.replace('"', '""')
    return f'"{doubled}"'


def _spelled_terms(terms: Terms) -> str:
    standing = "" if terms.once is None else "once" if terms.once else "until-stop"
    until = terms.until if ENDS.fullmatch(terms.until) else terms.until and f"until {terms.until}"
    pieces = (standing, until, terms.means and f"by {terms.means}", terms.hours)
    return " ".join(filter(None, pieces))
