"""The side of the person who may be called: yes, no, only so far, not any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.permission.events import EVERYONE, NO, WORDS, YES, Fact, Kind, Limits
from bot.core.permission.outcome import Recorded
from bot.core.permission.rules import (
    QUIET_AFTER_NO,
    QUIET_AFTER_NOT_NOW,
    REQUEST,
    STANDING,
    Question,
    Ruling,
    lasts,
    open_requests,
    standing,
    verdict,
)
from bot.core.permission.verbs import (
    Block,
    Called,
    Grant,
    ReachMe,
    Respond,
    Revoke,
    Stop,
    Terms,
    Undo,
    verb_of,
)
from bot.core.permission.visit import Visit, not_to_myself, reference
from bot.core.ports import Person, Talk
from bot.core.replies import Button, Part, Reply, Text

UNDO = timedelta(minutes=10)
JUST_SHOWN = timedelta(hours=1)
"""How long after a message or a receipt "stop" still means just that one."""
CHECK_IN = timedelta(days=14)
"""How long before a yes without an end runs out its giver is asked whether it still suits."""
KINDS = {
    "no": Kind.DECLINED,
    "not-now": Kind.NOT_NOW,
    "write-instead": Kind.WRITE_INSTEAD,
}


# Answers to a question


def respond(visit: Visit, command: Respond) -> Reply:
    """Answer the question that somebody asked me."""
    if command.request is None:
        return _to_the_open_one(visit, command)
    line = visit.book.ledger.line(command.request)
    if line is None or line.fact.kind is not Kind.REQUESTED or line.fact.subject != visit.me.id:
        raise Refused("not_yours")
    between = visit.between(visit.me.id, line.fact.caller)
    if line.fact not in open_requests(between, visit.now):
        return _closed(visit, command, line.fact, between)
    return _yes(visit, command, line.fact) if command.answer == "yes" else _no(visit, command, line.fact)


def waiting_for(visit: Visit) -> tuple[Fact, ...]:
    """Return the questions that wait for my answer, the oldest first."""
    return open_requests(visit.book.ledger.about(visit.me.id, visit.now - REQUEST), visit.now)


def _to_the_open_one(visit: Visit, command: Respond) -> Reply:
    waiting = waiting_for(visit)
    if not waiting:
        raise Refused("nobody_asks")
    if len(waiting) == 1:
        return respond(visit, Respond(command.answer, waiting[0].number, command.terms))
    buttons = tuple(
        Button(visit.name(fact.caller), Respond(command.answer, fact.number, command.terms)) for fact in waiting
    )
    return Reply((visit.say.text("answer.which"),), buttons, result=Recorded(command.answer))


def _closed(visit: Visit, command: Respond, asked: Fact, between: Sequence[Fact]) -> Reply:
    """Say what became of a question that no longer waits: another copy of it may be on screen still."""
    name = visit.name(asked.caller)
    if any(fact.kind is Kind.WITHDRAWN and fact.refers == asked.number for fact in between):
        raise Refused("withdrawn", name=name)
    words = [fact for fact in between if fact.at >= asked.at and fact.kind in WORDS | {Kind.NOT_NOW}]
    if not words:
        raise Refused("ran_out", on=visit.say.date(asked.at + REQUEST, visit.now))
    last = max(words, key=lambda fact: (fact.at, fact.number))
    text = visit.say.line(
        "answer.already", answer=visit.say.line(f"said.{last.kind}"), on=visit.say.date(last.at, visit.now)
    )
    return Reply((Text(text),), result=Recorded(command.answer, event=last.number, request=str(asked.number)))


def _yes(visit: Visit, command: Respond, asked: Fact) -> Reply:
    asker = visit.book.people.get(asked.caller)
    limits = visit.limits(command.terms)
    fact, parts = _granted(visit, asker, limits, "answer.yes", refers=asked.number)
    visit.book.outbox.cancel(asked.number, visit.me.id)
    say = visit.to(asker)
    told = say.text("told.yes", name=visit.me.name, terms=say.terms(limits, fact.at, visit.now, giver=visit.me.name))
    mine = reference(visit.me)
    buttons = (visit.button("reached", Called(mine, True)), visit.button("missed", Called(mine, False)))
    visit.send(f"answer:{fact.number}", asker, Reply((told,), buttons), refers=fact.number)
    offer = _offer_card(visit)
    return Reply(
        (*parts, *offer.parts),
        (_back(visit, asker), *offer.buttons),
        result=Recorded("yes", event=fact.number, request=str(asked.number)),
    )


def _no(visit: Visit, command: Respond, asked: Fact) -> Reply:
    """Write down a no, a not-now or a wish to be written to; the asker hears which, never why."""
    asker, kind = visit.book.people.get(asked.caller), KINDS[command.answer]
    fact = visit.record(kind, visit.me.id, asker.id, refers=asked.number)
    visit.book.outbox.cancel(asked.number, visit.me.id)
    quiet = fact.at + (QUIET_AFTER_NOT_NOW if kind is Kind.NOT_NOW else QUIET_AFTER_NO)
    phrase = command.answer.replace("-", "_")
    say = visit.to(asker)
    told = say.text(f"told.{phrase}", name=visit.me.name, quiet=say.date(quiet, visit.now))
    visit.send(f"answer:{fact.number}", asker, Reply((told,)), refers=fact.number)
    receipt = visit.say.text(
        f"answer.{phrase}", name=asker.name, me=visit.me.name, quiet=visit.say.date(quiet, visit.now)
    )
    offer = _offer_card(visit)
    outcome = Recorded(command.answer, event=fact.number, request=str(asked.number))
    return Reply((receipt, *offer.parts), offer.buttons, result=outcome)


def _offer_card(visit: Visit) -> Reply:
    """Offer, after the first word somebody says about calls, to say it once for everybody."""
    said = [fact for fact in visit.book.ledger.about(visit.me.id) if fact.kind in WORDS | {Kind.NOT_NOW}]
    if len(said) != 1:
        return Reply(())
    buttons = tuple(visit.button(f"reach_{choice}", ReachMe(choice)) for choice in ("ask", "fine", "write", "never"))
    return Reply((Text(visit.say.line("answer.stop_offered")),), buttons)


def _back(visit: Visit, caller: Person) -> Button:
    return visit.button("back", Revoke(reference(caller)))


# A yes, unasked or changed


def grant(visit: Visit, command: Grant) -> Reply:
    """Say yes to somebody unasked, or change how far a yes goes."""
    if command.person.casefold() == "everyone":
        return reach_me(visit, ReachMe("fine", command.terms.hours), command.terms)
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_grant")
    if person.outside:
        raise Refused("outside", name=person.name)
    if command.narrow:
        return _narrowed(visit, command, person)
    limits = visit.limits(command.terms, standing=True)
    fact, parts = _granted(visit, person, limits, "grant.done")
    _tell_of_grant(visit, person, fact)
    return Reply(parts, (_back(visit, person),), result=Recorded("grant", event=fact.number))


def _tell_of_grant(visit: Visit, person: Person, fact: Fact) -> None:
    say = visit.to(person)
    terms = say.terms(fact.limits, fact.at, visit.now, giver=visit.me.name)
    told = say.text("told.yes", name=visit.me.name, terms=terms)
    visit.send(f"grant:{fact.number}", person, Reply((told,)), refers=fact.number)


def _granted(
    visit: Visit, person: Person, limits: Limits, phrase: str, refers: int | None = None
) -> tuple[Fact, tuple[Part, ...]]:
    """Write a yes down, say what it replaces, and promise to ask again where it has no end of its own."""
    before = _in_force(visit, person.id)
    fact = visit.record(Kind.GRANTED, visit.me.id, person.id, refers=refers, limits=limits)
    parts: list[Part] = [_receipt(visit, person, fact, phrase)]
    if before:
        visit.book.outbox.cancel(before.number)
        parts.append(Text(visit.say.line("answer.replaces", name=person.name)))
    parts += _promised(visit, person, fact)
    visit.remember(Talk(about=person.id))
    return fact, tuple(parts)


def _receipt(visit: Visit, person: Person, fact: Fact, phrase: str) -> Text:
    return visit.say.text(phrase, name=person.name, terms=visit.say.terms(fact.limits, fact.at, visit.now))


def _promised(visit: Visit, person: Person, fact: Fact) -> list[Part]:
    """Set the letter that asks again before a yes "until I say stop" runs out."""
    until = fact.limits.until
    if until is None or not lasts(fact.limits, fact.at):
        return []
    when = until - CHECK_IN
    values = {"name": person.name, "on": visit.say.date(fact.at, when), "until": visit.say.last_day(until, when)}
    named = reference(person)
    buttons = (
        visit.button("still", Grant(named, Terms(once=False))),
        visit.button("stop", Revoke(named)),
    )
    letter = Reply((visit.say.text("told.again", **values),), buttons)
    visit.remind(f"again:{fact.number}", letter, refers=fact.number, at=when)
    return [Text(visit.say.line("answer.check_in", on=visit.say.date(when, visit.now)))]


def _narrowed(visit: Visit, command: Grant, person: Person) -> Reply:
    """Change the limits of a yes that stands; what is not named stays as it was."""
    before = _in_force(visit, person.id)
    if before is None:
        raise Refused("nothing_to_narrow", name=person.name)
    was, terms = before.limits, command.terms
    wished = visit.limits(terms)
    limits = Limits(
        once=was.once if terms.once is None else wished.once,
        until=wished.until if terms.until or terms.once is not None else was.until,
        means=terms.means or was.means,
        hours=wished.hours or was.hours,
    )
    fact = visit.record(Kind.NARROWED, visit.me.id, person.id, limits=limits)
    visit.book.outbox.cancel(before.number)
    promised = _promised(visit, person, fact)
    _tell_of_grant(visit, person, fact)
    receipt = _receipt(visit, person, fact, "grant.narrowed")
    return Reply((receipt, *promised), (_back(visit, person),), result=Recorded("narrow", event=fact.number))


def _in_force(visit: Visit, caller: str, before: int | None = None) -> Fact | None:
    """Return my latest yes to *caller* that stands, or stood before line *before*."""
    facts = visit.between(visit.me.id, caller)
    if before is not None:
        facts = tuple(fact for fact in facts if fact.number < before)
    said = [each.by for each in standing(facts, visit.me.id, caller, visit.now) if each.by]
    own = [fact for fact in said if fact.caller == caller and fact.kind in YES]
    return max(own, key=lambda fact: (fact.at, fact.number), default=None)


# To everybody


def reach_me(visit: Visit, command: ReachMe, terms: Terms | None = None) -> Reply:
    """Say once, for the whole team, how I like to be reached; or show what I said."""
    if command.choice is None:
        return _card(visit)
    kinds = {"ask": Kind.ASKED_FIRST, "fine": Kind.GRANTED, "write": Kind.WRITE_INSTEAD, "never": Kind.DECLINED}
    terms = terms or Terms(once=False, hours=command.hours)
    limits = visit.limits(terms, standing=True) if command.choice == "fine" else Limits()
    if limits.once:
        raise Refused("once_for_everyone")
    _drop_promises(visit, EVERYONE if command.choice in {"ask", "fine"} else None)
    fact = visit.record(kinds[command.choice], visit.me.id, EVERYONE, limits=limits)
    text = visit.say.text(f"reach.{command.choice}", terms=visit.say.terms(limits, fact.at, visit.now))
    back = (visit.button("back", Revoke("everyone")),) if command.choice == "fine" else ()
    return Reply((text,), back, result=Recorded("reach-me", event=fact.number))


def _drop_promises(visit: Visit, caller: str | None) -> None:
    """Cancel the check-ins about my yeses to *caller*, or about all of them."""
    for fact in visit.book.ledger.about(visit.me.id):
        if fact.kind in YES and caller in {None, fact.caller}:
            visit.book.outbox.cancel(fact.number)


def card_of(visit: Visit, person: str) -> str:
    """Say what the team reads about somebody who was not asked for by name."""
    said = verdict(visit.between(person, EVERYONE), Question(person, EVERYONE), visit.now)
    choices = {
        Ruling.ALLOWED: "fine",
        Ruling.OUTSIDE_HOURS: "fine",
        Ruling.WRITE_INSTEAD: "write",
        Ruling.DENIED: "never",
        Ruling.BLOCKED: "never",
    }
    terms = visit.say.terms(said.by.limits, said.by.at, visit.now) if said.by else ""
    return visit.say.line(f"reach.card_{choices.get(said.ruling, 'ask')}", terms=terms)


def _card(visit: Visit) -> Reply:
    buttons = tuple(visit.button(f"reach_{choice}", ReachMe(choice)) for choice in ("ask", "fine", "write", "never"))
    text = visit.say.text("reach.shown", word=card_of(visit, visit.me.id))
    return Reply((text,), buttons, result=Recorded("reach-me"))


# Not any more


def revoke(visit: Visit, command: Revoke) -> Reply:
    """Take a yes back, at once; nobody is told, unless they ask."""
    if command.person.casefold() == "everyone":
        return _revoke_everything(visit)
    person = visit.sought(command.person)
    if asked := [fact for fact in waiting_for(visit) if fact.caller == person.id]:
        return respond(visit, Respond("no", asked[0].number))
    if not _has_something(visit, person.id):
        return Reply((Text(visit.say.line("revoke.nothing", name=person.name)),), result=Recorded("revoke"))
    for fact in visit.between(visit.me.id, person.id):
        if fact.caller == person.id:
            visit.book.outbox.cancel(fact.number)
    fact = visit.record(Kind.REVOKED, visit.me.id, person.id)
    text = visit.say.text("revoke.done", name=person.name)
    return Reply((text, _undo_until(visit)), (_undo(visit, fact),), result=Recorded("revoke", event=fact.number))


def _has_something(visit: Visit, caller: str) -> bool:
    """Say whether *caller* holds a yes of mine, or one that others spoke for me, whatever the hour."""
    facts = visit.between(visit.me.id, caller)
    given = [fact for fact in facts if fact.kind in YES | {Kind.REPORTED}]
    lasting = [fact for fact in given if fact.limits.until is None or fact.limits.until > visit.now]
    refused = visit.verdict(visit.me.id, caller).ruling in {Ruling.DENIED, Ruling.BLOCKED}
    return bool(lasting) and not (refused and _last_word(facts, caller) in NO)


def _last_word(facts: Sequence[Fact], caller: str) -> Kind | None:
    said = [fact for fact in facts if fact.kind in WORDS and fact.caller == caller]
    latest = max(said, key=lambda fact: (fact.at, fact.number), default=None)
    return latest.kind if latest else None


def _revoke_everything(visit: Visit) -> Reply:
    names = sorted(visit.name(caller) for caller in _callers(visit, before=None))
    _drop_promises(visit, None)
    fact = visit.record(Kind.REVOKED, visit.me.id, EVERYONE)
    phrase = "everyone" if names else "everyone_empty"
    text = visit.say.text(f"revoke.{phrase}", names=visit.say.listed(names))
    undo: tuple[Button, ...] = (_undo(visit, fact),) if names else ()
    shown = (text, _undo_until(visit)) if names else (text,)
    return Reply(shown, undo, result=Recorded("revoke", event=fact.number))


def _callers(visit: Visit, before: int | None) -> list[str]:
    """Return to whom my yes stands, or stood before line *before*; EVERYONE first if it is to everybody."""
    facts = visit.book.ledger.about(visit.me.id)
    given = sorted({fact.caller for fact in facts if fact.kind in YES and (before is None or fact.number < before)})
    return [caller for caller in given if _in_force(visit, caller, before)]


def _undo(visit: Visit, fact: Fact) -> Button:
    return visit.button("undo", Undo(fact.number))


def _undo_until(visit: Visit) -> Text:
    return Text(visit.say.line("revoke.undo", until=f"{(visit.now + UNDO).astimezone(visit.say.tz):%H:%M}"))


def block(visit: Visit, command: Block) -> Reply:
    """Let somebody neither call nor ask me, or lift that."""
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_grant")
    asked = [fact for fact in waiting_for(visit) if fact.caller == person.id]
    kind = Kind.ASKED_FIRST if command.lift else Kind.BLOCKED
    fact = visit.record(kind, visit.me.id, person.id)
    for request in asked:
        visit.book.outbox.cancel(request.number)
    text = visit.say.text("block.lifted" if command.lift else "block.done", name=person.name)
    return Reply((text,), result=Recorded(verb_of(command), event=fact.number))


def undo(visit: Visit, command: Undo) -> Reply:
    """Put things back as they were before a line of mine, within ten minutes."""
    line = visit.book.ledger.line(command.line)
    if line is None or line.fact.actor != visit.me.id:
        raise Refused("nothing_to_undo")
    if visit.now - line.fact.recorded > UNDO:
        raise Refused("too_late")
    fact = line.fact
    if fact.kind in {Kind.REPORTED, Kind.REPORTED_NO}:
        undone = visit.record(Kind.UNREPORTED, fact.subject, fact.caller, refers=fact.number)
        return Reply((visit.say.text("undo.undone"),), result=Recorded("undo", event=undone.number))
    if fact.kind is not Kind.REVOKED or _said_since(visit, fact):
        raise Refused("nothing_to_undo")
    return _put_back(visit, fact)


def _said_since(visit: Visit, fact: Fact) -> bool:
    """Say whether I have said something since that an undo would run over."""
    between = (
        visit.between(visit.me.id, fact.caller) if fact.caller != EVERYONE else visit.book.ledger.about(visit.me.id)
    )
    return any(later.number > fact.number and later.kind in WORDS for later in between)


def _put_back(visit: Visit, revoked: Fact) -> Reply:
    """Say my yeses anew, with the limits they had."""
    callers = _callers(visit, revoked.number) if revoked.caller == EVERYONE else [revoked.caller]
    anew = [fact for caller in callers if (fact := _said_anew(visit, caller, revoked.number))]
    if not anew:
        raise Refused("nothing_to_undo")
    text = visit.say.text("undo.many", names=visit.say.listed(sorted(visit.name(fact.caller) for fact in anew)))
    if len(anew) == 1 and anew[0].kind is Kind.GRANTED:
        terms = visit.say.terms(anew[0].limits, anew[0].at, visit.now)
        text = visit.say.text("undo.done", name=visit.name(anew[0].caller), terms=terms)
    return Reply((text,), result=Recorded("undo", event=anew[-1].number))


def _said_anew(visit: Visit, caller: str, before: int) -> Fact | None:
    was = _in_force(visit, caller, before)
    if was is None:  # she was covered by my word to everybody, which still stands
        return visit.record(Kind.ASKED_FIRST, visit.me.id, caller)
    until = visit.now + STANDING if lasts(was.limits, was.at) else was.limits.until
    fact = visit.record(Kind.GRANTED, visit.me.id, caller, limits=replace(was.limits, until=until))
    if caller != EVERYONE:
        _promised(visit, visit.book.people.get(caller), fact)
    return fact


def stop(visit: Visit, _command: Stop) -> Reply:
    """Hear a stop word: it ends what we are in the middle of, else takes back what was just shown, else everything."""
    if visit.talk.draft or visit.talk.asking:
        visit.remember(Talk())
        return Reply((Text(visit.say.line("revoke.dialog")),), result=Recorded("stop"))
    shown = visit.talk.about if visit.talk.kept and visit.now - visit.talk.kept < JUST_SHOWN else ""
    if shown and _concerns(visit, shown):
        visit.remember(Talk())
        return revoke(visit, Revoke(f"{{{shown}}}"))
    return _revoke_everything(visit)


def _concerns(visit: Visit, caller: str) -> bool:
    """Say whether there is anything between *caller* and me that a stop could end."""
    return any(fact.caller == caller for fact in waiting_for(visit)) or _has_something(visit, caller)
