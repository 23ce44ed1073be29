"""A draft cut into sentences and clauses, with what the rules and the learned faults want to know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.core.coaching.reviewing.drafts import Pasted, Span
from bot.core.coaching.reviewing.faults import Piece
from bot.core.coaching.reviewing.rulebook import Rulebook

_SENTENCE = re.compile(r"(?:(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)(?<!\bst)(?<!\bprof)[.!?]+[\"')\]]*(?=\s|$)|\n+)\s*")
_CLAUSE = re.compile(
    r"[;:]\s+|\s+[-\u2013\u2014]+\s+"
    r"|,?\s+(?:and|but|so|because|then)\s+(?=(?:im|i|we|you|u|it|this|that|my|our|your|she|he|they|please|could|can|would"
    r"|call|ring|don|if|am|\w+ (?:you|me|us|u))\b)"
    r"|,\s+(?=(?:im|i|we|you|so|could|can|would|please)\b)"
)
_PIECE = re.compile(rf"{_CLAUSE.pattern}|,\s+|\s+(?=\()")
_HELLO = re.compile(
    r"(?:oh )?(?:hi|hiya|hey|heya|hello|helo|hallo|hullo|dear|dearest|yo|sup|ahoy|greetings"
    r"|(?:good )?(?:morning|afternoon|evening|day))\b"
)
"""A salutation, which is no sentence of its own; a wish or a thank-you at the start is one."""
_WORD = re.compile(r"[^\W_](?:[\w'-]*[^\W_])?")
LONG_SENTENCE = 14
"""Words of a sentence that is judged as one; a longer one is judged in pieces."""
PIECE = 5
"""Words of such a piece, at least."""
_MINE = re.compile(r"\b(?:i|i'?m|im|i'?ve|i'?ll|i'?d|my|me|mine|myself|we|our|us|we'?ve|we'?re)\b")
TENTHS, MOSTLY = 10, 5
"""How much of a draft speaks of its writer is told in tenths of its words, up to half."""
_TELLING = ("exit", "occasion", "about_them", "curious", "agreed", "thanks")
"""Families of words that, anywhere in a draft, say what kind of draft it is."""


@dataclass(frozen=True)
class Page:
    """A draft, cut when somebody asks for its parts."""

    pasted: Pasted
    book: Rulebook

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the draft."""
        return tuple(cut(self.pasted.whole.text, self.pasted.draft, _SENTENCE))

    @cached_property
    def pieces(self) -> tuple[Span, ...]:
        """What is judged at a time: a sentence, or some clauses of a long one; a greeting goes with what follows."""
        pieces = [piece for sentence in self.sentences for piece in self._pieces(sentence)]
        if len(pieces) > 1 and not self._long(pieces[0], PIECE) and _HELLO.match(self.text(pieces[0])):
            pieces[:2] = [Span(pieces[0].start, pieces[1].end)]
        return tuple(pieces)

    @cached_property
    def judged(self) -> tuple[Piece, ...]:
        """The pieces as the learned faults judge them."""
        told = (*(f"has={family}" for family in self.told(_TELLING)), *self._measured())
        texts = [self.text(piece) for piece in self.pieces]
        last = len(texts) - 1
        return tuple(
            Piece(
                text,
                self.pasted,
                (*texts[max(0, number - 1) : number], *texts[number + 1 : number + 2]),
                (*told, *_standing(number, last)),
            )
            for number, text in enumerate(texts)
        )

    def _measured(self) -> Iterator[str]:
        """Yield how long the draft is, and how much of it speaks of its writer."""
        yield f"size={self.words.bit_length()}"
        yield f"mine={min(MOSTLY, TENTHS * self.mine // max(1, self.words))}"

    def _pieces(self, sentence: Span) -> Iterator[Span]:
        start = sentence.start
        clauses = list(cut(self.pasted.whole.text, sentence, _PIECE)) if self._long(sentence, LONG_SENTENCE) else []
        for clause in clauses:
            rest = Span(clause.end, sentence.end)
            if self._long(Span(start, clause.end), PIECE) and self._long(rest, PIECE):
                yield Span(start, clause.end)
                start = next(other.start for other in clauses if other.start >= clause.end)
        yield Span(start, sentence.end)

    def _long(self, span: Span, words: int) -> bool:
        return len(self.text(span).split()) >= words

    @cached_property
    def around(self) -> tuple[Span, ...]:
        """The sentences of the words around the draft."""
        text, draft = self.pasted.whole.text, self.pasted.draft
        outside = (Span(0, draft.start), Span(draft.end, len(text)))
        return tuple(span for part in outside for span in cut(text, part, _SENTENCE))

    @cached_property
    def is_known(self) -> bool:
        """Whether writer and reader know each other already."""
        return self.pasted.relation in self.book.known

    @cached_property
    def words(self) -> int:
        """How many words the draft has."""
        return len(_WORD.findall(self.pasted.text))

    @cached_property
    def mine(self) -> int:
        """How many words of the draft stand for its writer."""
        return len(_MINE.findall(self.pasted.text))

    def text(self, span: Span) -> str:
        """Return the folded words of *span*."""
        return self.pasted.whole.text[span.start : span.end]

    def has(self, family: str) -> bool:
        """Tell whether the draft has a word of *family*."""
        return self.book.words[family].search(self.pasted.text) is not None

    def told(self, families: tuple[str, ...]) -> Iterator[str]:
        """Yield those of *families* that the draft has a word of, and ? if it asks anything."""
        yield from (family for family in families if self.has(family))
        if "?" in self.pasted.text:
            yield "?"

    def clause(self, words: Span, sentence: Span) -> Span:
        """Return the clauses of *sentence* that *words* stand in."""
        met = [part for part in cut(self.pasted.whole.text, sentence, _CLAUSE) if part.meets(words)]
        return Span(met[0].start, met[-1].end) if met else words

    def breaks(self, rule: str, text: str) -> bool:
        """Tell whether a pattern of *rule* hits *text*."""
        return any(pattern.search(text) for one in self.book.rules if one.id == rule for pattern in one.patterns)


def _standing(place: int, last: int) -> Iterator[str]:
    yield from ("place=first",) if place == 0 else ()
    yield from ("place=last",) if place == last else ()


def cut(text: str, span: Span, breaks: re.Pattern[str]) -> Iterator[Span]:
    """Cut *span* of *text* at *breaks*, without the white space at the edges."""
    start = span.start
    for hit in [*breaks.finditer(text, span.start, span.end), None]:
        end = span.end if hit is None else (hit.end() if breaks is _SENTENCE else hit.start())
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        start = hit.end() if hit else end
