"""Has a model answer a question: it says the guidelines again in its own words, and every sentence is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from bot.core.coaching.answers import CITED, aside, not_covered, shown, yes_and_no
from bot.core.coaching.by_model.excerpt import Excerpt, excerpt_for_advice
from bot.core.coaching.by_model.kit import Judged, Kit
from bot.core.coaching.by_model.objections import Objections
from bot.core.coaching.cards import Disagreement
from bot.core.coaching.checking.model_rules import (
    Basis,
    broken,
    echoes,
    has_number,
    turned,
    unsendable,
)
from bot.core.coaching.checking.support import strange
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.finding import Found, find
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Answer, Checks, Citation, Sentence
from bot.core.coaching.privacy import has_placeholder
from bot.core.coaching.privacy import visible as cleaned
from bot.core.coaching.prompting import (
    ROUTES,
    Misshapen,
    Plain,
    Task,
    maybe_in,
    objects_in,
    text_in,
    texts_in,
)
from bot.core.coaching.routes import Aside, Route
from bot.core.coaching.verifier import VISIBLE_WORDS, faults, opening
from bot.core.commands import Cards, Why
from bot.core.replies import Button, OtherSide, Part, Paste, Reply, Text, visible

VERDICT_WORDS = 12
PASTE_WORDS = 30
REASONED = 2
"""So many sentences, a verdict and a reason, stay beside a line to send."""
OURS_ALONE = frozenset(Aside) - {Aside.LANGUAGE}
"""Questions for which there is nothing but our own words: danger, harm, orders, another subject, too little said."""
_ASIDES = {"offtopic": (Route.OFFTOPIC, Aside.OFFTOPIC), "clarify": (Route.CLARIFY, Aside.CLARIFY)}


def answering(question: str, kit: Kit) -> Answering | None:
    """Return the job of answering *question*; None where our own words are the only right ones."""
    found = find(question, kit.library)
    told = kit.cut(question)
    settled = found.aside in OURS_ALONE or found.route is Route.GAP or (found.case is not None and found.case.always)
    if settled or not words(told):
        return None
    return Answering(question, told, found, kit)


@dataclass(frozen=True)
class Answering:
    """One question, what of it may be told, and what we found for it ourselves."""

    question: str
    told: str
    found: Found
    kit: Kit
    task: Task = "answer"

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """Return what is told: the question, and what was read out of it."""
        return {"question": self.kit.cloak.hide(self.told), "situation": dict(self.found.situation)}

    @cached_property
    def excerpt(self) -> Excerpt:
        """Return what it may rest on: the guidelines of the situation, those found, and what pulls against them."""
        found, library = self.found, self.kit.library
        sides = found.disagreement.sides if found.disagreement else ()
        cases = [case.cards[0] for case in library.situations.cases if case.when.items() <= found.situation.items()]
        first = (*found.cards, *(side.cards[0] for side in sides), *cases)
        return excerpt_for_advice(first, self.told, library)

    @cached_property
    def basis(self) -> Basis:
        """Return what the words of an answer may rest on."""
        return self.kit.basis(self.told, self.excerpt.cards, foreign=self.kit.library.is_foreign(self.told))

    def judge(self, plain: Plain) -> Judged:
        """Check what a model wrote; without a verdict that stands there is no answer."""
        plain = self.kit.cloak.restore(plain)
        route = text_in(plain, "route")
        if route not in ROUTES:
            raise Misshapen("route is none of ours")
        if route == "answer":
            return self._answer(plain)
        if route == "gap":
            return self._gap(plain)
        way, why = _ASIDES[route]
        return Judged(self._ours(aside(Found(way, aside=why), self.kit.library)))

    def _gap(self, plain: Plain) -> Judged:
        """Say in our own words that no source holds it; the model only chose which words."""
        missing, cards = maybe_in(plain, "gap"), [card for one in self._sentences(plain) for card in one.cards]
        nearest = [card for card in (*cards, *self.found.cards) if card in self.kit.library.cards]
        if missing not in self.kit.library.gaps or not nearest:
            return Judged(None, ("unknown-gap",))
        found = Found(Route.GAP, tuple(nearest), self.found.situation, missing=missing)
        return Judged(self._ours(not_covered(self.question, found, self.kit.library)))

    def _ours(self, reply: Reply) -> Reply:
        assert isinstance(reply.result, Answer)  # noqa: S101
        return replace(reply, result=replace(reply.result, writer=self.kit.writer))

    def _sentences(self, plain: Plain) -> tuple[Sentence, ...]:
        return tuple(_sentence(one) for one in objects_in(plain, "sentences"))

    def _answer(self, plain: Plain) -> Judged:
        """Check every part: of the sentences, of the line to send, and of the sides that are shown."""
        wrong = self.kit.objections()
        kept = self._standing(self._sentences(plain), wrong)
        if not kept:
            return Judged(None, tuple(wrong.rules), tuple(wrong.told))
        if any(turned(sentence, self.basis) for sentence in kept):
            wrong.note("turned")
        paste = cleaned(maybe_in(plain, "paste")).strip()
        if paste and (words := self._unsendable(paste, kept)):
            wrong.raise_against(paste, ["paste"], words)
            paste = self._our_line(kept)
        quarrel = self._quarrel(kept, maybe_in(plain, "disagreement"))
        if quarrel and quarrel.id != plain.get("disagreement"):
            wrong.note("one-sided")
        judged = self._fitted(tuple(kept), paste, quarrel, tuple(wrong.rules))
        return replace(judged, objections=tuple(wrong.told))

    def _standing(self, said: tuple[Sentence, ...], wrong: Objections) -> list[Sentence]:
        """Return what breaks no rule, behind its guideline's words where the verdict fell."""
        left = [self._left(sentence, wrong, is_verdict=sentence is said[0]) for sentence in said]
        kept = [sentence for sentence in left if sentence]
        if kept and kept[0] is left[0] and kept[0].kind == "guidance":
            return kept if len(kept) > 1 or len(said) == 1 else [*kept, self._reason(kept[0])]
        wrong.note("no-verdict")
        ours = self._rule(said[0]) if said and any(sentence.kind == "guidance" for sentence in kept) else None
        return [ours, *kept] if ours else []

    def _left(self, sentence: Sentence, wrong: Objections, *, is_verdict: bool) -> Sentence | None:
        """Return a sentence that breaks no rule, or those of its pieces between semicolons that break none."""
        rules = tuple(self._broken(sentence, is_verdict=is_verdict))
        if not rules:
            return sentence
        pieces = (replace(sentence, text=ended(piece)) for piece in sentence.text.split("; "))
        standing = [piece.text for piece in pieces if not any(self._broken(piece, is_verdict=is_verdict))]
        if standing and "; " in sentence.text:
            wrong.note(*rules)
            return replace(sentence, text=" ".join(standing))
        wrong.raise_against(sentence.text, rules, strange(sentence.text, self.basis.evidence(sentence)))
        return None

    def _reason(self, verdict: Sentence) -> Sentence:
        """Return why, as the guideline of a verdict says it, where everything behind the verdict fell."""
        card = self.kit.library.cards[verdict.cards[0]]
        return Sentence(card.why, "guidance", (card.id,), opening(card.why))

    def _rule(self, verdict: Sentence) -> Sentence | None:
        """Return what the guideline of a verdict says itself; None if it names none, or a long one."""
        card = next((self.kit.library.cards[one] for one in verdict.cards if one in self.kit.library.cards), None)
        if card is None or len(card.rule.split()) > VERDICT_WORDS:
            return None
        return Sentence(card.rule, "guidance", (card.id,), opening(card.rule))

    def _broken(self, sentence: Sentence, *, is_verdict: bool) -> Iterator[str]:
        yield from broken(sentence, self.basis)
        if has_placeholder(sentence.text):
            yield "placeholder"
        if is_verdict and len(sentence.text.split()) > VERDICT_WORDS:
            yield "long-verdict"

    def _our_line(self, kept: list[Sentence]) -> str:
        """Return a line of ours to send: that of the case if what is kept speaks of it, else of the guideline."""
        case, cards = self.found.case, self.kit.library.cards
        if case and any(case.cards[0] in sentence.cards for sentence in kept):
            return "" if case.silent else case.paste or cards[case.cards[0]].paste
        return next((cards[card].paste for card in kept[0].cards), "")

    def _unsendable(self, line: str, kept: list[Sentence]) -> tuple[str, ...]:
        """Return what a line to send says that neither the question nor our own lines for this case do.

        Of one that can't be sent, whatever it says, that is all of it.
        """
        library = self.kit.library
        ours = [library.cards[card].paste for sentence in kept for card in sentence.cards]
        said = "\n".join((self.told, self.found.case.paste if self.found.case else "", *ours))
        if len(line.split()) > PASTE_WORDS or any(unsendable(line, "", self.basis.secret)):
            return (line,)
        if has_number(line, said) or echoes(line, self.question):
            return (line,)
        return self.kit.strange(line, self.kit.ground(said), strictly=True)

    def _quarrel(self, kept: list[Sentence], named: str) -> Disagreement | None:
        """Return the disagreement to be shown: ours where what was cited is part of it, else the one the model named.

        What is shown of it comes from our table, both sides whole, whatever the model left out.
        """
        cited = [card for sentence in kept for card in sentence.cards]
        for quarrel in (self.found.disagreement, self.kit.library.disagreements.get(named)):
            if quarrel and any(quarrel.side_of(card) for card in cited):
                return quarrel
        return None

    # ---- the reply -------------------------------------------------------------------------------------------------

    def _fitted(
        self, kept: tuple[Sentence, ...], paste: str, quarrel: Disagreement | None, fired: tuple[str, ...]
    ) -> Judged:
        """Leave out what is too much: the way before the line to send, the verdict and the other side never."""
        for line, least in ((paste, min(REASONED, len(kept))), ("", 1)):
            for count in range(len(kept), least - 1, -1):
                for asks in (True, False):
                    parts = tuple(self._parts(kept[:count], line, quarrel, asks=asks))
                    text = visible(parts, self.kit.library.labels)
                    if len(text.split()) <= VISIBLE_WORDS:
                        return self._reply(kept[:count], parts, quarrel, fired)
        return Judged(None, (*fired, "too-long"))

    def _parts(
        self, kept: tuple[Sentence, ...], paste: str, quarrel: Disagreement | None, *, asks: bool
    ) -> Iterator[Part]:
        library, verdict = self.kit.library, kept[0].text
        for number, (source, same) in enumerate(groupby(kept, self._source)):
            texts = [sentence.text for sentence in same][1 if number == 0 else 0 :]
            yield Text(" ".join(texts), verdict if number == 0 else "", source)
        if paste:
            yield Paste(paste)
        if quarrel:
            side = quarrel.against(next(card for one in kept for card in one.cards))
            speaker = library.source(library.speaker(side))
            yield OtherSide(f"{side.says}.", speaker, f"{quarrel.decides}.", quarrel.asks if asks else "")

    def _source(self, sentence: Sentence) -> str:
        return self.kit.library.source(self.kit.library.cards[sentence.cards[0]]) if sentence.cards else ""

    def _reply(
        self, kept: tuple[Sentence, ...], parts: tuple[Part, ...], quarrel: Disagreement | None, fired: tuple[str, ...]
    ) -> Judged:
        library, text = self.kit.library, visible(parts, self.kit.library.labels)
        cited = tuple(dict.fromkeys(card for sentence in kept for card in sentence.cards))[:CITED]
        wrong = faults(kept, library.cards, text)
        if wrong:
            return Judged(None, (*fired, *wrong))
        result = Answer(
            route=Route.ANSWER,
            text=text,
            paste=next((part.text for part in parts if isinstance(part, Paste)), None),
            sentences=(*kept, *_told_of(parts, quarrel, library)),
            citations=tuple(Citation(one, library.cards[one].document.id, library.cards[one].document.title)
                            for one in cited),
            disagreement=shown(quarrel, library) if quarrel else None,
            situation=library.situations.whole(self.found.situation),
            writer=self.kit.writer,
            checks=Checks(True, fired),
        )  # fmt: skip
        asks = any(isinstance(part, OtherSide) and part.asks for part in parts)
        settling = yes_and_no(quarrel, library) if quarrel and asks else ()
        same = set(cited) <= set(self.found.cards[:CITED]) and quarrel == self.found.disagreement
        why = Why(self.question) if same else Cards(cited[0])
        return Judged(Reply(parts, (*settling, Button(library.labels.why, why)), result=result), fired)


def ended(piece: str) -> str:
    """Return a piece of a sentence as one of its own."""
    return f"{piece[:1].upper()}{piece[1:].rstrip('.')}{'' if piece.endswith(('?', '!')) else '.'}"


def _sentence(plain: Plain) -> Sentence:
    kind = text_in(plain, "kind")
    if kind not in {"guidance", "link"}:
        raise Misshapen("kind is none of ours")
    text = cleaned(text_in(plain, "text")).strip()
    quote = maybe_in(plain, "quote") or None
    return Sentence(text, "guidance" if kind == "guidance" else "link", texts_in(plain, "cards"), quote)


def _told_of(parts: tuple[Part, ...], quarrel: Disagreement | None, library: Library) -> Iterator[Sentence]:
    """Name the sentences that came from our table, and what they stand on."""
    for part in parts:
        if isinstance(part, OtherSide) and quarrel:
            side = next(side for side in quarrel.sides if f"{side.says}." == part.text)
            speaker = library.speaker(side)
            yield Sentence(part.text, "guidance", (speaker.id,), opening(speaker.rule))
            yield Sentence(part.decides, "link")
            if part.asks:
                yield Sentence(part.asks, "question")
