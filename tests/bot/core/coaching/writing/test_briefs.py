"""A brief names its recipient in many ways; a third person, a group or a word is never taken for them."""

from __future__ import annotations

import pytest

from bot.core.coaching.writing.briefs import Brief, Sort, read_brief
from tests.words import library


def read(text: str) -> Brief:
    return read_brief(text, "", library().wording)


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
        ("text for my nan's carer Blessing, its her last day", "Blessing"),
        ("birthday call to Aunt Constance's old friend Wilhelmina, turns 90", "Wilhelmina"),
        ("pitch email for my friend's zine shop to Ulrike, she owns a shop", "Ulrike"),
        ("birthday text for a colleague, Priit, 50 today", "Priit"),
        ("whats app to the lady who runs the shelter, Fenna is her name", "Fenna"),
        ("discord dm to user mothbucket, runs the pixel art server", "Mothbucket"),
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


def test_what_somebody_did_may_follow_the_name_at_once() -> None:
    assert read("thank you note for Obi who lent me his drill").of(Sort.FACT) == ["{them} lent me his drill"]
    assert read("ask Mr Lindgren who is the chairman").of(Sort.FACT) == []


def test_a_role_does_not_stay_behind_in_a_sentence() -> None:
    brief = read("I run a bookshop and a customer, Mrs Osei, ordered a book that is out of print")

    assert brief.to == "Mrs Osei"
    assert "customer" not in " ".join(brief.of(Sort.FACT))


@pytest.mark.parametrize("order", ["don't argue the case in the message", "keep Maren out of it", "just ask"])
def test_orders_to_the_coach_are_no_part_of_the_message(order: str) -> None:
    facts = read(f"message to Ulrich, he thinks I went behind his back. {order}.").of(Sort.FACT)

    assert not any(order.rsplit(maxsplit=1)[-1] in fact for fact in facts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("to Ines and Paolo, they run the repair cafe, ask if I can come", "Ines and Paolo"),
        ("ask lena whether her cousin would sell his van", "Lena"),
        ("tell my climbing partner jo i'm out for 6 weeks", "Jo"),
        ("thank my physio Sanne, after 8 weeks i can run again", "Sanne"),
        ("email to Mr Van Dijk, is there a list of workers?", "Mr Van Dijk"),
        ("Ok so. Lukas. We had an argument.", "Lukas"),
    ],
)
def test_a_name_is_found_beside_what_somebody_is(text: str, name: str) -> None:
    assert read(text).to == name


@pytest.mark.parametrize("text", ["tell the volunteers: thanks", "write the whole team that i'm leaving"])
def test_a_group_is_spoken_to_as_one(text: str) -> None:
    assert read(text).many
    assert not read(text).to


def test_how_it_is_to_sound_and_how_long_it_may_be_is_heard_and_not_said() -> None:
    brief = read("ask Ines if I can bring my radio, keep it short, no emojis, under 200 characters")

    assert brief.most == 200
    assert brief.of(Sort.WISH) + brief.of(Sort.ORDER) == ["ask Ines if I can bring my radio"]


def test_what_is_not_to_be_mentioned_may_have_been_said_before() -> None:
    assert read("my ex manager Gloria, she was let go in spring (don't mention it)").unwanted == (
        "she was let go in spring",
    )


def test_two_asks_are_two() -> None:
    brief = read("for Ms Osei: I'd like to know if the room is open on Sunday, and can she keep the atlas for me?")

    assert len(brief.of(Sort.WISH)) == 2


def test_what_is_quoted_stays_whole() -> None:
    (piece,) = read("ask femi if what he said, 'we may not need it, and soon', is official").of(Sort.ORDER)

    assert "'we may not need it, and soon'" in piece
