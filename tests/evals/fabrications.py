"""Counts which inventions of a model reach the reader, and which of its honest words do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bot.core.coach import Coach
from bot.core.coaching.by_model.author import Author
from bot.core.coaching.by_model.model import Completion, Prompt
from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.ground import grounded
from bot.core.coaching.checking.support import (
    counts_unheard,
    is_apart,
    unsupported,
)
from bot.core.coaching.prompting import Prompts
from bot.core.coaching.written import Opening
from bot.core.commands import Ask, Opener, Review
from bot.core.people import Caller
from bot.core.replies import Reply, visible
from tests.words import library

FOLDER = Path(__file__).parent / "model"
ANA = Caller("terminal", "Ana")
TASKS: dict[str, type[Ask | Opener | Review]] = {"answer": Ask, "opener": Opener, "review": Review}


@dataclass(slots=True)
class Says:
    """A model that says one thing, whatever it is asked."""

    text: str = ""
    name: str = "says"

    async def close(self) -> None:
        pass

    async def complete(self, _prompt: Prompt, _seconds: float) -> Completion:
        return Completion(self.text)


class Outputs(NamedTuple):
    """The files of one set."""

    fabricated: str
    honest: str
    inputs: str


SETS = {
    "blind": Outputs("fabricated", "honest", "inputs"),
    "blind, second": Outputs("blind2_fabricated", "blind2_honest", "inputs"),
    "blind, third": Outputs("blind3_fabricated", "blind3_honest", "inputs"),
    "blind, fourth": Outputs("blind4_fabricated", "blind4_honest", "inputs"),
    "practice": Outputs("practice_fabricated", "practice_honest", "practice_inputs"),
    "practice, second": Outputs("practice2_fabricated", "practice2_honest", "practice2_inputs"),
    "practice, third": Outputs("practice3_fabricated", "practice3_honest", "practice3_inputs"),
    "practice, fourth": Outputs("practice4_fabricated", "practice4_honest", "inputs"),
    "practice, fifth": Outputs("practice5_fabricated", "practice5_honest", "inputs"),
}


@dataclass(slots=True)
class Found:
    """What became of one set.

    Ids of inventions that reach the reader *plain* or are *asked* about, and of honest words that were *refused*;
    honest *lines*, and those that were *lost* on the way.
    """

    plain: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    fabricated: int = 0
    honest: int = 0
    lines: int = 0
    lost: list[str] = field(default_factory=list)


async def measured(tried: Outputs) -> Found:
    """Try every output of a set."""
    commands = {each["id"]: TASKS[each["task"]](**_frozen(each["command"])) for each in _lines(tried.inputs)}
    found = Found()
    for each in _lines(tried.fabricated):
        found.fabricated += 1
        reply = await _replied(commands[each["id"]], each["output"])
        if _folded(each["lie"]) in _seen(reply):
            (found.asked if _is_asked(each["lie"], reply) else found.plain).append(f"{each['id']}: {each['lie']}")
    for each in _lines(tried.honest):
        found.honest += 1
        reply = await _replied(commands[each["id"]], each["output"])
        if getattr(reply.result, "writer", "") == "offline":
            found.refused.append(each["id"])
        for line in _texts(each["output"]):
            found.lines += 1
            if _folded(line).rstrip(".") not in _seen(reply):
                found.lost.append(f"{each['id']}: {line}")
    return found


async def _replied(command: Ask | Opener | Review, output: dict[str, Any]) -> Reply:
    _MODEL.text = json.dumps(output)
    return await Coach(library(), None, _author()).handle(command, ANA)


_MODEL = Says()


@cache
def _author() -> Author:
    return Author(_MODEL, library(), Prompts(library()))


def _seen(reply: Reply) -> str:
    return _folded(visible(reply.parts, library().labels))


def _texts(output: dict[str, Any]) -> Iterator[str]:
    """Yield every line that a person may read, but those with a name put in again."""
    for part in (*output.get("sentences", ()), *output.get("findings", ())):
        yield from (line for key in ("text", "advice", "rewrite") if (line := part.get(key)) and "[[" not in line)
    yield from (line for key in ("paste", "rewrite") if (line := output.get(key)) and "[[" not in line)


def _is_asked(lie: str, reply: Reply) -> bool:
    """Say whether the reader is asked about these words."""
    spans = " ".join(each.span for each in reply.result.unconfirmed) if isinstance(reply.result, Opening) else ""
    return any(word in _folded(spans) for word in _folded(lie).split() if len(word) > 4)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _frozen(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}


def restated() -> tuple[float, float]:
    """Return how many sentences of ours are refused beside their own guideline, and beside another."""
    house = library().house
    nobody, cards = grounded((), "", house.claims), list(house.grounds)
    sides = [(side.says, side.cards[0]) for one in library().disagreements.values() for side in one.sides]
    ours = [*sides, *((case.verdict, case.cards[0]) for case in library().situations.cases)]

    def is_refused(text: str, card: str) -> bool:
        evidence = Evidence((house.grounds[card],), nobody, house)
        return any(rule(text, evidence) for rule in (unsupported, counts_unheard, is_apart))

    wrong = [(text, cards[(cards.index(card) + len(cards) // 2) % len(cards)]) for text, card in ours]
    own, others = (sum(is_refused(*one) for one in pairs) / len(ours) for pairs in (ours, wrong))
    return own, others


def main(arguments: Sequence[str]) -> int:
    """Print the figures of every set; -v names what went wrong."""
    for name, tried in SETS.items():
        found = asyncio.run(measured(tried))
        print(f"{name}")
        for what, wrong, of in (
            ("inventions reach the reader", found.plain, found.fabricated),
            ("inventions are asked about", found.asked, found.fabricated),
            ("honest outputs are refused", found.refused, found.honest),
            ("honest lines are left out", found.lost, found.lines),
        ):
            print("\n    ".join((f"  {len(wrong)} of {of} {what}", *(wrong if "-v" in arguments else ()))))
    own, others = restated()
    print(f"sentences of ours refused beside their own guideline: {own:.2f}, beside a wrong one: {others:.2f}")
    return 0
