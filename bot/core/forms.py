"""Forms: what a command still lacks, as a few fields that any platform can draw, and what comes of what was filled in.

The words stand in prompts/forms.toml. A form holds at most five fields; a title has at most 24 characters and a label
45, which is what the narrowest platform shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.core.commands import MEDIA, Ask, Fill, Opener, Review
from bot.core.errors import BrokenWords
from bot.core.grammar import parse
from bot.core.permission.events import Means
from bot.core.permission.verbs import Check, Grant, Me, ReachMe, Report, Request, Respond, Settings, Terms
from bot.core.reminding.verbs import Add

if TYPE_CHECKING:
    from bot.core.commands import Command

Kind = Literal["line", "text", "choice", "person", "place", "hours", "zone"]

MOST_FIELDS, MOST_TITLE, MOST_LABEL = 5, 24, 45
LONGEST_LINE, LONGEST_TEXT = 200, 3000
"""Characters of one line, and of a text; Slack takes 3,000 and Discord 4,000."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in; a choice has *options* of value and label, *value* is filled in already."""

    name: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""

    @property
    def most(self) -> int:
        """Return how many characters fit."""
        return LONGEST_TEXT if self.kind == "text" else LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Form:
    """What to fill in, under a title; *hidden* values come back as they are."""

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is wrong with what was filled in: a sentence for each field."""

    fields: tuple[tuple[str, str], ...]


Values = Mapping[str, str]


def form_for(command: Command, words: Mapping[str, Any]) -> Form | None:
    """Return the form for what *command* lacks; None if it lacks nothing that a form could ask for."""
    found = _lacking(command)
    if found is None:
        return None
    name, given = found
    return _drawn(name, given, words) if name in FILLS else None


def _lacking(command: Command) -> tuple[str, dict[str, str]] | None:
    match command:
        case Fill(form, given):
            return form, dict(given)
        case Opener(brief="", facts=(), purpose="") as opener:
            return "opener", {"who": opener.to, "medium": opener.medium}
        case Review(text="", medium=medium):
            return "review", {"medium": medium}
        case Request(person, why="", anyway=False):
            return "request", {"person": person}
        case Report(person, yes, words=""):
            return "report", {"contact": person, "answer": "yes" if yes else "no"}
        case ReachMe(choice=None):
            return "reach-me", {}
        case _:
            return None


def _drawn(name: str, given: Mapping[str, str], words: Mapping[str, Any]) -> Form:
    try:
        page = words[name]
        fields = tuple(_field(each, given) for each in page["fields"])
        shown = {field.name for field in fields}
        hidden = tuple((key, value) for key, value in given.items() if key not in shown)
        return Form(name, page["title"], page["submit"], fields, hidden)
    except KeyError as error:
        raise BrokenWords("forms.toml", name, f"{error} is missing") from error


def _field(plain: Mapping[str, Any], given: Mapping[str, str]) -> Field:
    options = tuple((value, label) for value, label in plain.get("options", {}).items())
    known = {key: plain[key] for key in ("name", "kind", "label")}
    value = given.get(plain["name"], "") or plain.get("value", "")
    return Field(
        **known, hint=plain.get("hint", ""), required=plain.get("required", False), options=options, value=value
    )


def fill(name: str, values: Values, words: Mapping[str, Any]) -> Command | Mistakes:
    """Return the command that a filled-in form amounts to, or what is wrong with it.

    *values* holds what was filled in and what was hidden; nobody vouches for either.
    """
    if name not in FILLS:
        return Mistakes((("", words["old"]),))
    said = {key: value.strip() for key, value in values.items()}
    mistakes = [
        (field["name"], words["lacking"])
        for field in words[name]["fields"]
        if field.get("required") and not said.get(field["name"])
    ]
    return Mistakes(tuple(mistakes)) if mistakes else FILLS[name](said)


def mistaken(code: str, message: str, form: Form) -> Mistakes | None:
    """Return the trouble with this *code* as a mistake in one of the form's fields; None if it concerns none."""
    field = next((field.name for field in form.fields if code in CONCERNS.get(field.name, ())), "")
    return Mistakes(((field, message),)) if field else None


CONCERNS: Mapping[str, tuple[str, ...]] = {
    "hours": ("bad_hours", "no_zone", "which_zone", "unknown_zone"),
    "zone": ("which_zone", "unknown_zone"),
    "rhythm": (
        "no_rhythm",
        "bad_rhythm",
        "which_day",
        "no_such_day",
        "never",
        "one_time",
        "no_zone",
        "which_zone",
        "unknown_zone",
    ),
    "place": ("no_place", "unknown_place", "admin_reminder"),
    "until": ("bad_until", "until_past", "bad_time"),
    "contact": (
        "bad_email",
        "bad_phone",
        "bad_url",
        "no_country_code",
        "contact_too_long",
        "no_contact",
        "self_report",
    ),
    "words": ("no_words",),
    "person": ("nobody", "self_call", "one_person"),
}


def _ask(said: Values) -> Command:
    return Ask(said["question"])


def _call(said: Values) -> Command:
    return Check(_person(said))


def _opener(said: Values) -> Command:
    medium = said.get("medium", "")
    facts = tuple(filter(None, [said.get("fact", "")]))
    who, to = said.get("who", ""), said.get("to", "")  # a name that was known beforehand is nothing to be read
    brief, to = ("", to) if who == to else (brief_for(who), "")
    return Opener(brief, to, facts, said.get("wish", ""), medium if medium in MEDIA else "")


def brief_for(who: str, more: str = "") -> str:
    """Return a brief that says whom it is for as people do when they type one: "write to Mira from the forum"."""
    return ", ".join(filter(None, (f"write to {who.replace(', from ', ' from ')}" if who else "", more)))


def _review(said: Values) -> Command:
    medium = said.get("medium", "")
    return Review(said["draft"], medium if medium in MEDIA else "")


def _request(said: Values) -> Command:
    return Request(_person(said), said["why"])


def _person(said: Values) -> str:
    """Return who was picked or hidden, by id in braces where it is one."""
    return said.get("person", "")


def _terms(said: Values) -> Terms:
    means = said.get("means", "")
    once = {"once": True, "until-stop": False}.get(said.get("length", ""))
    return Terms(once, said.get("until", ""), Means(means) if means in set(Means) else None, said.get("hours", ""))


def _yes(said: Values) -> Command:
    number = said.get("request", "")
    if number.isdecimal():
        return Respond("yes", int(number), _terms(said))
    return Grant(_person(said), _terms(said))


def _report(said: Values) -> Command:
    yes = said.get("answer") == "yes"
    return Report(said["contact"], yes, said.get("words", ""), Terms(until=said.get("until", "")))


def _reach_me(said: Values) -> Command:
    read = parse(f"/permission reach-me {said['choice']} {said.get('hours', '')}".rstrip())
    return read if isinstance(read, ReachMe) else ReachMe()


def _me(said: Values) -> Command:
    return Me(said["zone"])


def _settings(said: Values) -> Command:
    return Settings(said["zone"])


def _reminder(said: Values) -> Command:
    place = said["place"]
    named = f"#{{{place}}}" if re.fullmatch(r"[A-Z0-9]+", place) else place  # an id, as a platform's own list gives it
    topic = said.get("topic", "")
    return Add(named, f"{said['rhythm']} about {topic}" if topic else said["rhythm"])


FILLS: Mapping[str, Callable[[Values], Command]] = {
    "ask": _ask,
    "call": _call,
    "opener": _opener,
    "review": _review,
    "request": _request,
    "yes": _yes,
    "report": _report,
    "reach-me": _reach_me,
    "me": _me,
    "settings": _settings,
    "reminder": _reminder,
}
