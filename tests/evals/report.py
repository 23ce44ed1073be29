"""Runs the evaluation set and prints how often the coach finds the right ground, refuses, and shows both sides."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.coaching.answers import answer
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Answer
from tests.words import library

HERE = Path(__file__).parent
PARTS = ("open", "untouched")
FIRST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the set, and what is right for it."""

    kind: str
    question: str
    cards: frozenset[str]
    tension: str
    disagreements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: so many of so many, and the goal."""

    name: str
    hits: int
    of: int
    goal: str

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def met(self) -> bool:
        bound = float(self.goal[2:])
        return self.share >= bound if self.goal.startswith("≥") else self.share <= bound


def questions(part: str) -> list[Asked]:
    """Read one part of the set; the points that a question names stand for the guidelines that state them."""
    points, tensions = (tomllib.loads((HERE / f"{name}.toml").read_text()) for name in ("points", "tensions"))
    lines = (HERE / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_asked(json.loads(line), points, tensions) for line in lines]


def _asked(line: dict[str, Any], points: dict[str, list[str]], tensions: dict[str, list[str]]) -> Asked:
    return Asked(
        line["kind"],
        line["question"],
        frozenset(card for point in line.get("points", ()) for card in points[point]),
        line.get("tension", ""),
        frozenset(quarrel for tension in line.get("tensions", ()) for quarrel in tensions[tension]),
    )


def measures(asked: Iterable[Asked], library: Library) -> list[Measure]:
    """Ask everything and count."""
    return tally([(one, _answer(one.question, library)) for one in asked])


def tally(answered: Sequence[tuple[Asked, Answer]]) -> list[Measure]:
    """Count how good the answers are."""
    grounded = [(one, got) for one, got in answered if one.kind == "answer"]
    must, no = ([pair for pair in grounded if pair[0].tension == tension] for tension in ("must", "no"))
    return [
        _share("a right guideline comes first", grounded, lambda one, got: _right(one, got, 1), "≥ 0.00"),
        _share("a right guideline among the first three", grounded, lambda one, got: _right(one, got, FIRST), "≥ 0.85"),
        _share("off topic refused", answered, lambda _, got: got.route == "offtopic", "≥ 0.95", kind="offtopic"),
        _share("refused though the documents hold it", grounded, lambda _, got: got.route != "answer", "≤ 0.05"),
        _share("gap recognised", answered, lambda _, got: got.route == "gap", "≥ 0.80", kind="gap"),
        _share("other side shown where it belongs", must, lambda _, got: got.disagreement is not None, "≥ 0.95"),
        _share("… and it is one that the question touches", must, _right_quarrel, "≥ 0.00"),
        _share("other side shown elsewhere", no, lambda _, got: got.disagreement is not None, "≤ 0.05"),
        _share("checks passed, at most 90 words visible", answered, lambda _, got: got.checks.passed, "≥ 1.00"),
    ]


def _answer(question: str, library: Library) -> Answer:
    result = answer(question, library).result
    assert isinstance(result, Answer)
    return result


def _right(one: Asked, got: Answer, first: int) -> bool:
    return got.route == "answer" and not one.cards.isdisjoint(cited.card for cited in got.citations[:first])


def _right_quarrel(one: Asked, got: Answer) -> bool:
    return got.disagreement is not None and got.disagreement.id in one.disagreements


def _share(
    name: str, pairs: Sequence[tuple[Asked, Answer]], hit: Callable[[Asked, Answer], bool], goal: str, kind: str = ""
) -> Measure:
    pairs = [(one, got) for one, got in pairs if not kind or one.kind == kind]
    return Measure(name, sum(hit(one, got) for one, got in pairs), len(pairs), goal)


def main(argv: Sequence[str]) -> int:
    """Print the table of each part asked for; both without an argument."""
    parser = argparse.ArgumentParser(prog="python3 -m tests evals", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: both")
    shelf = library()
    for part in parser.parse_args(argv).part or PARTS:
        print(f"\n{part}")
        table(measures(questions(part), shelf))
    return 0


def table(measures: Iterable[Measure]) -> None:
    """Print a line for each measure."""
    for measure in measures:
        goal = "" if measure.goal.endswith("0.00") else f"{measure.goal} {'met' if measure.met else 'MISSED'}"
        print(f"  {measure.name:45} {measure.share:6.3f}  {measure.hits:3} of {measure.of:3}  {goal}")
