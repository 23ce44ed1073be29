"""Looks a draft over before it is sent: good to go, or at most three remarks and a whole version ready to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Template
from textwrap import shorten
from typing import Any

from bot.core.coaching.cards import Document
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Checks
from bot.core.coaching.reviewing import drafts
from bot.core.coaching.reviewing.drafts import Pasted, Span, pasted
from bot.core.coaching.reviewing.mending import mended, rewrite_of
from bot.core.coaching.reviewing.page import Page
from bot.core.coaching.reviewing.rulebook import Rulebook
from bot.core.coaching.reviewing.rules import Remark, remarks, says_who
from bot.core.coaching.written import Finding, Reviewed, Strength
from bot.core.commands import Review
from bot.core.errors import Unreadable
from bot.core.replies import Draft, Part, Quote, Reply, Text

LONGEST = 20_000
"""Characters of one draft; more is refused, so that nothing is cut off unread."""
SHOWN = 3
GLANCE = 90
"""Characters that a lock screen shows of a message, about; it differs by phone (our own number)."""
SPOKEN = frozenset({"voicemail", "phone"})
SIGNED = frozenset({"slack", "discord", "linkedin"})
"""Where everybody sees whom a message is from."""
SHORT = 60
OFFLINE = "offline"
_NAME = re.compile(
    r"(?i:hi|hiya|hey|hello|dear|good morning|good evening|good afternoon),? "
    r"((?:(?:Mr|Ms|Mrs|Dr|Prof)\.? )?[A-Z][\w'\u2019-]{1,30})\b"
)
_BLANK = re.compile(r"\[[^\[\]]+\]")
"""A place to fill in, and no more: nothing to say instead."""
_STRENGTHS = {
    "theirs": ("about_them", "d1-specific-opener"),
    "question": ("curious", "d3-curious"),
    "exit": ("exit", None),
    "occasion": ("occasion", None),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A draft under review: as given, as the rules read it, and what they are."""

    given: str
    draft: Pasted
    library: Library
    book: Rulebook

    @property
    def clean(self) -> str:
        """The draft alone, as given but for what nobody sees."""
        place = self.draft.whole.as_given(self.draft.draft.start, self.draft.draft.end)
        return drafts.shown(self.given[place.start : place.end]).strip()

    @property
    def wrongs(self) -> tuple[str, ...]:
        """What we do not help along: a threat in the draft, a wish to deceive in the words around it."""
        texts = {"threat": self.draft.text, "deceit": self.draft.around}
        return tuple(name for name, text in texts.items() if self.book.refused[name].search(text))


def review(command: Review, library: Library) -> Reply:
    """Look the draft in *command* over; it is data, whatever it says.

    Raises:
        Unreadable: there is no draft, more than LONGEST characters, or no English in it.
    """
    look = looked_at(command, library)
    if _is_foreign(look.draft.text, library):
        raise Unreadable("other_language")
    found = _found(look.draft, look.book)
    shown = _surest(found)
    result = Reviewed(
        verdict="fix" if found or look.wrongs else "ok",
        findings=tuple(_finding(remark, look) for remark in shown),
        strengths=tuple(_strengths(look, shown)),
        rewrite=mended(look.draft, look.clean, look.book) if found and not look.wrongs else None,
        writer=OFFLINE,
        checks=Checks(True, ()),
    )
    return reviewed(result, look)


def reviewed(result: Reviewed, look: Look) -> Reply:
    """Return what was found as it is shown."""
    return Reply(tuple(_parts(result, look)), result=result)


def looked_at(command: Review, library: Library) -> Look:
    """Find the draft in *command*.

    Raises:
        Unreadable: there is none, or more than LONGEST characters.
    """
    book = library.rulebook
    return Look(command.text, _readable(command, book), library, book.for_one_draft())


def _readable(command: Review, book: Rulebook) -> Pasted:
    if len(command.text) > LONGEST:
        raise Unreadable("too_long", most=f"{LONGEST:,}")
    draft = pasted(command.text, book.cues, command.medium, command.relation)
    if not any(character.isalnum() for character in draft.text) and not _has_picture(draft.text):
        raise Unreadable("empty_draft")
    return draft


def _has_picture(text: str) -> bool:
    return any(ord(character) > 0x2190 for character in text)


def _is_foreign(text: str, library: Library) -> bool:
    """Tell whether *text* is in another script, or has more small words of other languages than English ones."""
    typed = words(text)
    letters = [character for character in text if character.isalpha()]
    if sum(character > "\u024f" for character in letters) * 2 > len(letters):
        return bool(letters)
    foreign = sum(word in library.foreign for word in typed)
    return foreign > 1 and foreign > sum(library.lexicon.is_stop(word) for word in typed)


def _found(draft: Pasted, book: Rulebook) -> tuple[Remark, ...]:
    """Return what the rules find; a threat that none of them names counts as pressure."""
    found = remarks(draft, book)
    threat = book.refused["threat"].search(draft.text)
    pressure = next((rule for rule in book.rules if rule.id == "R22"), None)
    if threat and pressure and all(remark.rule != pressure for remark in found):
        start = draft.draft.start
        found = (Remark(pressure, Span(start + threat.start(), start + threat.end())), *found)
    return found


def _surest(found: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return those that are shown, in their order: the likeliest, and a second of one rule or a soft one last."""
    rules = [remark.rule.id for remark in found]
    again = {number for number, rule in enumerate(rules) if rule in rules[:number]}
    order = sorted(
        range(len(found)), key=lambda number: (number in again, found[number].rule.soft, -found[number].odds)
    )
    return tuple(found[number] for number in sorted(order[:SHOWN]))


UNWELCOME = {"R2", "R14", "R15", "R18", "R19", "R22"}
"""Rules that hold for the one sentence with which a call is asked for, too: nothing else can be expected of it."""


def better_line(why: str, library: Library) -> str | None:
    """Return a better line for the sentence with which somebody asks for a call, empty where it has to be said anew.

    None is returned where the sentence is fine.
    """
    if not any(character.isalnum() for character in why) or library.is_foreign(why):
        return None
    book = library.rulebook
    draft, book = pasted(why, book.cues, "", "online contact"), book.for_one_draft()
    found = [remark for remark in _found(draft, book) if remark.rule.id in UNWELCOME]
    if not found:
        return None
    better, said = mended(draft, why, book) or "", set(words(why))
    return better if len(said & set(words(better))) * 2 > len(said) else ""


# ---- the result ----------------------------------------------------------------------------------------------------


def _finding(remark: Remark, look: Look) -> Finding:
    rule, place = remark.rule, look.draft.whole.as_given(remark.span.start, remark.span.end)
    quote = look.given[place.start : place.end]
    return Finding(
        rule=rule.id,
        start=place.start,
        end=place.end,
        quote=quote,
        card=rule.card or None,
        document=_document(rule.card, look.library).id,
        severity=rule.severity,
        advice=_filled(f"{rule.advice[0].upper()}{rule.advice[1:]}. {rule.why}", look),
        rewrite=None if look.wrongs else rewrite_of(remark, quote, look.book),
    )


def _document(card: str, library: Library) -> Document:
    """Return where a rule comes from; one without a guideline is our own habit."""
    if card:
        return library.cards[card].document
    return next(card.document for card in library.cards.values() if card.document.id == "house")


def _strengths(look: Look, found: Sequence[Remark]) -> Iterator[Strength]:
    """Say what is fine beside what was *found*; that it is short is no praise on its own."""
    said = look.book.phrases["strengths"]
    others = tuple(_other_strengths(look, _left(look, found)))
    if Page(look.draft, look.book).words <= SHORT and others:
        yield Strength(said["short"], "d2-short")
    yield from others


def _left(look: Look, found: Sequence[Remark]) -> str:
    """Return the folded draft without the words that a remark is about."""
    text, draft = look.draft.whole.text, look.draft.draft
    for span in (remark.span for remark in found):
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text[draft.start : draft.end]


def _other_strengths(look: Look, left: str) -> Iterator[Strength]:
    said = look.book.phrases["strengths"]
    for name, (family, card) in _STRENGTHS.items():
        if look.book.words[family].search(left):
            yield Strength(said[name], card)
    if says_who(look.draft.text, look.book):
        yield Strength(said["who"], "d2-say-who")


def _filled(text: str, look: Look) -> str:
    """Put the name in the salutation, or a word for somebody, where *text* leaves room for it."""
    hit = _NAME.match(look.clean)
    is_name = hit is not None and not look.book.words["nobody"].fullmatch(hit[1].casefold())
    return Template(text).safe_substitute(who=hit[1] if hit and is_name else look.book.phrases["somebody"])


# ---- what the person reads -----------------------------------------------------------------------------------------


def _parts(result: Reviewed, look: Look) -> Iterator[Part]:
    said = look.book.phrases
    yield Text(" ".join(said["notes"][wrong] for wrong in look.wrongs), _lead(result, said))
    if result.verdict == "fix":
        yield from _glance(look)
    told = [finding.advice for finding in result.findings]
    for number, finding in enumerate(result.findings):
        shown = replace(finding, rewrite=None) if finding.rewrite == result.rewrite else finding
        yield from _remark(shown, look, is_first=number == 0, is_told=finding.advice in told[:number])
    if result.rewrite:
        yield Draft(result.rewrite, said["better"])
    if result.strengths:
        yield Text(Template(said["fine"]).substitute(strengths=", ".join(one.text for one in result.strengths)))
    yield from (Text(said["notes"][note]) for note in _noted(look))


def _lead(result: Reviewed, said: Mapping[str, str]) -> str:
    if result.verdict == "ok":
        return said["ok"]
    advice = result.findings[0].advice.partition(". ")[0] if result.findings else said["honest"]
    return Template(said["fix"]).substitute(advice=f"{advice[0].lower()}{advice[1:]}")


def _remark(finding: Finding, look: Look, *, is_first: bool, is_told: bool) -> Iterator[Part]:
    """Quote the words, say why if that is not told yet, and what to say instead; the verdict gives the first advice."""
    advice, _, why = finding.advice.partition(". ")
    yield Quote(drafts.shown(finding.quote).strip(), look.book.phrases["says"])
    if not is_told:
        yield Text(why, "" if is_first else f"{advice}.", _source(finding, look.library))
    if finding.rewrite and not _BLANK.fullmatch(finding.rewrite):
        yield Text(finding.rewrite, look.book.phrases["instead"])


def _source(finding: Finding, library: Library) -> str:
    if finding.card:
        return library.source(library.cards[finding.card])
    return _document("", library).nickname


def _glance(look: Look) -> Iterator[Part]:
    """Show what a lock screen shows, and whether it says who this is, what they want and how to say no."""
    if look.draft.medium in SPOKEN:
        return
    said, line = look.book.phrases, " ".join(look.clean.split())
    seen = shorten(line, GLANCE, placeholder="\u2026")
    tells = dict(_told(drafts.fold(seen).text, look))
    if tells and seen != line:
        yield Quote(seen, said["glance"])
    if tells:
        yield Text(_summed_up(tells, said), said["fits"] if seen == line else "")


def _told(seen: str, look: Look) -> Iterator[tuple[str, bool]]:
    """Tell of all that a reader wants to know from this draft whether *seen* says it; who asks nothing needs no no."""
    book, draft = look.book, look.draft
    if draft.relation not in book.known and draft.medium not in SIGNED:
        yield "who", says_who(seen, book)
    if _asks(draft.text, book):
        yield "wish", _asks(seen, book)
        yield "exit", book.words["exit"].search(seen) is not None


def _asks(text: str, book: Rulebook) -> bool:
    return "?" in text or book.words["ask"].search(text) is not None


def _summed_up(tells: Mapping[str, bool], said: Mapping[str, Any]) -> str:
    names = said["told"]
    told = _listed([names[name] for name, is_told in tells.items() if is_told], names["and"])
    missing = _listed([names[name] for name, is_told in tells.items() if not is_told], names["or"])
    phrase = said["partly"] if told and missing else said["tells" if told else "lacks"]
    return Template(phrase).substitute(told=told, missing=missing)


def _listed(names: Sequence[str], last: str) -> str:
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _noted(look: Look) -> Iterator[str]:
    """Name what was in the text and is no part of a message."""
    if look.book.refused["instructions"].search(drafts.fold_all(look.given)):
        yield "instructions"
    if drafts.has_markup(look.given):
        yield "markup"
    if drafts.has_hidden(look.given):
        yield "hidden"
