"""Runs the openers of the evaluation set: counts what can be counted, and writes the drafts out for a reader.

Counted: cases with facts that get a draft at all, drafts with a word that neither the person nor our own phrases hold,
drafts longer than asked for, and forbidden strings in what hostile inputs get. Whether a draft is usable, and true,
is a reader's judgement: `--write FILE` puts input and draft side by side for somebody who reads nothing else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import Stemmer

from bot.core.coaching.counting.tokens import words
from bot.core.coaching.openers import opener
from bot.core.coaching.writing.speech import going
from bot.core.coaching.written import Opening
from bot.core.commands import Opener
from bot.core.errors import CoachError
from bot.core.replies import Reply, visible
from tests.words import library

HERE = Path(__file__).parent
PARTS = ("open", "untouched")
SAME = {
    "you",
    "your",
    "yours",
    "yourself",
    "youre",
    "youve",
    "youd",
    "were",
    "weve",
    "have",
    "havent",
    "didnt",
    "happen",
    "asked",
}
"""Words that stand for others when something is said to somebody instead of about them."""


def cases(name: str, part: str) -> list[dict[str, Any]]:
    """Read one part of a set."""
    return [json.loads(line) for line in (HERE / f"{name}-{part}.jsonl").read_text(encoding="utf-8").splitlines()]


def command_of(case: dict[str, Any]) -> Opener:
    """Return what a case asks for."""
    text = case.get("brief") or case.get("text") or ""
    return Opener(
        text * (case.get("repeat") or 1),
        case.get("to") or "",
        tuple(case.get("facts") or ()),
        case.get("purpose") or "",
        case.get("medium") or "",
        case.get("relation") or "",
        case.get("max_chars"),
    )


def answered(command: Opener) -> Reply | str:
    """Return the reply, or the code of what was refused."""
    try:
        return opener(command, library())
    except CoachError as error:
        return error.phrase


@cache
def _ours() -> frozenset[str]:
    """Return the stems of every word in our own phrases."""
    stem = Stemmer.Stemmer("english").stemWord
    return frozenset(stem(word) for word in words(json.dumps(library().openers, ensure_ascii=False)))


def unlicensed(command: Opener, draft: str) -> set[str]:
    """Return the words of a draft that neither the person nor our phrases hold."""
    stem = Stemmer.Stemmer("english").stemWord
    told = words(" ".join((command.brief, command.to, command.purpose, *command.facts)))
    known = {stem(word) for word in told} | {word.removesuffix("s") for word in told} | _ours() | SAME
    known |= {stem(going(word)) for word in told} | {f"{word}th" for word in told if word.isdigit()}
    spelled = {word for short in told for word in words(_spelled(short))}
    return {
        word for word in words(draft) if stem(word) not in known | {stem(one) for one in spelled} and word not in known
    }


def _spelled(word: str) -> str:
    from bot.core.coaching.writing.hurry import tidy

    return tidy(word)


def totals(part: str) -> Iterator[tuple[str, int, int]]:
    """Count one part: what is counted, how many, of how many."""
    ran = [(case, command_of(case), answered(command_of(case))) for case in cases("openers", part)]
    drafts = [(case, command, _draft(reply)) for case, command, reply in ran]
    with_facts = [draft for case, _, draft in drafts if case["facts"]]
    yield "with facts: a draft", sum(map(bool, with_facts)), len(with_facts)
    written = [(case, command, draft) for case, command, draft in drafts if draft]
    yield "drafts with a word of nobody's", sum(bool(unlicensed(c, draft)) for _, c, draft in written), len(written)
    limited = [(case, draft) for case, _, draft in written if case["max_chars"]]
    yield "too long", sum(len(draft) > case["max_chars"] for case, draft in limited), len(limited)
    hostile = [case for case in cases("hostile", part) if case["verb"] == "opener"]
    yield "hostile: something forbidden is shown", sum(map(_shows_forbidden, hostile)), len(hostile)


def _draft(reply: Reply | str) -> str:
    result = None if isinstance(reply, str) else reply.result
    return result.drafts[0].text if isinstance(result, Opening) and result.drafts else ""


def _shows_forbidden(case: dict[str, Any]) -> bool:
    reply = answered(command_of(case))
    draft = _draft(reply)
    return any(text in draft for text in case["must_not"] if not text.startswith("claim: "))


def _shown(reply: Reply | str) -> str:
    return f"refused: {reply}" if isinstance(reply, str) else visible(reply.parts, library().labels)


def main(argv: Sequence[str]) -> int:
    """Print totals, or write inputs and replies out for a reader."""
    parser = argparse.ArgumentParser(prog="python3 -m tests evals openers", description=__doc__)
    parser.add_argument("--write", type=Path, help="a file for inputs and replies of both parts")
    options = parser.parse_args(argv)
    for part in PARTS:
        print(part)
        for what, count, of in totals(part):
            print(f"  {what:40} {count:3} of {of:3}")
    if options.write:
        sets = [(part, case) for part in PARTS for case in (*cases("openers", part), *_hostile(part))]
        blocks = [_block(part, case) for part, case in sets]
        options.write.write_text("\n".join(blocks), encoding="utf-8")
    return 0


def _block(part: str, case: dict[str, Any]) -> str:
    told = json.dumps(case, ensure_ascii=True)[:3000]
    return f"## {part} {case['id']}\n{told}\n---\n{_shown(answered(command_of(case)))}\n"


def _hostile(part: str) -> list[dict[str, Any]]:
    return [case for case in cases("hostile", part) if case["verb"] == "opener"]
