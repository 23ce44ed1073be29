"""A broken entry in prompts/ is found at the start, by its file and its name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.core.coaching.reading import read
from bot.core.errors import BrokenWords
from bot.settings import PROMPTS

FORUM = "cards/000-forum-caller.md"
CARD = "## d0-ask-first\n"


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROMPTS, tmp_path / "prompts", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    ("file", "was", "becomes", "named", "says"),
    [
        (FORUM, "rule: Ask before you phone", "rules: Ask before you phone", "d0-ask-first", "can't read the line"),
        (FORUM, "rule: Ask before you phone somebody you only know online.\n", "", "d0-ask-first", "lacks rule"),
        (FORUM, "you only know online.", "you only know online" + " and so on" * 4, "d0-ask-first", "12 fit"),
        (
            FORUM,
            "rule: Ask before you phone somebody you only know online.",
            "rule: Ask first.",
            "d0-ask-first",
            "quoted",
        ),
        (FORUM, CARD, "## Ask First!\n", "Ask First!", "lower-case"),
        (FORUM, CARD, "## d0-invite\n", "d0-invite", "taken twice"),
        (FORUM, CARD, CARD + "voice: a ghost\n", "d0-ask-first", "nobody speaks as"),
        (FORUM, "nickname: Forum caller\n", "", "the head", "lacks nickname"),
        (
            "disagreements.toml",
            'cards = ["d0-ask-first", "d0-norm"',
            'cards = ["d0-ask-frist", "d0-norm"',
            "K1",
            "d0-ask-frist",
        ),
        ("disagreements.toml", "[[disagreement]]", "[[disagreement", "", "Expected"),
        ("disagreements.toml", 'id = "K2"', 'id = "K1"', "K1", "taken twice"),
        (
            "situations.toml",
            'when = { act = "call", relation = "online" }',
            'when = { act = "sing" }',
            "call-online",
            "act = 'sing'",
        ),
        ("situations.toml", 'cards = ["h-both-sides"]', 'cards = ["h-none"]', "introduce", "h-none"),
        (
            "situations.toml",
            'receiving = ["receiving"]',
            'receiving = ["recieving"]',
            "slots.side.receiving",
            "recieving",
        ),
        ("gaps.toml", 'sign = "asks-law"', 'sign = "asks-lore"', "law", "asks-lore"),
        ("gaps.toml", 'sign = "asks-law"', 'sing = "asks-law"', "law", "nobody reads its sing"),
        (
            "disagreements.toml",
            'no = { card = "d0-ask-first", says',
            'no = { card = "d0-ask-first", say',
            "K1, no",
            "lacks says",
        ),
        ("phrases.toml", 'hello = "Hello!', 'helo = "Hello!', "[heard]", "hello"),
        ("phrases.toml", 'other = "The other view:"', 'others = "The other view:"', "[labels.parts]", "lacks other"),
        ("phrases.toml", "old_button =", "older_button =", "[errors]", "lacks old_button"),
        ("lexicon.toml", "[slang]", "[slag]", "the page", "lacks slang"),
        (FORUM, "stance: ask first\n", "stance: ask first\nstance: against\n", "d0-ask-first", "stance twice"),
        (FORUM, "why: A thread shows", "why: Thread.\nhow: A thread shows", "d0-ask-first", ""),
        ("gaps.toml", 'id = "other"', 'id = "elsewhere"', "other", "whatever is not named"),
        ("lexicon.toml", 'subject = """\ncall ', 'subject = """\nshout ', "subject", "shout"),
        ("families.toml", '"""\ni, im, ive', '"""\ni, , ive', "me", "words with commas"),
    ],
)
def test_a_broken_entry_is_named(prompts: Path, file: str, was: str, becomes: str, named: str, says: str) -> None:
    path = prompts / file
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BrokenWords) as caught:
        read(prompts)

    assert file in str(caught.value)
    assert named in str(caught.value)
    assert says in str(caught.value)


def test_too_few_lines_under_asked_are_named(prompts: Path) -> None:
    path = prompts / FORUM
    before, entry, after = path.read_text(encoding="utf-8").partition(CARD)
    head, asked, rest = after.partition("asked:\n")
    path.write_text(before + entry + head + asked + "- only one\n" + rest[rest.index("\n## ") :], encoding="utf-8")

    with pytest.raises(BrokenWords, match=r"d0-ask-first.*has 1 lines under asked"):
        read(prompts)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("may i call | d0-nothing | -", "d0-nothing"),
        ("may i call | d0-ask-first | K99", "K99"),
        ("may i call | d0-ask-first", "split by"),
    ],
)
def test_a_broken_line_among_those_asked_before_is_named_by_its_number(prompts: Path, line: str, says: str) -> None:
    (prompts / "asked" / "answers.txt").write_text(f"# a heading\n{line}\n")

    with pytest.raises(BrokenWords, match=f"asked/answers.txt, line 2: .*{says}"):
        read(prompts)


def test_a_missing_file_is_named(prompts: Path) -> None:
    (prompts / "gaps.toml").unlink()

    with pytest.raises(BrokenWords, match=r"gaps\.toml: can't be read"):
        read(prompts)
