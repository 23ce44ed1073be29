"""What is kept between starts is only a copy: it can be lost, spoiled or out of date, and nobody notices."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import kept
from bot.core.coaching.answers import answer
from bot.core.coaching.library import Library, condense, learned_faults
from bot.core.coaching.reading import read
from tests.evals.report import questions
from tests.words import fewer

FORUM = "is it ok to call someone i only know from a forum?"


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fewer(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def fresh(prompts: Path) -> Library:
    words = read(prompts)
    return Library(condense(words, prompts, lambda: learned_faults(words, prompts)), prompts)


@pytest.fixture(scope="module")
def counted(prompts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("counted")
    kept.library(prompts, home)
    return home


def test_a_kept_library_answers_as_a_fresh_one(prompts: Path, counted: Path, fresh: Library) -> None:
    again = kept.library(prompts, counted)

    for asked in questions("open")[::10]:
        assert answer(asked.question, again) == answer(asked.question, fresh)


def test_a_table_reads_like_the_dictionary_it_was(prompts: Path, counted: Path, fresh: Library) -> None:
    weights = kept.library(prompts, counted).ranking.chances.weights

    assert len(weights) == len(fresh.ranking.chances.weights)
    assert dict(weights) == fresh.ranking.chances.weights
    assert weights.get("xylophone") is None


def test_a_changed_file_is_read_again_and_only_then_one_is_asked_to_wait(prompts: Path, tmp_path: Path) -> None:
    waited: list[str] = []
    edited = Path(shutil.copytree(prompts, tmp_path / "prompts"))
    before = kept.library(edited, tmp_path / "home", lambda: waited.append("at first"))
    kept.library(edited, tmp_path / "home", lambda: waited.append("again"))
    path = edited / "cards" / "000-forum-caller.md"
    path.write_text(path.read_text().replace("not whether they like the phone", "not their liking for the phone"))

    after = kept.library(edited, tmp_path / "home", lambda: waited.append("after an edit"))
    assert before.cards["d0-ask-first"].why != after.cards["d0-ask-first"].why
    assert waited == ["at first", "after an edit"]


@pytest.mark.parametrize("spoiled", [b"", b"\n", b"[]\n{}\n", b"\x00\xff" * 100])
def test_a_spoiled_file_is_made_again(prompts: Path, counted: Path, tmp_path: Path, spoiled: bytes) -> None:
    (tmp_path / "counted").write_bytes(spoiled)
    kept.library(prompts, tmp_path)

    assert (tmp_path / "counted").read_bytes() == (counted / "counted").read_bytes()


@pytest.mark.parametrize("part", [0.001, 0.3, 0.9])
def test_a_file_cut_short_is_made_again(prompts: Path, counted: Path, tmp_path: Path, part: float) -> None:
    whole = (counted / "counted").read_bytes()
    (tmp_path / "counted").write_bytes(whole[: int(len(whole) * part)])
    kept.library(prompts, tmp_path)

    assert (tmp_path / "counted").read_bytes() == whole


def test_a_file_that_cannot_be_replaced_leaves_no_drafts_behind(prompts: Path, fresh: Library, tmp_path: Path) -> None:
    (tmp_path / "counted" / "in the way").mkdir(parents=True)

    assert answer(FORUM, kept.library(prompts, tmp_path)) == answer(FORUM, fresh)
    assert [path.name for path in tmp_path.iterdir()] == ["counted"]


def test_a_folder_that_cannot_be_written_costs_time_only(prompts: Path, fresh: Library, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    assert answer(FORUM, kept.library(prompts, in_the_way)) == answer(FORUM, fresh)
