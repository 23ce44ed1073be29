"""Every reply there can be is drawn within Slack's limits, whole, and without a word that Slack would act on."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import markup
from adapters.slack.drawing import Message, Pen, cut, pieces, too_long
from bot.core.commands import Ask
from bot.core.grammar import spell
from bot.core.replies import Bullets, Button, Draft, OtherSide, Part, Paste, Quote, Reply, Text
from tests.fakes.slack.rules import Json, judge_message, unescaped
from tests.words import library

WORD = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=60)
LINK = st.integers(1, 300).map(lambda length: "https://example.org/" + "x" * length)
WORDS = st.lists(
    st.one_of(WORD, LINK, st.sampled_from(["<!channel>", "@here", "a&b", "*bold*", "&amp;", "`"])), max_size=30
)
SHORT = WORDS.map(" ".join)
LONG = st.tuples(SHORT.filter(bool), st.integers(1, 400)).map(lambda of: " ".join([of[0]] * of[1])[:40_000])
TEXT = st.one_of(SHORT, LONG)
PART = st.one_of(
    st.builds(Text, TEXT, SHORT, SHORT),
    st.builds(Paste, TEXT),
    st.builds(Draft, TEXT, SHORT),
    st.builds(Quote, TEXT, SHORT),
    st.builds(OtherSide, TEXT, SHORT, SHORT, SHORT),
    st.builds(Bullets, SHORT, st.lists(TEXT, max_size=8).map(tuple)),
)
BUTTON = st.builds(Button, TEXT, st.builds(Ask, SHORT))
REPLY = st.builds(
    Reply,
    st.lists(PART, min_size=1, max_size=12).map(tuple),
    st.lists(BUTTON, max_size=30).map(tuple),
)
SPOKEN = Text("Said.")


def kept(button: Button) -> str:
    spelled = spell(button.command)
    return spelled if len(spelled) <= 150 else f"#{abs(hash(spelled)):x}"


def drawn(reply: Reply) -> tuple[Message, ...]:
    return Pen(library().labels, "More …", kept).messages(reply)


def texts(plain: Json) -> Iterator[str]:
    match plain:
        case {"type": "text" | "plain_text" | "mrkdwn", "text": str(words)}:
            yield words
        case dict():
            yield from (found for value in plain.values() for found in texts(value))
        case list() | tuple():
            yield from (found for value in plain for found in texts(value))


@settings(max_examples=60, deadline=None)
@given(REPLY)
def test_no_reply_is_over_a_limit(reply: Reply) -> None:
    messages = drawn(Reply((SPOKEN, *reply.parts), reply.buttons))

    for message in messages:
        judge_message(message.text, list(message.blocks))
        assert len(json.dumps(message.blocks)) < 60_000


@settings(max_examples=60, deadline=None)
@given(st.lists(PART, min_size=1, max_size=6))
def test_no_word_and_no_link_is_cut_and_none_is_lost(parts: list[Part]) -> None:
    said = {word for part in parts for words in _texts_of(part) for word in words.split()}
    messages = drawn(Reply((SPOKEN, *parts)))

    shown = {word for message in messages for words in texts(list(message.blocks)) for word in words.split()}
    assert {word for word in said if len(word) < 2000} <= shown | {f"({word})" for word in said} | _bracketed(shown)


def _texts_of(part: Part) -> Iterator[str]:
    match part:
        case Bullets(_, items):
            yield from items
        case OtherSide(text, _, decides, asks):
            yield from (text, decides, asks)
        case Text(text, lead):
            yield from (text, lead)
        case Paste(text) | Draft(text):
            yield text
        case Quote(text):
            yield text


def _bracketed(shown: set[str]) -> set[str]:
    return {word.strip("():") for word in shown}


@settings(max_examples=60, deadline=None)
@given(REPLY)
def test_nothing_foreign_is_read_as_markup(reply: Reply) -> None:
    for message in drawn(reply):
        assert unescaped(list(message.blocks)) == []
        assert "<!" not in message.text
        assert "<@" not in message.text


@given(TEXT, st.integers(70, 3000))
def test_pieces_fit_and_make_up_the_whole(text: str, most: int) -> None:
    cuts = list(pieces(text, most))

    assert all(len(piece) <= most for piece in cuts)
    assert "".join("".join(cuts).split()) == "".join(text.split())


@given(TEXT)
def test_a_label_is_cut_between_words(text: str) -> None:
    short = cut(text, 72)

    assert len(short) <= 72
    whole = all(len(word) <= 70 for word in text.split())
    assert not whole or set(short.removesuffix(" …").split()) <= set(text.split())


def test_of_many_buttons_three_stand_there_and_a_menu_holds_the_rest() -> None:
    buttons = tuple(Button(f"Choice {number}", Ask(str(number))) for number in range(8))
    (message,) = drawn(Reply((SPOKEN,), buttons))

    elements = message.blocks[-1]["elements"]
    assert [element["type"] for element in elements] == ["button"] * 3 + ["static_select"]
    assert [option["text"]["text"] for option in elements[3]["options"]] == [f"Choice {n}" for n in range(3, 8)]


def test_a_command_that_does_not_fit_on_its_button_is_named() -> None:
    long, short = Button("Long", Ask("x" * 2001)), Button("Short", Ask("y" * 200))

    assert too_long(Reply((SPOKEN,), (short, long))) == (long,)
    assert too_long(Reply((SPOKEN,), (short,) * 8)) == (short,) * 5


def test_what_slack_made_of_typed_words_is_undone() -> None:
    typed = (
        "may I call <@U0BO|bo> &amp; <@U0CY> in <#C1|general>, <mailto:a@b.org|a@b.org>, <https://x.org|x.org>? <!here>"
    )

    assert list(markup.mentioned(typed)) == ["U0BO", "U0CY"]
    assert markup.read(typed, lambda who: f"@{{T1:{who}}}") == (
        "may I call @{T1:U0BO} & @{T1:U0CY} in #general, a@b.org, https://x.org? @here"
    )
    assert markup.read("<@UBOT> hello", str, but="UBOT") == "hello"
