"""What people said elsewhere: reports with their words, noes for the whole team, and lists of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from bot.core.errors import Refused, Unreadable
from bot.core.permission import listed
from bot.core.permission.asking import check
from bot.core.permission.events import EVERYONE, REPORTS, WORDS, Fact, Kind, Limits, Means
from bot.core.permission.hours import ANY_TIME, BadHours, Hours, parse_hours, spell_hours
from bot.core.permission.outcome import Recorded, Told
from bot.core.permission.quotas import QUIET_AFTER_NO, open_requests
from bot.core.permission.rules import DAY, NOES, REPORT, Reason, Ruling, Verdict
from bot.core.permission.verbs import Check, Confirm, Import, Report, Request, Revoke, Undo
from bot.core.permission.visit import Visit, legible, not_to_myself, reference
from bot.core.permission.zones import is_place
from bot.core.ports import Identity, Person, Talk
from bot.core.replies import Bullets, Button, Part, Quote, Reply, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.people import Caller
    from bot.core.permission.importing import Row, Sheet
    from bot.core.permission.wording import Wording

LONGEST = 1000
"""Characters of reported words that are kept."""
LONGEST_TOLD = 400
"""Characters of them that the person reads in a message of ours, as many as a request may have."""
DRAFT = "=draft"
"""Stands in a button for words that are too long to be spelled in it."""
CALLABLE = {Ruling.ALLOWED, Ruling.ALLOWED_REPORTED, Ruling.OUTSIDE_HOURS}
"""What the record knows already, whoever tells of it once more."""
CLAUSE_ENDS = (",", ".", ";", ":", "!", "?", ")")
MOST_FATES = 20
"""Lines of an import whose fate is shown; scripts read them all."""


def report(visit: Visit, command: Report) -> Reply:
    """Write down what somebody else said: a yes needs their words, a no counts at once."""
    person = visit.met(command.person)
    not_to_myself(visit, person, "self_report")
    command = replace(command, words=" ".join(legible(command.words).split())[:LONGEST])
    return _yes(visit, command, person) if command.yes else _no(visit, command, person)


def _yes(visit: Visit, command: Report, person: Person) -> Reply:
    said = visit.verdict(person.id, visit.me.id)
    if command.told and said.ruling in CALLABLE:
        return check(visit, Check(reference(person)))
    _refuse_after_no(visit, person, said)
    if not person.outside and _told_today(visit, person):
        raise Refused("noted_today", name=person.name)
    if not command.words:
        return visit.ask("no_words", Report(reference(person), True, "", command.terms), name=person.name)
    if command.words == DRAFT:
        command = replace(command, words=_draft(visit, person))
    if command.told:
        return _offer_to_note(visit, command, person)
    if command.asked:
        return _about_to_note(visit, command, person)
    terms = command.terms
    until = visit.day_after(terms.until) if terms.until else visit.now + REPORT
    limits = Limits(False, until, terms.means, visit.hours(terms.hours))
    fact = visit.record(
        Kind.REPORTED,
        person.id,
        visit.me.id,
        refers=_asked(visit, person),
        limits=limits,
        words=command.words,
    )
    visit.remember(Talk())
    lead = visit.say.text("report.yes", name=person.name, until=visit.say.last_day(until, visit.now))
    return _noted(visit, person, fact, lead, command.words)


def _no(visit: Visit, command: Report, person: Person) -> Reply:
    """Write down a no: of somebody outside for the whole team, of a member, who can speak for herself, for me alone."""
    caller = EVERYONE if person.outside else visit.me.id
    fact = visit.record(Kind.REPORTED_NO, person.id, caller, refers=_asked(visit, person), words=command.words)
    phrase = "no" if person.outside else "no_member"
    return _noted(visit, person, fact, visit.say.text(f"report.{phrase}", name=person.name), command.words)


def _draft(visit: Visit, person: Person) -> str:
    if visit.talk.about != person.id:
        raise Refused("old_draft", name=person.name)
    return visit.talk.draft


def _about_to_note(visit: Visit, command: Report, person: Person) -> Reply:
    """Show words that were typed when asked for, before they count: they may have been meant for me."""
    visit.remember(Talk(draft=command.words, about=person.id))
    button = visit.button("note", Report(reference(person), True, DRAFT, command.terms))
    parts = (visit.say.text("report.about_to"), Quote(command.words, person.name))
    return Reply(parts, (button,), result=Recorded("report"))


def _offer_to_note(visit: Visit, command: Report, person: Person) -> Reply:
    """Offer to note what a line of mine tells of somebody, within the hours that it names, and to ask herself."""
    hours = _hours_told(command.words, visit.say.zone)
    visit.remember(Talk(draft=command.words, about=person.id))
    noted = Report(reference(person), True, DRAFT, replace(command.terms, hours=spell_hours(hours) if hours else ""))
    limits = Limits(False, visit.now + REPORT, hours=hours)
    parts: list[Part] = [
        visit.say.text("report.offer", terms=visit.say.terms(limits, visit.now, visit.now)),
        Quote(command.words, visit.me.name),
    ]
    buttons = [visit.button("note", noted)]
    if not person.outside:
        parts.append(Text(visit.say.line("report.themselves", name=person.name, me=visit.me.name)))
        buttons.append(visit.button("ask", Request(reference(person)), name=person.name))
    return Reply(tuple(parts), tuple(buttons), result=Recorded("report"))


def _hours_told(words: str, zone: str) -> Hours | None:
    """Read the hours on which a clause ends, as in "he takes calls on Fridays, he told me at lunch"; None without any.

    Raises:
        BadHours: nobody knows by whose clock they are.
    """
    said = words.split()
    ends = [end for end in range(len(said), 0, -1) if end == len(said) or said[end - 1].endswith(CLAUSE_ENDS)]
    for start, end in ((start, end) for start in range(len(said)) for end in ends if end > start):
        typed = " ".join(said[start:end]).strip(" ,.;:!?()")
        try:
            hours = parse_hours(typed, "UTC")
        except BadHours:
            continue
        behind = said[-1] if end < len(said) and is_place(said[-1]) else ""
        return None if hours.windows == ANY_TIME else parse_hours(f"{typed} {behind}".rstrip(), zone or None)
    return None


def _refuse_after_no(visit: Visit, person: Person, said: Verdict) -> None:
    """Refuse a report after a no: whoever asks can't talk a no away."""
    if said.by is None or (said.reason is not Reason.REPORTED_NO and said.by.kind not in NOES):
        return
    phrase = "after_reported_no" if said.reason is Reason.REPORTED_NO else "after_no"
    raise Refused(phrase, name=person.name, on=visit.say.date(said.by.at, visit.now))


def _asked(visit: Visit, person: Person) -> int | None:
    """Return the number of my open question to this person, which the report answers."""
    waiting = open_requests(visit.between(person.id, visit.me.id), visit.now)
    return waiting[0].number if waiting else None


def _noted(visit: Visit, person: Person, fact: Fact, lead: Text, words: str) -> Reply:
    """Confirm a report, tell a member of it, and let the reporter undo it for a while."""
    parts: list[Part] = [lead]
    if not person.outside:
        parts.append(Text(visit.say.line("report.member", name=person.name)))
        _tell(visit, person, fact, words)
    undo = visit.button("undo", Undo(fact.number))
    asked = str(fact.refers) if fact.refers else None
    return Reply(tuple(parts), (undo,), result=Recorded("report", event=fact.number, request=asked))


def _told_today(visit: Visit, person: Person, but: int = 0) -> bool:
    """Say whether this member had a note of mine within a day: notes reach people as questions do, and as seldom."""
    mine = [fact for fact in visit.between(person.id, visit.me.id) if fact.actor == visit.me.id and fact.number != but]
    return any(fact.kind in REPORTS and fact.recorded > visit.now - DAY for fact in mine)


def _tell(visit: Visit, person: Person, fact: Fact, words: str) -> None:
    blocked = visit.verdict(person.id, visit.me.id).ruling is Ruling.BLOCKED
    if blocked or _told_today(visit, person, but=fact.number):
        return  # whoever was blocked reaches nobody this way either
    if len(words) > LONGEST_TOLD:
        words = f"{words[:LONGEST_TOLD].rstrip()} …"
    say, name = visit.to(person), visit.me.name
    until = say.last_day(fact.limits.until, visit.now) if fact.limits.until else ""
    told = say.text("told.reported" if fact.kind is Kind.REPORTED else "told.reported_no", name=name, until=until)
    buttons = (
        visit.button("right", Confirm(fact.number, right=True)),
        visit.button("wrong", Confirm(fact.number, right=False)),
        visit.button("stop", Revoke(reference(visit.me))),
    )
    shown = (told, Quote(words, name)) if words else (told,)
    visit.send(f"report:{fact.number}", person, Reply(shown, buttons), refers=fact.number)


def confirm(visit: Visit, command: Confirm) -> Reply:
    """Say whether what somebody noted about me is right; either way it becomes my own word."""
    line = visit.book.ledger.line(command.report)
    if line is None or line.fact.subject != visit.me.id or line.fact.kind not in {Kind.REPORTED, Kind.REPORTED_NO}:
        raise Refused("not_open")
    noted = line.fact
    since = [fact for fact in visit.between(visit.me.id, noted.caller) if fact.number > noted.number]
    if any(fact.refers == noted.number or (fact.kind in WORDS and fact.caller == noted.caller) for fact in since):
        raise Refused("not_open")
    reporter = visit.book.people.get(noted.actor)
    if noted.kind is Kind.REPORTED_NO:
        return _confirm_no(visit, noted, reporter, right=command.right)
    return _confirmed(visit, noted, reporter) if command.right else _disputed(visit, noted, reporter)


def _confirm_no(visit: Visit, noted: Fact, reporter: Person, *, right: bool) -> Reply:
    kind = Kind.DECLINED if right else Kind.ASKED_FIRST
    fact = visit.record(kind, visit.me.id, noted.caller, refers=noted.number)
    text = visit.say.text("report.right_no" if right else "report.wrong_no", name=reporter.name)
    return Reply((text,), result=Recorded("right" if right else "wrong", event=fact.number))


def _confirmed(visit: Visit, noted: Fact, reporter: Person) -> Reply:
    fact = visit.record(Kind.CONFIRMED, visit.me.id, noted.caller, refers=noted.number, limits=noted.limits)
    terms = visit.say.terms(fact.limits, fact.at, visit.now)
    text = visit.say.text("report.right", name=reporter.name, terms=terms)
    back = visit.button("back", Revoke(reference(reporter)))
    return Reply((text,), (back,), result=Recorded("right", event=fact.number))


def _disputed(visit: Visit, noted: Fact, reporter: Person) -> Reply:
    kind = Kind.UNREPORTED if noted.caller == EVERYONE else Kind.DISPUTED  # a list said it; nobody in particular did
    fact = visit.record(kind, visit.me.id, noted.caller, refers=noted.number)
    say = visit.to(reporter)
    quiet = say.date(fact.at + QUIET_AFTER_NO, visit.now)
    told = say.text("report.told_wrong", name=visit.me.name, quiet=quiet)
    visit.send(f"dispute:{fact.number}", reporter, Reply((told,)), refers=fact.number)
    text = visit.say.text("report.wrong", name=reporter.name)
    return Reply((text,), result=Recorded("wrong", event=fact.number))


# Lists


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one line of a sheet; *why* is a code of import.why, empty where the line is taken."""

    line: int
    fate: Literal["yes", "no", "left_out"]
    why: str = ""
    value: str = ""


def read_sheet(command: Import, caller: Caller, now: datetime) -> Sheet:
    """Read a sheet; only an admin may."""
    from bot.core.permission.importing import read_rows, region_of

    if not caller.admin:
        raise Refused("admin_import")
    region = region_of(command.country) if command.country else ""
    if command.country and not region:
        raise Unreadable("bad_country", text=command.country)
    sheet = read_rows(command.sheet, now.date(), region)
    if not sheet.rows and not sheet.faults:
        raise Refused("empty_sheet")
    return sheet


def look_over(visit: Visit, rows: Sequence[Row]) -> list[Fate]:
    """Say what each line would come to."""
    return [_fate_of_all([_fate(visit, one) for one in row.apart()]) for row in rows]


def enter(visit: Visit, rows: Sequence[Row]) -> list[Fate]:
    """Write lines down, a yes as a report for the team, a no for the whole team at once; return what became of each."""
    fates = look_over(visit, rows)
    for row, fate in zip(rows, fates, strict=True):
        if fate.fate != "left_out":
            _enter(visit, row)
    return fates


def _fate_of_all(fates: Sequence[Fate]) -> Fate:
    """Say what becomes of a line with several contacts: what keeps one of them out keeps out all."""
    refused = [fate for fate in fates if fate.why not in {"", "already"}]
    return min((*refused, *fates), key=lambda fate: (fate not in refused, fate.why))


def _fate(visit: Visit, row: Row) -> Fate:
    """Say what a line comes to, given what is on record."""
    if not _identity(visit, row).outside:
        return Fate(row.line, "left_out", "member", row.contact.shown)
    person = visit.book.people.find(_identity(visit, row))
    said = visit.verdict(person.id, EVERYONE) if person else None
    refused = said is not None and said.by is not None and said.by.kind in {*NOES, Kind.REPORTED_NO}
    if row.answer == "no":
        known = said is not None and said.reason is Reason.REPORTED_NO
        return Fate(row.line, "left_out", "already", row.contact.shown) if known else Fate(row.line, "no")
    if refused:
        return Fate(row.line, "left_out", "after_no", row.contact.shown)
    known = said is not None and said.until is not None and said.until >= _end(visit, row)
    return Fate(row.line, "left_out", "already", row.contact.shown) if known else Fate(row.line, "yes")


def _identity(visit: Visit, row: Row) -> Identity:
    contact = row.contact
    kind = "terminal" if contact.kind == "name" and visit.caller.platform == "terminal" else contact.kind
    return Identity(kind, contact.value, row.name or contact.shown)


def _end(visit: Visit, row: Row) -> datetime:
    return datetime.combine(row.until + timedelta(days=1), time(), UTC) if row.until else visit.now + REPORT


def _enter(visit: Visit, row: Row) -> None:
    person, *shared = listed.met(visit.book.people, [_identity(visit, one) for one in row.apart()])
    if row.answer == "no":
        for each in (person, *shared):
            visit.record(Kind.REPORTED_NO, each.id, EVERYONE, words=row.words)
        return
    limits = Limits(False, _end(visit, row), Means(row.means) if row.means else None)
    visit.record(Kind.REPORTED, person.id, EVERYONE, limits=limits, words=row.words)


def summary(say: Wording, sheet: Sheet, fates: Sequence[Fate], *, applied: bool) -> Reply:
    """Report the fate of every line, the faults of the sheet among them."""
    faults = [Fate(fault.line, "left_out", fault.code, fault.value) for fault in sheet.faults]
    every = sorted((*faults, *fates), key=lambda fate: fate.line)
    out = [fate for fate in every if fate.fate == "left_out"]
    yes, no = (say.counted(answer, sum(fate.fate == answer for fate in every)) for answer in ("yes", "no"))
    text = say.text("import.done" if applied else "import.dry", yes=yes, no=no, faults=say.counted("line", len(out)))
    shown = tuple(_said(say, fate) for fate in out[:MOST_FATES])
    parts = (text, Bullets(say.line("import.faults"), shown)) if shown else (text,)
    told = [{"line": fate.line, "fate": fate.fate, "why": fate.why} for fate in every]
    return Reply(parts, result=Told("import", details={"applied": applied, "lines": told}))


def applying(say: Wording, command: Import, fates: Sequence[Fate]) -> tuple[Button, ...]:
    """Return the button that writes down what was looked over, if any line of it would be taken."""
    taken = any(fate.fate != "left_out" for fate in fates)
    return (Button(say.line("buttons.apply"), replace(command, apply=True)),) if taken and not command.apply else ()


def _said(say: Wording, fate: Fate) -> str:
    why = say.line(f"import.why.{fate.why}", text=fate.value, most=fate.value)
    return say.line("import.fault", line=str(fate.line), why=why)
