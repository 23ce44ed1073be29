"""A draft is found inside other words, and those words tell whom it is for and how it goes there."""

from __future__ import annotations

import pytest

from bot.core.coaching.reviewing.drafts import Span, fold, found_in, pasted
from tests.words import library


@pytest.mark.parametrize(
    ("before", "draft", "after"),
    [
        ("", "Hi Ana, your talk on kelp stayed with me. How deep do you grow it?", ""),
        ('is this ok? "', "Hi Ana, may I call you on Monday?", '"'),
        ("too pushy? ", "Dear Mr Blum, any news on the boat?", ""),
        ("can you check this:\n\n", "Hello Bo, the shelf is up.", ""),
        ("my note to a supplier: ", "Hello, does the new glue hold on wet oak?", ""),
        ("sending this to my landlord - ", "hi Jens, the tap drips again", ""),
        ("", "May I call you this week? I write about ferries.", " (that's the whole email, ok?)"),
        ("wrote this for her: '", "Dear Ida, don't answer this, it's only thanks", "'"),
    ],
)
def test_a_draft_is_found_among_the_words_around_it(before: str, draft: str, after: str) -> None:
    span = found_in(f"{before}{draft}{after}", library().rulebook.cues)

    assert f"{before}{draft}{after}"[span.start : span.end] == draft


def test_a_quotation_inside_a_draft_is_no_draft() -> None:
    text = 'Dear Ms Holt, you wrote "never trust a lid", and I laughed.'

    assert found_in(text, library().rulebook.cues).start == 0


def test_a_remark_in_brackets_ends_no_draft() -> None:
    text = "We were both at Leeds (I left in 2011), which is why I'm writing. Could you pass my name on?"

    assert found_in(text, library().rulebook.cues) == Span(0, len(text))


def test_the_words_around_it_tell_way_and_relation() -> None:
    draft = pasted(
        'for the answering machine of somebody I never met, any good? "Hello, about the sofa!"', library().rulebook.cues
    )

    assert (draft.medium, draft.relation) == ("voicemail", "stranger")


def test_what_was_said_outright_counts_more_than_the_words_around_it() -> None:
    draft = pasted('want to text this: "thx!"', library().rulebook.cues, "email", "friend")

    assert (draft.medium, draft.relation) == ("email", "friend")


def test_plain_text_folds_as_text_with_something_unseen_in_it_does() -> None:
    text = "Hi BO, call me at 5: 'ok'?\nAna [x] {y} ~ \"z\""

    assert fold(text) == fold(f"{text}\u200b")


def test_places_are_code_points_of_the_text_as_given() -> None:
    text = "\u200b\U0001f600 <b>\ufb01ne</b> caf\u00e9"
    folded = fold(text)
    start = folded.text.index("fine")
    span = folded.as_given(start, start + 4)

    assert text[span.start : span.end] == "\ufb01ne"
