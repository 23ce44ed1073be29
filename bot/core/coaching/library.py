"""Everything the coach knows, ready for questions: guidelines, disagreements, situations, and what finds them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bot.core.coaching.cards import Card, Disagreement, Document, Gap, Settled, Side
from bot.core.coaching.counting.chances import Chances
from bot.core.coaching.counting.contested import Contested, signs
from bot.core.coaching.counting.kinds import Kinds
from bot.core.coaching.counting.leaning import Leaning
from bot.core.coaching.counting.likeness import Likeness
from bot.core.coaching.counting.ranking import Ranking, blindly, shares
from bot.core.coaching.counting.spelling import Speller
from bot.core.coaching.counting.tokens import Lexicon, Tokens, words
from bot.core.coaching.situations import Case, Echo, Situations
from bot.core.replies import Labels, Text

if TYPE_CHECKING:
    from bot.core.coaching.checking.claims import Claims
    from bot.core.coaching.checking.house_words import House
    from bot.core.coaching.counting.intents import Intents
    from bot.core.coaching.received import Received
    from bot.core.coaching.reviewing.faults import Faults
    from bot.core.coaching.reviewing.rulebook import Rulebook
    from bot.core.coaching.writing.wording import Wording
    from bot.core.heard import Heard

Plain = Mapping[str, Any]

SUBJECT, ELSEWHERE = "subject", "elsewhere"
ANYTHING_MISSING = "other"
LAST_LATIN = 0x24F
"""The last letter of Unicode's block Latin Extended-B."""
ASKED = (250, 70, 150)
"""So many questions with an answer, without one, and off topic are among the lines from which intents are learned."""
FEW_WORDS = 4
"""Words up to which a name with accents may be most of a line."""


class Library:
    """What the coach knows, and the counts that find the right piece of it."""

    def __init__(self, condensed: Plain, prompts: Path) -> None:
        """Make the nouns of what `condense` gave; *prompts* holds what is read when it is first asked for."""
        self.prompts = prompts
        counts = condensed["counts"]
        documents = {document["document"]: _document(document) for document in condensed["documents"]}
        self.cards = {card["id"]: _card(card, documents[card["document"]]) for card in condensed["cards"]}
        self.disagreements = {entry["id"]: _disagreement(entry) for entry in condensed["disagreements"]}
        self.gaps = {entry["id"]: Gap(**entry) for entry in condensed["gaps"]}
        self.situations = _situations(condensed["situations"])
        self.lexicon = Lexicon(**condensed["lexicon"])
        self.subject = frozenset[str](condensed["subject"])
        self.foreign = frozenset[str](condensed["foreign"])
        self.phrases: Plain = condensed["phrases"]
        self.openers: Plain = condensed["openers"]
        self.labels = Labels(**self.phrases["labels"]["parts"])
        self.ranking = Ranking(Likeness(**counts["alike"]), Chances(**counts["chances"]))
        self.quarrels = Chances(**counts["quarrels"])
        self.contested = Contested(Leaning(**counts["contested"]), self.disagreements.values())
        self.missing = Likeness(**counts["missing"])
        self.lacking = Leaning(**counts["lacking"])
        self.subjects = Kinds(**counts["subjects"])
        self._common: str = condensed["common"]
        self._intents = counts["intents"]
        self._wished = counts["wished"]
        self._faults = counts["faults"]
        self._speller = Speller(**counts["spelling"])

    @cached_property
    def common(self) -> frozenset[str]:
        """The stems of words that are no names."""
        return frozenset(self._common.split())

    @cached_property
    def wording(self) -> Wording:
        """What the words of a brief mean; only words to send need it."""
        from bot.core.coaching.writing.wording import Wording

        return Wording(self.openers, self.knows)

    @cached_property
    def intents(self) -> Intents:
        """What tells which line is typed for what; a question that was asked as one does without."""
        from bot.core.coaching.counting.intents import Intents

        return Intents(**self._intents, chances=Chances(**self._wished))

    @cached_property
    def faults(self) -> Faults:
        """What tells which piece of a draft breaks which rule; only reviews need it."""
        from bot.core.coaching.reviewing.faults import Faults

        return Faults(**self._faults, lexicon=self.lexicon)

    @cached_property
    def heard(self) -> Heard:
        """What free words are heard by."""
        from bot.core.heard import read

        return read(self.prompts)

    @cached_property
    def rulebook(self) -> Rulebook:
        """What drafts are looked over for."""
        from bot.core.coaching.reviewing import rulebook

        return rulebook.read(self.prompts, self.cards, self.faults)

    @cached_property
    def received(self) -> Received:
        """What messages that somebody got are told apart by."""
        from bot.core.coaching.received import read

        return read(self.prompts, self.cards)

    @cached_property
    def claims(self) -> Claims:
        """What a message may claim; only a language model's words are held against it."""
        from bot.core.coaching.checking.claims import read_claims

        return read_claims(self.prompts)

    @cached_property
    def house(self) -> House:
        """What our own words give leave for; only a language model's are held against it."""
        from bot.core.coaching.checking.house_words import read_house

        return read_house(self.prompts, self.cards.values(), self.claims)

    def tokens(self, question: str) -> Tokens:
        """Read *question*, and mend what no line ever held and is one edit away from a common word."""
        known = partial(self.lexicon.knows, stems=self.subjects.counts)
        return self.lexicon.tokens(question, lambda word: self._speller.mend(word, known))

    def knows(self, word: str) -> bool:
        """Tell whether *word* is one that people write small; a name hardly is."""
        return self.lexicon.knows(word.casefold(), self.common)

    def is_foreign(self, text: str) -> bool:
        """Tell whether most letters are not Latin, or small words of other languages outnumber English ones."""
        letters = [character for character in text if character.isalpha()]
        if sum(ord(letter) > LAST_LATIN for letter in letters) * 2 > len(letters):
            return True
        typed = words(text)
        accented = sum(not word.isascii() for word in typed)
        if len(typed) > FEW_WORDS and accented * 4 > len(typed):
            return True
        foreign = sum(word in self.foreign for word in typed)
        return foreign > 1 and foreign > sum(self.lexicon.is_stop(word) for word in typed)

    def source(self, card: Card) -> str:
        """Name where *card* comes from, by nickname, and whose voice it is where that is not the author's."""
        spoken: str = self.phrases["voices"][card.voice]
        return spoken.replace("$nickname", card.document.nickname)

    def titled(self, card: Card, *, voiced: bool = True) -> str:
        """Name where *card* comes from, with the year and the full title, and whose voice it is if *voiced*."""
        document = card.document
        year = f" ({document.year})" if document.year else ""
        title = f": {document.title}" if document.title != document.nickname else ""
        return f"{self.source(card) if voiced else document.nickname}{year}{title}"

    def in_full(self, card: Card) -> Text:
        """Return *card* with its reason and its way, and where it comes from."""
        return Text(f"{card.why} {card.how}", card.rule, self.titled(card))

    def speaker(self, side: Side) -> Card:
        """Return the guideline that speaks for *side*."""
        return self.cards[side.cards[0]]


def _document(plain: Plain) -> Document:
    number = plain["document"]
    return Document(
        int(number) if number.isdigit() else number, plain["title"], plain["nickname"], plain.get("year", "")
    )


def _card(plain: Plain, document: Document) -> Card:
    kept = ("id", "rule", "why", "how", "voice", "stance", "applies")
    return Card(document=document, paste=plain.get("paste", ""), **{field: plain[field] for field in kept})


def _disagreement(plain: Plain) -> Disagreement:
    first, second = (Side(tuple(side["cards"]), side["says"]) for side in plain["sides"])
    yes, no = (Settled(**plain[answer]) for answer in ("yes", "no"))
    kept = {field: plain[field] for field in ("id", "about", "decides", "default", "asks")}
    return Disagreement(sides=(first, second), yes=yes, no=no, **kept)


def _situations(plain: Plain) -> Situations:
    cases = (Case(**{**case, "cards": tuple(case["cards"])}) for case in plain["cases"])
    return Situations(plain["slots"], tuple(cases), tuple(Echo(**echo) for echo in plain["echoes"]), plain["places"])


# ---- counting, once for every change of prompts/ -------------------------------------------------------------------


def condense(read: Plain, prompts: Path, faults: Callable[[], Plain]) -> dict[str, Any]:
    """Count what `reading.read` gave of *prompts*, and leave the counted lines out: the rest is all a coach needs.

    *faults* gives what `learned_faults` comes to; it is asked for last, as another process may still be at it.
    """
    kept = ("documents", "disagreements", "gaps", "situations", "subject", "foreign", "phrases", "openers")
    lexicon = Lexicon.spelled_out(**read["lexicon"])
    common = lexicon.common((*_typed(read), *read["offtopic"], *(draft.text for draft in read["marked"])))
    cards = [{field: value for field, value in card.items() if field != "asked"} for card in read["cards"]]
    return {
        **{part: read[part] for part in kept},
        "cards": cards,
        "lexicon": lexicon.as_plain(),
        "common": " ".join(common),
        "counts": {**_counts(read, lexicon, frozenset(common), prompts), "faults": faults()},
    }


def _counts(read: Plain, lexicon: Lexicon, common: Container[str], prompts: Path) -> Plain:
    """Count the guidelines' own lines, the lines they answer, those that no document answers, and all the others."""
    own = [(card["id"], lexicon.tokens(line)) for card in read["cards"] for line in (*_sentences(card), *card["asked"])]
    asked = [(answer, lexicon.tokens(answer["question"])) for answer in read["answers"]]
    missing = [(gap, lexicon.tokens(question)) for question, gap in read["missing"]]
    offtopic = [lexicon.tokens(question).features for question in read["offtopic"]]

    own_words = [tokens.features for _, tokens in own]
    asked_words = [tokens.features for _, tokens in asked]
    missing_words = [tokens.features for _, tokens in missing]
    answered = [*own_words, *asked_words]
    opposed = {card for quarrel in read["disagreements"] for side in quarrel["sides"] for card in side["cards"]}
    ranking = Ranking.of(own, asked)
    subjects = Kinds.of(
        [*((SUBJECT, line) for line in (*answered, *missing_words)), *((ELSEWHERE, line) for line in offtopic)],
        (SUBJECT, ELSEWHERE),
    )
    intents = _intents(read, lexicon, common, prompts)
    return {
        "intents": intents.as_plain(),
        "wished": intents.chances.as_plain(),
        "chances": ranking.chances.as_plain(),
        "alike": ranking.alike.as_plain(),
        "quarrels": Chances.to(
            (shares(answer["disagreements"]), line)
            for (answer, _), line in zip(asked, asked_words, strict=True)
            if answer["disagreements"]
        ).as_plain(),
        "contested": Leaning.of(
            (answer["contested"], signs(answer["question"], tokens, ranked))
            for answer, tokens, ranked in blindly(
                own, asked, lambda answer: answer["contested"] is not None and answer["cards"][0] in opposed
            )
        ).as_plain(),
        "missing": Likeness.to(({gap: 1.0}, w) for (gap, _), w in zip(missing, missing_words, strict=True)).as_plain(),
        "lacking": Leaning.of(
            [*((False, line) for line in answered), *((True, line) for line in missing_words)]
        ).as_plain(),
        "spelling": Speller.of(words(line) for line in _typed(read)).as_plain(),
        "subjects": subjects.as_plain(),
    }


def _lot(line: str) -> int:
    """Draw a number for a line that stays its own, so that a few more lines leave a sample nearly as it was."""
    return crc32(line.encode())


def _intents(read: Plain, lexicon: Lexicon, common: Container[str], prompts: Path) -> Intents:
    """Learn what lines are typed for; of the questions with an answer, a share that leaves the others their weight."""
    from bot.core.coaching.counting.intents import Intents, features
    from bot.core.heard import read as read_heard  # what is heard is only needed here to learn from it
    from bot.core.hearing import hear

    heard = read_heard(prompts)
    known = cache(lambda word: lexicon.knows(word.casefold(), common))
    questions = (
        [answer["question"] for answer in read["answers"]],
        [line for line, _ in read["missing"]],
        read["offtopic"],
    )
    asked = [
        ("ask", line) for lines, some in zip(questions, ASKED, strict=True) for line in sorted(lines, key=_lot)[:some]
    ]
    return Intents.of(
        (intent, features(line, lexicon.tokens(line), hear(line, heard, None), known))
        for intent, line in (*read["intents"], *asked)
    )


def learned_faults(read: Plain, prompts: Path) -> Plain:
    """Learn what a fault sounds like from drafts in which faults are marked, and that what we write instead is fine."""
    from bot.core.coaching.reviewing import rulebook
    from bot.core.coaching.reviewing.drafts import pasted
    from bot.core.coaching.reviewing.faults import Faults
    from bot.core.coaching.reviewing.marked import Marked, examples
    from bot.core.coaching.reviewing.page import Page

    lexicon = Lexicon.spelled_out(**read["lexicon"])
    book = rulebook.read(prompts, {card["id"] for card in read["cards"]})
    drafts = (*read["marked"], *(Marked(rule.rewrite) for rule in book.rules))
    pages = ((draft, Page(pasted(draft.text, book.cues, draft.medium, draft.relation), book)) for draft in drafts)
    taught = (example for draft, page in pages for example in examples(draft, page))
    return Faults.of(taught, lexicon.phrases(read["families"]), lexicon).as_plain()


def _typed(read: Plain) -> Iterator[str]:
    """Yield every line about our subject as it was typed."""
    for card in read["cards"]:
        yield from (*_sentences(card), *card["asked"])
    yield from (answer["question"] for answer in read["answers"])
    yield from (question for question, _ in read["missing"])


def _sentences(card: Plain) -> Iterator[str]:
    yield from (card["rule"], card["why"], card["how"])
