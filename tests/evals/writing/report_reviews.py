"""Reads the drafts of the evaluation set over and prints how often the remarks are right, and what they miss."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.coaching.reviews import review
from bot.core.coaching.written import Finding, Reviewed
from bot.core.commands import Review
from tests.words import library

HERE = Path(__file__).parent
PARTS = ("open", "second-open", "untouched", "third-untouched", "fourth-untouched", "sixth-untouched")
GOALS = {"precision": 0.90, "recall": 0.80, "good": 0.90}


@dataclass(slots=True)
class Counts:
    """What was right, wrong, found and missed, by rule, and how many good notes were let go."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    good: Counter[bool] = field(default_factory=Counter)


def drafts(part: str) -> list[dict[str, Any]]:
    """Read one part of the set."""
    lines = (HERE / f"drafts-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def looked_over(draft: dict[str, Any]) -> Reviewed:
    """Look one draft of the set over."""
    command = Review(draft["text"], draft["medium"] or "", draft["relation"] or "")
    result: object = review(command, library()).result
    assert isinstance(result, Reviewed)
    return result


def count(set_of_drafts: Iterable[dict[str, Any]]) -> Counts:
    """Look all of them over and count.

    A remark is right if a labelled fault that it may stand for overlaps its span; a fault is found by any such remark.
    """
    counts = Counts()
    for draft in set_of_drafts:
        result = looked_over(draft)
        if draft["good"]:
            counts.good[result.verdict == "ok" and not result.findings] += 1
        for finding in result.findings:
            fits = any(_stands_for(finding, fault, draft["text"]) for fault in draft["faults"])
            (counts.right if fits else counts.wrong)[finding.rule] += 1
        for fault in draft["faults"]:
            met = any(_stands_for(finding, fault, draft["text"]) for finding in result.findings)
            (counts.found if met else counts.missed)[fault["rule"]] += 1
    return counts


def _stands_for(finding: Finding, fault: dict[str, Any], text: str) -> bool:
    start = text.index(fault["quote"])
    return finding.rule in {fault["rule"], *fault["also"]} and (
        finding.start < start + len(fault["quote"]) and start < finding.end
    )


def main(argv: Sequence[str]) -> int:
    """Print the totals of each part asked for, and by rule on the open ones; all parts without an argument."""
    parser = argparse.ArgumentParser(prog="report_reviews", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: all")
    for part in parser.parse_args(argv).part or PARTS:
        counts = count(drafts(part))
        print(f"\n{part}")
        _print("precision", counts.right.total(), counts.wrong.total(), GOALS["precision"])
        _print("recall", counts.found.total(), counts.missed.total(), GOALS["recall"])
        _print("good notes good to go", counts.good[True], counts.good[False], GOALS["good"])
        if part.endswith("open"):
            _by_rule(counts)
    return 0


def _print(name: str, hits: int, misses: int, goal: float) -> None:
    share = hits / (hits + misses) if hits + misses else 0.0
    met = "met" if share >= goal else "MISSED"
    print(f"  {name:24} {share:6.3f}  {hits:3} of {hits + misses:3}  \u2265 {goal:.2f} {met}")


def _by_rule(counts: Counts) -> None:
    rules = {*counts.right, *counts.wrong, *counts.found, *counts.missed}
    for rule in sorted(rules, key=lambda rule: int(rule[1:])):
        print(
            f"    {rule:4} remarks right {counts.right[rule]:2}, wrong {counts.wrong[rule]:2};"
            f" faults found {counts.found[rule]:2}, missed {counts.missed[rule]:2}"
        )


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
