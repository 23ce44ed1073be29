"""A brief names its recipient in many ways; a third person, a group or a word is never taken for them."""

from __future__ import annotations

import pytest

from bot.core.coaching.briefs import Brief, Sort, read_brief
from tests.words import library


def read(text: str) -> Brief:
    return read_brief(text, "", library().knows)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dm to a streamer called pixelnana, she beat my record", "Pixelnana"),
        ("text for the plumber. he came, it still drips. he's called Arturo", "Arturo"),
        ("message to landlady: rent comes on the 5th. Name: Frau Obermüller.", "Frau Obermüller"),
        ("ask the treasurer (goes by Pim, they/them) when expenses get paid", "Pim"),
        ("ask boss (deirdre) if i can have the 24th off", "Deirdre"),
        ("a customer (Henrike) complains the mug she bought cracked", "Henrike"),
        ("I met Dr. Faraj at a wedding on Saturday. We talked about tinnitus.", "Dr Faraj"),
        ("my old friend milica stopped answering 2 yrs ago", "Milica"),
        ("my co-founder Ulrich and I fell out, I'd like to ask him to sit down with me", "Ulrich"),
    ],
)
def test_who_is_named_in_passing_is_the_recipient(text: str, name: str) -> None:
    assert read(text).to.replace(".", "") == name


@pytest.mark.parametrize(
    "text",
    [
        "write something to everyone from the 2009 intake, say yes or no to Gisela",
        "thank-you to the two judges of our bake off, Mr Yilmaz and Ms Trinh",
        "let the volunteers know the beach clean is off, questions to Ines",
        "i called my sister about the flat, want to thank the agent",
    ],
)
def test_nobody_is_picked_out_of_many(text: str) -> None:
    assert read(text).to == ""


def test_what_names_somebody_is_no_fact_about_them() -> None:
    facts = read("text for the plumber. it still drips. he's called Arturo").of(Sort.FACT)

    assert facts == ["it still drips"]


def test_a_title_and_a_role_do_not_stay_behind_in_a_sentence() -> None:
    brief = read("I run a bookshop and a customer, Mrs Osei, ordered a book that is out of print")

    assert brief.to == "Mrs Osei"
    assert "Mrs" not in " ".join(brief.of(Sort.FACT))


@pytest.mark.parametrize("order", ["don't argue the case in the message", "keep Maren out of it", "just ask"])
def test_orders_to_the_coach_are_no_part_of_the_message(order: str) -> None:
    facts = read(f"message to Ulrich, he thinks I went behind his back. {order}.").of(Sort.FACT)

    assert not any(order.rsplit(maxsplit=1)[-1] in fact for fact in facts)
