"""The rules about calls against made-up histories, and the record against a second, plainer telling of it.

`python3 -m tests rules [cases]` runs many more of them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any, Literal, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.core.permission.events import CALLS, EVERYONE, NO, REPORTS, WORDS, YES, Act, Fact, Kind, Limits, Means
from bot.core.permission.hours import Hours, Window, parse_hours
from bot.core.permission.quotas import REQUEST, Allowance, Hindrance, Traffic, allowance, open_requests
from bot.core.permission.rules import DAY, Question, Reason, Ruling, Verdict, verdict
from bot.core.ports import Book
from storage.database import Database
from storage.memory import Memory
from tests.bot.core.permission.naive import Diary, naive_allowance, naive_verdict

T = TypeVar("T")

START = datetime(2025, 3, 20, 9, 0, tzinfo=UTC)  # ten days before the clocks of Europe go forward
TICK = timedelta(microseconds=1)
SKEW = timedelta(minutes=5)
HOURS = (
    parse_hours("daily 00:00-24:00", "UTC"),
    parse_hours("mon-fri 09:00-12:00", "Europe/Lisbon"),
    parse_hours("thu 21:00-23:30", "America/New_York"),
    Hours((Window((6,), 120, 121),), "Europe/Berlin"),  # a minute a week, and on one Sunday a year not even that
)
ENDS = (None, -DAY, 0 * DAY, TICK, DAY / 2, DAY, 14 * DAY, 14 * DAY, 90 * DAY, 182 * DAY)

# Histories out of the blue: any fact at any time, the impossible ones too

CALLERS = ("bob", "cyd")
OF_THE_ASKER = sorted(CALLS | REPORTS | {Kind.REQUESTED, Kind.WITHDRAWN, Kind.UNREPORTED})
ALL = sorted(WORDS | {Kind.NOT_NOW, Kind.LINKED, Kind.ERASED, *OF_THE_ASKER})
TO_ALL = {Kind.GRANTED, Kind.REVOKED, Kind.DECLINED, Kind.WRITE_INSTEAD, Kind.ASKED_FIRST, *REPORTS, Kind.UNREPORTED}
"""What may be said of the whole team as well as of one caller."""
ANSWERS = {Kind.GRANTED, Kind.DECLINED, Kind.WRITE_INSTEAD, Kind.NOT_NOW, Kind.CONFIRMED, Kind.DISPUTED} | {
    *REPORTS,
    Kind.ASKED_FIRST,
    Kind.WITHDRAWN,
    Kind.UNREPORTED,
}

jitter = st.sampled_from((0, 0, 0, 0, 0, 0, -1, 1, SKEW // TICK, SKEW // TICK + 1))
means = st.sampled_from((None, None, None, None, *Means))
hours = st.sampled_from((None,) * 8 + HOURS)
Terms = tuple[bool, timedelta | None, Means | None, Hours | None]
terms: st.SearchStrategy[Terms] = st.tuples(st.booleans(), st.sampled_from(ENDS), means, hours)
questions = st.builds(Question, st.just("ann"), st.sampled_from(CALLERS), st.sampled_from((Means.PHONE, Means.VIDEO)))


def moments(days: int) -> st.SearchStrategy[datetime]:
    """Half a day apart, so that quite a few are the same, or lie just where something ends."""
    halves = st.integers(0, 2 * days)
    return st.builds(lambda half_days, ticks: START + half_days * DAY / 2 + ticks * TICK, halves, jitter)


def facts_of(kinds: Sequence[Kind], subjects: Sequence[str] = ("ann",), days: int = 20) -> st.SearchStrategy[Fact]:
    return st.builds(
        made_up,
        st.sampled_from(kinds),
        st.sampled_from(subjects),
        st.sampled_from((*CALLERS, EVERYONE)),
        moments(days),
        st.sampled_from((0, 0, 0, -1, 1, 48)),
        st.sampled_from((None, 0, 0, 1, 2, 3)),
        terms,
    )


def made_up(kind: Kind, subject: str, caller: str, at: datetime, late: int, refers: int | None, agreed: Terms) -> Fact:
    """Make a fact of which everything is possible by itself."""
    once, end, by_means, when = agreed
    limits = Limits(means=by_means) if kind in NO else Limits()
    if kind in YES | REPORTS:
        limits = Limits(once, at + end if end is not None else None, by_means, when)
    if kind is Kind.NOT_NOW and end is not None:
        limits = Limits(until=at + end)
    if kind not in TO_ALL:
        caller = EVERYONE if kind is Kind.SUPPRESSED else caller.replace(EVERYONE, CALLERS[0])
    answers = refers if kind in ANSWERS else None
    return Fact(0, kind, subject, caller, "", at, at + late * DAY / 24, answers, limits)


def told(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    numbered = [replace(fact, number=number) for number, fact in enumerate(facts, start=1)]
    return tuple(answering(fact, numbered) for fact in numbered)


def answering(fact: Fact, others: Sequence[Fact]) -> Fact:
    """Let a fact that answers another one answer one between the same two."""
    between = [o.number for o in others if (o.subject, o.caller) == (fact.subject, fact.caller) and o != fact]
    return replace(fact, refers=between[fact.refers % len(between)] if between and fact.refers is not None else None)


def histories(
    kinds: Sequence[Kind], subjects: Sequence[str] = ("ann",), days: int = 20, least: int = 0
) -> st.SearchStrategy[tuple[Fact, ...]]:
    return st.lists(facts_of(kinds, subjects, days), min_size=least, max_size=16).map(told)


def asked(facts: Sequence[Fact], question: Question, now: datetime) -> tuple[Verdict, Allowance]:
    """Say what the record comes to, of which *facts* is all there is."""
    said = verdict(facts, question, now)
    about = [fact for fact in facts if fact.subject == question.subject]
    between = [fact for fact in about if fact.caller in {question.caller, EVERYONE}]
    by_you = [fact for fact in facts if fact.caller == question.caller]
    by_phone = verdict(facts, replace(question, means=Means.PHONE), now)
    return said, allowance(Traffic(between, about, by_you), by_phone, now)


def check_order(facts: tuple[Fact, ...], question: Question, now: datetime, random: Random) -> None:
    anyhow = [*facts, *random.choices(facts, k=random.randint(0, 5))] if facts else []
    random.shuffle(anyhow)

    assert asked(anyhow, question, now) == asked(facts, question, now)


def check_story(facts: tuple[Fact, ...], question: Question, now: datetime) -> None:
    said, may = asked(facts, question, now)

    compare(said, may, facts, question, now)


def compare(said: Verdict, may: Allowance, facts: Sequence[Fact], question: Question, now: datetime) -> None:
    """Tell the same facts plainly, and see that it comes to the same."""
    who = (question.caller, question.subject)
    naive = naive_allowance(facts, *who, now)

    assert (said.ruling, said.reason, said.until, said.opens) == naive_verdict(facts, *who, question.means, now)
    assert (may.after, may.remaining) == (naive.after, naive.remaining)
    assert may.hindrance in naive.in_the_way if may.hindrance else not naive.in_the_way


def check_no(facts: tuple[Fact, ...], question: Question, now: datetime) -> None:
    about = [fact for fact in facts if covers(fact, question)]
    standing = [no for no in about if no.kind in NO and not any(undoes(later, no) for later in about)]
    ruling = verdict(facts, question, now).ruling

    assert not standing or ruling not in {Ruling.ALLOWED, Ruling.ALLOWED_REPORTED, Ruling.OUTSIDE_HOURS}


def covers(fact: Fact, question: Question) -> bool:
    between = fact.subject == question.subject and fact.caller in {question.caller, EVERYONE}
    return between and fact.limits.means in {None, question.means}


def undoes(later: Fact, no: Fact) -> bool:
    """Say whether the person said something else since: to the same, or, after a no to all, a yes to one."""
    if later.at <= no.at or later.kind not in YES | {Kind.ASKED_FIRST}:
        return False
    return later.caller == no.caller or (no.caller == EVERYONE and later.kind in YES)


def check_asker(facts: tuple[Fact, ...], question: Question, now: datetime) -> None:
    assert verdict(facts, question, now).ruling is not Ruling.ALLOWED


def check_take_back(facts: tuple[Fact, ...], back: Fact, question: Question, now: datetime) -> None:
    welcome = {Ruling.ALLOWED, Ruling.ALLOWED_REPORTED, Ruling.OUTSIDE_HOURS}
    before, may_before = asked(facts, question, now)
    after, may_after = asked([*facts, replace(back, number=len(facts) + 1)], question, now)

    assert before.ruling in welcome or after.ruling not in welcome
    by_phone = verdict(facts, replace(question, means=Means.PHONE), now)  # what an allowance goes by
    said_herself = may_before.hindrance is Hindrance.UNWELCOME and by_phone.reason is not Reason.REPORTED_NO
    assert not said_herself or may_after.hindrance is Hindrance.UNWELCOME


def check_askers_fact(facts: tuple[Fact, ...], more: Fact, question: Question, now: datetime) -> None:
    calls = [fact.at for fact in facts if fact.kind in CALLS]
    at = max([more.at, *calls])  # to say that an earlier call was answered after all does break a row
    last = answering(replace(more, number=len(facts) + 1, at=at), facts)
    before = verdict(facts, question, now).ruling
    after = verdict([*facts, last], question, now).ruling

    assert before is Ruling.ALLOWED or after is not Ruling.ALLOWED


OTHERS = ("dot", "eve", "flo", "gus", "hal", "ivy")
SAYING = (*[Kind.GRANTED] * 4, *WORDS, *CALLS)
CALLING = (*[Kind.GRANTED] * 3, *[Kind.UNANSWERED] * 8, Kind.ANSWERED, Kind.REQUESTED, Kind.REVOKED)
REPORTING = (
    *[Kind.REPORTED] * 8,
    *REPORTS,
    Kind.UNREPORTED,
    Kind.GRANTED,
    Kind.ASKED_FIRST,
    Kind.REVOKED,
    Kind.BLOCKED,
)
ASKING = (
    *[Kind.REQUESTED] * 16,
    Kind.NOT_NOW,
    Kind.WITHDRAWN,
    Kind.ANSWERED,
    Kind.DECLINED,
    Kind.REVOKED,
    Kind.GRANTED,
)
HISTORY = st.one_of(
    histories(ALL),
    histories(sorted(SAYING), least=5),
    histories(CALLING, days=8, least=9),
    histories(REPORTING, least=4),
    histories(ASKING, days=9, least=4),
    histories(ASKING, ("ann", *OTHERS), days=3, least=6),
    histories((*[Kind.REQUESTED] * 30, Kind.NOT_NOW), OTHERS, days=1, least=9),
)
ALWAYS: dict[str, st.SearchStrategy[Any]] = {
    "facts": HISTORY,
    "question": questions,
    "now": moments(9) | moments(30),
}
GIVEN: dict[Callable[..., None], dict[str, st.SearchStrategy[Any]]] = {
    check_order: ALWAYS | {"random": st.randoms(use_true_random=False)},
    check_story: ALWAYS,
    check_no: ALWAYS,
    check_asker: ALWAYS | {"facts": histories(OF_THE_ASKER)},
    check_take_back: ALWAYS | {"back": facts_of((Kind.REVOKED,))},
    check_askers_fact: ALWAYS | {"more": facts_of(OF_THE_ASKER)},
}


STEPS = 25
"""Acts in a record, at most."""


def often(cases: int) -> settings:
    """Return the settings for so many examples; how long one takes is nobody's affair."""
    unhurried = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    return settings(max_examples=cases, deadline=None, suppress_health_check=unhurried, stateful_step_count=STEPS)


def run(check: Callable[..., None], cases: int) -> None:
    often(cases)(given(**GIVEN[check])(check))()


def test_any_order_and_any_repetition_of_the_facts_comes_to_the_same() -> None:
    run(check_order, 100)


def test_a_plain_telling_of_the_facts_comes_to_the_same() -> None:
    run(check_story, 150)


def test_after_a_no_nobody_may_call_until_the_person_says_something_else() -> None:
    run(check_no, 100)


def test_nothing_that_askers_do_and_report_is_a_yes_of_the_person() -> None:
    run(check_asker, 60)


def test_a_take_back_allows_nothing_and_opens_no_door() -> None:
    run(check_take_back, 80)


def test_nothing_that_an_asker_adds_makes_a_refusal_a_yes_of_the_person() -> None:
    run(check_askers_fact, 80)


# The record: what people do, one thing after another, against a diary

PEOPLE = ("ann", "bob", "cyd")
PAIRS = tuple(permutations(PEOPLE, 2))
pairs = st.sampled_from((PAIRS[0], PAIRS[0], PAIRS[0], *PAIRS))
pairs_or_all = st.sampled_from((PAIRS[0], PAIRS[0], *PAIRS, *((person, EVERYONE) for person in PEOPLE)))
waits = st.sampled_from((TICK, DAY / 24, DAY / 2, DAY, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY))
steps_back = st.sampled_from((TICK, SKEW, SKEW + TICK, DAY / 24, 2 * DAY))
clocks = st.sampled_from((None, None, None, -DAY / 24, 0 * DAY, DAY / 24))
"""How far the platform's clock is ahead of ours; None where only we have a clock."""
any_one = st.integers(0, 99)


class ACommonRecord(RuleBasedStateMachine):
    """Three people who may do anything to each other, and the rules over all that they did."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.diary = Diary()

    def append(self, act: Act) -> None:
        self.diary.append(act, self.now)

    def traffic(self) -> dict[tuple[str, str], Traffic]:
        """Return what the desk looks at before somebody asks, for every two."""
        return {pair: self.kept(*pair) for pair in PAIRS}

    def kept(self, subject: str, caller: str) -> Traffic:
        about = [fact for fact in self.diary.facts if fact.subject == subject]
        between = [fact for fact in about if fact.caller in {caller, EVERYONE}]
        by_you = [fact for fact in self.diary.facts if fact.caller == caller and fact.at > self.now - DAY]
        return Traffic(between, [fact for fact in about if fact.at > self.now - REQUEST], by_you)

    def erase(self, person: str) -> None:
        self.diary.erase(person)

    def says(
        self,
        kind: Kind,
        who: tuple[str, str],
        clock: timedelta | None = None,
        refers: int | None = None,
        limits: Limits | None = None,
        by: Literal["subject", "caller"] = "subject",
        actor: str = "",
    ) -> None:
        at = self.now + clock if clock is not None else None
        acting = actor or who[0 if by == "subject" else 1]
        self.append(Act(kind, *who, acting, at, refers, limits or Limits()))

    def limits(self, found: Terms) -> Limits:
        once, end, by_means, when = found
        return Limits(once, self.now + end if end is not None else None, by_means, when)

    def one_of(self, kinds: set[Kind], which: int) -> Fact | None:
        found = [fact for fact in self.diary.facts if fact.kind in kinds]
        return found[which % len(found)] if found else None

    def waiting(self) -> tuple[Fact, ...]:
        return open_requests(self.diary.facts, self.now)

    # The person who may be called

    @rule(who=pairs_or_all, found=terms, clock=clocks)
    def grant(self, who: tuple[str, str], found: Terms, clock: timedelta | None) -> None:
        self.says(Kind.GRANTED, who, clock, limits=self.limits(found))

    @rule(who=pairs, found=terms, clock=clocks)
    def narrow(self, who: tuple[str, str], found: Terms, clock: timedelta | None) -> None:
        self.says(Kind.NARROWED, who, clock, limits=self.limits(found))

    @precondition(lambda self: self.waiting())
    @rule(
        which=any_one,
        kind=st.sampled_from((Kind.GRANTED, Kind.DECLINED, Kind.WRITE_INSTEAD, Kind.NOT_NOW)),
        found=terms,
        clock=clocks,
    )
    def answer(self, which: int, kind: Kind, found: Terms, clock: timedelta | None) -> None:
        request = self.waiting()[which % len(self.waiting())]
        named = self.limits(found)
        agreed = {Kind.GRANTED: named, Kind.NOT_NOW: Limits(until=named.until)}.get(kind)
        self.says(kind, (request.subject, request.caller), clock, request.number, agreed)

    @rule(who=pairs_or_all, clock=clocks)
    def revoke(self, who: tuple[str, str], clock: timedelta | None) -> None:
        self.says(Kind.REVOKED, who, clock)

    @rule(person=st.sampled_from(PEOPLE), kind=st.sampled_from((Kind.DECLINED, Kind.WRITE_INSTEAD)), clock=clocks)
    def refuse_everybody(self, person: str, kind: Kind, clock: timedelta | None) -> None:
        self.says(kind, (person, EVERYONE), clock)

    @rule(who=pairs, clock=clocks)
    def block(self, who: tuple[str, str], clock: timedelta | None) -> None:
        self.says(Kind.BLOCKED, who, clock)

    @rule(who=pairs_or_all, clock=clocks)
    def lift(self, who: tuple[str, str], clock: timedelta | None) -> None:
        self.says(Kind.ASKED_FIRST, who, clock)

    @rule(which=any_one, kind=st.sampled_from((Kind.CONFIRMED, Kind.DISPUTED)), clock=clocks)
    def put_right(self, which: int, kind: Kind, clock: timedelta | None) -> None:
        report = self.one_of(set(REPORTS), which)
        if report is None or report.caller == EVERYONE:
            return
        if report.kind is Kind.REPORTED_NO:
            kind = Kind.ASKED_FIRST if kind is Kind.DISPUTED else Kind.DECLINED
        limits = report.limits if kind is Kind.CONFIRMED else None
        self.says(kind, (report.subject, report.caller), clock, report.number, limits)

    # Whoever would like to call

    @rule(who=pairs, clock=clocks, times=st.sampled_from((1, 1, 2)), apart=waits)
    def request(self, who: tuple[str, str], clock: timedelta | None, times: int, apart: timedelta) -> None:
        for time_passes in (True, False)[-times:]:
            self.says(Kind.REQUESTED, who, clock, by="caller")
            self.now += apart if time_passes else 0 * DAY

    @precondition(lambda self: self.waiting())
    @rule(which=any_one, clock=clocks)
    def withdraw(self, which: int, clock: timedelta | None) -> None:
        request = self.waiting()[which % len(self.waiting())]
        self.says(Kind.WITHDRAWN, (request.subject, request.caller), clock, request.number, by="caller")

    @rule(who=pairs, kind=st.sampled_from(sorted(CALLS)), times=st.sampled_from((1, 1, 3)), clock=clocks)
    def call(self, who: tuple[str, str], kind: Kind, times: int, clock: timedelta | None) -> None:
        for _ in range(times):
            self.says(kind, who, clock, by="caller")

    @rule(who=pairs_or_all, kind=st.sampled_from(sorted(REPORTS)), found=terms, by=st.sampled_from(PEOPLE))
    def report(self, who: tuple[str, str], kind: Kind, found: Terms, by: str) -> None:
        told = self.limits(found) if kind is Kind.REPORTED else None
        self.says(kind, who, limits=told, actor=who[1] if who[1] != EVERYONE else by)

    @rule(which=any_one)
    def undo_a_report(self, which: int) -> None:
        if report := self.one_of(set(REPORTS), which):
            self.says(Kind.UNREPORTED, (report.subject, report.caller), refers=report.number, actor=report.actor)

    # Anybody, and time

    @rule(person=st.sampled_from(PEOPLE), for_good=st.sampled_from((False, False, True)))
    def forget(self, person: str, for_good: bool) -> None:
        self.says(Kind.ERASED, (person, EVERYONE))
        self.erase(person)
        if for_good:
            self.says(Kind.SUPPRESSED, (person, EVERYONE))

    @rule(by=waits)
    def wait(self, by: timedelta) -> None:
        self.now += by

    @rule(by=steps_back)
    def set_the_clock_back(self, by: timedelta) -> None:
        self.now -= by

    @invariant()
    def the_diary_comes_to_the_same(self) -> None:
        for (subject, caller), traffic in self.traffic().items():
            by_phone = verdict(traffic.between, Question(subject, caller), self.now)
            may = allowance(traffic, by_phone, self.now)
            for by_means in (Means.PHONE, Means.VIDEO):
                question = Question(subject, caller, by_means)
                said = verdict(traffic.between, question, self.now)
                compare(said, may, self.diary.facts, question, self.now)


class Shelf:
    """A real memory, in a file, with a team for every example."""

    def __init__(self, folder: str) -> None:
        self._url = f"sqlite:///{Path(folder) / 'rules.db'}"
        self._runner = asyncio.Runner()
        self._teams = 0
        self._open()

    def _open(self) -> None:
        self._database = Database(self._url)
        self._database.prepare()
        self._memory = Memory.opened(self._database, b"a secret of thirty-two bytes, no?")

    def new_team(self) -> str:
        self._teams += 1
        return f"slack:T{self._teams}"

    def change(self, team: str, work: Callable[[Book], T]) -> T:
        return self._runner.run(self._memory.change(team, work))

    def read(self, team: str, work: Callable[[Book], T]) -> T:
        return self._runner.run(self._memory.read(team, work))

    def start_anew(self) -> None:
        """Let go of everything that is not in the file."""
        self._database.close()
        self._open()

    def close(self) -> None:
        self._database.close()
        self._runner.close()


@contextmanager
def a_shelf() -> Iterator[Shelf]:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(folder)
        try:
            yield shelf
        finally:
            shelf.close()


class ARecordInAFile(ACommonRecord):
    """The same, where what people did is written to a database and read back before it is ruled upon."""

    shelf: Shelf

    def __init__(self) -> None:
        super().__init__()
        self.team = self.shelf.new_team()

    def append(self, act: Act) -> None:
        kept = self.shelf.change(self.team, lambda book: book.ledger.append(act, self.now))

        assert kept == self.diary.append(act, self.now)

    def erase(self, person: str) -> None:
        super().erase(person)
        self.shelf.change(self.team, lambda book: book.ledger.erase(person))

    def traffic(self) -> dict[tuple[str, str], Traffic]:
        def between(book: Book, subject: str, caller: str) -> Traffic:
            about = book.ledger.about(subject, self.now - REQUEST)
            return Traffic(book.ledger.between(subject, caller), about, book.ledger.by(caller, self.now - DAY))

        return self.shelf.read(self.team, lambda book: {pair: between(book, *pair) for pair in PAIRS})

    def teardown(self) -> None:
        """Close the file, open it again, and walk the whole record: it holds what the diary holds."""
        self.shelf.start_anew()

        self.the_diary_comes_to_the_same()
        assert self.shelf.read(self.team, lambda book: tuple(book.ledger.problems())) == ()


def on(found: Shelf) -> type[RuleBasedStateMachine]:
    class OnThisShelf(ARecordInAFile):
        shelf = found

    return OnThisShelf


def test_the_rules_and_a_diary_agree_after_everything_that_people_do() -> None:
    run_state_machine_as_test(ACommonRecord, settings=often(20))


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with a_shelf() as found:
        yield found


def test_what_a_database_gives_back_comes_to_what_the_diary_says(shelf: Shelf) -> None:
    run_state_machine_as_test(on(shelf), settings=often(5))


# Many more


def main(arguments: list[str]) -> int:
    """Run so many cases, a hundred thousand if none are named, and print how many of each kind there were."""
    cases = int(arguments[0]) if arguments else 100_000
    with a_shelf() as found:
        jobs: dict[str, tuple[int, Callable[[int], None]]] = {
            "a diary": (20, lambda some: run_state_machine_as_test(ACommonRecord, settings=often(some))),
            "a database": (2, lambda some: run_state_machine_as_test(on(found), settings=often(some))),
        }
        for check in GIVEN:
            jobs[check.__name__.replace("_", " ")] = (78 // len(GIVEN), partial(run, check))
        for name, (share, job) in jobs.items():
            start, some = time.perf_counter(), max(1, cases * share // 100)
            job(some)
            print(f"{name:20} {some:7} cases {time.perf_counter() - start:8.1f} s", flush=True)
    return 0
