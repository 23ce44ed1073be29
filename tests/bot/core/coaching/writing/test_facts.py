"""What was told is said to the recipient only where it is sure who did what."""

from __future__ import annotations

import pytest

from bot.core.coaching.writing.facts import About, Fact, Reader
from bot.core.coaching.writing.speech import HE, SHE
from tests.words import library


def read(text: str, pronoun: str = SHE, *, theirs: bool = False) -> Fact:
    found = Reader(["Obi"], pronoun, library().wording, theirs).read(text, "f1")
    assert isinstance(found, Fact)
    return found


@pytest.mark.parametrize(
    ("typed", "clause"),
    [
        ("fixed our boiler on xmas eve", "you fixed our boiler on Christmas Eve"),
        ("let me in at 4am without a lecture", "you let me in at 4am without a lecture"),
        ("liked a comment of mine on a post once", "you liked a comment of mine on a post once"),
        ("used to be my climbing partner", "you used to be my climbing partner"),
        ("used to wash pots with me at 16", "you used to wash pots with me at 16"),
        ("wouldnt take petrol money", "you wouldn't take petrol money"),
        ("sent her my zine 3 wks ago, silence", "I sent you my zine 3 weeks ago"),
        ("met her at a bookbinding weekend", "we met at a bookbinding weekend"),
        ("never met", "we've never met"),
        ("didnt talk for 7 years, no quarrel", "we didn't talk for 7 years, no quarrel"),
        ("you and me had a call planned", "we had a call planned"),
        ("both of you ran the fair", "both of you ran the fair"),
        ("in march she offered to introduce me", "in March you offered to introduce me"),
    ],
)
def test_a_fact_without_a_subject_is_decided_by_its_object(typed: str, clause: str) -> None:
    assert read(typed).clause == clause


@pytest.mark.parametrize(
    "typed",
    [
        "graduated in july, never said thanks",
        "took another offer",
        "moving to Ghent next month he said",
        "nice person",
        "said her spring is full",
        "asked for feedback on his short story",
        "he's nice but worries",
        "she wants it, can you help",
        "do they want it?",
        "her book, annual vs monthly; see slides",
        "Obi is the one who told her he likes ovens",
    ],
)
def test_what_is_not_sure_is_not_said(typed: str) -> None:
    assert not read(typed).clause


def test_news_without_a_subject_is_the_recipients_where_one_congratulates() -> None:
    assert read("made head chef", theirs=True).clause == "you made head chef"
    assert not read("made head chef").clause


def test_words_to_the_recipient_go_in_as_they_stand() -> None:
    fact = read("You never once complained about the noise, Obi")

    assert fact.clause == fact.text
    assert fact.given


@pytest.mark.parametrize(
    ("typed", "deed"),
    [
        ("drove my mum to the hospital in the snow", "driving my mum to the hospital in the snow"),
        ("she carried my boxes and fixed the lamp", "carrying my boxes and fixing the lamp"),
        ("didnt charge for the part", "not charging for the part"),
        ("she agreed to wait for me, for an hour", "agreeing to wait for me"),
        ("she runs a bakery", ""),
    ],
)
def test_a_deed_is_named_as_what_one_thanks_for(typed: str, deed: str) -> None:
    assert read(typed).deed == deed


@pytest.mark.parametrize(
    ("typed", "noun"),
    [
        ("he gave a talk about subtitles", "your talk about subtitles"),
        ("he wrote about bread ovens and runs a school", "what you wrote about bread ovens"),
        ("his post on kilns", "your post on kilns"),
        ("he made a mistake", ""),
    ],
)
def test_a_thing_of_theirs_is_named(typed: str, noun: str) -> None:
    assert read(typed, HE).noun == noun


@pytest.mark.parametrize(
    ("typed", "noun"),
    [
        (
            "They wrote: I moved, and my oven with me. Ask me anything!",
            "what you wrote (“I moved, and my oven with me”)",
        ),
        ("wrote: “any tips on tags?”", "what you wrote (“any tips on tags?”)"),
        (f"They wrote: {'ovens ' * 20}", f"what you wrote (“{'ovens ' * 11}…”)"),
    ],
)
def test_a_post_of_theirs_is_quoted_by_its_beginning(typed: str, noun: str) -> None:
    assert read(typed).noun == noun
    assert not read(typed).clause


def test_what_is_not_read_is_kept_as_it_was_typed() -> None:
    fact = read("nice person")

    assert (fact.about, fact.said, fact.is_read) == (About.THING, "Nice person.", False)
