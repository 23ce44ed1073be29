"""What was learned from marked drafts names the fault of a piece, and leaves good pieces alone."""

from __future__ import annotations

import pytest

from bot.core.coaching.counting.tokens import words
from bot.core.coaching.reviewing.drafts import Span, pasted
from bot.core.coaching.reviewing.faults import FINE, NOTHING_LEARNED, Faults, Piece
from bot.core.coaching.reviewing.marked import Marked, examples
from bot.core.coaching.reviewing.page import LONG_SENTENCE, Page
from bot.core.coaching.reviewing.rulebook import read
from bot.core.coaching.reviewing.rules import remarks
from bot.settings import PROMPTS
from tests.words import library


def page(text: str, medium: str = "", relation: str = "") -> Page:
    return Page(pasted(text, library().rulebook.cues, medium, relation), library().rulebook)


def taught(*drafts: Marked) -> list[tuple[str, Piece]]:
    return [example for draft in drafts for example in examples(draft, page(draft.text))]


def likeliest(text: str, said: dict[str, float] | None = None) -> str:
    odds = library().rulebook.faults.odds(page(text).judged[0], said or {})
    return max(odds, key=lambda rule: odds[rule])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("my flatmate passed me your private number", "R2"),
        ("I wait since ten days for your answer, it is not polite.", "R22"),
        ("I watered your plants all summer so you'll paint my fence.", "R15"),
        ("We offer all kinds of services at low prices.", "R21"),
        ("Thanks for taking the time to show me how the press works.", FINE),
        ("The tram was late, so I took the bike.", FINE),
    ],
)
def test_words_that_no_pattern_holds_are_heard(text: str, rule: str) -> None:
    assert likeliest(text) == rule


def test_what_is_learned_of_a_word_holds_for_its_family() -> None:
    lexicon = library().lexicon
    drafts = [Marked("I'll boil it.", faults=(("R1", Span(0, 13)),)), Marked("I saw it."), Marked("I had it.")]
    known = taught(*drafts * 5)
    alone, together = (Faults.of(known, lexicon.phrases(same), lexicon) for same in ({}, {"heat": ["boil", "simmer"]}))
    other = page("They simmer that.").judged[0]

    assert together.odds(other, {})["R1"] > 1.2 * alone.odds(other, {})["R1"]


def test_what_is_learned_of_a_piece_leans_on_what_the_rest_of_the_draft_means() -> None:
    lexicon = library().lexicon
    sold = Marked("Happy birthday! We have chairs. We sell oil.", faults=(("R14", Span(16, 31)),))
    known = taught(*[sold, Marked("Happy birthday! We have chairs. Come over.")] * 9)
    learned = Faults.of(known, lexicon.phrases({"goods": ["sell", "offer"]}), lexicon)
    beside, alone = (page(f"Happy birthday! We have chairs. {end}") for end in ("I offer soap.", "I like soap."))

    assert learned.odds(beside.judged[1], {})["R14"] > learned.odds(alone.judged[1], {})["R14"]


def test_what_is_learned_of_a_piece_leans_on_what_stands_beside_it() -> None:
    sold = Marked("I paint doors. We have chairs. So order some.", faults=(("R14", Span(15, 30)),))
    known = taught(*[sold, Marked("I paint doors. We have chairs. So come over.")] * 9)
    learned = Faults.of(known, {}, library().lexicon)
    near, far = (
        page(text).judged[0]
        for text in ("We have chairs. Order one. It rains.", "We have chairs. It rains. Order one.")
    )

    assert learned.odds(near, {})["R14"] > learned.odds(far, {})["R14"]


def test_what_is_learned_of_a_piece_leans_on_how_much_of_the_draft_speaks_of_its_writer() -> None:
    proud = Marked("I won. I sing. I swim. I cook.", faults=(("R9", Span(0, 30)),))
    known = taught(*[proud, Marked("You won. She sings. They swim. You cook.")] * 9)
    learned = Faults.of(known, {}, library().lexicon)
    alone, together = (page(f"It rains. It snows. {who} ski. {who} run.").judged[0] for who in ("I", "You"))

    assert learned.odds(alone, {})["R9"] > learned.odds(together, {})["R9"]


def test_what_the_patterns_say_counts_beside_what_was_learned() -> None:
    text = "The tram was late, so I took the bike."

    assert likeliest(text, {"R4": 1.0}) == FINE
    assert likeliest(text, {"R4": 50.0}) == "R4"


def test_probabilities_add_up() -> None:
    odds = library().rulebook.faults.odds(page("Hi Bo, call me back tonight!").judged[0], {"R13": 2.0})

    assert sum(odds.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in odds.values())


def test_the_same_drafts_teach_the_same_and_are_kept_whole() -> None:
    faults = library().faults
    again = Faults(**faults.as_plain(), lexicon=library().lexicon)

    (piece,) = page("Hi Bo").judged

    assert again.odds(piece, {}) == faults.odds(piece, {})


def test_without_examples_the_patterns_alone_decide() -> None:
    book = read(PROMPTS, library().cards, NOTHING_LEARNED)
    draft = pasted("Hello, please find attached my CV.", book.cues)

    assert [remark.rule.id for remark in remarks(draft, book)] == ["R10"]


def test_a_long_sentence_is_judged_in_pieces_that_lose_nothing() -> None:
    text = "hey it's moss from the ferns, i'll ring you round seven to talk spores so keep your phone near the pots"
    cut = page(text)

    assert len(text.split()) > LONG_SENTENCE
    assert len(cut.pieces) > 1
    assert {word for piece in cut.pieces for word in words(cut.text(piece))} == set(words(text))


def test_no_rule_minds_what_the_coach_writes_instead() -> None:
    book = library().rulebook
    minded = {
        rule.id: [
            remark.rule.id for remark in remarks(pasted(rule.rewrite, book.cues), book) if remark.rule.id != "R19"
        ]
        for rule in book.rules
    }

    assert {rule: found for rule, found in minded.items() if found} == {}
