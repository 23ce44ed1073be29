"""Answers a wish for words to send: an opener, or a pair of call scripts, and what would make it better."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from string import Template

from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Checks
from bot.core.coaching.patterns import whole
from bot.core.coaching.writing.composing import CLOSE, Entry, drafted, spoken
from bot.core.coaching.writing.facts import About, Fact
from bot.core.coaching.writing.scripts import script
from bot.core.coaching.writing.told import SPOKEN, Told, in_third_person, left_out, told
from bot.core.coaching.writing.worth import PLAIN, REASONED, anchors
from bot.core.coaching.written import KnownFact, Opening, Script
from bot.core.commands import Opener
from bot.core.errors import Unreadable
from bot.core.replies import Bullets, Button, Draft, Part, Reply, Text

LONGEST = 4000
"""Characters of a brief or a fact; more is refused, so that nothing is cut off unread."""
LONG_DRAFT = 120
"""Characters from which on a shorter version is offered."""
OFFLINE = "offline"
SPOKEN_WORDS = re.compile(
    r"\b(?:voice ?mail|vm|(?:phone |call )?script|phone call|by phone|on the phone)\b", re.IGNORECASE
)


def opener(command: Opener, library: Library) -> Reply:
    """Write an opener, and a pair of call scripts where it is spoken; ask for what is missing below it.

    Raises:
        Unreadable: there are more than LONGEST characters in it.
    """
    words = library.openers
    if max(map(len, (command.brief, command.purpose, *command.facts))) > LONGEST:
        raise Unreadable("long_brief", most=f"{LONGEST:,}")
    if library.is_foreign(" ".join((command.brief, *command.facts))):
        return _nothing((left_out("language", words),), words)
    known = told(command, library.wording)
    early = too_early(known, words)
    draft = drafted(known, early, command.angle, command.max_chars or known.most, words)
    aloud = None
    if known.medium in SPOKEN:
        lead, reason = spoken(known, early, command.angle, words)
        draft = replace(draft, facts=(*lead.facts, *reason.facts))
        aloud = _script(known, (lead.text, reason.text), early, words)
    left = left_out_of(known, early, draft.facts, words)
    if not draft.facts and draft.text.endswith(","):
        return _nothing(left, words, "" if known.many else known.called)
    result = Opening(
        drafts=(draft,),
        facts=tuple(KnownFact(fact.id, fact.kind, in_third_person(fact.text, known.to)) for fact in known.facts),
        script=aloud,
        needs=tuple(_needs(known, command.angle, words)),
        unconfirmed=(),
        declined=left,
        writer=OFFLINE,
        checks=Checks(passed=True, fired=()),
        to=known.to,
    )
    return opening(command, known, result, words)


def opening(command: Opener, known: Told, result: Opening, words: Entry) -> Reply:
    """Return what was written as it is shown, with buttons for other versions."""
    return Reply(tuple(_parts(command, result, words)), _buttons(command, known, result, words), result=result)


def instead_of_a_call(command: Opener, name: str, library: Library) -> Reply:
    """Write a note where a call script was wished for, because *name* would rather not be called."""
    words = library.openers["no"]
    written = opener(replace(command, medium="", brief=_without_medium(command.brief)), library)
    lead, text = (Template(words[part]).safe_substitute(name=name) for part in ("lead", "text"))
    return replace(written, parts=(Text(text, lead), *written.parts))


def _without_medium(brief: str) -> str:
    """Let a brief no longer say that it is to be spoken."""
    return SPOKEN_WORDS.sub("note", brief)


def _nothing(declined: tuple[str, ...], words: Entry, name: str = "") -> Reply:
    """Ask for the things that an opener is made of."""
    result = Opening((), (), None, (words["needs"]["fact"],), (), declined, OFFLINE, Checks(passed=True, fired=()))
    shown = [Bullets(words["labels"]["left_out"], declined)] if declined else []
    says = words["nothing"]
    lead = Template(says["named"]).safe_substitute(name=name) if name else says["lead"]
    return Reply((*shown, Text(says["text"], lead)), result=result)


def _script(known: Told, said: tuple[str, str], early: Entry | None, words: Entry) -> Script:
    wish = known.wish
    if early or not (wish.ask or said[0] or wish.kind == "tell"):
        wish = replace(wish, asks=((early or words["purpose"][wish.kind or PLAIN])["ask"][0],))
    return script(known, wish, said, words)


def left_out_of(known: Told, early: Entry | None, said: Collection[str], words: Entry) -> tuple[str, ...]:
    """Say what of everything that was told is not in a draft that has *said* these facts, and why."""
    put_off = [left_out("early", words, what=early["what"], why=early["why"])] if early else []
    return (*known.left_out, *put_off, *_unsaid(known, said, words))


def _unsaid(known: Told, said: Collection[str], words: Entry) -> Iterable[str]:
    """Name the one thing that was told and would help most, and how to type it so that it gets in."""
    helpful = [fact for fact in known.facts if fact.would_help and fact.id not in said]
    tells = [fact.text for fact in helpful if not _says(fact, words["no_calls"]["means"])]
    asks = [text for text in known.wish.unread if text not in {fact.text for fact in known.facts}]
    if left := next(iter((*asks, *tells)), ""):
        what = in_third_person(left, known.to)
        yield left_out("unsaid", words, what=what, name=known.called or words["nothing"]["them"])


# ---- wishes that come too early ------------------------------------------------------------------------------------

_OFFERED = whole("told_me offered happy_to said_.*(?:anytime|any_time|whenever) asked_me")
_WANTED = whole("hiring looking_for recruiting apply")


def too_early(known: Told, words: Entry) -> Entry | None:
    """Return the entry for a wish that the stage does not carry yet; None if there is none, or if they are close."""
    if (
        known.wish.kind == "call"
        and known.medium not in SPOKEN
        and any(_says(fact, words["no_calls"]["means"]) for fact in known.facts)
    ):
        no_calls: Entry = words["no_calls"]
        return no_calls
    offered = any(_OFFERED.search(fact.text) for fact in known.about(About.THEM, About.US))
    wanted = any(_WANTED.search(fact.text) for fact in known.about(About.THEM))
    shared = not known.relation and any(not fact.limits for fact in known.about(About.US))
    if offered or wanted or shared or CLOSE.search(known.relation):
        return None
    low = known.wish.text.casefold()
    return next((entry for entry in words["too_early"] if any(_begins(sign, low) for sign in entry["means"])), None)


def _says(fact: Fact, signs: Iterable[str]) -> bool:
    return any(sign in fact.text.casefold() for sign in signs)


def _begins(sign: str, text: str) -> bool:
    """Say whether a word, or several, of *text* begin with *sign*."""
    return re.search(rf"(?<!\w){re.escape(sign)}", text) is not None


# ---- what is shown -------------------------------------------------------------------------------------------------


def _needs(known: Told, angle: int, words: Entry) -> Iterable[str]:
    """Name what would make it better, the first thing first."""
    if known.maybe:
        yield Template(words["needs"]["whom"]).safe_substitute(names=", ".join(known.maybe))
    if angle and angle >= len(anchors(known)):
        yield words["needs"]["angle"]
    kind = known.wish.kind or PLAIN
    tells = known.about(About.THEM, About.US) or (kind == PLAIN and known.about(*About))
    if kind in REASONED and not tells and not known.wish.ask:
        yield words["needs"]["fact"]
    need = words["purpose"][kind].get("needs")
    if need and not known.wish.ask and not known.nothing_asked:
        yield words["needs"][need]


def _parts(command: Opener, result: Opening, words: Entry) -> Iterable[Part]:
    labels, draft = words["labels"], result.drafts[0]
    if result.script:
        yield Draft(result.script.answered, labels["answered"])
        yield Draft(result.script.voicemail, labels["voicemail"])
    else:
        yield Draft(draft.text, f"{labels['subject']} {draft.subject}" if draft.subject else "")
    if result.declined:
        yield Bullets(labels["left_out"], result.declined)
    used = [fact for fact in result.facts if command.brief and fact.id in draft.facts]
    if used:
        yield Bullets(labels["used"], tuple(f"{fact.id.removeprefix('f')}. {fact.text}" for fact in used))
    if result.needs:
        yield Text(result.needs[0], labels["more"])


def _buttons(command: Opener, known: Told, result: Opening, words: Entry) -> tuple[Button, ...]:
    if result.script:
        return ()
    labels, draft = words["labels"], result.drafts[0]
    buttons = []
    if len(anchors(known)) > 1:
        buttons.append(Button(labels["another"], replace(command, angle=command.angle + 1)))
    if len(draft.text) > LONG_DRAFT:
        buttons.append(Button(labels["shorter"], replace(command, max_chars=len(draft.text) * 2 // 3)))
    if known.medium != "email":
        buttons.append(Button(labels["for_email"], replace(command, medium="email", max_chars=None)))
    return tuple(buttons)
