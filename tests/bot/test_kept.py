"""What is kept between starts is only a copy: it can be lost, spoiled or out of date, and nobody notices."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import kept
from bot.core.coaching.answers import answer
from bot.settings import PROMPTS
from tests.evals.report import questions
from tests.words import library

FORUM = "is it ok to call someone i only know from a forum?"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("counted")
    kept.library(PROMPTS, home)
    return home


def test_a_kept_library_answers_as_a_fresh_one(counted: Path) -> None:
    again = kept.library(PROMPTS, counted)

    for asked in questions("open")[::10]:
        assert answer(asked.question, again) == answer(asked.question, library())


def test_a_table_reads_like_the_dictionary_it_was(counted: Path) -> None:
    postings, fresh = kept.library(PROMPTS, counted).shelf.postings, library().shelf.postings

    assert len(postings) == len(fresh)
    assert set(postings) == set(fresh)
    assert all(postings[token] == fresh[token] for token in list(fresh)[::100])
    assert postings.get("xylophone") is None


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    prompts = Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))
    before = kept.library(prompts, tmp_path / "home")
    path = prompts / "cards" / "000-forum-caller.md"
    path.write_text(path.read_text().replace("not whether they like the phone", "not their liking for the phone"))

    after = kept.library(prompts, tmp_path / "home")
    assert before.cards["d0-ask-first"].why != after.cards["d0-ask-first"].why


@pytest.mark.parametrize("spoiled", [b"", b"\n", b"[]\n{}\n", b"\x00\xff" * 100])
def test_a_spoiled_file_is_made_again(counted: Path, tmp_path: Path, spoiled: bytes) -> None:
    (tmp_path / "counted").write_bytes(spoiled)

    assert answer(FORUM, kept.library(PROMPTS, tmp_path)) == answer(FORUM, library())
    assert (tmp_path / "counted").read_bytes() == (counted / "counted").read_bytes()


def test_a_file_cut_short_is_made_again_or_still_right(counted: Path, tmp_path: Path) -> None:
    signature = (counted / "counted").read_bytes().split(b"\n")[0]
    (tmp_path / "counted").write_bytes(signature + b'\n{"documents": [')

    assert answer(FORUM, kept.library(PROMPTS, tmp_path)) == answer(FORUM, library())


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    assert answer(FORUM, kept.library(PROMPTS, in_the_way)) == answer(FORUM, library())
