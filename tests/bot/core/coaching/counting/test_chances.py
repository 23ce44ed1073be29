"""A question is given to the label whose lines are worded like it."""

from __future__ import annotations

from bot.core.coaching.counting.chances import Chances

LINES = [
    ({"birthday": 1.0}, ("ring", "on", "birthday")),
    ({"birthday": 1.0}, ("birthday", "wishes")),
    ({"voicemail": 1.0}, ("leave", "voicemail")),
    ({"voicemail": 1.0, "birthday": 0.5}, ("voicemail", "on", "birthday")),
    ({"lunch": 1.0}, ("eat", "lunch")),
]


def test_the_label_whose_lines_say_this_oftenest_is_rated_one() -> None:
    scores = Chances.to(LINES).scores(["a", "voicemail"])

    assert scores["voicemail"] == 1.0
    assert 0.0 < scores["birthday"] < 1.0


def test_a_token_of_a_single_line_teaches_nothing() -> None:
    assert set(Chances.to(LINES).scores(["leave", "wishes"]).values()) == {1.0}


def test_a_token_that_lines_of_every_label_hold_teaches_nothing() -> None:
    lines = [({name: 1.0}, ("to", name)) for name in ("ring", "write", "visit") for _ in range(2)]

    assert set(Chances.to(lines).scores(["to"]).values()) == {1.0}
    assert Chances.to(lines).scores(["to", "ring"])["ring"] == 1.0


def test_a_pair_of_neighbours_counts_half() -> None:
    words = [({"a": 1.0}, ("x",)), ({"a": 1.0}, ("x",)), ({"b": 1.0}, ("y",)), ({"b": 1.0}, ("y",))]
    pairs = [(share, (f"{token} {token}",)) for share, (token,) in words]

    assert Chances.to(pairs).scores(["x x"])["b"] > Chances.to(words).scores(["x"])["b"]


def test_what_is_kept_as_plain_values_scores_the_same() -> None:
    chances = Chances.to(LINES)

    assert Chances(**chances.as_plain()).scores(["on", "birthday"]) == chances.scores(["on", "birthday"])
