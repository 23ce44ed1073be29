"""What a draft may not say: anything about anybody that nobody told us."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.coaching.checking.claims import read_claims
from bot.core.coaching.fact_guard import Guarded, Kind, Known, guard
from bot.core.errors import BrokenWords
from bot.settings import PROMPTS
from tests.evals.writing.report_guard import MEASURES, is_met, judged
from tests.test_tone import FORBIDDEN

CLAIMS = read_claims(PROMPTS)
OVENS = Known(("she wrote a post about bread ovens", "i bake at home", "never met her"), to="Mira")
GOOD = (
    "Hi Mira, your post about bread ovens has been on my mind all week. I bake at home and wonder how you keep the "
    "steam in. May I ask two or three questions? No rush at all."
)


def guarded(draft: str, known: Known = OVENS) -> Guarded:
    return guard(draft, known, CLAIMS)


def hard(draft: str, known: Known = OVENS) -> list[tuple[str, Kind]]:
    return [(draft[doubt.start : doubt.end], doubt.kind) for doubt in guarded(draft, known).hard]


def soft(draft: str, known: Known = OVENS) -> list[tuple[str, Kind]]:
    return [(draft[doubt.start : doubt.end], doubt.kind) for doubt in guarded(draft, known).soft]


def test_a_note_that_keeps_to_the_facts_raises_no_doubt() -> None:
    assert guarded(GOOD) == Guarded()


def test_an_empty_draft_raises_no_doubt() -> None:
    assert guarded("") == Guarded()
    assert guarded("\n \n?!") == Guarded()


@pytest.mark.parametrize(
    ("draft", "doubt"),
    [
        ("Your 12 posts about bread ovens are a help.", ("12", Kind.NUMBER)),
        ("Your post taught twenty-two of us to bake.", ("twenty-two", Kind.NUMBER)),
        ("Your post about bread ovens is at ovens.example.com/steam.", ("ovens.example.com/steam", Kind.LINK)),
        ("Your post about bread ovens came out last week.", ("last week", Kind.DATE)),
        ("I saw your post about bread ovens on Tuesday.", ("Tuesday", Kind.DATE)),
        ("Your post about bread ovens made the rounds in Leeds.", ("Leeds", Kind.NAME)),
        ("Your post “Steam at Dawn” is about bread ovens.", ("“Steam at Dawn”", Kind.TITLE)),
        ("As a professor you write well about bread ovens.", ("professor", Kind.ROLE)),
        ("Your post about bread ovens won an award.", ("award", Kind.FEAT)),
        ("It was great meeting you.", ("great meeting you", Kind.CONTACT)),
        ("As we discussed, your post about ovens is good.", ("As we discussed", Kind.CONTACT)),
        ("We both like to ski.", ("We both", Kind.SHARED)),
        ("I have been a big fan for years.", ("big fan", Kind.SHARED)),
        ("Your book about bread ovens is good.", ("book", Kind.DISTORTED)),
    ],
)
def test_what_is_surely_invented_stops_a_draft(draft: str, doubt: tuple[str, Kind]) -> None:
    assert doubt in hard(draft)


@pytest.mark.parametrize(
    ("draft", "facts"),
    [
        ("I have kept bees for 3 years.", ("3 yrs of beekeeping",)),
        ("Twenty-two people came.", ("22 people came",)),
        ("We met at the fair.", ("met her at the fair",)),
        ("Thank you for the advice when we spoke.", ("we spoke on the phone, she gave me advice",)),
        ("As a fellow baker I wonder how you do it.", ("she bakes", "i bake at home")),
        ("The page is at ovens.example.com.", ("her page is ovens.example.com",)),
        ("You teach maths.", ("she's a maths teacher",)),
    ],
)
def test_what_somebody_told_us_may_be_said(draft: str, facts: tuple[str, ...]) -> None:
    assert hard(draft, Known(facts)) == []


def test_small_counts_in_an_offer_or_a_request_are_no_claim() -> None:
    assert hard("Could I ask two questions, or would fifteen minutes be easier?") == []


def test_figures_of_speech_are_no_numbers() -> None:
    assert hard("Thanks a million for the day or two, and for a second opinion.") == []


def test_what_one_fact_denies_and_another_affirms_may_be_named() -> None:
    assert hard("I see that your band sings.", Known(("his band sings", "never in a band"))) == []


def test_what_a_fact_denies_may_not_be_claimed() -> None:
    known = Known(("i watched the stream, wasn't there in person",))

    assert hard("I was there in person.", known) == [("I was there in person", Kind.DENIED)]
    assert hard("I couldn't be there in person.", known) == []


def test_a_denied_meeting_bears_out_no_meeting() -> None:
    assert ("we met", Kind.CONTACT) in hard("I liked it when we met.")
    assert hard("We have never met.") == []


def test_a_daughter_is_no_son() -> None:
    assert hard("How good that your son sings.", Known(("her daughter sings",))) == [("son", Kind.DISTORTED)]


def test_new_words_in_a_claim_are_marked() -> None:
    assert soft("Your post about bread ovens came with a sourdough crust.") == [("sourdough crust", Kind.ABOUT_THEM)]
    assert soft("I keep a rusty stove.") == [("rusty stove", Kind.ABOUT_ME)]


def test_a_question_or_a_wish_may_bring_new_words() -> None:
    assert soft("How do you keep the crust soft?") == []
    assert soft("I would love to learn about sourdough.") == []


def test_a_question_claims_what_it_says_is_theirs() -> None:
    assert soft("How is your knee?") == [("knee", Kind.ABOUT_THEM)]


def test_reading_somebodys_work_is_asked_about() -> None:
    doubt = guarded("I read your post about bread ovens.").asks

    assert doubt is not None
    assert doubt.kind is Kind.CONSUMED
    assert "read your post about bread ovens" in (doubt.question or "")


def test_one_doubt_at_most_is_asked_about_and_none_that_stops_a_draft() -> None:
    both = guarded("I tried your ovens twice. You keep a rusty stove.")

    assert both.asks is not None
    assert both.asks in both.soft
    assert all(doubt.question is None for doubt in both.hard)


def test_doubts_stand_where_the_draft_has_them_whatever_its_letters() -> None:
    draft = "Ça va, Mira? 🙂 Your post won a prize in İzmir."

    assert ("prize", Kind.FEAT) in hard(draft)
    assert ("İzmir", Kind.NAME) in hard(draft)


@pytest.mark.parametrize(
    ("draft", "facts"),
    [
        ("You know four hundred and six songs, and it cost 1,200 euros.", ("he knows 406 songs", "cost 1200 euros")),
        ("This is my second winter.", ("this is my 2nd winter",)),
        ("You turned eighty.", ("he turned 80",)),
    ],
)
def test_a_number_may_be_written_in_any_way(draft: str, facts: tuple[str, ...]) -> None:
    assert hard(draft, Known(facts)) == []


def test_a_number_of_one_thing_is_not_the_number_of_another() -> None:
    known = Known(("i keep 3 hives", "this is my second winter"))

    assert hard("This is my third winter.", known) == [("third", Kind.NUMBER)]
    assert hard("This is my first winter.", known) == [("first", Kind.NUMBER)]


def test_a_thing_that_goes_on_in_their_head_is_marked() -> None:
    assert soft("You were nervous.") == [("You were nervous", Kind.ABOUT_THEM)]


def test_a_piece_picked_out_of_their_work_is_marked() -> None:
    assert soft("The part on sourdough is clear.") == [("part on sourdough", Kind.ABOUT_THEM)]


def test_a_deed_is_marked_though_a_wish_comes_after_it() -> None:
    assert soft("You carried a hamster, and I would like to thank you.") == [("carried a hamster", Kind.ABOUT_THEM)]


def test_what_follows_on_a_condition_is_no_claim() -> None:
    assert guarded("If you like music, there is a concert for you.") == Guarded()


def test_a_role_in_a_comparison_or_a_wish_is_nobodys() -> None:
    assert hard("It looks like a baker made it; could a student learn it?") == []


def test_a_role_takes_no_higher_rank() -> None:
    assert ("senior designer", Kind.ROLE) in hard("As a senior designer you know.", Known(("she is a designer",)))


def test_the_open_drafts_are_guarded_as_well_as_agreed() -> None:
    drafts = judged("open")

    for measure in MEASURES:
        of = [one for one in drafts if one.good is measure.good]
        assert is_met(sum(map(measure.hit, of)) / len(of), measure.goal), measure.name


def test_no_question_lectures_or_shows_the_machinery() -> None:
    assert [question for question in CLAIMS.questions.values() if FORBIDDEN.search(question)] == []


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("[roles]", "[rolls]", "lacks roles"),
        ("[roles]\n", '[roles]\nhats = "bowler"\n', "nobody reads its hats"),
        ("zero=0", "zero:0", "can't read 'zero:0'"),
        ("“$words”", "that", "has no $words"),
        ("[questions]", "[questions", "Expected"),
        ("[contact.met]\n", '[contact.met]\nhats = "bowler"\n', "nobody reads its hats"),
    ],
)
def test_a_broken_list_is_found_by_its_file(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    whole = (PROMPTS / "claims.toml").read_text(encoding="utf-8")
    assert was in whole
    (tmp_path / "claims.toml").write_text(whole.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(BrokenWords, match=re.escape(says)):
        read_claims(tmp_path)


def test_a_missing_list_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BrokenWords, match=r"claims\.toml: can't be read"):
        read_claims(tmp_path)
