"""Reads a draft against the rules: which clause has what fault, the weightiest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.core.coaching.reviewing.drafts import Pasted, Pattern, Span
from bot.core.coaching.reviewing.faults import FINE
from bot.core.coaching.reviewing.page import Page
from bot.core.coaching.reviewing.rulebook import Rule, Rulebook

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
_PLACE_LEFT_OPEN = re.compile(r"\[[^\[\]]+\]")
_THEIRS_LEFT_OPEN = re.compile(r"\[[^\[\]]*\btheirs\b[^\[\]]*\]")
_NAME_LEFT_OPEN = re.compile(r"\[your name\]|\b(?:it\W?s|this is|i\W?m) \[name\]|\[name\] here")
SAID = 3.0
"""How much a hit speaks for its rule, as a logarithm of odds."""
FAULTY, BESIDE = 0.8, 0.5
"""How likely a piece of a draft is not fine before anything is said about it, and before more is said beside it."""
LIKELY, UNCALLED = 0.35, 0.6
"""How likely it breaks one rule; and one that is not called for, or that goes on from the piece beside it."""
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
    """One fault: the rule, where its words stand in the folded text, and how likely it is one, from 0 to 1."""

    rule: Rule
    span: Span
    odds: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that a pattern or a reading hits, and the sentence they stand in."""

    words: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A draft, the rules for messages of its kind, and what speaks for each of them."""

    page: Page
    rules: Sequence[Rule]
    hits: Mapping[str, tuple[Hit, ...]]
    odds: Mapping[Span, Mapping[str, float]]
    spared: Collection[str]
    minded: Collection[str]


def remarks(
    pasted: Pasted, book: Rulebook, spared: Collection[str] = (), minded: Collection[str] = (), sure: float = FAULTY
) -> tuple[Remark, ...]:
    """Return what the rules say about a draft, one remark a rule and a clause, the weightiest first.

    *spared* are words that we put in ourselves; no rule minds them. Soft rules never stand
    alone, unless they were *minded* in it before. What only sounds like a fault is one if it is likelier than *sure*
    not fine; beside another fault, it need not be that sure.
    """
    page = Page(pasted, book)
    rules = [rule for rule in book.rules if _is_for(rule, page)]
    hits = {rule.id: tuple(_hits(rule, page)) for rule in rules if _is_called_for(rule, page)}
    case = Case(page, rules, hits, _odds(page, hits), spared, minded)
    found = _found(case, sure) and _found(case, min(sure, BESIDE))
    return tuple(found or _nothing_for_them(page))


def _found(case: Case, sure: float) -> list[Remark]:
    found: list[Remark] = []
    for rule in case.rules:
        if _may_stand(rule, found, case.minded) and (remark := _remark(rule, case, found, sure)):
            found.append(remark)
    again = (_remark(remark.rule, case, found, sure) for remark in tuple(found) if remark.rule.whole == "=")
    return [*found, *filter(None, again)]


def _remark(rule: Rule, case: Case, found: Sequence[Remark], sure: float) -> Remark | None:
    """Return what *rule* minds beside what was *found*; where it is not called for, it has to be surer."""
    page, hits = case.page, case.hits.get(rule.id, ())
    likely = _likely(rule, case.odds, sure, LIKELY if rule.id in case.hits else UNCALLED)
    # a name is mended on its own
    taken = [other.span for other in found if other.rule.whole != "=" or other.rule == rule]
    for span in _spans(rule, page, hits, likely):
        if not _is_in(page.text(span), case.spared) and not any(span.meets(other) for other in taken):
            odds = max((case.odds[piece].get(rule.id, 0.0) for piece in case.odds if piece.meets(span)), default=1.0)
            return Remark(rule, span if rule.whole == "=" else _grown(span, rule, case.odds, taken), odds)
    return None


def _is_in(words: str, texts: Iterable[str]) -> bool:
    return any(words in text for text in texts)


def _may_stand(rule: Rule, found: Sequence[Remark], minded: Collection[str]) -> bool:
    """Tell whether *rule* may stand beside what was *found*."""
    alone = rule.id not in minded and all(other.rule.soft for other in found)
    return not (rule.soft and alone) and not any(other.rule.id in rule.not_with for other in found)


def _grown(span: Span, rule: Rule, odds: Mapping[Span, Mapping[str, float]], taken: Collection[Span]) -> Span:
    """Return *span* with the pieces before and behind it that sound like the same fault."""

    def goes_on(piece: Span) -> bool:
        return odds[piece].get(rule.id, 0.0) >= UNCALLED and not any(piece.meets(other) for other in taken)

    before = takewhile(goes_on, [piece for piece in odds if piece.end <= span.start][::-1])
    behind = takewhile(goes_on, [piece for piece in odds if piece.start >= span.end])
    return Span(
        min([span.start, *(piece.start for piece in before)]), max([span.end, *(piece.end for piece in behind)])
    )


def _odds(page: Page, hits: Mapping[str, tuple[Hit, ...]]) -> dict[Span, Mapping[str, float]]:
    """Return how likely each piece of the draft breaks each rule, by what was learned and by what the patterns hit."""
    odds: dict[Span, Mapping[str, float]] = {}
    for span, piece in zip(page.pieces, page.judged, strict=True):
        said = {rule: SAID for rule, found in hits.items() if any(hit.words.meets(span) for hit in found)}
        odds[span] = page.book.faults.odds(piece, said)
    return odds


def _likely(rule: Rule, odds: Mapping[Span, Mapping[str, float]], sure: float, least: float) -> list[Span]:
    """Return the pieces that are surely not fine, and likelier break this rule than all others; the likeliest first."""
    likely = [
        piece for piece, found in odds.items() if found.get(rule.id, 0.0) >= least and 1 - found.get(FINE, 0.0) >= sure
    ]
    return sorted(likely, key=lambda piece: -odds[piece][rule.id])


def _spans(rule: Rule, page: Page, hits: tuple[Hit, ...], likely: list[Span]) -> Iterator[Span]:
    """Yield what *rule* minds: clauses that were hit and sound like it, and pieces that only sound like it."""
    kept = [hit for hit in hits if rule.sure or _agree(hit, likely, page)]
    if rule.whole != "=":
        yield from (page.clause(hit.words, hit.sentence) for hit in kept)
        yield from likely
    yield from (hit.words for hit in kept)  # the words alone, in case their clause is taken by a weightier rule


def _agree(hit: Hit, likely: Iterable[Span], page: Page) -> bool:
    """Tell whether a hit stands in a piece that sounds like its fault; what stands around a draft is not judged."""
    return not hit.words.meets(page.pasted.draft) or any(hit.words.meets(piece) for piece in likely)


def _nothing_for_them(page: Page) -> Iterator[Remark]:
    """A request to a stranger with nothing of theirs in it: no word, no question, no thanks, no way out."""
    cold = page.pasted.medium == "linkedin" and page.pasted.relation in {"stranger", ""}
    theirs = ("theirs_at_all", "exit", "agreed", "occasion", "thanks")
    if not cold or "?" in page.pasted.text or any(page.has(family) for family in theirs):
        return
    for rule in page.book.rules:
        if rule.id == "R5" and page.sentences:
            yield Remark(rule, Span(page.sentences[0].start, page.sentences[-1].end))


def _hits(rule: Rule, page: Page) -> Iterator[Hit]:
    """Yield what the reading of *rule* finds, and what its patterns hit."""
    if rule.reading in _SPANS:
        yield from (Hit(span, span) for span in _SPANS[rule.reading](page))
    if not _has_what_it_needs(rule, page):
        return
    sentences = [
        span for span in (*page.sentences, *(page.around if rule.around else ())) if _is_open(span, rule, page)
    ]
    yield from (hit for pattern in rule.patterns for sentence in sentences for hit in _hits_in(sentence, pattern, page))


def _is_for(rule: Rule, page: Page) -> bool:
    """Tell whether *rule* is for messages of this kind."""
    if rule.media and page.pasted.medium not in rule.media:
        return False
    return not rule.reading or _READINGS.get(rule.reading, _always)(page)


def _is_called_for(rule: Rule, page: Page) -> bool:
    """Tell whether the patterns of *rule* say anything: not between people who know each other, nor as agreed."""
    return not (page.is_known and not rule.known) and not (rule.never and rule.never.search(_everything(page)))


def _has_what_it_needs(rule: Rule, page: Page) -> bool:
    if not rule.needs and not rule.relation:
        return True
    return _is_related(rule.relation, page) or bool(rule.needs and rule.needs.search(_everything(page)))


def _everything(page: Page) -> str:
    return f"{page.pasted.text}\n{page.pasted.around}"


def _is_related(relation: str, page: Page) -> bool:
    if relation == "personal":
        return page.pasted.relation == "met once" or (page.is_known and page.pasted.relation not in TRADE)
    return bool(relation) and page.pasted.relation == relation


def _is_open(sentence: Span, rule: Rule, page: Page) -> bool:
    text = page.text(sentence)
    if rule.unless and rule.unless.search(text):
        return False
    return rule.reading != "asks_for_long" or _is_a_request(text, page)


def _hits_in(sentence: Span, pattern: Pattern, page: Page) -> Iterator[Hit]:
    for hit in pattern.finditer(page.text(sentence)):
        yield Hit(Span(sentence.start + hit.start(), sentence.start + hit.end()), sentence)


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
    if _PLACE_LEFT_OPEN.search(page.pasted.text):
        return False
    most = TEXT_WORDS if page.pasted.medium in {"text", ""} else CHAT_WORDS
    return page.pasted.medium not in {"email", "voicemail", "phone"} and page.words <= most and not page.is_known


def _asks_for_long(page: Page) -> bool:
    return page.pasted.relation not in FAVOURED | TRADE


def _favour(page: Page) -> bool:
    return not page.has("exit") and not page.has("agreed")


def _nothing_of_theirs(page: Page) -> bool:
    left_open = _THEIRS_LEFT_OPEN.search(page.pasted.text)
    return not left_open and not page.has("about_them") and not page.has("curious")


def _no_question(page: Page) -> bool:
    return "?" not in page.pasted.text


def _no_way_out(page: Page) -> bool:
    return not page.has("exit")


def _gives_no_name(page: Page) -> bool:
    return not says_who(page.pasted.text, page.book)


_READINGS: Mapping[str, Callable[[Page], bool]] = {
    "nobody_says_who": _gives_no_name,
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
    """The first words of a message for a machine in which nobody gives a name, and none is left open."""
    yield from page.sentences[:1]


def says_who(text: str, book: Rulebook) -> bool:
    """Tell whether folded *text* gives the writer's name or number, or leaves a place for it."""
    if _NUMBER.search(text) or _NAME_LEFT_OPEN.search(text) or book.words["relative"].search(text):
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
    yours = len(_YOURS.findall(page.pasted.text))
    if page.words not in MANY_WORDS or page.has("about_them") or yours * 2 > page.mine:
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
