"""Marked drafts are read as they are written, and a slip in the file is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.coaching.reviewing.drafts import Span
from bot.core.coaching.reviewing.marked import FILE, read
from bot.core.errors import BrokenWords


def marked(folder: Path, *lines: str) -> Path:
    file = folder / FILE
    file.parent.mkdir()
    file.write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_what_is_wrong_keeps_its_place_and_its_first_rule(tmp_path: Path) -> None:
    draft = read(marked(tmp_path, "text, met once | Hi Bo. {R1+R25 I'll ring you.} Bye / Ana"), {"R1"})[0]

    assert draft.text == "Hi Bo. I'll ring you. Bye\nAna"
    assert (draft.medium, draft.relation) == ("text", "met once")
    assert draft.faults == (("R1", Span(7, 21)),)


def test_a_dash_says_that_nothing_is_known(tmp_path: Path) -> None:
    draft = read(marked(tmp_path, "# people", "", "-, - | see you at six"), set())[0]

    assert (draft.text, draft.medium, draft.relation, draft.faults) == ("see you at six", "", "", ())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("hello there", "no medium"),
        ("text, friend hello", "no medium"),
        ("-, - | {R99 hello}", "no 'R99'"),
        ("-, - | {R1 hello", "not closed"),
    ],
)
def test_a_slip_is_named_by_its_line(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(BrokenWords, match=why) as broken:
        read(marked(tmp_path, "-, - | fine", line), {"R1"})

    assert "line 2" in str(broken.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenWords, match="can't be read"):
        read(tmp_path, set())
