"""What no sentence of a model may do: for every rule there is a sentence that this rule alone stops."""

from __future__ import annotations

import pytest

from bot.core.coaching.checking.ground import grounded
from bot.core.coaching.checking.model_rules import (
    RULES,
    Basis,
    broken,
    has_link,
    has_mention,
    has_name,
    turned,
    unsendable,
)
from bot.core.coaching.outcome import Sentence
from bot.core.coaching.prompting import Prompts, link_lines
from tests.words import library

CARD = "d0-ask-first"
QUOTE = "Ask before you phone somebody you only know online"
QUESTION = "Can I call the woman from my old choir, or write her, now that I have found her number again?"


def basis() -> Basis:
    shelf = library()
    return Basis(
        shelf.cards,
        QUESTION,
        grounded((QUESTION,), "", library().house.claims),
        frozenset(link_lines(shelf)),
        Prompts(shelf).secret,
        library().house,
        shelf.knows,
        shelf.is_foreign,
    )


def guidance(text: str, *, cards: tuple[str, ...] = (CARD,), quote: str | None = QUOTE) -> Sentence:
    return Sentence(text, "guidance", cards, quote)


ALONE = {
    "guidance-without-source": guidance("", cards=(), quote=QUOTE),
    "unknown-source": guidance("Ask before you phone her.", cards=(CARD, "d9-nothing")),
    "quote-not-in-source": guidance("Ask before you phone her.", quote="Ask before you gladly phone somebody"),
    "no-link-of-ours": Sentence("Simply bring cake.", "link", (), None),
    "unlike-its-source": guidance("Leave the old choir."),
    "against-its-source": guidance("You only know her online, so do not bother to ask before you phone."),
    "invented": guidance("Ask before you phone somebody; you are a director."),
    "unsupported": guidance("Ask before you phone her, since an apricot tree blossoms."),
    "unheard-of": guidance("Ask before you phone her twice."),
    "for-all-sources": guidance("Ask before you phone somebody: all agree."),
    "link": guidance("Ask before you phone at phone.online."),
    "mention": guidance("@here ask before you phone somebody."),
    "number": guidance("Ask 4711 times before you phone her."),
    "name": guidance("Ask before you phone somebody, Zorblax."),
    "evidence": guidance("Ask before you phone her legally."),
    "echo": guidance("Ask before you phone: call the woman from my old choir."),
    "instructions": Sentence("", "link", (), None),
}


@pytest.mark.parametrize("rule", sorted(RULES.keys() - {"guidance-without-source", "instructions"}))
def test_a_sentence_that_breaks_one_rule_is_stopped_by_that_rule_alone(rule: str) -> None:
    assert broken(ALONE[rule], basis()) == (rule,)


def test_every_rule_has_such_a_sentence() -> None:
    assert ALONE.keys() == RULES.keys()


def test_guidance_names_where_it_comes_from() -> None:
    assert "guidance-without-source" in broken(ALONE["guidance-without-source"], basis())


def test_our_instructions_are_not_told() -> None:
    told = (library().prompts / "answer.md").read_text(encoding="utf-8").split()

    for start in range(0, len(told) - 20, 20):
        assert "instructions" in broken(guidance(" ".join(told[start : start + 20])), basis())


@pytest.mark.parametrize("part", ["rule", "why", "how"])
def test_every_guideline_can_be_said_in_its_own_words(part: str) -> None:
    rests_on = basis()
    for card in library().cards.values():
        text: str = getattr(card, part)
        sentence = guidance(text, cards=(card.id,), quote=" ".join(text.split()[:8]))
        assert broken(sentence, rests_on) == (), card.id


def test_a_line_that_leads_on_is_one_of_ours() -> None:
    for line in link_lines(library()):
        assert broken(Sentence(line, "link", (), None), basis()) == ()


def test_a_sentence_in_another_language_stands_on_its_english_quote() -> None:
    sentence = guidance("Frag lieber erst, ob ein Anruf recht ist, wenn du sie nur aus dem Netz kennst.")

    assert broken(sentence, basis()) == ()
    assert broken(guidance(sentence.text, quote="Frag lieber erst ob ein Anruf"), basis()) == ("quote-not-in-source",)


def test_the_opposite_of_a_quote_is_noticed() -> None:
    assert turned(guidance("You need not ask before you phone."), basis())
    assert not turned(guidance("Ask before you phone her."), basis())


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/x",
        "www.a.io",
        "go to evil.example/now",
        "a@b.example",
        "tel:123",
        "[x](y)",
        "<u|x>",
        "ftp://a",
    ],
)
def test_a_link_is_one_however_it_is_written(text: str) -> None:
    assert has_link(text, "")
    assert not has_link(text, f"she sent {text} to me")


@pytest.mark.parametrize("text", ["@everyone", "@here", "@ channel", "<!here>", "<@U1>", "<#C1|x>", "@EVERYONE"])
def test_a_mention_of_everybody_is_one_however_it_is_written(text: str) -> None:
    assert has_mention(f"hi {text} now")


def test_a_name_is_known_by_its_capital() -> None:
    assert has_name("Ask Zorblax first.", "", library().knows)
    assert has_name("Zorblax first.", "", library().knows)
    assert not has_name("Ask Zorblax's friend first.", "my friend zorblax", library().knows)
    assert not has_name("Ask first. I would. It's fine.", "", library().knows)


def test_what_is_to_be_sent_holds_no_address_mention_or_placeholder() -> None:
    assert list(unsendable("hi @here, see a@b.example, [[P1]]", "", frozenset())) == ["link", "mention", "placeholder"]
    assert list(unsendable("Would a short call suit you?", "", frozenset())) == []
