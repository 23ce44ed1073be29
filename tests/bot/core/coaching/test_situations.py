"""Situations are read from the words people use, and each one in the table can be reached."""

from __future__ import annotations

import pytest

from tests.words import library


def read(question: str) -> dict[str, str]:
    return dict(library().situations.read(library().lexicon.tokens(question).names))


@pytest.mark.parametrize(
    ("question", "slots"),
    [
        ("can i ring a guy from my discord", {"act": "call", "relation": "online", "means": "phone"}),
        ("i googled her number, may i phone", {"act": "call", "number_source": "looked-up"}),
        ("a stranger wants to connect with me", {"side": "receiving", "act": "connect", "relation": "stranger"}),
        ("bday of a client, call or text", {"occasion": "birthday", "relation": "client"}),
        ("he gave me his number", {"number_source": "given"}),
        ("they said no to a call", {"stage": "refused"}),
    ],
)
def test_a_situation_is_read_from_what_was_typed(question: str, slots: dict[str, str]) -> None:
    assert slots.items() <= read(question).items()


def test_a_slot_nobody_mentioned_is_open() -> None:
    whole = library().situations.whole(read("may i call her"))

    assert whole["relation"] is None
    assert set(whole) == set(library().situations.slots)


def test_there_are_thirty_situations_or_more_and_each_wins_where_nothing_more_is_known() -> None:
    situations = library().situations

    assert len(situations.cases) >= 30
    for case in situations.cases:
        won = situations.case(case.when, case.cards[0])
        assert won is not None
        assert len(won.when) == len(case.when)


def test_a_case_gives_way_to_guidelines_that_point_elsewhere() -> None:
    situations = library().situations

    assert situations.case({"act": "call", "relation": "online"}, "d3-no-auto-dm") is None
