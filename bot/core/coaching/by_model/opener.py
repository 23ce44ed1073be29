"""Has a model write an opener from the facts that were told; what it adds of its own is stopped, or marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.core.coaching.by_model.excerpt import Excerpt, excerpt
from bot.core.coaching.by_model.kit import Judged, Kit
from bot.core.coaching.checking.clauses import About as Whom
from bot.core.coaching.checking.clauses import read_text
from bot.core.coaching.checking.ground import Ground, whose
from bot.core.coaching.checking.licence import unlicensed
from bot.core.coaching.checking.model_rules import OPEN, filled, has_number, unsendable
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.fact_guard import Guarded, Known, guarded
from bot.core.coaching.openers import left_out_of, opening, too_early
from bot.core.coaching.outcome import Checks
from bot.core.coaching.privacy import visible
from bot.core.coaching.prompting import KINDS, Misshapen, Plain, Task, maybe_in, objects_in, text_in, texts_in
from bot.core.coaching.writing.composing import CLOSE, asked
from bot.core.coaching.writing.facts import About, Fact, cleaned
from bot.core.coaching.writing.speech import lowered
from bot.core.coaching.writing.told import Told, told
from bot.core.coaching.writing.wishes import Wish
from bot.core.coaching.writing.worth import PLAIN
from bot.core.coaching.written import Drafted, Opening, Unconfirmed
from bot.core.commands import Opener
from bot.core.replies import Bullets, Reply, Text

WORDS = 90
GUIDELINES = 8
"""So many are told; a message rests on facts."""
UNSURE = "unsure"
"""About whom a fact is that we could not read."""
BEARING = {"anchor", "ask", "offer"}
"""Kinds of sentences without which there is no message, unless another says a fact."""
LIGHTEST = ("courtesy", "offer", "exit", "anchor")
"""What goes first where a message is too long."""
_ANY_ASK = "question"
"""The purpose whose way out fits whatever somebody else asked."""
_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s+|\n+")
_NAME = re.compile(r"\b[A-Z][\w'\u2019-]+")
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
        known = replace(known, wish=replace(known.wish, asks=(early["ask"][0],), text=""))
    facts = tuple(cut for fact in known.facts if (cut := _without_orders(fact, kit)).text)
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
        """Return what is told: facts as they are said to the recipient, what is wanted, and how long it may be.

        What we could not read is told as it was typed, and so is the brief: a model may know whom it means.
        """
        known, hide, wish = self.known, self.kit.cloak.hide, self.known.wish
        facts = [
            {"id": fact.id, "about": str(fact.about) if fact.is_read else UNSURE, "said": hide(fact.said)}
            for fact in known.facts
            if fact.kind != "wish"
        ]
        asks = [hide(ask) for ask in wish.asks]
        return {
            "brief": hide(self.kit.cut(self.command.brief, verbs=False)),
            "to": hide(known.called),
            "facts": facts,
            "wish": {"kind": wish.kind or PLAIN, "asks": asks, "typed": hide(self.kit.cut(wish.text, verbs=False))},
            "relation": hide(known.relation),
            "medium": known.medium,
            "language": self.language,
            "max_chars": self.command.max_chars,
            "angle": self.command.angle,
        }

    @cached_property
    def excerpt(self) -> Excerpt:
        """Return the guidelines for messages of this kind, and those that what was told is most like."""
        said = " ".join((self.known.wish.text, *(fact.text for fact in self.known.facts)))
        return excerpt(self._purpose["cards"], said, self.kit.library, GUIDELINES)

    @property
    def _purpose(self) -> Mapping[str, Any]:
        purposes: Mapping[str, Mapping[str, Any]] = self.kit.library.openers["purpose"]
        return purposes[self.known.wish.kind or PLAIN]

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
        kept, wrong = [], self.kit.objections()
        is_lost = is_weighty = False
        for line in lines:
            rules = tuple(self._broken(line)) or (("points-nowhere",) if is_lost and self._points(line) else ())
            if rules:
                wrong.raise_against(line.text, rules, self._strange(line.text))
            else:
                kept.append(line)
            is_lost = bool(rules) and line.kind in BEARING
            is_weighty = is_weighty or is_lost
        mended = list(self._mended(lines, kept)) if _bears(kept) else []
        if not _stands(mended, lines):
            return Judged(None, (*wrong.rules, "nothing-left"), tuple(wrong.told))
        if list(self._wrong_with(subject)):
            wrong.note("subject")
            subject = ""
        judged = self._written(self._fitted(self._with_exit(mended)), subject, tuple(wrong.rules))
        return replace(judged, objections=tuple(wrong.told)) if is_weighty else judged

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

    @cached_property
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

    def _strange(self, text: str) -> tuple[str, ...]:
        """Return the words of a sentence that nobody told."""
        return () if self.foreign else self.kit.strange(text, self._ground)

    def _guarded(self, text: str) -> Guarded:
        return guarded(filled(text), self._ground, self.kit.library.claims)

    @cached_property
    def _ground(self) -> Ground:
        """Read what was told, once for all sentences."""
        known = self.known
        facts = tuple(dict.fromkeys(text for fact in known.facts for text in self._as_told(fact)))
        purpose = "\n".join((known.wish.text, *known.wish.asks, known.relation))
        names = " ".join((known.to, known.called, *_NAME.findall(self.command.brief)))
        return Known(facts, names, purpose).ground(self.kit.library.claims)

    def _as_told(self, fact: Fact) -> tuple[str, ...]:
        """Return a fact as it was typed and as it is said; one that we could not read is the sender's only by name."""
        claims = self.kit.library.claims
        told_of = {whose(word, claims) for word in read_text(fact.text, claims).words}
        if fact.is_read or not told_of.isdisjoint({Whom.ME, Whom.US}):
            return fact.text, fact.said
        return (", ".join(f"you {piece}" for piece in fact.text.split(", ")),)

    def _with_exit(self, kept: Sequence[Line]) -> list[Line]:
        """Leave an easy no where something is asked of somebody who is no friend."""
        kinds = {line.kind for line in kept}
        if "ask" not in kinds or "exit" in kinds or CLOSE.search(self.known.relation) or self._is_foreign(kept):
            return list(kept)
        is_ours = any(line.text == self._our_ask for line in kept)
        close = (self._purpose if is_ours else self.kit.library.openers["purpose"][_ANY_ASK])["close"][0]
        return [*kept, Line("exit", close, ())] if close else list(kept)

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
            tuple(self._purpose["cards"]),
        )
        asks = doubts.asks
        result = replace(
            ours,
            drafts=(draft,),
            needs=() if self.foreign or _is_full(draft) else ours.needs,
            declined=() if self.foreign else self._left_out(draft, lines),
            unconfirmed=(Unconfirmed(text[asks.start : asks.end], asks.question or ""),) if asks else (),
            writer=self.kit.writer,
            checks=Checks(True, fired),
        )
        reply = opening(self.command, self.known, result, self.kit.library.openers)
        return Judged(replace(reply, parts=(*reply.parts, *self._notes(text, doubts, foreign=foreign))), fired)

    def _left_out(self, draft: Drafted, lines: Sequence[Line]) -> tuple[str, ...]:
        """Say what is not in a message that a model wrote; what it asks for is a wish that it could read."""
        library = self.kit.library
        known = told(self.command, library.wording)
        if any(line.kind == "ask" for line in lines):
            known = replace(known, wish=replace(known.wish, unread=()))
        return left_out_of(known, too_early(known, library.openers), draft.facts, library.openers)

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
    return Line(kind, visible(text_in(plain, "text")).strip(), texts_in(plain, "facts"))


def _is_full(draft: Drafted) -> bool:
    """Tell whether a message says something that was told, and leaves no place open."""
    return bool(draft.facts) and not OPEN.search(draft.text)


def _bears(lines: Sequence[Line]) -> bool:
    """Tell whether something is left that carries a message."""
    return any(line.kind in BEARING or line.facts for line in lines if line.text)


def _stands(kept: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Tell whether enough is left: something that carries the message, and the ask if there was one."""
    kinds = {line.kind for line in kept if line.text}
    return _bears(kept) and ("ask" in kinds or all(line.kind != "ask" for line in lines))


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)
