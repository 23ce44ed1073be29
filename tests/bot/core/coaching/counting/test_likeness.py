"""A question is given to the label whose lines it is most like."""

from __future__ import annotations

from bot.core.coaching.counting.likeness import Likeness

LINES = [
    ({"birthday": 1.0}, ("ring", "on", "birthday")),
    ({"birthday": 1.0}, ("birthday", "wishes")),
    ({"voicemail": 1.0}, ("leave", "voicemail")),
    ({"voicemail": 1.0, "birthday": 0.5}, ("voicemail", "on", "birthday")),
]


def test_the_label_with_the_likest_lines_comes_first() -> None:
    scores = Likeness.to(LINES).scores(["a", "voicemail"])

    assert max(scores, key=lambda label: scores[label]) == "voicemail"


def test_a_token_of_a_single_line_teaches_nothing() -> None:
    assert Likeness.to(LINES).scores(["leave", "wishes"]) == {}


def test_what_is_kept_as_plain_values_scores_the_same() -> None:
    likeness = Likeness.to(LINES)

    assert Likeness(**likeness.as_plain()).scores(["on", "birthday"]) == likeness.scores(["on", "birthday"])


def test_a_share_tells_how_much_of_a_question_stands_in_lines_of_a_label() -> None:
    likeness = Likeness.to(LINES)

    assert likeness.share(["birthday", "voicemail"], "voicemail") == 1.0
    assert likeness.share(["unheard", "voicemail"], "voicemail") == 0.5
    assert likeness.share(["voicemail"], "nobody") == 0.0
    assert likeness.share([], "voicemail") == 0.0
