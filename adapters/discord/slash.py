"""What can be typed after a slash: options made from the commands' own fields, and read back into them.

The words that describe them stand in prompts/discord.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from bot.core import commands as said
from bot.core.commands import MEDIA, Ask, Cards, Fill, Help, Opener, Review, Why
from bot.core.errors import BrokenWords
from bot.core.permission import verbs as desk
from bot.core.permission.events import Means
from bot.core.permission.verbs import Terms
from bot.core.reminding import verbs as reminding

if TYPE_CHECKING:
    from bot.core.commands import Command

Json: TypeAlias = dict[str, Any]
Words: TypeAlias = Mapping[str, Any]

SUBCOMMAND, GROUP, TEXT, WHOLE, TRUTH, USER, CHANNEL, FILE = 1, 2, 3, 4, 5, 6, 7, 11
"""Kinds of option."""
ON_USER, ON_MESSAGE = 2, 3
"""Kinds of command beside those that are typed."""
EVERYWHERE = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""For servers and for single people; in servers, with the app alone, and between people."""
SERVERS_ONLY = {"integration_types": [0], "contexts": [0]}
MANAGE_SERVER = 1 << 5
COACH, ADMIN = "coach", "coach-admin"
LONGEST = 1000
"""Characters of what is typed into one option; forms take more."""
OF_BUTTONS = {
    "anyway", "asked", "told", "doubt", "angle", "dropped", "confirmed", "for_good", "lift", "narrow", "sure", "back",
    "apply",
}  # fmt: skip
"""Fields that nobody types."""
TOLD = {"max_chars": (20, 4000)}
LIMITS = {"once": "once", "until": "until", "means": "by", "hours": "hours"}
"""A yes's limits as options: by the name of the field, the name that one reads."""
PICKED = {"person", "channel"}
"""Options whose value is an id."""
SHEET = "sheet"
"""The option that holds a file; by the time a command is made of it, what the file says."""
SUGGESTED = {"contact", "zone", "id"}
"""Options that offer something while one types."""


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """What a typed command makes: a shape, some of whose fields the verb decides."""

    shape: type[Any]
    given: Mapping[str, Any] = field(default_factory=dict)
    limits: tuple[str, ...] = ("once", "until", "means", "hours")
    called: Mapping[str, str] = field(default_factory=dict)
    """Fields whose option has another name, since one would not know what is meant."""
    without: str = ""
    """The form that comes where nobody is named, or nothing is asked."""


@cache
def open_fields(verb: Verb) -> tuple[tuple[Field[Any], Any], ...]:
    """Return the fields that are typed, and their types."""
    hints = get_type_hints(verb.shape, {**vars(said), **vars(desk), **vars(reminding)})
    typed = (each for each in fields(verb.shape) if each.name not in OF_BUTTONS | verb.given.keys())
    return tuple((each, hints[each.name]) for each in typed)


PERMISSION: Mapping[str, Verb] = {
    "check": Verb(desk.Check, without="call"),
    "request": Verb(desk.Request, without="request"),
    "withdraw": Verb(desk.Withdraw),
    "allow": Verb(desk.Grant),
    "change": Verb(desk.Grant, {"narrow": True}),
    "revoke": Verb(desk.Revoke),
    "block": Verb(desk.Block),
    "unblock": Verb(desk.Block, {"lift": True}),
    "report": Verb(desk.Report, limits=("until",), without="report"),
    "called": Verb(desk.Called),
    "yes": Verb(desk.Respond, {"answer": "yes"}),
    "no": Verb(desk.Respond, {"answer": "no"}, limits=()),
    "not-now": Verb(desk.Respond, {"answer": "not-now"}, limits=("until",)),
    "write-instead": Verb(desk.Respond, {"answer": "write-instead"}, limits=()),
    "undo": Verb(desk.Undo),
    "export": Verb(desk.Export),
    "forget": Verb(desk.Forget),
    "link": Verb(desk.Link),
}
WHEN, WHICH = {"text": "when"}, {"id": "reminder"}
REMINDER: Mapping[str, Verb] = {
    "add": Verb(reminding.Add, called=WHEN),
    "list": Verb(reminding.Listing),
    "preview": Verb(reminding.Preview, called=WHEN),
    "change": Verb(reminding.Change, called=WHICH | WHEN),
    "pause": Verb(reminding.Pause, called=WHICH),
    "resume": Verb(reminding.Resume, called=WHICH),
    "snooze": Verb(reminding.Snooze, called=WHICH),
    "remove": Verb(reminding.Remove, called=WHICH),
    "off": Verb(reminding.Off),
    "on": Verb(reminding.Off, {"back": True}),
}
VERBS: Mapping[str, Mapping[str, Verb | Mapping[str, Verb]]] = {
    COACH: {
        "ask": Verb(Ask, without="ask"),
        "write": Verb(Opener),
        "review": Verb(Review),
        "call": Verb(desk.Check, without="call"),
        "why": Verb(Why, {"question": ""}),
        "sources": Verb(Cards),
        "help": Verb(Help),
        "me": Verb(desk.Me),
        "list": Verb(desk.Overview),
        "reach-me": Verb(desk.ReachMe),
        "permission": PERMISSION,
        "reminder": REMINDER,
    },
    ADMIN: {
        "settings": Verb(desk.Settings),
        "reminders": Verb(reminding.Who),
        "join": Verb(desk.Join),
        "import": Verb(desk.Import),
        "verify": Verb(desk.Verify),
        "checkpoint": Verb(desk.TakeCheckpoint),
    },
}
CLOSED: Mapping[str, tuple[str, ...]] = {"medium": MEDIA, "topic": ("permission",)}
"""Texts that are one of a few."""


# What Discord is told


def payload(words: Words) -> list[Json]:
    """Return every command as Discord takes it.

    Raises:
        BrokenWords: a description is missing.
    """
    try:
        typed = [_command(name, words) for name in VERBS]
        menus = words["menus"]
        on_messages = [{"name": menus[key], "type": ON_MESSAGE, **EVERYWHERE} for key in ("write", "answer", "save")]
        return [*typed, *on_messages, {"name": menus["call"], "type": ON_USER, **EVERYWHERE}]
    except KeyError as error:
        raise BrokenWords("discord.toml", str(error), "is missing") from error


def _command(name: str, words: Words) -> Json:
    told = {"name": name, "type": 1, "description": words["commands"][name]}
    options = [_inside(step, inner, words) for step, inner in VERBS[name].items()]
    admin = {"default_member_permissions": MANAGE_SERVER, **SERVERS_ONLY}
    return told | {"options": options} | (admin if name == ADMIN else EVERYWHERE)


def _inside(name: str, inner: Verb | Mapping[str, Verb], words: Words, group: str = "") -> Json:
    described = words["commands"]
    told = {"name": name, "description": described.get(f"{group} {name}") or described[name]}
    if isinstance(inner, Verb):
        options = sorted(_options(inner, words), key=lambda each: not each.get("required"))  # Discord wants them first
        return told | {"type": SUBCOMMAND, "options": options}
    return told | {"type": GROUP, "options": [_inside(step, verb, words, name) for step, verb in inner.items()]}


def _options(verb: Verb, words: Words) -> Iterator[Json]:
    for each, kind in open_fields(verb):
        if each.name == "person":
            yield _option("person", USER, words)
            yield _option("contact", TEXT, words)
        elif each.name == "place":
            yield _option("channel", CHANNEL, words)
        elif each.name == SHEET:
            yield _option(SHEET, FILE, words) | {"required": True}
        elif kind is Terms:
            hints = get_type_hints(Terms)
            for name in verb.limits:
                yield _typed(LIMITS[name], hints[name], words)
        else:
            yield _typed(verb.called.get(each.name, each.name), kind, words)


def _typed(name: str, kind: Any, words: Words) -> Json:  # noqa: ANN401 - a type of any form
    chosen = CLOSED.get(name) or ("once", "until-stop") * (name == "once") or _choices(kind)
    if chosen:
        choices = [{"name": words["choices"][value], "value": value} for value in chosen]
        return _option(name, TEXT, words) | {"choices": choices}
    plain = _plain(kind)
    if plain is bool:
        return _option(name, TRUTH, words) | {"required": True}
    if plain is int:
        least, most = TOLD.get(name, (1, 2**31 - 1))
        return _option(name, WHOLE, words) | {"min_value": least, "max_value": most}
    return _option(name, TEXT, words)


def _option(name: str, kind: int, words: Words) -> Json:
    told: Json = {"name": name, "type": kind, "description": words["options"][name]}
    if name in SUGGESTED:
        told["autocomplete"] = True
    if kind == TEXT and name not in SUGGESTED:
        told["max_length"] = LONGEST
    return told


def _plain(kind: Any) -> Any:  # noqa: ANN401
    """Return a type without its None."""
    if get_origin(kind) is UnionType:
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def _choices(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    plain = _plain(kind)
    if get_origin(plain) is Literal:
        return tuple(map(str, get_args(plain)))
    return tuple(plain) if isinstance(plain, type) and issubclass(plain, StrEnum) else ()


# What came of it


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it: the steps of its name, and her options by name."""

    path: tuple[str, ...]
    options: Mapping[str, Any]
    focused: str = ""


def typed(data: Mapping[str, Any]) -> Typed:
    """Read what Discord sends of a typed command."""
    path, options = [str(data["name"])], data.get("options") or []
    while options and options[0]["type"] in {SUBCOMMAND, GROUP}:
        path.append(options[0]["name"])
        options = options[0].get("options") or []
    focused = next((each["name"] for each in options if each.get("focused")), "")
    channels = (data.get("resolved") or {}).get("channels") or {}
    values = {each["name"]: _placed(each, channels) for each in options}
    return Typed(tuple(path), values, focused)


def _placed(option: Json, channels: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return an option's value; of a channel, as it is mentioned, with its name."""
    value = option["value"]
    return f"<#{value}|{channels.get(value, {}).get('name', '')}>" if option["type"] == CHANNEL else value


def command(told: Typed, readable: Callable[[str], str]) -> Command | None:
    """Return what a typed command means; None if this version knows no such command.

    *readable* writes out the mentions in what was typed.
    """
    verb = BY_PATH.get(told.path)
    if verb is None:
        return None
    values = {
        name: readable(value) if isinstance(value, str) and name not in PICKED else value
        for name, value in told.options.items()
    }
    made = dict(_made(verb, values))
    if verb.without and not made.get("person", made.get("question")):
        given = {"why": values.get("why", ""), "until": values.get("until", "")}
        return Fill(verb.without, tuple((name, value) for name, value in given.items() if value))
    result: Command = verb.shape(**verb.given, **made)
    return result


def _by_path(verbs: Mapping[str, Any], *steps: str) -> Iterator[tuple[tuple[str, ...], Verb]]:
    for name, inner in verbs.items():
        if isinstance(inner, Verb):
            yield (*steps, name), inner
        else:
            yield from _by_path(inner, *steps, name)


BY_PATH = dict(_by_path(VERBS))


def _made(verb: Verb, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for each, kind in open_fields(verb):
        if each.name == "person":
            yield "person", _person(values)
        elif each.name == "place":
            yield "place", values.get("channel", "me")
        elif kind is Terms:
            yield each.name, _terms(values)
        elif each.name == "facts":
            yield "facts", tuple(filter(None, [values.get("facts", "")]))
        elif (name := verb.called.get(each.name, each.name)) in values:
            yield each.name, _read(kind, values[name])
        elif each.default is MISSING and each.default_factory is MISSING:
            yield each.name, ""  # the coach says what is missing


def _person(values: Mapping[str, Any]) -> str:
    return f"{{{values['person']}}}" if "person" in values else str(values.get("contact", ""))


def _terms(values: Mapping[str, Any]) -> Terms:
    once = {"once": True, "until-stop": False}.get(values.get("once", ""))
    means = Means(values["by"]) if "by" in values else None
    return Terms(once, values.get("until", ""), means, values.get("hours", ""))


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401
    plain = _plain(kind)
    return plain(value) if isinstance(plain, type) and issubclass(plain, StrEnum) else value
