"""Runs the fact guard over drafts and prints how often it stops what was invented, and how often what was not."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot.core.coaching.checking.claims import read_claims
from bot.core.coaching.fact_guard import Doubt, Guarded, Known, guard
from bot.settings import PROMPTS

HERE = Path(__file__).parent
PARTS = ("open", "untouched")


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft of the set, where it was invented (nowhere: a good one), and what the guard said."""

    good: bool
    invented: tuple[range, ...]
    said: Guarded

    def touched(self, doubts: Iterable[Doubt]) -> bool:
        """Tell whether one of *doubts* overlaps what was invented."""
        return any(doubt.start < span.stop and span.start < doubt.end for doubt in doubts for span in self.invented)


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: what counts as a hit, among which drafts, and the goal."""

    name: str
    good: bool
    hit: Callable[[Judged], bool]
    goal: str = ""


MEASURES = (
    Measure("invented: stopped", False, lambda one: bool(one.said.hard), "≥ 0.70"),
    Measure("… and where it was invented", False, lambda one: one.touched(one.said.hard)),
    Measure("invented: stopped or marked", False, lambda one: bool(one.said.hard or one.said.soft), "≥ 0.95"),
    Measure("… and where it was invented", False, lambda one: one.touched((*one.said.hard, *one.said.soft))),
    Measure("good: stopped", True, lambda one: bool(one.said.hard), "≤ 0.05"),
    Measure("good: marked, not stopped", True, lambda one: bool(one.said.soft) and not one.said.hard, "≤ 0.20"),
)


def judged(part: str) -> list[Judged]:
    """Put every draft of one part before the guard."""
    claims = read_claims(PROMPTS)
    lines = (HERE / f"guard-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_judged(line, guard(line["draft"], _known(line), claims)) for line in map(json.loads, lines)]


def _known(line: dict[str, Any]) -> Known:
    return Known(tuple(line["facts"]), line.get("to") or "", line.get("purpose") or "", line.get("sender") or "")


def _judged(line: dict[str, Any], said: Guarded) -> Judged:
    starts = ((line["draft"].find(words), words) for words in line["fabricated"])
    return Judged(line["good"], tuple(range(at, at + len(words)) for at, words in starts if at >= 0), said)


def _table(drafts: Sequence[Judged]) -> None:
    for measure in MEASURES:
        of = [one for one in drafts if one.good is measure.good]
        hits = sum(map(measure.hit, of))
        share = hits / len(of) if of else 0.0
        goal = f"{measure.goal} {'met' if is_met(share, measure.goal) else 'MISSED'}" if measure.goal else ""
        print(f"  {measure.name:30} {share:6.3f}  {hits:3} of {len(of):3}  {goal}")


def is_met(share: float, goal: str) -> bool:
    """Tell whether *share* is as high, or as low, as *goal* wants it; without a goal anything is."""
    if not goal:
        return True
    return share >= float(goal[2:]) if goal.startswith("≥") else share <= float(goal[2:])


def _by_kind(drafts: Sequence[Judged]) -> None:
    """Print in how many drafts each kind of doubt was found: invented ones, where it was invented, good ones."""
    counts = {name: Counter[str]() for name in ("invented", "touching", "good")}
    for one in drafts:
        doubts = list(chain(one.said.hard, one.said.soft))
        counts["good" if one.good else "invented"].update({doubt.kind for doubt in doubts})
        counts["touching"].update({doubt.kind for doubt in doubts if one.touched([doubt])})
    for kind in sorted(counts["invented"].keys() | counts["good"].keys()):
        print(f"  {kind:12}" + "".join(f"  {name} {counts[name][kind]:3}" for name in counts))


def main(argv: Sequence[str]) -> int:
    """Print the table of each part asked for, both without an argument; of the open part also what was found."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.evals.writing.report_guard", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: both")
    for part in parser.parse_args(argv).part or PARTS:
        drafts = judged(part)
        print(f"\n{part}")
        _table(drafts)
        if part == "open":
            _by_kind(drafts)
    return 0
