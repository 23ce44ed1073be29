"""Reads a draft against the rules: which clause has what fault, the weightiest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.coaching.drafts import Pasted, Pattern, Span
from bot.core.coaching.rulebook import Rule, Rulebook

_SENTENCE = re.compile(r"(?:(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)(?<!\bst)(?<!\bprof)[.!?]+[\"')\]]*(?=\s|$)|\n+)\s*")
_CLAUSE = re.compile(
    r"[;:]\s+|\s+[-\u2013\u2014]+\s+"
    r"|,?\s+(?:and|but|so|because|then)\s+(?=(?:im|i|we|you|u|it|this|that|my|our|your|she|he|they|please|could|can|would"
    r"|call|ring|don|if|am|\w+ (?:you|me|us|u))\b)"
    r"|,\s+(?=(?:im|i|we|you|so|could|can|would|please)\b)"
)
_WORD = re.compile(r"[^\W_](?:[\w'-]*[^\W_])?")
_MINE = re.compile(r"\b(?:i|i'?m|im|i'?ve|i'?ll|i'?d|my|me|mine|myself|we|our|us|we'?ve|we'?re)\b")
_YOURS = re.compile(r"\b(?:you|your|yours|u|ur|you'?re|you'?ve|you'?ll|you'?d)\b")
_ABOUT_ME = re.compile(
    r"^\W*(?:(?:and|but|so|also|then|now|as|after|since|in|at|for|by|with|on)\b[^,]{0,40},?\s+)?(?:i|i'?m|im|i'?ve|ive|i'?d|my|we|our|we'?ve|we'?re)\b"
)
_NAMED = re.compile(
    r"\b(?:it'?s|its|it is|this is|this'?s|i'?m|i am|my name(?:'s| is)|name'?s|here is) (?:only |just )?(?:the )?"
    r"(?!your\b)([^\W\d][\w'-]+)|\b([^\W\d][\w'-]+) (?:here|speaking|calling)\b"
    r"|^\W*(?:hi|hiya|hello|hey|good \w+|dear)\b[^,.!\n]{0,30}[,.!] ([^\W\d][\w'-]+)(?: [\w'-]+)? (?:from|at|of)\b"
)
_NUMBER = re.compile(r"\d{3}[ .-]?\d{3}")
TEXT_WORDS = 25
"""A thank-you of so few words is a thin one."""
CHAT_WORDS = 12
MANY_WORDS = range(40, 250)
"""A draft of so many words that is all about its writer is a fault; a longer one is no note (our own numbers)."""
RUN = 8
"""Sentences about oneself that one remark covers at most."""
TRADE = frozenset({"customer", "client"})
"""People who expect to hear of things for sale."""
FAVOURED = frozenset({"friend", "family", "colleague"})
"""People who may ask for an hour."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One fault: the rule, and where its words stand in the folded text."""

    rule: Rule
    span: Span


@dataclass(frozen=True)
class Page:
    """A draft cut into sentences and clauses, with what several rules want to know of it."""

    pasted: Pasted
    book: Rulebook

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the draft."""
        return tuple(_cut(self.pasted.whole.text, self.pasted.draft, _SENTENCE))

    @cached_property
    def around(self) -> tuple[Span, ...]:
        """The sentences of the words around the draft."""
        text, draft = self.pasted.whole.text, self.pasted.draft
        outside = (Span(0, draft.start), Span(draft.end, len(text)))
        return tuple(span for part in outside for span in _cut(text, part, _SENTENCE))

    @cached_property
    def is_known(self) -> bool:
        """Whether writer and reader know each other already."""
        return self.pasted.relation in self.book.known

    @cached_property
    def words(self) -> int:
        """How many words the draft has."""
        return len(_WORD.findall(self.pasted.text))

    def text(self, span: Span) -> str:
        """Return the folded words of *span*."""
        return self.pasted.whole.text[span.start : span.end]

    def has(self, family: str) -> bool:
        """Tell whether the draft has a word of *family*."""
        return self.book.words[family].search(self.pasted.text) is not None

    def clause(self, words: Span, sentence: Span) -> Span:
        """Return the clauses of *sentence* that *words* stand in."""
        met = [part for part in _cut(self.pasted.whole.text, sentence, _CLAUSE) if part.meets(words)]
        return Span(met[0].start, met[-1].end) if met else words

    def breaks(self, rule: str, text: str) -> bool:
        """Tell whether a pattern of *rule* hits *text*."""
        return any(pattern.search(text) for one in self.book.rules if one.id == rule for pattern in one.patterns)


def remarks(pasted: Pasted, book: Rulebook, spared: Iterable[str] = ()) -> tuple[Remark, ...]:
    """Return what the rules say about a draft, one remark a rule and a clause, the weightiest first.

    *spared* are words that we put in ourselves for the writer to fill in; no rule minds them. Soft rules never stand
    alone, and never between people who know each other.
    """
    page = Page(pasted, book)
    found: list[Remark] = []
    for rule in book.rules:
        hard = [remark for remark in found if not remark.rule.soft]
        if rule.soft and (page.is_known or not hard):
            continue
        if any(other.rule.id in rule.not_with for other in found):
            continue
        free = (span for span in _hits(rule, page) if page.text(span) not in spared)
        span = next((span for span in free if not any(span.meets(other.span) for other in found)), None)
        if span:
            found.append(Remark(rule, span))
    return tuple(found or _nothing_for_them(page))


def _nothing_for_them(page: Page) -> Iterator[Remark]:
    """A request to a stranger with nothing of theirs in it: no word, no question, no thanks, no way out."""
    cold = page.pasted.medium == "linkedin" and page.pasted.relation in {"stranger", ""}
    theirs = ("theirs_at_all", "exit", "agreed", "occasion", "thanks")
    if not cold or "?" in page.pasted.text or any(page.has(family) for family in theirs):
        return
    for rule in page.book.rules:
        if rule.id == "R5" and page.sentences:
            yield Remark(rule, Span(page.sentences[0].start, page.sentences[-1].end))


def _hits(rule: Rule, page: Page) -> Iterator[Span]:
    if (page.is_known and not rule.known) or (rule.media and page.pasted.medium not in rule.media):
        return
    if not _is_called_for(rule, page):
        return
    if rule.reading and not _READINGS.get(rule.reading, _always)(page):
        return
    if rule.reading in _SPANS:
        yield from _SPANS[rule.reading](page)
    sentences = [
        span for span in (*page.sentences, *(page.around if rule.around else ())) if _is_open(span, rule, page)
    ]
    hits = [hit for pattern in rule.patterns for sentence in sentences for hit in _hits_in(sentence, pattern, page)]
    if rule.whole != "=":
        yield from (page.clause(hit, sentence) for hit, sentence in hits)
    yield from (hit for hit, _ in hits)  # the words alone, in case their clause is taken by a weightier rule


def _is_called_for(rule: Rule, page: Page) -> bool:
    everything = f"{page.pasted.text}\n{page.pasted.around}"
    if rule.never and rule.never.search(everything):
        return False
    if not rule.needs and not rule.relation:
        return True
    return _is_related(rule.relation, page) or bool(rule.needs and rule.needs.search(everything))


def _is_related(relation: str, page: Page) -> bool:
    if relation == "personal":
        return page.pasted.relation == "met once" or (page.is_known and page.pasted.relation not in TRADE)
    return bool(relation) and page.pasted.relation == relation


def _is_open(sentence: Span, rule: Rule, page: Page) -> bool:
    text = page.text(sentence)
    if rule.unless and rule.unless.search(text):
        return False
    return rule.reading != "asks_for_long" or _is_a_request(text, page)


def _hits_in(sentence: Span, pattern: Pattern, page: Page) -> Iterator[tuple[Span, Span]]:
    for hit in pattern.finditer(page.text(sentence)):
        yield Span(sentence.start + hit.start(), sentence.start + hit.end()), sentence


def _is_a_request(sentence: str, page: Page) -> bool:
    return bool(page.book.words["wants"].search(sentence) and page.has("meeting"))


# ---- what a pattern alone can't tell -------------------------------------------------------------------------------


def _always(_: Page) -> bool:
    return True


def _not_agreed(page: Page) -> bool:
    """A call may be announced to people one knows, unless it is to sell them something; a machine announces none."""
    if page.pasted.medium in {"voicemail", "phone"}:
        return False
    return not page.is_known or page.breaks("R14", page.pasted.text)


def _thin_thanks(page: Page) -> bool:
    most = TEXT_WORDS if page.pasted.medium in {"text", ""} else CHAT_WORDS
    return page.pasted.medium not in {"email", "voicemail", "phone"} and page.words <= most and not page.is_known


def _asks_for_long(page: Page) -> bool:
    return page.pasted.relation not in FAVOURED | TRADE


def _favour(page: Page) -> bool:
    return not page.has("exit") and not page.has("agreed")


def _nothing_of_theirs(page: Page) -> bool:
    return not page.has("about_them") and not page.has("curious")


def _no_question(page: Page) -> bool:
    return "?" not in page.pasted.text


def _no_way_out(page: Page) -> bool:
    return not page.has("exit")


_READINGS: Mapping[str, Callable[[Page], bool]] = {
    "not_agreed": _not_agreed,
    "thin_thanks": _thin_thanks,
    "asks_for_long": _asks_for_long,
    "favour": _favour,
    "nothing_of_theirs": _nothing_of_theirs,
    "only_a_tie": _nothing_of_theirs,
    "no_question": _no_question,
    "no_way_out": _no_way_out,
}


def _nobody_says_who(page: Page) -> Iterator[Span]:
    """A message for a machine in which nobody gives a name, and none is left open."""
    if says_who(page.pasted.text, page.book):
        return
    yield from page.sentences[:1]


def says_who(text: str, book: Rulebook) -> bool:
    """Tell whether folded *text* gives the writer's name or number, or leaves a place for it."""
    if _NUMBER.search(text) or "[your name]" in text or book.words["relative"].search(text):
        return True
    names = {name for hit in _NAMED.finditer(text) for name in hit.groups() if name}
    return any(not book.words["no_name"].fullmatch(name) for name in names)


def _bare_hello(page: Page) -> Iterator[Span]:
    """A greeting, and nothing behind it."""
    is_hello = page.book.cues.greeting.match(page.pasted.text) and not page.has("occasion") and not page.has("thanks")
    if page.words <= 2 and is_hello:
        yield page.pasted.draft


def _all_about_me(page: Page) -> Iterator[Span]:
    """The longest run of sentences about the writer, in a draft that has little else."""
    text = page.pasted.text
    mine, yours = len(_MINE.findall(text)), len(_YOURS.findall(text))
    if page.words not in MANY_WORDS or page.has("about_them") or yours * 2 > mine:
        return
    yield from sorted(_runs(page), key=lambda run: run.start - run.end)


def _runs(page: Page) -> Iterator[Span]:
    run: list[Span] = []
    for sentence in (*page.sentences, None):
        if sentence and _is_about_me(page.text(sentence), page):
            run.append(sentence)
            continue
        yield from (Span(run[i].start, run[j].end) for i in range(len(run)) for j in range(i, min(len(run), i + RUN)))
        run = []


def _is_about_me(sentence: str, page: Page) -> bool:
    return bool(_ABOUT_ME.search(sentence) and not _YOURS.search(sentence) and not page.breaks("R24", sentence))


_SPANS: Mapping[str, Callable[[Page], Iterator[Span]]] = {
    "nobody_says_who": _nobody_says_who,
    "nothing_of_theirs": _bare_hello,
    "all_about_me": _all_about_me,
}


def _cut(text: str, span: Span, breaks: re.Pattern[str]) -> Iterator[Span]:
    """Cut *span* of *text* at *breaks*, without the white space at the edges."""
    start = span.start
    for hit in [*breaks.finditer(text, span.start, span.end), None]:
        end = span.end if hit is None else (hit.start() if breaks is _CLAUSE else hit.end())
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        start = hit.end() if hit else end
