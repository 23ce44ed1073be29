"""Everybody's own record: to be seen, taken along, deleted, proved, and shared between accounts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from bot.core.errors import Refused, Unreadable
from bot.core.permission.deciding import waiting_for
from bot.core.permission.erasing import erase
from bot.core.permission.events import EVERYONE, NO, YES, Act, Fact, Kind
from bot.core.permission.hours import spell_hours
from bot.core.permission.lasting import latest_yes
from bot.core.permission.outcome import Recorded, Told
from bot.core.permission.quotas import open_requests
from bot.core.permission.rules import standing
from bot.core.permission.verbs import (
    Export,
    Forget,
    Join,
    Link,
    Me,
    Overview,
    Respond,
    Revoke,
    Settings,
    TakeCheckpoint,
    Verify,
    Withdraw,
)
from bot.core.permission.visit import Visit
from bot.core.ports import Checkpoint, Line
from bot.core.replies import Bullets, Button, Reply, Text

if TYPE_CHECKING:
    from bot.core.permission import exporting

CHECKPOINT = re.compile(r"""(?<![^\s"'“„])askfirst-checkpoint:(\d{1,12}):([0-9a-f]{64}|)(?![^\s"'”“])""")
"""As printed, or pasted with quotes or other words around it."""
MOST_ROWS = 200
"""People whom the overview looks at, by name; more than fit on any screen."""
MOST_PROBLEMS = 100
"""Problems that `verify` names before it stops looking."""
COLUMNS = ("number", "kind", "at", "subject", "caller", "actor", "means", "once", "until", "hours", "words")


def overview(visit: Visit, _command: Overview) -> Reply:
    """Show who may call me, whom I may call, and what waits."""
    sections = {
        "may_call_me": _may_call_me(visit),
        "i_may_call": _i_may_call(visit),
        "waiting_for_me": [_asked(visit, fact.caller, fact) for fact in waiting_for(visit)] if visit.me.id else [],
        "waiting_for_them": _my_questions(visit),
        "said_no": _refused(visit),
    }
    shown = {name: rows for name, rows in sections.items() if rows}
    if not shown:
        return Reply((visit.say.text("overview.empty"),), result=Told("list", details=sections))
    parts = [Bullets(visit.say.line(f"overview.{name}"), tuple(rows)) for name, rows in shown.items()]
    waiting = waiting_for(visit)
    buttons = tuple(
        visit.button(label, Respond(answer, waiting[0].number)) for label, answer in ANSWERS if len(waiting) == 1
    )
    return Reply((Text("", visit.say.line("overview.lead")), *parts), buttons, result=Told("list", details=sections))


ANSWERS: tuple[tuple[str, Literal["yes", "no", "write-instead"]], ...] = (
    ("yes_once", "yes"),
    ("write", "write-instead"),
    ("no", "no"),
)


def _may_call_me(visit: Visit) -> list[str]:
    facts = visit.book.ledger.about(visit.me.id) if visit.me.id else ()
    callers = sorted({fact.caller for fact in facts if fact.kind in YES | {Kind.REPORTED}}, key=visit.name)
    theirs = {caller: [fact for fact in facts if fact.caller in {caller, EVERYONE}] for caller in callers[:MOST_ROWS]}
    return [row for caller, said in theirs.items() for row in _rows(visit, said, (visit.me.id, caller), caller)]


def take_backs(visit: Visit) -> tuple[Button, ...]:
    """Return a button for each question of mine that waits, and for each yes of mine: it takes that back."""
    questions = [_question_back(visit, fact.subject) for fact in _open_questions(visit)]
    facts = visit.book.ledger.about(visit.me.id)
    callers = sorted({fact.caller for fact in facts if fact.kind in YES}, key=visit.name)[:MOST_ROWS]
    standing_yes = [caller for caller in callers if latest_yes(visit, caller)]
    return (*questions, *(_back_from(visit, caller) for caller in standing_yes))


def _question_back(visit: Visit, subject: str) -> Button:
    return visit.button("question_back", Withdraw(f"{{{subject}}}"), name=visit.name(subject))


def _back_from(visit: Visit, caller: str) -> Button:
    revoke = Revoke("everyone" if caller == EVERYONE else f"{{{caller}}}")
    return visit.button("back_from", revoke, name=visit.name(caller))


def _i_may_call(visit: Visit) -> list[str]:
    facts = visit.book.ledger.by(visit.me.id) if visit.me.id else ()
    subjects = sorted({fact.subject for fact in facts if fact.kind in YES | {Kind.REPORTED}}, key=visit.name)
    pairs = [(subject, visit.me.id) for subject in subjects[:MOST_ROWS]]
    return [row for pair in pairs for row in _rows(visit, visit.between(*pair), pair, pair[0])]


def _rows(visit: Visit, facts: Sequence[Fact], pair: tuple[str, str], shown: str) -> list[str]:
    """Return a line of the overview for each yes that stands between a pair."""
    subject, caller = pair
    giver = visit.name(subject) if subject != visit.me.id else ""
    words = [said.by for said in standing(facts, subject, caller, visit.now) if said.by]
    terms = [visit.say.terms(word.limits, word.at, visit.now, giver) for word in words]
    return [visit.say.line("overview.row", name=visit.name(shown), terms=each) for each in terms]


def _refused(visit: Visit) -> list[str]:
    """Return a line for each person to whom I said no, by name, and to whom that still holds."""
    facts = visit.book.ledger.about(visit.me.id) if visit.me.id else ()
    callers = sorted({fact.caller for fact in facts if fact.kind in NO} - {EVERYONE}, key=visit.name)
    words = [visit.verdict(visit.me.id, caller).by for caller in callers[:MOST_ROWS]]
    return [_no(visit, word) for word in words if word and word.kind in NO and word.caller != EVERYONE]


def _no(visit: Visit, word: Fact) -> str:
    answer, on = visit.say.line(f"said.{word.kind}"), visit.say.date(word.at, visit.now)
    return visit.say.line("overview.refused", name=visit.name(word.caller), answer=answer, on=on)


def _asked(visit: Visit, person: str, fact: Fact) -> str:
    return visit.say.line("overview.asked", name=visit.name(person), on=visit.say.date(fact.at, visit.now))


def _my_questions(visit: Visit) -> list[str]:
    return [_asked(visit, fact.subject, fact) for fact in _open_questions(visit)]


def _open_questions(visit: Visit) -> list[Fact]:
    """Return my questions that wait for an answer, by the name of whoever was asked."""
    asked = visit.book.ledger.by(visit.me.id) if visit.me.id else ()
    subjects = sorted({fact.subject for fact in asked if fact.kind is Kind.REQUESTED}, key=visit.name)
    waiting = [open_requests(visit.between(subject, visit.me.id), visit.now) for subject in subjects]
    return [fact for facts in waiting for fact in facts]


def me(visit: Visit, command: Me) -> Reply:
    """Say what is kept about me; keep my zone, if one is named."""
    if command.zone:
        return _zone(visit, command.zone)
    count = len(visit.book.ledger.lines(visit.me.id)) if visit.me.id else 0
    zone = visit.me.zone
    kept = visit.say.text(
        "me.lead",
        lines=visit.say.counted("line", count),
        zone=visit.say.line("me.zone" if zone else "me.no_zone", zone=zone),
    )
    buttons = (visit.button("forget", Forget()),)
    details = {"zone": zone or None, "lines": count}
    more = ("more", "history") if visit.caller.platform == "terminal" else ("more",)
    told = tuple(Text(visit.say.line(f"me.{phrase}")) for phrase in more)
    return Reply((kept, *told), buttons, result=Told("me", details=details))


def settings(visit: Visit, command: Settings) -> Reply:
    """Say what the team has settled; let an admin set the zone of those who named none."""
    if not command.zone:
        zone = visit.book.settings.zone()
        text = visit.say.text("settings.zone" if zone else "settings.no_zone", zone=zone)
        return Reply((text,), result=Told("settings", details={"zone": zone or None}))
    if not visit.caller.admin:
        raise Refused("admin_settings")
    zone = _zone_named(visit, command.zone)
    visit.book.settings.place_in(zone)
    return Reply((visit.say.text("settings.zone_set", zone=zone),), result=Told("settings", details={"zone": zone}))


def _zone_named(visit: Visit, typed: str) -> str:
    from bot.core.permission.zones import offered_for, zone_named

    if offered := offered_for(typed, visit.now):
        raise Unreadable("which_zone", value=typed, zones=visit.say.listed(offered, "or"))
    zone = zone_named(typed)
    if zone is None:
        raise Unreadable("unknown_zone", value=typed)
    return zone


def _zone(visit: Visit, typed: str) -> Reply:
    zone = _zone_named(visit, typed)
    visit.book.people.place_in(visit.me.id, zone)
    return Reply((visit.say.text("me.zone_set", zone=zone),), result=Told("me", details={"zone": zone}))


def export(visit: Visit, command: Export) -> Reply:
    """Hand over everything about me: for programs, for a spreadsheet, or as consent records."""
    lines = visit.book.ledger.lines(visit.me.id) if visit.me.id else ()
    known = [{"kind": who.kind, "value": who.value} for who in visit.book.people.known_by(visit.me.id)]
    about = {
        "name": visit.me.name,
        "zone": visit.me.zone or None,
        "known_by": known,
        "reminders": _reminders(visit),
        "votes": _votes(visit),
    }
    content = _exported(visit, command, lines, about)
    count = visit.say.counted("line", len(lines))
    parts = (visit.say.text("export.done", lines=count), Text("\n".join(content.splitlines())))
    details = {
        "format": command.format,
        "content": content,
        "lines": [_plain(visit, line) for line in lines],
        "me": about,
    }
    return Reply(parts, result=Told("export", details=details))


def _reminders(visit: Visit) -> list[dict[str, str]]:
    """Return the reminders that I set up, as one types them."""
    from bot.core.reminding.reading import spell

    mine = [each for each in visit.book.reminders.all() if visit.me.id and each.owner == visit.me.id]
    return [
        {
            "place": each.label if each.place else "me",
            "rhythm": spell(each.rhythm),
            "zone": each.rhythm.zone,
            "topic": each.topic,
        }
        for each in mine
    ]


def _votes(visit: Visit) -> list[dict[str, str]]:
    """Return my votes on dilemmas that have yet to be counted."""
    return [
        {"reminder": f"r{number}", "slot": slot, "vote": "yes" if aye else "no"}
        for number, slot, aye in visit.book.votes.by(visit.me.id)
    ]


def _exported(visit: Visit, command: Export, lines: Sequence[Line], about: object) -> str:
    from bot.core.permission import exporting

    if command.format == "csv":
        rows = [[str(value if value is not None else "") for value in _plain(visit, line).values()] for line in lines]
        return exporting.as_csv(COLUMNS, rows)
    if command.format == "27560":
        records = exporting.as_consent_records(
            [_handed_out(line) for line in lines], exporting.Keeper(visit.caller.team), visit.now
        )
        return json.dumps(records, ensure_ascii=False, indent=1)
    return json.dumps({"me": about, "lines": [_plain(visit, line) for line in lines]}, ensure_ascii=False, indent=1)


def _plain(visit: Visit, line: Line) -> dict[str, object]:
    fact, limits = line.fact, line.fact.limits
    values = (
        fact.number,
        fact.kind.value,
        fact.at.isoformat(),
        visit.name(fact.subject),
        visit.name(fact.caller),
        visit.name(fact.actor),
        limits.means.value if limits.means else None,
        limits.once,
        limits.until.isoformat() if limits.until else None,
        spell_hours(limits.hours) if limits.hours else None,
        line.words if visit.me.id in {fact.actor, fact.subject} else "",
    )
    return dict(zip(COLUMNS, values, strict=True))


def _handed_out(line: Line) -> exporting.Line:
    from bot.core.permission import exporting

    fact, limits = line.fact, line.fact.limits
    return exporting.Line(
        fact.number,
        fact.kind.value,
        fact.at,
        fact.subject,
        fact.caller,
        fact.actor,
        limits.means.value if limits.means else "",
        limits.until,
        spell_hours(limits.hours) if limits.hours else "",
        line.words,
    )


def forget(visit: Visit, command: Forget) -> Reply:
    """Delete what is kept about me, once that is confirmed; others' noes to me stay theirs."""
    if not command.confirmed:
        buttons = (
            visit.button("forget_now", Forget(True)),
            visit.button("forget_for_good", Forget(True, True)),
            visit.button("forget_not", Me()),
        )
        return Reply((visit.say.text("forget.ask"),), buttons, result=Recorded("forget"))
    fact = erase(visit.book, visit.me.id, visit.now, visit.caller.at, for_good=command.for_good)
    text = visit.say.text("forget.for_good" if command.for_good else "forget.done")
    return Reply((text,), result=Recorded("forget", event=fact.number))


# Proof


def verify(visit: Visit, command: Verify) -> Reply:
    """Walk the whole record and name every line that does not fit."""
    kept = _checkpoint(command.checkpoint)
    found = visit.book.ledger.problems(kept)
    problems = [problem for problem, _ in zip(found, range(MOST_PROBLEMS), strict=False)]
    events = visit.book.ledger.checkpoint().number
    whats = {problem.what for problem in problems}
    phrase = "good" if not whats else "elsewhere" if whats == {"checkpoint"} else "bad"
    lines = visit.say.counted("line", events)
    text = visit.say.text(f"verify.{phrase}", lines=lines, events=str(events), problems=str(len(problems)))
    told = [{"event": problem.event, "what": problem.what} for problem in problems]
    return Reply((text,), result=Told("verify", ok=not problems, details={"events": events, "problems": told}))


def _checkpoint(typed: str) -> Checkpoint | None:
    if not typed:
        return None
    found = CHECKPOINT.findall(typed)
    if len(found) != 1:
        raise Unreadable("bad_checkpoint")
    number, digest = found[0]
    return Checkpoint(int(number), digest)


def checkpoint(visit: Visit, _command: TakeCheckpoint) -> Reply:
    """Print what the record hashes to, to be kept where nobody who can change the record can change it."""
    now = visit.book.ledger.checkpoint()
    line = f"askfirst-checkpoint:{now.number}:{now.digest}"
    details = {"events": now.number, "digest": now.digest, "checkpoint": line}
    return Reply((visit.say.text("verify.checkpoint"), Text(line)), result=Told("checkpoint", details=details))


# One person, two accounts; one team, two workspaces


def link(visit: Visit, command: Link) -> Reply:
    """Show a code for my other account, or take the one that was shown there."""
    if not command.code:
        code = visit.book.codes.make("link", visit.me.id, visit.now)
        return Reply(
            (visit.say.text("link.code", code=code),),
            result=Told("link", details={"code": code}),
        )
    other = visit.book.codes.redeem("link", command.code, visit.now)
    if other is None or other == visit.me.id:  # no refusal is raised: the try has to count
        return visit.say.trouble(Refused("same_account" if other else "wrong_code"))
    if visit.me.zone and not visit.book.people.get(other).zone:
        visit.book.people.place_in(other, visit.me.zone)
    fact = visit.book.ledger.append(Act(Kind.LINKED, other, visit.me.id, visit.me.id), visit.now)
    visit.book.people.link(other, visit.me.id)
    visit.book.ledger.link(other, visit.me.id)
    visit.book.reminders.link(other, visit.me.id)
    visit.book.votes.link(other, visit.me.id)
    return Reply((visit.say.text("link.done"),), result=Recorded("link", event=fact.number))


def join_code(visit: Visit, _command: Join) -> Reply:
    """Show a code that lets another workspace share this team's record."""
    if not visit.caller.admin:
        raise Refused("admin_join")
    code = visit.book.codes.make("join", visit.me.id, visit.now)
    return Reply((visit.say.text("join.code", code=code),), result=Told("join", details={"code": code}))
