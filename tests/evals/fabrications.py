"""Counts which inventions of a model reach the reader, and which of its honest words do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.coach import Coach
from bot.core.coaching.author import Author
from bot.core.coaching.model import Completion, Prompt
from bot.core.coaching.prompting import Prompts
from bot.core.coaching.written import Opening
from bot.core.commands import Ask, Opener, Review
from bot.core.people import Caller
from bot.core.replies import Reply, visible
from tests.words import library

FOLDER = Path(__file__).parent / "model"
ANA = Caller("terminal", "Ana")
SETS = ("", "-second-untouched")
"""Endings of the files' names: the set that was studied, and one that is only run."""
TASKS: dict[str, type[Ask | Opener | Review]] = {"answer": Ask, "opener": Opener, "review": Review}


@dataclass(frozen=True, slots=True)
class Says:
    """A model that says one thing, whatever it is asked."""

    text: str
    name: str = "says"

    async def close(self) -> None:
        pass

    async def complete(self, _prompt: Prompt, _seconds: float) -> Completion:
        return Completion(self.text)


@dataclass(slots=True)
class Found:
    """Ids of inventions that reach the reader *plain* or are *asked* about, and of honest words that were *refused*."""

    plain: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


async def measured(ending: str) -> Found:
    """Try every output of one set."""
    commands = {each["id"]: TASKS[each["task"]](**_frozen(each["command"])) for each in _lines("inputs")}
    prompts, found = Prompts(library()), Found()
    for name in ("fabricated", "honest"):
        for each in _lines(name + ending):
            author = Author(Says(json.dumps(each["output"])), library(), prompts)
            reply = await Coach(library(), None, author).handle(commands[each["id"]], ANA)
            if name == "honest":
                found.refused += [each["id"]] if getattr(reply.result, "writer", "") == "offline" else []
            elif _folded(each["lie"]) in _folded(visible(reply.parts, library().labels)):
                (found.asked if _is_asked(each["lie"], reply) else found.plain).append(each["id"])
    return found


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


def main(arguments: Sequence[str]) -> int:
    """Print the figures of both sets, and with -v the ids of the one that may be studied."""
    for ending in SETS:
        found = asyncio.run(measured(ending))
        shown = "-v" in arguments and not ending
        print(f"\nfabricated{ending}")
        for what, ids in (("reach the reader", found.plain), ("are asked about", found.asked)):
            print(f"{len(ids)} of 60 inventions {what}", *(ids if shown else ()))
        print(f"{len(found.refused)} of 60 honest outputs are refused", *(found.refused if shown else ()))
    return 0
