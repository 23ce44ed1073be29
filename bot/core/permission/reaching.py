"""One's standing word to the whole team: ask first, fine for teammates, write instead, never."""

from __future__ import annotations

from bot.core.errors import Refused
from bot.core.permission.events import EVERYONE, Kind, Limits
from bot.core.permission.lasting import latest_yes, promise
from bot.core.permission.outcome import Recorded
from bot.core.permission.rules import Question, Ruling, verdict
from bot.core.permission.verbs import Grant, Reach, ReachMe, Revoke, Terms
from bot.core.permission.visit import Visit
from bot.core.replies import Button, Reply

KINDS = {"ask": Kind.ASKED_FIRST, "fine": Kind.GRANTED, "write": Kind.WRITE_INSTEAD, "never": Kind.DECLINED}
CHOICES = {
    Ruling.ALLOWED: "fine",
    Ruling.OUTSIDE_HOURS: "fine",
    Ruling.WRITE_INSTEAD: "write",
    Ruling.DENIED: "never",
    Ruling.BLOCKED: "never",
}


def reach_me(visit: Visit, command: ReachMe) -> Reply:
    """Say once, for the whole team, how I like to be reached; or show what I said."""
    if command.choice is None:
        return _card(visit)
    limits = Limits()
    if command.choice == "fine":
        limits = visit.limits(Terms(once=False, hours=command.hours), standing=True)
    return _said(visit, command, limits)


def grant_everyone(visit: Visit, command: Grant) -> Reply:
    """Say yes to everybody here; one call for everybody can't be counted."""
    if command.narrow and latest_yes(visit, EVERYONE) is None:
        raise Refused("nothing_to_narrow", name=visit.name(EVERYONE))
    limits = visit.limits(command.terms, standing=True)
    if limits.once:
        raise Refused("once_for_everyone")
    return _said(visit, ReachMe("fine"), limits)


def _said(visit: Visit, command: ReachMe, limits: Limits) -> Reply:
    choice = command.choice or "ask"
    visit.hush(EVERYONE)
    fact = visit.record(KINDS[choice], visit.me.id, EVERYONE, limits=limits)
    text = visit.say.text(f"reach.{choice}", terms=visit.say.terms(limits, fact.at, visit.now))
    promised = promise(visit, EVERYONE, fact) if choice == "fine" else []
    back = (visit.button("back", Revoke("everyone")),) if choice == "fine" else _choices(visit, choice)
    return Reply((text, *promised), back, result=Recorded("reach-me", event=fact.number))


def _card(visit: Visit) -> Reply:
    """Show what the team reads about me: what somebody reads who was not spoken of by name."""
    said = verdict(visit.between(visit.me.id, EVERYONE), Question(visit.me.id, EVERYONE), visit.now)
    terms = visit.say.terms(said.by.limits, said.by.at, visit.now) if said.by else ""
    choice = "ask" if said.by and said.by.kind is Kind.REVOKED else CHOICES.get(said.ruling, "ask")
    word = visit.say.line(f"reach.card_{choice}", terms=terms)
    return Reply((visit.say.text("reach.shown", word=word),), _choices(visit), result=Recorded("reach-me"))


def _choices(visit: Visit, but: Reach | None = None) -> tuple[Button, ...]:
    """Return a button for each word to the team, *but* the one just said."""
    every: tuple[Reach, ...] = ("ask", "fine", "write", "never")
    return tuple(visit.button(f"reach_{each}", ReachMe(each)) for each in every if each != but)
