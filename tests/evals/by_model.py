"""Puts the open sets to the language model that is set up, and prints how good its answers are and what was refused.

`python3 -m tests evals --model [N]` takes OPENAI_MODEL, OPENAI_BASE_URL and OPENAI_API_KEY from the environment or
`.env`; N is how many lines of each set are sent, 30 if left out, 0 for all. Each costs one or two requests of one and a
half to five thousand tokens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot import app
from bot.core.coach import Coach
from bot.core.coaching.by_model.author import Author
from bot.core.coaching.outcome import Answer
from bot.core.coaching.prompting import Prompts
from bot.core.coaching.written import Opening, Reviewed
from bot.core.commands import Ask, Opener, Review
from bot.core.people import Caller
from bot.settings import Settings
from tests.evals.report import questions, table, tally
from tests.words import library

WRITING = Path(__file__).parent / "writing"
FEW = 30
NO_MODEL = "There is no language model set up: set OPENAI_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY."
Written = Answer | Opening | Reviewed
T = TypeVar("T")


@dataclass
class Run:
    """What came of one set."""

    written: list[Written | None] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def told(self) -> str:
        """Return how often the model wrote, which rules fired how often, and how long it took."""
        shown = [one for one in self.written if one and one.writer != "offline"]
        fired = Counter(rule for one in shown for rule in one.checks.fired)
        rules = ", ".join(f"{rule} {count}" for rule, count in fired.most_common())
        median = statistics.median(self.seconds) if self.seconds else 0.0
        return (
            f"written by the model: {len(shown)} of {len(self.written)}; seconds: {median:.2f}; "
            f"sentences dropped for: {rules or 'nothing'}"
        )


def commands(few: int) -> Mapping[str, Sequence[Ask | Opener | Review]]:
    """Return what is put to the model, by set."""
    asked = [Ask(one.question) for one in questions("open")]
    openers = [
        Opener(
            line.get("brief") or "",
            line.get("to") or "",
            tuple(line.get("facts") or ()),
            line.get("purpose") or "",
            line.get("medium") or "",
        )
        for line in _lines("openers-open")
    ]
    drafts = [Review(line["text"]) for line in _lines("drafts-open")]
    return {"answers": spread(asked, few), "openers": spread(openers, few), "reviews": spread(drafts, few)}


def spread(every: Sequence[T], few: int) -> list[T]:
    """Return a few of *every*, evenly spread, as a set is sorted by kind; all of them for 0."""
    return [every[number * len(every) // few] for number in range(min(few, len(every)))] if few else [*every]


def _lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (WRITING / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


async def put(settings: Settings, few: int) -> dict[str, Run]:
    """Put everything to the model, one after the other."""
    model = app.model(settings)
    assert model
    coach = Coach(library(), None, Author(model, library(), Prompts(library())))
    runs = {name: Run() for name in commands(few)}
    try:
        for name, asked in commands(few).items():
            for number, command in enumerate(asked):
                began = time.perf_counter()
                result = (await coach.handle(command, Caller("terminal", "evals", thread=f"{name}{number}"))).result
                runs[name].seconds.append(time.perf_counter() - began)
                runs[name].written.append(result if isinstance(result, Answer | Opening | Reviewed) else None)
    finally:
        await model.close()
    return runs


def main(argv: Sequence[str]) -> int:
    """Print what came of each set."""
    parser = argparse.ArgumentParser(prog="python3 -m tests evals --model", description=__doc__)
    parser.add_argument("few", nargs="?", type=int, default=FEW)
    few = parser.parse_args(argv).few
    settings = Settings.read(os.environ, Path(".env"))
    if settings.model is None:
        print(NO_MODEL)
        return 2
    runs = asyncio.run(put(settings, few))
    for name, run in runs.items():
        print(f"\n{name}: {run.told()}")
    answered = zip(spread(questions("open"), few), runs["answers"].written, strict=False)
    print("\nanswers, by whoever wrote them")
    table(tally([(one, got) for one, got in answered if isinstance(got, Answer)]))
    return 0
