"""Whatever the coach says is drawn whole, and within everything that Discord allows."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from typing import Any

import discord
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.drawing import LONGEST_ID, Key, Page, Pen
from adapters.discord.markup import cut, escaped, mentioned, named, pieces
from bot.core.moments import Moment
from bot.core.replies import Bullets, Draft, Labels, OtherSide, Part, Paste, Quote, Reply, Text
from tests.fakes.discord.rules import faults, walk

PEN = Pen(Labels("Try:", "The other view:", "What decides:", "Why?", "Yes", "No"), "More …")
SIGNS = string.ascii_letters + string.digits + " \n\t" + "*_`~|<>[]()#@:-.!\\" + "äß…“”日🙂"
LINK = "https://example.org/a_very/long_path?with=some&more*stars"
words = st.text(SIGNS, max_size=40) | st.sampled_from([LINK, "```py\nx = 1\n```", "@everyone", "<@42>", "- a", "1. b"])
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)
long_texts = texts | st.builds(lambda text, times: f"{text} " * times, texts, st.integers(2, 60))
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, long_texts, texts, texts),
    st.builds(Paste, long_texts),
    st.builds(Draft, long_texts, texts),
    st.builds(Quote, long_texts, texts),
    st.builds(OtherSide, long_texts, texts, texts, texts),
    st.builds(lambda heading, items: Bullets(heading, tuple(items)), texts, st.lists(long_texts, max_size=12)),
)
labels = st.text(SIGNS, max_size=120)
keys = st.lists(st.builds(Key, labels, st.text(string.ascii_letters, min_size=1, max_size=LONGEST_ID)), max_size=30)


def laid_out(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Return the components as they are sent."""
    found: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return found


def body(view: discord.ui.LayoutView) -> dict[str, Any]:
    """Return what is sent."""
    return {"components": laid_out(view), "flags": 1 << 15, "allowed_mentions": {"parse": []}}


def written(pages: tuple[Page, ...]) -> str:
    """Return every word on the pages."""
    every = (each for page in pages for each in walk(laid_out(page.view)) if each["type"] == 10)
    return "\n".join(each["content"] for each in every)


def test_times_are_shown_by_the_clock_of_whoever_reads() -> None:
    at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    times = (Moment("5 December", at, day=True), Moment("Saturday, 5 December, 09:00 (UTC)", at))
    said = (
        Text("It goes out on Saturday, 5 December, 09:00 (UTC), and rests on 5 December.", "Until 5 December"),
        Bullets("", ("Saturday, 5 December, 09:00 (UTC)", "15 December")),
        Paste("Does 5 December suit you?"),
        Quote("5 December it is", "Bo"),
    )

    page = written(PEN.drawn(Reply(said, times=times)))

    assert "**Until <t:1796461200:D>** It goes out on <t:1796461200:f>, and rests on <t:1796461200:D>." in page
    assert "- <t:1796461200:f>\n- 15 December" in page
    assert "> Does 5 December suit you?" in page
    assert "> 5 December it is" in page


@settings(max_examples=60, deadline=None)
@given(st.lists(parts, min_size=1, max_size=8), keys)
async def test_no_page_is_over_a_limit_of_discords(said: list[Part], row: list[Key]) -> None:
    views = [page.view for page in PEN.drawn(Reply(tuple(said)), row, small="Shared by " + "x" * 300)]

    assert [fault for view in views for fault in faults("message", body(view))] == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([LINK, "word", "longer", "b`ck", "st*r", "under_score", "🙂"]), min_size=1, max_size=900)
)
async def test_nothing_is_cut_inside_a_word_or_a_link_and_nothing_is_lost(told: list[str]) -> None:
    text = " ".join(told)

    drawn = written(PEN.drawn(Reply((Text(text), Paste(text), Draft(text), Quote(text, "Ana")))))

    shown = re.sub(r"^(?:> |-# .*)", "", drawn, flags=re.MULTILINE)
    assert shown.split() == [escaped(each) for each in told] * 4


@settings(max_examples=150, deadline=None)
@given(long_texts, st.integers(300, 2000))
def test_pieces_fit_once_they_are_escaped_and_lose_nothing(text: str, most: int) -> None:
    found = list(pieces(text, most))

    assert all(len(escaped(piece)) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


async def test_twins_among_buttons_are_drawn_once() -> None:
    yes = Key("Yes", "7:/help")

    [page] = PEN.drawn(Reply((Text("Hello."),)), [yes, yes], [yes])

    buttons = [each for each in walk(laid_out(page.view)) if each["type"] == 2]
    assert [each["label"] for each in buttons] == ["Yes"]


async def test_of_many_buttons_a_menu_holds_the_rest() -> None:
    row = [Key(f"Answer {number}", f"7:/help {number}") for number in range(9)]

    [page] = PEN.drawn(Reply((Text("Hello."),)), row)

    every = list(walk(laid_out(page.view)))
    assert [each["label"] for each in every if each["type"] == 2] == ["Answer 0", "Answer 1", "Answer 2"]
    [menu] = [each for each in every if each["type"] == 3]
    assert [each["label"] for each in menu["options"]] == [f"Answer {number}" for number in range(3, 9)]


async def test_nobody_listens_to_a_view_so_that_no_button_hangs_on_a_process() -> None:
    [page] = PEN.drawn(Reply((Text("Hello."),)), [Key("Yes", "7:/help")])

    assert page.view.is_finished()


def test_foreign_text_stays_text() -> None:
    hostile = "# Big\n- list\n> quote\n**bold** [click](https://evil.example) <@42> @everyone `code` ||hidden|| <t:1:R>"

    shown = escaped(hostile)

    assert shown == (
        "\\# Big\n\\- list\n\\> quote\n\\*\\*bold\\*\\* \\[click](https://evil.example) \\<@42> \\@everyone "
        "\\`code\\` \\|\\|hidden\\|\\| \\<t:1:R>"
    )


def test_what_means_nothing_is_not_escaped_since_phones_copy_the_backslashes() -> None:
    plain = "Hi Dana, it's (really) great - 3 < 4, a <3, #packaging, me@example.org; 2. 3 and https://a.example/b_c_d."

    assert escaped(plain) == plain


def test_mentions_are_read_and_written_out() -> None:
    typed = "may I call <@123456789012345678> or <@!42>, or <@42>?"

    assert mentioned(typed) == (123456789012345678, 42)
    assert named(typed, {"123456789012345678": "Bo", "42": "Ana"}.__getitem__) == "may I call Bo or Ana, or Ana?"


def test_a_label_is_cut_between_words() -> None:
    assert cut("one two three", 9) == "one two …"
    assert cut("one  two", 9) == "one two"
    assert len(cut("x" * 200, 80)) <= 80
