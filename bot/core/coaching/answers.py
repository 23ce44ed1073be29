"""Answers a question from the guidelines, showing the other side where they disagree, or says why they do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.coaching.cards import Card, Disagreement, Side
from bot.core.coaching.counting.tokens import plain_text
from bot.core.coaching.finding import Found, find
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Answer, Checks, Citation, Sentence, ShownDisagreement, ShownSide
from bot.core.coaching.routes import Route
from bot.core.coaching.situations import Situation
from bot.core.coaching.verifier import VISIBLE_WORDS, faults, opening
from bot.core.commands import Cards, Settle, Why
from bot.core.errors import NotKept, Unreadable
from bot.core.replies import Bullets, Button, OtherSide, Part, Paste, Reply, Text, visible

LONGEST = 4000
"""Characters of one question; more is refused, so that nothing that somebody asked is cut off unread."""
CITED = 3
OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Draft:
    """The pieces of an answer; any but the verdict may be left out."""

    lead: Card
    verdict: str
    echo: str = ""
    reason: str = ""
    paste: str = ""
    against: Side | None = None
    decides: str = ""
    asks: str = ""


def answer(question: str, library: Library) -> Reply:
    """Answer *question* from the guidelines, or say why they do not answer it.

    Raises:
        Unreadable: there is nothing in it, or more than LONGEST characters.
    """
    found = find(_readable(question), library)
    if found.route is Route.ANSWER and not found.sure:
        return _closest(question, found, library)
    if found.route is Route.ANSWER:
        return _advice(question, found, library)
    if found.route is Route.GAP:
        return not_covered(question, found, library)
    return aside(found, library)


def settle(disagreement: str, yes: bool, library: Library) -> Reply:
    """Say what follows from a yes or a no to the question that a disagreement left open.

    Raises:
        NotKept: there is no such disagreement; a button of an older version may ask for one.
    """
    quarrel = library.disagreements.get(disagreement)
    if quarrel is None:
        raise NotKept("old_button")
    settled = quarrel.yes if yes else quarrel.no
    lead = library.cards[settled.card]
    reply = told(Draft(lead, settled.says, reason=lead.why, paste=lead.paste), library)
    return replace(reply, buttons=(Button(library.labels.why, Cards(lead.id)),))


def told(draft: Draft, library: Library) -> Reply:
    """Write what rests on one guideline alone."""
    return _written(_checked(_fitting(draft, library), library), Found(Route.ANSWER), (draft.lead,), library)


def reasons(question: str, library: Library) -> Reply:
    """Show what stands behind the answer to *question*: guidelines, full titles, both sides whole.

    Raises:
        Unreadable: there is nothing in it, or more than LONGEST characters.
    """
    if not question:
        lead, *more = library.phrases["answers"]["why_nothing"]
        return Reply((Text(" ".join(more), lead),))
    found = find(_readable(question), library)
    if found.aside:
        return aside(found, library)
    cards = (library.in_full(card) for card in _cited(found, library))
    return Reply((*cards, *(_both_sides(found.disagreement, library) if found.disagreement else ())))


def _readable(question: str) -> str:
    if len(question) > LONGEST:
        raise Unreadable("too_long", most=f"{LONGEST:,}")
    if not plain_text(question).strip():
        raise Unreadable("empty")
    return question


# ---- the three kinds of reply --------------------------------------------------------------------------------------


def _advice(question: str, found: Found, library: Library) -> Reply:
    """Compose verdict, reason, a line to paste and the other side, and leave out what would be too much."""
    cited, quarrel = _cited(found, library), found.disagreement
    draft = replace(_drafted(found, cited[0]), echo=library.situations.echo(found.situation, question))
    if quarrel and not _was_called(found.situation):
        draft = replace(draft, asks=quarrel.asks)
    draft = _checked(_fitting(draft, library), library)
    settling = yes_and_no(quarrel, library) if quarrel and draft.asks else ()
    reply = _written(draft, found, cited, library)
    return replace(reply, buttons=(*settling, Button(library.labels.why, Why(question))))


def _was_called(situation: Situation) -> bool:
    """Tell whether somebody rang the asker; what would settle a call is for the caller to say."""
    return situation.get("side") == "receiving" and situation.get("act") == "call"


def _closest(question: str, found: Found, library: Library) -> Reply:
    """Say what holds if the likeliest guideline is meant, and offer the next ones; a button shows one of them whole."""
    cited = _cited(found, library)
    lead, *others = cited
    if_so, if_not = library.phrases["answers"]["unsure"]
    rules = tuple(f"{number}. {card.rule} ({library.source(card)})" for number, card in enumerate(others, 1))
    draft = _drafted(found, lead)

    def around(draft: Draft) -> tuple[Part, ...]:
        return (Text("", if_so), *_parts(draft, library), Bullets(if_not, rules))

    for shorter in (_without_reason, _without_line):
        if len(visible(around(draft), library.labels).split()) > VISIBLE_WORDS:
            draft = shorter(draft)
    said = (*_sentences(draft, library), *(_guidance(card.rule, card, card.rule) for card in others))
    sentences = (Sentence(if_so, "link"), *said, Sentence(if_not, "link"))
    reply = _reply(around(draft), sentences, found, cited, library)
    whole = (Button(str(number), Cards(card.id)) for number, card in enumerate(others, 1))
    return replace(reply, buttons=(*whole, Button(library.labels.why, Why(question))))


def not_covered(question: str, found: Found, library: Library) -> Reply:
    """Say that no document holds the answer, and offer the nearest guideline as nearest."""
    gap, cited = library.gaps[found.missing], _cited(found, library)[:1]
    nearest, label = cited[0], library.phrases["labels"]["nearest"]
    parts = (Text(gap.where, gap.says), Text(nearest.rule, label, library.source(nearest)))
    sentences = (
        Sentence(gap.says, "link"),
        Sentence(gap.where, "link"),
        _guidance(nearest.rule, nearest, nearest.rule),
    )
    reply = _reply(parts, sentences, found, cited, library)
    return replace(reply, buttons=(Button(library.labels.why, Why(question)),))


def aside(found: Found, library: Library) -> Reply:
    """Say why a question gets no guideline."""
    said = library.phrases["answers"][found.aside]
    parts = (Text(" ".join(said[1:]), said[0]),)
    return _reply(parts, tuple(Sentence(text, "link") for text in said), found, (), library)


# ---- composing -----------------------------------------------------------------------------------------------------


def _drafted(found: Found, lead: Card) -> Draft:
    """Take what the situation says, or else *lead*, and the other side where there is one."""
    case, quarrel = found.case, found.disagreement
    draft = Draft(lead, lead.rule, reason=lead.why, paste=lead.paste)
    if case:
        draft = replace(draft, verdict=case.verdict, paste="" if case.silent else case.paste or lead.paste)
    if quarrel:
        draft = replace(draft, against=quarrel.against(lead.id), decides=quarrel.decides)
    return draft


def _cited(found: Found, library: Library) -> tuple[Card, ...]:
    """Return the guidelines that an answer rests on, the one that carries the verdict first."""
    return tuple(library.cards[name] for name in found.cards[:CITED])


def _fitting(draft: Draft, library: Library) -> Draft:
    """Leave out pieces of *draft*, the least missed first, until what is visible is short enough."""
    for shorter in (_without_echo, _without_question, _without_line, _without_reason):
        if len(visible(_parts(draft, library), library.labels).split()) <= VISIBLE_WORDS:
            break
        draft = shorter(draft)
    return draft


def _without_echo(draft: Draft) -> Draft:
    return replace(draft, echo="")


def _without_question(draft: Draft) -> Draft:
    return replace(draft, asks="")


def _without_line(draft: Draft) -> Draft:
    return replace(draft, paste="")


def _without_reason(draft: Draft) -> Draft:
    return replace(draft, reason="")


def _checked(draft: Draft, library: Library) -> Draft:
    """Return *draft* if the verifier finds no fault with it, else nothing but the guideline's own words."""
    visible_text = visible(_parts(draft, library), library.labels)
    if faults(_sentences(draft, library), library.cards, visible_text):
        return Draft(draft.lead, draft.lead.rule)
    return draft


def _written(draft: Draft, found: Found, cited: tuple[Card, ...], library: Library) -> Reply:
    return _reply(_parts(draft, library), _sentences(draft, library), found, cited, library)


def _parts(draft: Draft, library: Library) -> tuple[Part, ...]:
    parts: list[Part] = [Text(_led_into(draft), draft.verdict, library.source(draft.lead))]
    if draft.paste:
        parts.append(Paste(draft.paste))
    return (*parts, *_opposing(draft, library))


def _led_into(draft: Draft) -> str:
    """Return the reason behind the echo, if there is one, as one sentence, unless the echo is a whole one."""
    if not draft.echo or not draft.reason:
        return draft.echo or draft.reason
    if draft.echo.endswith("."):
        return f"{draft.echo} {draft.reason}"
    return f"{draft.echo} {draft.reason[:1].lower()}{draft.reason[1:]}"


def _opposing(draft: Draft, library: Library) -> tuple[Part, ...]:
    if not draft.against:
        return ()
    source = library.source(library.speaker(draft.against))
    return (OtherSide(f"{draft.against.says}.", source, f"{draft.decides}.", draft.asks),)


def _sentences(draft: Draft, library: Library) -> tuple[Sentence, ...]:
    """Name every visible sentence but the line to paste, and what it stands on."""
    said = [_guidance(draft.verdict, draft.lead, draft.lead.rule)]
    if draft.echo:
        said.append(Sentence(draft.echo, "link"))
    if draft.reason:
        said.append(_guidance(draft.reason, draft.lead, draft.lead.why))
    return (*said, *_opposed(draft, library))


def _opposed(draft: Draft, library: Library) -> tuple[Sentence, ...]:
    asks = (Sentence(draft.asks, "question"),) if draft.asks else ()
    if not draft.against:
        return asks
    speaker = library.speaker(draft.against)
    said = _guidance(f"{draft.against.says}.", speaker, speaker.rule)
    return (said, Sentence(f"{draft.decides}.", "link"), *asks)


def _guidance(text: str, card: Card, ground: str) -> Sentence:
    return Sentence(text, "guidance", (card.id,), opening(ground))


def _reply(
    parts: tuple[Part, ...], sentences: tuple[Sentence, ...], found: Found, cited: tuple[Card, ...], library: Library
) -> Reply:
    text = visible(parts, library.labels)
    fired = faults(sentences, library.cards, text)
    result = Answer(
        route=found.route,
        text=text,
        paste=next((part.text for part in parts if isinstance(part, Paste)), None),
        sentences=sentences,
        citations=tuple(Citation(card.id, card.document.id, card.document.title) for card in cited),
        disagreement=shown(found.disagreement, library) if found.disagreement else None,
        situation=library.situations.whole(found.situation),
        writer=OFFLINE,
        checks=Checks(not fired, fired),
    )
    return Reply(parts, result=result)


# ---- disagreements -------------------------------------------------------------------------------------------------


def shown(quarrel: Disagreement, library: Library) -> ShownDisagreement:
    """Return a disagreement as scripts read it."""
    speakers = ((library.speaker(side), side) for side in quarrel.sides)
    sides = (ShownSide(card.id, card.document.id, side.says) for card, side in speakers)
    return ShownDisagreement(quarrel.id, tuple(sides), quarrel.decides, quarrel.default)


def _both_sides(quarrel: Disagreement, library: Library) -> tuple[Part, ...]:
    phrases = library.phrases["answers"]
    sides = (f"{side.says} ({library.titled(library.speaker(side))})" for side in quarrel.sides)
    decides = f"{library.labels.decides} {quarrel.decides}."
    return (
        Bullets(f"{phrases['both']} {quarrel.about}:", tuple(sides)),
        Text(f"{phrases['default']} {quarrel.default}", decides),
    )


def yes_and_no(quarrel: Disagreement, library: Library) -> tuple[Button, ...]:
    """Return the buttons that settle a disagreement."""
    labels = library.labels
    return (Button(labels.yes, Settle(quarrel.id, True)), Button(labels.no, Settle(quarrel.id, False)))
