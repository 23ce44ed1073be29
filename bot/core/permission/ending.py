"""Not any more: take-backs, blocks, stop words, and the undo of all that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.permission.deciding import respond, waiting_for
from bot.core.permission.events import EVERYONE, NO, REPORTS, WORDS, YES, Fact, Kind
from bot.core.permission.lasting import promise, yeses
from bot.core.permission.outcome import Recorded
from bot.core.permission.rules import STANDING, lasts
from bot.core.permission.verbs import Block, Respond, Revoke, Stop, Undo, verb_of
from bot.core.permission.visit import Visit, not_to_myself
from bot.core.ports import Line, Talk
from bot.core.replies import Button, Reply, Text

UNDO = timedelta(minutes=10)


def revoke(visit: Visit, command: Revoke) -> Reply:
    """Take a yes back, at once; nobody is told, unless they ask."""
    if command.person.casefold() == "everyone":
        return _revoke_everything(visit)
    person = visit.sought(command.person)
    if asked := [fact for fact in waiting_for(visit) if fact.caller == person.id]:
        return respond(visit, Respond("no", asked[0].number))
    if not person.id or not _has_something(visit, person.id):
        return Reply((Text(visit.say.line("revoke.nothing", name=person.name)),), result=Recorded("revoke"))
    fact = visit.record(Kind.REVOKED, visit.me.id, person.id)
    text = visit.say.text("revoke.done", name=person.name)
    return Reply((text, _undo_until(visit)), (_undo(visit, fact),), result=Recorded("revoke", event=fact.number))


def _has_something(visit: Visit, caller: str) -> bool:
    """Say whether *caller* holds a yes of mine, or one that others spoke for me, whatever the hour."""
    facts = visit.between(visit.me.id, caller)
    given = [fact for fact in facts if fact.kind in YES | {Kind.REPORTED}]
    lasting = [fact for fact in given if fact.limits.until is None or fact.limits.until > visit.now]
    return bool(lasting) and _last_word(facts, caller) not in NO


def _last_word(facts: Sequence[Fact], caller: str) -> Kind | None:
    said = [fact for fact in facts if fact.kind in WORDS and fact.caller == caller]
    latest = max(said, key=lambda fact: (fact.at, fact.number), default=None)
    return latest.kind if latest else None


def _revoke_everything(visit: Visit) -> Reply:
    names = sorted(visit.name(caller) for caller in _callers(visit))
    fact = visit.record(Kind.REVOKED, visit.me.id, EVERYONE)
    text = visit.say.text("revoke.everyone" if names else "revoke.everyone_empty", names=visit.say.listed(names))
    undo: tuple[Button, ...] = (_undo(visit, fact),) if names else ()
    shown = (text, _undo_until(visit)) if names else (text,)
    return Reply(shown, undo, result=Recorded("revoke", event=fact.number))


def _callers(visit: Visit, before: int | None = None) -> list[str]:
    """Return who may call me by a word of mine or of others, or might before line *before*; EVERYONE among them."""
    facts = [fact for fact in visit.book.ledger.about(visit.me.id) if before is None or fact.number < before]
    given = sorted({fact.caller for fact in facts if fact.kind in YES | {Kind.REPORTED}})
    return [caller for caller in given if any(said.by for said in visit.standing(facts, caller))]


def _undo(visit: Visit, fact: Fact) -> Button:
    return visit.button("undo", Undo(fact.number))


def _undo_until(visit: Visit) -> Text:
    return Text(visit.say.line("revoke.undo", until=f"{(visit.now + UNDO).astimezone(visit.say.tz):%H:%M}"))


def block(visit: Visit, command: Block) -> Reply:
    """Let somebody neither call nor ask me, or lift that."""
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_grant")
    if command.lift and _last_word(visit.between(visit.me.id, person.id), person.id) is not Kind.BLOCKED:
        raise Refused("not_blocked", name=person.name)
    asked = [fact for fact in waiting_for(visit) if fact.caller == person.id]
    fact = visit.record(Kind.ASKED_FIRST if command.lift else Kind.BLOCKED, visit.me.id, person.id)
    for request in asked:
        visit.book.outbox.cancel(request.number)
    phrase = "lifted" if command.lift else "done_outside" if person.outside else "done"
    text = visit.say.text(f"block.{phrase}", name=person.name)
    return Reply((text,), result=Recorded(verb_of(command), event=fact.number))


def undo(visit: Visit, command: Undo) -> Reply:
    """Put things back as they were before a line of mine, within ten minutes."""
    line = visit.book.ledger.line(command.line) if command.line is not None else _last(visit)
    if line is None or line.fact.actor != visit.me.id:
        raise Refused("nothing_to_undo")
    if visit.now - line.fact.recorded > UNDO:
        raise Refused("too_late")
    if line.fact.kind in REPORTS:
        return _unreported(visit, line.fact)
    if line.fact.kind is not Kind.REVOKED or _said_since(visit, line.fact):
        raise Refused("nothing_to_undo")
    return _put_back(visit, line.fact)


def _last(visit: Visit) -> Line | None:
    """Return the last line of mine that can be undone and was not yet."""
    mine = [line for line in visit.book.ledger.lines(visit.me.id) if line.fact.actor == visit.me.id]
    undone = {line.fact.refers for line in mine if line.fact.kind is Kind.UNREPORTED}
    reports = [line for line in mine if line.fact.kind in REPORTS and line.fact.number not in undone]
    revoked = [line for line in mine if line.fact.kind is Kind.REVOKED and not _said_since(visit, line.fact)]
    return max((*reports, *revoked), key=lambda line: line.fact.number, default=None)


def _unreported(visit: Visit, report: Fact) -> Reply:
    visit.book.outbox.cancel(report.number)
    fact = visit.record(Kind.UNREPORTED, report.subject, report.caller, report.number)
    return Reply((visit.say.text("undo.undone"),), result=Recorded("undo", event=fact.number))


def _said_since(visit: Visit, fact: Fact) -> bool:
    """Say whether I have said something since that an undo would run over."""
    facts = visit.book.ledger.about(visit.me.id)
    about_it = [later for later in facts if fact.caller in {later.caller, EVERYONE}]
    return any(later.number > fact.number and later.kind in WORDS for later in about_it)


def _put_back(visit: Visit, revoked: Fact) -> Reply:
    """Say my yeses anew, with the limits they had."""
    callers = _callers(visit, revoked.number) if revoked.caller == EVERYONE else [revoked.caller]
    anew = [fact for caller in callers for fact in _said_anew(visit, caller, revoked.number)]
    if not anew:
        raise Refused("nothing_to_undo")
    names = sorted({visit.name(fact.caller) for fact in anew})
    text = visit.say.text("undo.many", names=visit.say.listed(names))
    if len(anew) == 1 and anew[0].kind is Kind.GRANTED:
        terms = visit.say.terms(anew[0].limits, anew[0].at, visit.now)
        text = visit.say.text("undo.done", name=visit.name(anew[0].caller), terms=terms)
    return Reply((text,), result=Recorded("undo", event=anew[-1].number))


def _said_anew(visit: Visit, caller: str, before: int) -> list[Fact]:
    had = yeses(visit, caller, before)
    if not had:  # she was covered by my word to everybody, or by what others reported: both stand
        return [visit.record(Kind.ASKED_FIRST, visit.me.id, caller)] if caller != EVERYONE else []
    anew = []
    for was in had:
        until = visit.now + STANDING if lasts(was.limits, was.at) else was.limits.until
        fact = visit.record(Kind.GRANTED, visit.me.id, caller, limits=replace(was.limits, until=until))
        promise(visit, caller, fact)
        anew.append(fact)
    return anew


def stop(visit: Visit, _command: Stop) -> Reply:
    """Hear a stop word: it ends what we are in the middle of, else takes back what was just shown, else everything."""
    if visit.fresh.draft or visit.fresh.asking:
        visit.remember(Talk())
        return Reply((Text(visit.say.line("revoke.dialog")),), result=Recorded("stop"))
    shown = visit.fresh.about
    if shown and _concerns(visit, shown):
        visit.remember(Talk())
        return revoke(visit, Revoke(f"{{{shown}}}"))
    return _revoke_everything(visit)


def _concerns(visit: Visit, caller: str) -> bool:
    """Say whether there is anything between *caller* and me that a stop could end."""
    return any(fact.caller == caller for fact in waiting_for(visit)) or _has_something(visit, caller)
