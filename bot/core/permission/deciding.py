"""The side of the person who may be called: answers to a question, and yeses said unasked or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.errors import Refused
from bot.core.permission import reaching
from bot.core.permission.events import WORDS, YES, Fact, Kind, Limits
from bot.core.permission.lasting import latest_yes, promise, yeses
from bot.core.permission.outcome import Recorded
from bot.core.permission.quotas import REQUEST, open_requests, quiet_until
from bot.core.permission.rules import STANDING
from bot.core.permission.verbs import Called, Grant, ReachMe, Respond, Revoke
from bot.core.permission.visit import Visit, not_to_myself, reference
from bot.core.ports import Person, Talk
from bot.core.replies import Button, Part, Reply, Text

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
    if line.fact not in open_requests(between, visit.now) and (closed := _closed(visit, command, line.fact, between)):
        return closed
    if command.doubt:
        return _read_back(visit, command, line.fact)
    return _yes(visit, command, line.fact) if command.answer == "yes" else _no(visit, command, line.fact)


def _read_back(visit: Visit, command: Respond, asked: Fact) -> Reply:
    """Show how an answer in words was understood, before it counts."""
    if command.answer != "yes":
        return _is_that_an_answer(visit, command, asked)
    limits, name = visit.limits(command.terms), visit.name(asked.caller)
    text = visit.say.text("answer.read_back", name=name, terms=visit.say.terms(limits, visit.now, visit.now))
    buttons = [visit.button("that", Respond("yes", asked.number, command.terms))]
    if limits.once:  # "Thursdays after 3" may mean one Thursday or all of them
        standing = Respond("yes", asked.number, replace(command.terms, once=False))
        buttons.append(visit.button("yes_standing", standing))
    buttons.append(visit.button("no", Respond("no", asked.number)))
    return Reply((text,), tuple(buttons), result=Recorded("yes"))


def _is_that_an_answer(visit: Visit, command: Respond, asked: Fact) -> Reply:
    """Ask whether a long line was meant for the asker; the likeliest of the three noes comes first."""
    text = visit.say.text("answer.meant", name=visit.name(asked.caller))
    others = (Respond("no", asked.number), Respond("not-now", asked.number), Respond("write-instead", asked.number))
    likely = replace(command, request=asked.number, doubt=False)
    choices = (likely, *(other for other in others if other.answer != command.answer))
    labels = {"no": "no", "not-now": "not_now", "write-instead": "write"}
    buttons = tuple(visit.button(labels[choice.answer], choice) for choice in choices)
    return Reply((text,), buttons, result=Recorded(command.answer))


def waiting_for(visit: Visit) -> tuple[Fact, ...]:
    """Return the questions that wait for my answer, the oldest first."""
    return open_requests(visit.book.ledger.about(visit.me.id, visit.now - REQUEST), visit.now)


def _to_the_open_one(visit: Visit, command: Respond) -> Reply:
    waiting = waiting_for(visit)
    if not waiting:
        raise Refused("nobody_asks")
    if len(waiting) == 1:
        return respond(visit, replace(command, request=waiting[0].number))
    buttons = tuple(Button(visit.name(fact.caller), replace(command, request=fact.number)) for fact in waiting)
    return Reply((visit.say.text("answer.which"),), buttons, result=Recorded(command.answer))


def _closed(visit: Visit, command: Respond, asked: Fact, between: Sequence[Fact]) -> Reply | None:
    """Say what became of a question that no longer waits; None for a no to one that I left open: it counts still."""
    words = [fact for fact in between if fact.at >= asked.at and fact.kind in WORDS | {Kind.NOT_NOW}]
    if words:
        return _answered_before(visit, command, asked, max(words, key=lambda fact: (fact.at, fact.number)))
    if command.answer != "yes":
        return None
    if any(fact.kind is Kind.WITHDRAWN and fact.refers == asked.number for fact in between):
        raise Refused("withdrawn", name=visit.name(asked.caller))
    raise Refused("ran_out", on=visit.say.date(asked.at + REQUEST, visit.now))


def _answered_before(visit: Visit, command: Respond, asked: Fact, last: Fact) -> Reply:
    """Say what I answered: another copy of the question may be on screen still."""
    answer, on = visit.say.line(f"said.{last.kind}"), visit.say.date(last.at, visit.now)
    back = (_back(visit, visit.book.people.get(asked.caller)),) if last.kind in YES else ()
    outcome = Recorded(command.answer, event=last.number, request=str(asked.number))
    return Reply((Text(visit.say.line("answer.already", answer=answer, on=on)),), back, result=outcome)


def _yes(visit: Visit, command: Respond, asked: Fact) -> Reply:
    asker = visit.book.people.get(asked.caller)
    fact, parts = _granted(visit, asker, visit.limits(command.terms), "answer.yes", asked.number)
    visit.book.outbox.cancel(asked.number, visit.me.id)
    offer = _offer_card(visit)
    return Reply(
        (*parts, *offer.parts),
        (_back(visit, asker), *offer.buttons),
        result=Recorded("yes", event=fact.number, request=str(asked.number)),
    )


def _no(visit: Visit, command: Respond, asked: Fact) -> Reply:
    """Write down a no, a not-now or a wish to be written to; the asker hears which, never why."""
    asker, kind = visit.book.people.get(asked.caller), KINDS[command.answer]
    fact = visit.record(kind, visit.me.id, asker.id, refers=asked.number, limits=_put_off(visit, command))
    visit.book.outbox.cancel(asked.number, visit.me.id)
    quiet = quiet_until(fact)
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


def _put_off(visit: Visit, command: Respond) -> Limits:
    """Read until when a not-now puts things off, if it names a day; no longer than a yes lasts until it is renewed."""
    named = command.terms.until
    return Limits(until=min(visit.day_after(named), visit.now + STANDING)) if named else Limits()


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
        return reaching.grant_everyone(visit, command)
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_grant")
    if person.outside:
        raise Refused("outside", name=person.name)
    if command.narrow:
        return _narrowed(visit, command, person)
    fact, parts = _granted(visit, person, visit.limits(command.terms, standing=True), "grant.done")
    return Reply(parts, (_back(visit, person),), result=Recorded("grant", event=fact.number))


def _granted(
    visit: Visit, person: Person, limits: Limits, phrase: str, refers: int | None = None
) -> tuple[Fact, tuple[Part, ...]]:
    """Write a yes down, tell the caller, say what it replaces, and promise to ask again where it has no end."""
    before = latest_yes(visit, person.id)
    fact = visit.record(Kind.GRANTED, visit.me.id, person.id, refers, limits=limits)
    visit.remember(Talk(about=person.id))
    if fact not in yeses(visit, person.id):  # a later word of hers came in before this one
        return fact, (Text(visit.say.line("answer.overruled", name=person.name)),)
    parts: list[Part] = [_receipt(visit, person, fact, phrase)]
    if before and limits.means in {None, before.limits.means}:
        visit.book.outbox.cancel(before.number)
        parts.append(Text(visit.say.line("answer.replaces", name=person.name)))
    _tell(visit, person, fact)
    return fact, (*parts, *promise(visit, person.id, fact))


def _receipt(visit: Visit, person: Person, fact: Fact, phrase: str) -> Text:
    return visit.say.text(phrase, name=person.name, terms=visit.say.terms(fact.limits, fact.at, visit.now))


def _tell(visit: Visit, person: Person, fact: Fact) -> None:
    """Tell a caller of a yes, with what to press after the call."""
    say, mine = visit.to(person), reference(visit.me)
    terms = say.terms(fact.limits, fact.at, visit.now, giver=visit.me.name)
    told = say.text("told.yes", name=visit.me.name, terms=terms)
    buttons = (visit.button("reached", Called(mine, True)), visit.button("missed", Called(mine, False)))
    visit.send(f"yes:{fact.number}", person, Reply((told,), buttons), refers=fact.number)


def _narrowed(visit: Visit, command: Grant, person: Person) -> Reply:
    """Change the limits of a yes that stands; what is not named stays as it was."""
    before = latest_yes(visit, person.id)
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
    visit.hush(person.id, but=fact.number)
    _tell(visit, person, fact)
    receipt = _receipt(visit, person, fact, "grant.narrowed")
    promised = promise(visit, person.id, fact)
    return Reply((receipt, *promised), (_back(visit, person),), result=Recorded("narrow", event=fact.number))
