"""Yeses that go on: which of mine stand, and the promise to ask again before one "until I say stop" runs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.errors import Refused
from bot.core.permission.events import EVERYONE, YES, Fact, Kind
from bot.core.permission.outcome import Recorded
from bot.core.permission.rules import STANDING, lasts
from bot.core.permission.verbs import Again, Called, Revoke
from bot.core.permission.visit import Visit, reference
from bot.core.replies import Letter, Part, Reply, Text

BEFORE_END = timedelta(days=3)
"""How long before a yes ends its holder hears of it."""
CHECK_IN = timedelta(days=14)
"""How long before a yes without an end runs out its giver is asked whether it still suits."""


def yeses(visit: Visit, caller: str, before: int | None = None) -> list[Fact]:
    """Return my yeses to *caller* that stand, or stood before line *before*, the latest last."""
    facts = visit.between(visit.me.id, caller)
    if before is not None:
        facts = tuple(fact for fact in facts if fact.number < before)
    said = [each.by for each in visit.standing(facts, caller) if each.by]
    own = [fact for fact in said if fact.caller == caller and fact.kind in YES]
    return sorted(own, key=lambda fact: (fact.at, fact.number))


def latest_yes(visit: Visit, caller: str) -> Fact | None:
    """Return my latest yes to *caller* that stands."""
    return next(reversed(yeses(visit, caller)), None)


def promise(visit: Visit, caller: str, fact: Fact) -> list[Part]:
    """Set the letters that come before a yes ends: to its holder, and, "until I say stop", to whoever said it."""
    _foretell(visit, caller, fact)
    until = fact.limits.until
    if until is None or not lasts(fact.limits, fact.at):
        return []
    when = until - CHECK_IN
    values = {"name": visit.name(caller), "on": visit.say.date(fact.at, when), "until": visit.say.last_day(until, when)}
    stops = Revoke("everyone" if caller == EVERYONE else f"{{{caller}}}")
    buttons = (visit.button("still", Again(fact.number)), visit.button("stop", stops))
    letter = Reply((visit.say.text("told.again", **values),), buttons)
    visit.remind(f"again:{fact.number}", letter, refers=fact.number, at=when)
    return [Text(visit.say.line("answer.check_in", on=visit.say.date(when, visit.now)))]


def _foretell(visit: Visit, caller: str, fact: Fact) -> None:
    """Set the letter that tells a caller that a yes is about to end; of a single call it asks whether it was made."""
    until = fact.limits.until
    if caller == EVERYONE or until is None or (when := until - BEFORE_END) <= visit.now:
        return
    holder = visit.book.people.get(caller)
    mine, say = reference(visit.me), visit.to(holder)
    values = {"name": visit.me.name, "until": say.last_day(until, when)}
    buttons = (visit.button("reached", Called(mine, True)), visit.button("missed", Called(mine, False)))
    letter = Reply((say.text("told.talked" if fact.limits.once else "told.ends", **values),), buttons)
    starts = visit.awake(holder, when) or when
    visit.book.outbox.post(Letter(f"ends:{fact.number}", caller, letter, fact.number, starts, until), visit.now)


def again(visit: Visit, command: Again) -> Reply:
    """Say a yes of mine anew, with the limits it has, for as long as a new one lasts."""
    line = visit.book.ledger.line(command.line)
    if line is None or line.fact.subject != visit.me.id or line.fact.kind not in YES:
        raise Refused("not_yours")
    was = line.fact
    if all(said.by != was for said in visit.standing(visit.between(was.subject, was.caller), was.caller)):
        raise Refused("ended", name=visit.name(was.caller))
    limits = replace(was.limits, until=visit.now + STANDING)
    visit.book.outbox.cancel(was.number)
    fact = visit.record(Kind.GRANTED, visit.me.id, was.caller, limits=limits)
    terms = visit.say.terms(limits, fact.at, visit.now)
    text = visit.say.text("grant.done", name=visit.name(was.caller), terms=terms)
    return Reply((text, *promise(visit, was.caller, fact)), result=Recorded("again", event=fact.number))
