"""Writes a draft anew so that no rule minds it, from what it says itself, questions, and places left to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Template

from bot.core.coaching.reviewing.drafts import Pasted, Span, fold, shown
from bot.core.coaching.reviewing.page import Page
from bot.core.coaching.reviewing.rulebook import Rulebook
from bot.core.coaching.reviewing.rules import BESIDE, Remark, remarks
from bot.core.coaching.writing.speech import lowered

ROUNDS = 5
FEWEST_WORDS = 4
_LED = re.compile(
    r"\A\W*(?:(?:and|so|then|now|just|please|pls|plz|kindly"
    r"|(?:you|u) (?:just |really |absolutely )?(?:(?:need|have|ought) to|must|should)"
    r"|i(?: want| need| expect|\W?d like) you to)\b[, ]*)*",
    re.IGNORECASE,
)
"""What may stand in front of an order."""
LEFT = 25
"""Characters that make a note on their own, at least."""
_SALUTATION = re.compile(
    r"\s*(?:hi|hiya|hey|hello|dear|good (?:morning|afternoon|evening)|yo)\b(?: [^\s,!.?:]+\.?){0,3}\s*[,!.:]\s*",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\s*(?:happy(?! (?:to|if)\b)|merry|congrat\w*)\b[^,.!?\n]{0,40}[!,.]+\s*", re.IGNORECASE)
"""A wish at the start, which is as little at fault as a salutation."""
_TWICE = re.compile(r"(\b[^.?!\n]{12,}[.?!])(?: \1)+")
"""A sentence that is followed by itself."""
_SENTENCE = re.compile(r"\S[^.?!]*[.?!\]]*")
_SIGNED = re.compile(r"(?<=[.?!,\n])\s*[A-Z][\w'-]*(?:,? [\w'-]+){0,3}\Z")
"""A few words behind the last sentence, with a capital and without an end."""


def mended(pasted: Pasted, given: str, book: Rulebook) -> str | None:
    """Return the draft of *given* as one that passes the rules; None where mending it leaves nothing that does."""
    text = _without_orders(" ".join(shown(given).split(" ")).strip(), pasted, book)
    minded: set[str] = set()
    ours = {book.phrases["open"], book.phrases["gist"].casefold(), *(rule.rewrite.casefold() for rule in book.rules)}
    for number in range(ROUNDS):
        draft = as_draft(text, pasted)
        found = remarks(draft, book, ours if number else (), minded, BESIDE)
        if not found:
            return text if len(text.split()) >= FEWEST_WORDS else None
        minded |= {remark.rule.id for remark in found}
        edits = _edits(text, draft, found, book)
        ours |= {rewrite.casefold() for rewrite in edits.values()}
        text = _mend(text, draft, found, edits, book)
    return None


def rewrite_of(remark: Remark, words: str, book: Rulebook) -> str:
    """Return what to say in place of the *words* of a remark; an order is put as a question where that is easy."""
    order = _LED.sub("", words)
    if remark.rule.whole == "?" and book.words["order"].match(order.casefold()):
        return Template(book.phrases["asked"]).substitute(order=f"{order[:1].lower()}{order[1:]}".rstrip(" .!,"))
    is_name = remark.rule.whole != "=" or ("name" in words.casefold() and "company" not in words.casefold())
    return remark.rule.rewrite if is_name else str(book.phrases["open"])


def as_draft(text: str, pasted: Pasted) -> Pasted:
    """Return *text* as a draft to the same person by the same way, of which the same was said."""
    whole = fold(text)
    return Pasted(whole, Span(0, len(whole.text)), pasted.around, pasted.medium, pasted.relation)


def _without_orders(text: str, pasted: Pasted, book: Rulebook) -> str:
    """Leave out sentences that speak to a program and not to a person."""
    draft = as_draft(text, pasted)
    page = Page(draft, book)
    for span in reversed(page.sentences):
        if book.refused["instructions"].search(page.text(span)):
            place = draft.whole.as_given(span.start, span.end)
            text = f"{text[: place.start]}{text[place.end :]}"
    return text.strip()


def _edits(text: str, draft: Pasted, found: Iterable[Remark], book: Rulebook) -> dict[Span, str]:
    """Return what takes the place of every sentence that a remark is about: what its remarks say, the weightiest first.

    A sentence that is left out for its weightiest remark stays out.
    """
    page, edits = Page(draft, book), dict[Span, str]()
    for remark in found:
        if remark.rule.whole not in {"+", ">"}:
            for span in _places(remark, page):
                dropped = remark.rule.whole == "->" or (remark.rule.whole == "-" and not _is_all(span, text))
                new = "" if dropped else rewrite_of(remark, _words(text, draft, span), book)
                if not any(span.meets(other) for other in edits):
                    edits[span] = new
                elif edits.get(span) and not remark.rule.soft and remark.rule.whole != "=":
                    edits[span] = " ".join(filter(None, (edits[span], new)))
    return edits


def _mend(text: str, draft: Pasted, found: Iterable[Remark], edits: Mapping[Span, str], book: Rulebook) -> str:
    """Make the *edits* from the last one to the first, and put in front and behind what belongs there."""
    front = [remark.rule.rewrite for remark in found if remark.rule.whole == "+"]
    behind = [remark.rule.rewrite for remark in found if remark.rule.whole in {">", "->"}][:1]
    for span in sorted(edits, key=lambda span: -span.start):
        text = _replaced(text, draft.whole.as_given(span.start, span.end), edits[span])
    if front:
        text = _capital(_SALUTATION.sub("", text, count=1)) if _SALUTATION.match(text) else text
    if behind and not _SALUTATION.sub("", text, count=1).strip():
        text = f"{text} {book.phrases['gist']}"
    return _tidy(" ".join((*front, text if book.words["exit"].search(text.casefold()) else _put_behind(text, behind))))


def _put_behind(text: str, sentences: Iterable[str]) -> str:
    """Put *sentences* at the end of *text*, in front of the name it may be signed with."""
    signed = _SIGNED.search(text)
    end = signed.start() if signed else len(text)
    return " ".join((text[:end], *(one for one in sentences if one not in text), text[end:]))


def _is_all(span: Span, text: str) -> bool:
    """Tell whether next to nothing would be left without *span*."""
    return len(text) - (span.end - span.start) < LEFT


def _words(text: str, draft: Pasted, span: Span) -> str:
    place = draft.whole.as_given(span.start, span.end)
    return text[place.start : place.end]


def _places(remark: Remark, page: Page) -> Iterator[Span]:
    """Yield what is replaced: the words alone where they stand for a name, else the sentences they are in."""
    if remark.rule.whole == "=":
        yield remark.span
        return
    met = [sentence for sentence in page.sentences if sentence.meets(remark.span)]
    yield Span(met[0].start, met[-1].end) if met else remark.span


def _replaced(text: str, place: Span, rewrite: str) -> str:
    """Replace a sentence, but keep the salutation or wish that it may begin with; never ask or greet twice."""
    before, words, after = text[: place.start], text[place.start : place.end], text[place.end :]
    salutation = _SALUTATION.match(words) or _WISHED.match(words)
    kept = salutation[0] if salutation and salutation.end() < len(words) and not _SALUTATION.match(rewrite) else ""
    kept += "" if not kept or kept[-1].isspace() else " "
    new = _unsaid(rewrite, before + after)
    rest = f"{new}{' ' if new and after[:1].isalnum() else ''}{after}"
    rest = rest.lstrip() if kept else rest
    return f"{before}{kept}{lowered(rest) if rest and kept.rstrip().endswith(',') else rest}"


def _unsaid(rewrite: str, text: str) -> str:
    """Leave out of *rewrite* the sentences whose point *text* makes already."""
    sentences = _SENTENCE.findall(rewrite)
    return " ".join(one for one in sentences if one.rpartition(": ")[2].casefold() not in text.casefold())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _tidy(text: str) -> str:
    text = _TWICE.sub(r"\1", re.sub(r"[ \t]+", " ", text))
    return re.sub(r" ?\n ?", "\n", text).strip()
