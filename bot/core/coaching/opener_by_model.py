"""Has a model write an opener from the facts that were told; what it adds of its own is stopped, or marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.core.coaching.composing import CLOSE, asked
from bot.core.coaching.fact_guard import Guarded, Known, guarded
from bot.core.coaching.facts import About, Fact, cleaned
from bot.core.coaching.ground import Ground
from bot.core.coaching.kit import Judged, Kit
from bot.core.coaching.licence import unlicensed
from bot.core.coaching.model_rules import filled, has_number, unsendable
from bot.core.coaching.openers import opening, too_early
from bot.core.coaching.outcome import Checks
from bot.core.coaching.privacy import visible
from bot.core.coaching.prompting import KINDS, Misshapen, Plain, Task, maybe_in, objects_in, text_in, texts_in
from bot.core.coaching.speech import lowered
from bot.core.coaching.tokens import words
from bot.core.coaching.told import Told, told
from bot.core.coaching.wishes import Wish
from bot.core.coaching.worth import PLAIN
from bot.core.coaching.written import Drafted, Opening, Unconfirmed
from bot.core.commands import Opener
from bot.core.replies import Bullets, Reply, Text

WORDS = 90
BEARING = {"anchor", "ask", "offer"}
"""Kinds of sentences without which there is no message, unless another says a fact."""
LIGHTEST = ("courtesy", "offer", "exit", "anchor")
"""What goes first where a message is too long."""
_ANY_ASK = "question"
"""The purpose whose way out fits whatever somebody else asked."""
_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s+|\n+")
_MARKED = 3
_BEGINNING = 3
"""Among so many words a sentence points to the one before."""


def writing(command: Opener, composed: Reply, kit: Kit) -> Writing | None:
    """Return the job of writing an opener; None where our own words are the only right ones."""
    if not isinstance(composed.result, Opening) or composed.result.script:
        return None
    library = kit.library
    foreign = library.is_foreign(" ".join((command.brief, *command.facts)))
    if not foreign and not composed.result.drafts:
        return None
    known = _as_typed(command) if foreign else told(command, library.wording)
    early = too_early(known, library.openers)
    if early:
        known = replace(known, wish=replace(known.wish, asks=(early["ask"][0],)))
    facts = tuple(cut for fact in known.facts if fact.is_read and (cut := _without_orders(fact, kit)).text)
    asks = tuple(filter(None, (kit.cut(ask, verbs=False) for ask in known.wish.asks)))
    return Writing(command, composed, replace(known, facts=facts, wish=replace(known.wish, asks=asks)), foreign, kit)


def _without_orders(fact: Fact, kit: Kit) -> Fact:
    return replace(fact, text=kit.cut(fact.text), clause=kit.cut(fact.clause))


def _as_typed(command: Opener) -> Told:
    """Take a brief that we can't read sentence by sentence, as facts of which nothing more is known."""
    lines = (*command.facts, *(line for line in _SENTENCE.split(command.brief) if line.strip()))
    texts = list(filter(None, map(cleaned, lines)))
    facts = tuple(Fact(f"f{number}", "given", text, About.THING, text) for number, text in enumerate(texts, 1))
    wish = Wish("", (command.purpose,) if command.purpose else (), command.purpose)
    return Told(command.to, command.medium, command.relation, wish, facts, ())


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a message, as a model wrote it."""

    kind: str
    text: str
    facts: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True)
class Writing:
    """One opener, and what was told for it; *foreign* tells that we can't read what was told."""

    command: Opener
    composed: Reply
    known: Told
    foreign: bool
    kit: Kit
    task: Task = "opener"

    @property
    def language(self) -> str:
        """Return the language that the person asked for, by its English name; empty if none was named."""
        said = f"{self.command.brief} {self.command.purpose}"
        named: Sequence[str] = self.kit.library.phrases["model"]["languages"]
        return next((name for name in named if re.search(rf"\bin {name}\b", said, re.IGNORECASE)), "")

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """Return what is told: facts as they are said to the recipient, what is wanted, and how long it may be."""
        known, hide = self.known, self.kit.cloak.hide
        facts = [
            {"id": fact.id, "about": str(fact.about), "said": hide(fact.said)}
            for fact in known.facts
            if fact.kind != "wish"
        ]
        return {
            "to": hide(known.called),
            "facts": facts,
            "wish": {"kind": known.wish.kind or PLAIN, "asks": [hide(ask) for ask in known.wish.asks]},
            "relation": hide(known.relation),
            "medium": known.medium,
            "language": self.language,
            "max_chars": self.command.max_chars,
            "angle": self.command.angle,
        }

    @property
    def said(self) -> str:
        """Return everything that a message may rest on."""
        known = self.known
        facts = (text for fact in known.facts for text in (fact.text, fact.said))
        return "\n".join((known.to, known.called, known.relation, known.wish.text, *known.wish.asks, *facts))

    def judge(self, plain: Plain) -> Judged:
        """Put ours for the sentences that say what nobody told, or leave them out; one that bears has to be left."""
        plain = self.kit.cloak.restore(plain)
        lines = tuple(map(_line, objects_in(plain, "sentences")))
        subject = visible(maybe_in(plain, "subject")).strip()
        kept, fired = [], dict[str, None]()
        is_lost = False
        for line in lines:
            wrong = tuple(self._broken(line)) or (("points-nowhere",) if is_lost and self._points(line) else ())
            fired.update(dict.fromkeys(wrong))
            if not wrong:
                kept.append(line)
            is_lost = bool(wrong) and line.kind in BEARING
        if not _bears(kept):
            return Judged(None, (*fired, "nothing-left"))
        kept = list(self._mended(lines, kept))
        if not _stands(kept, lines):
            return Judged(None, (*fired, "nothing-left"))
        if list(self._wrong_with(subject)):
            fired["subject"] = None
            subject = ""
        return self._written(self._fitted(self._with_exit(kept)), subject, tuple(fired))

    def _mended(self, lines: Sequence[Line], kept: Sequence[Line]) -> Iterator[Line]:
        """Yield the lines that stand, and ours in place of those that fell: the fact as we say it, the ask."""
        said = {fact for line in kept for fact in line.facts}
        has_asked = any(line.kind == "ask" for line in kept)
        for line in lines:
            if line in kept:
                yield line
            elif line.kind == "ask" and not has_asked and not self.foreign:
                has_asked = True
                yield replace(line, text=self._our_ask, facts=())
            elif line.kind == "anchor" and not self.foreign:
                facts = [
                    fact for fact in self.known.facts if fact.clause and fact.id in line.facts and fact.id not in said
                ]
                said.update(fact.id for fact in facts)
                if facts:
                    yield replace(
                        line, text=" ".join(fact.said for fact in facts), facts=tuple(one.id for one in facts)
                    )

    @property
    def _our_ask(self) -> str:
        words = self.kit.library.openers
        return asked(self.known, too_early(self.known, words), self.command.angle, words)

    def _points(self, line: Line) -> bool:
        """Tell whether a sentence that carries the message speaks of what was said just before."""
        points = self.kit.library.house.claims.courtesy["points"]
        return line.kind in BEARING and not points.isdisjoint(words(line.text)[:_BEGINNING])

    def _broken(self, line: Line) -> Iterator[str]:
        """Name the rules that a sentence breaks."""
        if any(fact not in {one.id for one in self.known.facts} for fact in line.facts):
            yield "unknown-fact"
        if any(card not in self.kit.library.cards for card in line.cards):
            yield "unknown-source"
        if line.kind == "anchor" and not line.facts:
            yield "without-fact"
        yield from self._wrong_with(line.text)

    def _wrong_with(self, text: str) -> Iterator[str]:
        yield from unsendable(text, self.said, self.kit.prompts.secret)
        is_foreign = self.kit.library.is_foreign(text)
        if is_foreign and not self.foreign and not self.language:
            yield "language"  # what the guard can't read is only taken where it was asked for
        elif is_foreign or self.foreign:
            yield from ["invented-number"] if has_number(text, self.said) else []
        else:
            yield from dict.fromkeys(f"invented-{doubt.kind}" for doubt in self._guarded(text).hard)
            if unlicensed(text, self._ground, self.kit.library.house):
                yield "unlicensed"

    def _guarded(self, text: str) -> Guarded:
        return guarded(filled(text), self._ground, self.kit.library.claims)

    @cached_property
    def _ground(self) -> Ground:
        """Read what was told, once for all sentences."""
        known = self.known
        facts = tuple(dict.fromkeys(text for fact in known.facts for text in (fact.text, fact.said)))
        purpose = "\n".join((known.wish.text, *known.wish.asks, known.relation))
        return Known(facts, f"{known.to} {known.called}", purpose).ground(self.kit.library.claims)

    def _with_exit(self, kept: Sequence[Line]) -> list[Line]:
        """Leave an easy no where something is asked of somebody who is no friend."""
        kinds = {line.kind for line in kept}
        if "ask" not in kinds or "exit" in kinds or CLOSE.search(self.known.relation) or self._is_foreign(kept):
            return list(kept)
        purposes = self.kit.library.openers["purpose"]
        is_ours = any(line.text == self._our_ask for line in kept)
        close = purposes[(self.known.wish.kind or PLAIN) if is_ours else _ANY_ASK]["close"][0]
        return [*kept, Line("exit", close, (), ())] if close else list(kept)

    def _is_foreign(self, lines: Sequence[Line]) -> bool:
        return self.foreign or self.kit.library.is_foreign(" ".join(line.text for line in lines))

    def _fitted(self, lines: list[Line]) -> list[Line]:
        """Leave out what is too much, the lightest first; greeting and ask stay."""
        most = self.command.max_chars
        for kind in LIGHTEST:
            while len(lines) > 1 and ((most and len(self._joined(lines)) > most) or _words(lines) > WORDS):
                last = next((n for n in reversed(range(len(lines))) if lines[n].kind == kind), None)
                if last is None or not _stands([*lines[:last], *lines[last + 1 :]], lines):
                    break
                del lines[last]
        return lines

    def _joined(self, lines: Sequence[Line]) -> str:
        texts = [line.text for line in lines]
        if len(texts) > 1 and texts[0].endswith(","):
            if self.known.medium == "email":
                return f"{texts[0]}\n\n{texts[1][:1].upper()}{' '.join(texts[1:])[1:]}"
            return " ".join((texts[0], lowered(texts[1]), *texts[2:]))
        return " ".join(texts)

    def _written(self, lines: Sequence[Line], subject: str, fired: tuple[str, ...]) -> Judged:
        """Put the message where ours stood, and mark below it what may not be so."""
        ours, text = self.composed.result, self._joined(lines)
        assert isinstance(ours, Opening)  # noqa: S101
        most = self.command.max_chars
        if (most and len(text) > most) or _words(lines) > WORDS:
            return Judged(None, (*fired, "too-long"))
        foreign = self._is_foreign(lines)
        doubts = Guarded() if foreign else self._guarded(text)
        email = self.known.medium == "email"
        draft = Drafted(
            text,
            (subject or self._subject) if email else None,
            self.known.medium or "message",
            tuple(dict.fromkeys(fact for line in lines for fact in line.facts)),
            tuple(dict.fromkeys(card for line in lines for card in line.cards)),
        )
        asks = doubts.asks
        result = replace(
            ours,
            drafts=(draft,),
            needs=() if self.foreign else ours.needs,
            declined=() if self.foreign else ours.declined,
            unconfirmed=(Unconfirmed(text[asks.start : asks.end], asks.question or ""),) if asks else (),
            writer=self.kit.writer,
            checks=Checks(True, fired),
        )
        reply = opening(self.command, self.known, result, self.kit.library.openers)
        return Judged(replace(reply, parts=(*reply.parts, *self._notes(text, doubts, foreign=foreign))), fired)

    @property
    def _subject(self) -> str:
        ours = self.composed.result
        return (ours.drafts[0].subject or "") if isinstance(ours, Opening) and ours.drafts else ""

    def _notes(self, text: str, doubts: Guarded, *, foreign: bool) -> Iterator[Text | Bullets]:
        """Ask about the one thing that is most in doubt, mark the others, and say what could not be checked."""
        said = self.kit.library.phrases["model"]
        if doubts.asks:
            yield Text(doubts.asks.question or "")
        if others := [text[one.start : one.end] for one in doubts.soft if one is not doubts.asks][:_MARKED]:
            yield Bullets(said["marked"], tuple(others))
        if foreign:
            yield Text(said["unchecked"])


def _line(plain: Plain) -> Line:
    kind = text_in(plain, "kind")
    if kind not in KINDS:
        raise Misshapen("kind is none of ours")
    return Line(kind, visible(text_in(plain, "text")).strip(), texts_in(plain, "facts"), texts_in(plain, "cards"))


def _bears(lines: Sequence[Line]) -> bool:
    """Tell whether something is left that carries a message."""
    return any(line.kind in BEARING or line.facts for line in lines if line.text)


def _stands(kept: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Tell whether enough is left: something that carries the message, and the ask if there was one."""
    kinds = {line.kind for line in kept if line.text}
    return _bears(kept) and ("ask" in kinds or all(line.kind != "ask" for line in lines))


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)
