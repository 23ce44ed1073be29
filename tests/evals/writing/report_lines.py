"""Prints how often free words in a direct message are understood as what their writer wanted."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.coaching.counting.intents import intent_of
from bot.core.commands import Ask, Clarify, Opener, Review, SmallTalk
from bot.core.heard import Heard, read
from bot.core.permission.answering import read_answer
from bot.core.permission.verbs import Check, Grant, Overview
from bot.core.understanding import understood as understand
from bot.settings import PROMPTS
from tests.words import library

if TYPE_CHECKING:
    from bot.core.commands import Command

HERE = Path(__file__).parent
PARTS = ("open", "second-open", "third-open", "fifth-open")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEDIA = ("linkedin", "email", "slack", "discord", "text", "voicemail")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line, what came before it in words, and what it is."""

    text: str
    before: str
    intent: str
    also: tuple[str, ...]


def lines(part: str) -> list[Typed]:
    """Read one part of the set."""
    rows = map(json.loads, (HERE / f"lines-{part}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Typed(row["text"], row["before"] or "", row["intent"], tuple(row["also"])) for row in rows]


def understood(one: Typed, heard: Heard) -> str:
    """Name what a line is understood as; an open question takes its answer first, as the desk does."""
    command = understand(one.text, library(), heard, came_before(one.before))
    if isinstance(command, Ask | SmallTalk | Clarify) and _is_open(one.before) and read_answer(one.text, "UTC", NOW):
        return "permission"
    return intent_of(command)


def came_before(told: str) -> Command | None:
    """Guess the command from the words that tell what the coach has just done."""
    name = next(iter(re.findall(r"(?<=\s)[A-Z]\w+", told)), "")
    if not told:
        return None
    if re.search(r"draft opener|draft (?:\w+ )?(?:message|email|note|post|text)|script|opener|voicemail|shown a", told):
        return Opener("words for somebody", medium=next((medium for medium in MEDIA if medium in told), ""))
    if re.search(r"looked over|look it over|remark|review|a draft|paste", told):
        return Review("a draft")
    if _is_open(told):
        return Overview()
    if re.search(r"may call|confirmed", told):
        return Grant(name)
    if re.search(r"on record|permission|check|may be called", told):
        return Check(name)
    return Ask("may i call somebody?")


def _is_open(told: str) -> bool:
    return (
        re.search(r"passed on|wish for a call|buttons|wants to call|would like a call|asked whether", told) is not None
    )


def main(argv: Sequence[str]) -> int:
    """Print the share of lines understood, an intent a row, and what was taken for what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="default: all")
    heard = read(PROMPTS)
    for part in parser.parse_args(argv).part or PARTS:
        _print(part, [(one, understood(one, heard)) for one in lines(part)])
    return 0


def _print(part: str, got: Sequence[tuple[Typed, str]]) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for one, intent in got:
        right[one.intent].append(intent == one.intent or intent in one.also)
    print(f"\n{part}")
    for intent, hits in sorted(right.items()):
        print(f"  {intent:12} {sum(hits) / len(hits):6.3f}  {sum(hits):3} of {len(hits):3}")
    every = [hit for hits in right.values() for hit in hits]
    strict = sum(intent == one.intent for one, intent in got)
    share, of = sum(every) / len(every), len(every)
    print(f"  {'in all':12} {share:6.3f}  {sum(every):3} of {of:3}  (first intent alone: {strict})")
    wrong = [(one, intent) for one, intent in got if intent != one.intent and intent not in one.also]
    for (wanted, taken), times in Counter((one.intent, intent) for one, intent in wrong).most_common():
        print(f"  {wanted} taken for {taken}: {times}")
    for one, intent in wrong:
        print(f"    {one.intent} → {intent}: {one.text}")


if __name__ == "__main__":
    import sys

    raise SystemExit(main(sys.argv[1:]))
