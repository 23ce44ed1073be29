"""What a person can ask for, as values; one grammar, whatever the platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never


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
    """What can be typed."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, a thank-you or a goodbye; *topic* names the phrase that answers it."""

    topic: str


Command = Ask | Why | Settle | Cards | Help | SmallTalk


def parse(typed: str) -> Command | None:
    """Read a command that begins with its verb; None when *typed* begins with something else.

    A slash makes it a command in any case. Without one, `help`, `why` and `sources` count only when they stand alone:
    they begin ordinary sentences too ("help me say no", "why do they not answer?"), as `ask` does.
    """
    verb, rest = (*typed.split(maxsplit=1), "", "")[:2]
    slash = verb.startswith("/")
    match verb.removeprefix("/").casefold().rstrip("?!."):
        case "ask" if slash and rest:
            return Ask(rest)
        case "why" if slash or not rest:
            return Why(rest)
        case "sources" | "cards" if slash or not rest:
            return Cards(rest)
        case "help" if slash or not rest:
            return Help()
        case "settle" if slash:
            disagreement, _, answer = rest.casefold().partition(" ")
            return Settle(disagreement.upper(), answer == "yes") if answer in {"yes", "no"} else None
    return None


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
        case Help():
            return "/help"
        case SmallTalk(topic):
            return topic
        case _:
            assert_never(command)
