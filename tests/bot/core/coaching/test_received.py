"""What somebody wrote is told apart by kind, and how to answer it stands on a guideline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.coaching import received, replying
from bot.core.coaching.outcome import Answer
from bot.core.commands import Cards
from bot.core.errors import BrokenWords
from bot.core.replies import Paste, Text, visible
from bot.settings import PROMPTS
from tests.words import library

MESSAGES = [
    (
        "asks-for-a-call",
        "Hi Ana, would you have fifteen minutes for a call next week? I'd like to hear how you test wheel tags.",
    ),
    ("asks-for-a-call", "can we hop on a quick zoom tomorrow"),
    ("pitch", "Can I call you to pitch our product?"),
    ("will-ring", "I'll give you a ring at 3, have some ideas for you"),
    ("rang", "Tried calling you twice this morning. Call me back asap"),
    ("connect", "I'd like to add you to my professional network on LinkedIn."),
    ("connect", "Hey! Love what you do, let's connect"),
    ("vague", "Would love to pick your brain over coffee some time"),
    ("vague", "got a minute?"),
    ("vague", "I admire your work and would love to learn more about your journey. Free for a virtual coffee?"),
    ("introduction", "Could you introduce me to your head of engineering? I have an idea for her team."),
    ("favour", "hey, could you pass my resume along? I'm looking for a job in your field"),
    ("favour", "Would you mind endorsing me for Python? Only takes a second, and I'll do you too"),
    ("insists", "Why aren't you answering? I've messaged you three times already."),
    ("asks-me-to-stop", "please stop calling me"),
    ("no", "Thanks for asking, but I'd rather not talk on the phone."),
    ("wants-my-number", "What's your WhatsApp? easier to talk there"),
    ("yes-to-a-call", "sure, ring me any afternoon"),
    ("threat", "I know where you live. Answer or you'll regret it"),
    ("waits-for-an-answer", "Hi, just following up on my last mail, any thoughts?"),
    ("hello-alone", "hey, how are you?"),
    ("pitch", "We help SaaS founders double their revenue in 90 days. Worth a chat?"),
    ("asks-for-a-call", "Are you free on Thursday for a quick call? Promise to keep it short"),
    ("asks-for-a-call", "Hey, mind if I ring you about the migration?"),
    ("asks-for-a-call", "Here's my calendly, pick whatever slot suits"),
    ("will-ring", "I'm calling you in five minutes, please pick up"),
    ("rang", "I rang you just now but it went to voicemail"),
    ("rang", "You missed my call, ring me back when you're free"),
    ("connect", "Hi, I came across your profile and would like to connect"),
    ("connect", "pls accept my request thx"),
    ("vague", "I'd love to explore synergies between our teams"),
    ("vague", "quick question for you"),
    ("favour", "Could you do me a small favour and share my post?"),
    ("favour", "Any chance you could write me a recommendation for the scholarship?"),
    ("introduction", "Do you know anyone at Lumen Bakery? Could you put me in touch with them?"),
    ("pitch", "Our platform helps teams cut meeting time by half. Want a free trial?"),
    ("insists", "I've written to you four times now. What's going on?"),
    ("no", "I don't do calls, sorry. Mail me?"),
    ("asks-me-to-stop", "How did you get my number? Don't contact me again."),
    ("yes-to-a-call", "Happy to have a quick call, Tuesday after 3 works"),
    ("waits-for-an-answer", "did you see my message from last week?"),
    ("hello-alone", "Hello there!"),
    ("wants-my-number", "can you send me your number so I can reach you faster"),
    ("threat", "Pay up or I'll tell everyone what you did"),
]
OTHERS = [
    "The build is green again, merging in ten minutes",
    "Lunch menu today: lentil soup, bread, apple cake",
    "Could you review my PR before five? It's the one about wheel tags.",
    "I wrote up how we test wheel tags, it took a year",
    "thanks, that fixed it!",
    "Happy birthday!",
    "who is on call this weekend?",
    "The function should call this before it returns, right?",
    "I called the meeting off, sorry for the short notice",
    "we'll call it a day, see you tomorrow",
    "does anyone have a quote from the plumber yet?",
    "Let me introduce myself: I'm Dov, I mend bikes",
    "how do I connect to the database?",
    "Meeting moved to 3 pm, same room",
    "I like your write-up on ovens, the part on heat is great",
    "What time does the standup start?",
    "Deploy failed again, can you look at the logs?",
    "ok",
    "Our clients are happy with the release, well done all",
    "My train is late, I'll be there at ten",
    "could you call the restaurant and book a table for six?",
    "Anyone want coffee from downstairs?",
]


@pytest.mark.parametrize(("kind", "text"), MESSAGES)
def test_a_message_is_known_by_its_kind(kind: str, text: str) -> None:
    found = library().received.kind(text)

    assert found
    assert found.id == kind


@pytest.mark.parametrize("text", OTHERS)
def test_where_nobody_wants_anything_of_that_kind_it_says_so(text: str) -> None:
    reply = replying.answer(text, library())

    assert isinstance(reply.parts[0], Text)
    assert reply.parts[0].lead == "There is nothing in that message for me to help with."
    assert reply.buttons == ()


def test_every_kind_gives_a_line_and_a_reason_in_ninety_words() -> None:
    for name, text in dict(MESSAGES).items():
        reply = replying.answer(text, library())
        assert isinstance(reply.result, Answer)
        assert reply.result.checks.passed
        assert len(visible(reply.parts, library().labels).split()) <= 90
        if name != "threat":
            assert isinstance(reply.parts[0], Text)
            assert len(reply.parts[0].lead.split()) <= 12
            assert not re.search(r"[.!?] [a-z]", reply.parts[0].text)
            assert reply.parts[0].source
            assert any(isinstance(part, Paste) for part in reply.parts)
            assert isinstance(reply.buttons[0].command, Cards)


def test_every_kind_is_tried() -> None:
    assert {kind.id for kind in library().received.kinds} == set(dict(MESSAGES))


def test_a_threat_is_no_matter_of_manners() -> None:
    reply = replying.answer("I know where you live.", library())

    assert "Your safety comes first." in visible(reply.parts, library().labels)
    assert not any(isinstance(part, Paste) for part in reply.parts)


def test_what_it_can_t_read_it_says() -> None:
    german = replying.answer("Guten Tag, ich würde gerne mit Ihnen über das Projekt sprechen", library())
    empty = replying.answer(" ", library())

    assert "English" in visible(german.parts, library().labels)
    assert "no words" in visible(empty.parts, library().labels)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('card = "h-take-no"', 'card = "h-nothing"', "no 'h-nothing'"),
        ('aside = "unsafe"', 'aside = "sunny"', "sunny"),
        ("\\\\bunsubscribe me", "(unsubscribe me", "can't be read"),
        ('verdict = "Take the no', 'verdikt = "Take the no', "verdikt"),
    ],
)
def test_a_broken_kind_names_its_file(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    text = (PROMPTS / "received.toml").read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "received.toml").write_text(text.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(BrokenWords, match=r"received\.toml") as broken:
        received.read(tmp_path, library().cards)

    assert says in str(broken.value)
