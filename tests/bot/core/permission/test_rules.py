"""The rules about calls, one by one: bob would like to call ann, and day 0 is a Monday, ten o'clock in Lisbon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.permission.events import EVERYONE, Fact, Kind, Limits, Means
from bot.core.permission.hours import Hours, parse_hours
from bot.core.permission.quotas import Allowance, Hindrance, Traffic, allowance, open_requests
from bot.core.permission.rules import ONCE, REPORT, STANDING, Question, Reason, Ruling, Verdict, verdict

MONDAY = datetime(2025, 11, 3, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
ALL_NOES = (Kind.DECLINED, Kind.REVOKED, Kind.DISPUTED, Kind.WRITE_INSTEAD, Kind.BLOCKED)
MORNINGS = parse_hours("mon-fri 09:00-12:00", "Europe/Lisbon")


def at(day: float) -> datetime:
    return MONDAY + day * DAY


def fact(
    kind: Kind,
    day: float,
    who: str = "bob",
    *,
    to: str = "ann",
    refers: int | None = None,
    limits: Limits | None = None,
) -> Fact:
    """Say something without a number; `on_record` gives it one."""
    return Fact(0, kind, to, who, "", at(day), at(day), refers, limits or Limits())


def yes(day: float, who: str = "bob", *, kind: Kind = Kind.GRANTED, once: bool = False, days: float = 0) -> Fact:
    """Say yes as the desk writes it down: with an end, named or usual."""
    usual = REPORT if kind is Kind.REPORTED else ONCE if once else STANDING
    return fact(kind, day, who, limits=Limits(once, at(day) + (days * DAY or usual)))


def limited(granted: Fact, *, means: Means | None = None, hours: Hours | None = None) -> Fact:
    return replace(granted, limits=replace(granted.limits, means=means, hours=hours))


def no(day: float, who: str = "bob") -> Fact:
    return fact(Kind.DECLINED, day, who)


def take_back(day: float, who: str = "bob", means: Means | None = None) -> Fact:
    return fact(Kind.REVOKED, day, who, limits=Limits(means=means))


def ask_first(day: float, who: str = "bob", refers: int | None = None) -> Fact:
    return fact(Kind.ASKED_FIRST, day, who, refers=refers)


def reported(day: float, who: str = "bob", days: float = 0) -> Fact:
    return yes(day, who, kind=Kind.REPORTED, days=days)


def reported_no(day: float, who: str = "bob") -> Fact:
    return fact(Kind.REPORTED_NO, day, who)


def answered(day: float, who: str = "bob") -> Fact:
    return fact(Kind.ANSWERED, day, who)


def unanswered(*days: float) -> list[Fact]:
    return [fact(Kind.UNANSWERED, day) for day in days]


def request(day: float, who: str = "bob", to: str = "ann") -> Fact:
    return fact(Kind.REQUESTED, day, who, to=to)


def on_record(*facts: Fact) -> tuple[Fact, ...]:
    """Number the facts as they are listed: the first is line 1."""
    return tuple(replace(each, number=number) for number, each in enumerate(facts, start=1))


def may_call(
    *facts: Fact, on: float | datetime, who: str = "bob", to: str = "ann", means: Means = Means.PHONE
) -> Verdict:
    return verdict(on_record(*facts), Question(to, who, means), on if isinstance(on, datetime) else at(on))


def may_ask(*facts: Fact, on: float | datetime, who: str = "bob", to: str = "ann") -> Allowance:
    """Say whether *who* may ask, where *facts* are all that the team has on record."""
    record = on_record(*facts)
    about = [each for each in record if each.subject == to]
    between = [each for each in about if each.caller in {who, EVERYONE}]
    by_you = [each for each in record if each.caller == who]
    said = may_call(*facts, on=on, who=who, to=to)
    return allowance(Traffic(between, about, by_you), said, on if isinstance(on, datetime) else at(on))


def answer(said: Verdict) -> tuple[Ruling, Reason]:
    return said.ruling, said.reason


ALLOWED = (Ruling.ALLOWED, Reason.GRANTED)
TEAMMATE = (Ruling.ALLOWED, Reason.TEAMMATES)
TOLD = (Ruling.ALLOWED_REPORTED, Reason.REPORTED)
UNKNOWN = (Ruling.ASK_FIRST, Reason.NO_RECORD)
EXPIRED = (Ruling.ASK_FIRST, Reason.EXPIRED)
SPENT = (Ruling.ASK_FIRST, Reason.SPENT)
IN_VAIN = (Ruling.ASK_FIRST, Reason.UNANSWERED)
DECLINED = (Ruling.DENIED, Reason.DECLINED)
TAKEN_BACK = (Ruling.DENIED, Reason.TAKEN_BACK)
TOLD_NO = (Ruling.DENIED, Reason.REPORTED_NO)
NEVER = (Ruling.DENIED, Reason.NEVER)
IN_WRITING = (Ruling.WRITE_INSTEAD, Reason.WRITE)
BLOCKED = (Ruling.BLOCKED, Reason.BLOCKED)


# Unknown means ask first


def test_nothing_on_record_means_ask_first() -> None:
    assert may_call(on=0) == Verdict(Ruling.ASK_FIRST, Reason.NO_RECORD)


def test_a_yes_to_somebody_else_is_no_yes_to_me() -> None:
    assert answer(may_call(yes(0, "cyd"), on=1)) == UNKNOWN


def test_a_yes_by_somebody_else_is_no_yes_by_her() -> None:
    assert answer(may_call(replace(yes(0), subject="eve"), on=1)) == UNKNOWN


@pytest.mark.parametrize("kind", ALL_NOES)
def test_a_no_to_somebody_else_reads_like_no_record(kind: Kind) -> None:
    facts = (fact(kind, 0, "cyd"), request(-1, "cyd"), reported(-2, "cyd"), reported_no(-3, "cyd"))

    assert may_call(*facts, on=1) == may_call(on=1)
    assert may_ask(*facts, on=1) == may_ask(on=1)


def test_a_take_back_of_everything_reads_like_no_record_to_whoever_had_nothing() -> None:
    facts = (yes(0, "cyd"), take_back(1, EVERYONE))

    assert may_call(*facts, on=2) == may_call(on=2)
    assert may_ask(*facts, on=2) == may_ask(on=2)


# Yes, once and until she says stop


def test_a_yes_to_one_call_lasts_fourteen_days() -> None:
    granted = yes(0, once=True)

    assert may_call(granted, on=at(14) - TICK) == Verdict(
        Ruling.ALLOWED, Reason.GRANTED, at(14), by=replace(granted, number=1)
    )
    assert answer(may_call(granted, on=14)) == EXPIRED


def test_a_yes_until_stop_is_asked_for_again_after_six_months() -> None:
    assert answer(may_call(yes(0), on=at(182) - TICK)) == ALLOWED
    assert answer(may_call(yes(0), on=182)) == EXPIRED


def test_a_yes_counts_from_the_moment_it_is_said() -> None:
    assert answer(may_call(yes(0), on=0)) == ALLOWED


def test_a_yes_to_one_call_is_spent_by_a_call_that_was_answered() -> None:
    assert answer(may_call(yes(0, once=True), answered(1), on=1)) == SPENT


def test_a_call_that_nobody_answered_does_not_spend_it() -> None:
    assert answer(may_call(yes(0, once=True), *unanswered(1, 2, 3), on=3)) == ALLOWED


def test_a_call_before_the_yes_does_not_spend_it() -> None:
    assert answer(may_call(answered(-1), yes(0, once=True), on=1)) == ALLOWED


def test_somebody_elses_call_does_not_spend_it() -> None:
    assert answer(may_call(yes(0, once=True), answered(1, "cyd"), on=1)) == ALLOWED


def test_a_yes_until_stop_outlives_calls_that_were_answered() -> None:
    assert answer(may_call(yes(0), answered(1), answered(2), on=2)) == ALLOWED


def test_a_new_yes_replaces_the_old_one_also_when_it_is_smaller() -> None:
    assert answer(may_call(yes(0), yes(1, once=True), on=15)) == EXPIRED


def test_asking_again_does_not_cancel_a_yes() -> None:
    assert answer(may_call(yes(0), request(1), fact(Kind.NOT_NOW, 2, refers=2), on=3)) == ALLOWED


# Four calls in a row without an answer


def test_four_calls_in_a_row_without_an_answer_end_a_yes() -> None:
    assert answer(may_call(yes(0), *unanswered(1, 2, 3), on=3)) == ALLOWED
    assert answer(may_call(yes(0), *unanswered(1, 2, 3, 4), on=4)) == IN_VAIN


def test_a_call_that_is_answered_starts_the_count_afresh() -> None:
    assert answer(may_call(yes(0), *unanswered(1, 2, 3), answered(4), *unanswered(5, 6, 7), on=8)) == ALLOWED


def test_a_fifth_call_that_is_answered_does_not_bring_the_yes_back() -> None:
    assert answer(may_call(yes(0), *unanswered(1, 2, 3, 4), answered(5), on=6)) == IN_VAIN


def test_calls_before_the_yes_do_not_count() -> None:
    assert answer(may_call(*unanswered(-3, -2, -1), yes(0), *unanswered(1), on=2)) == ALLOWED


def test_a_new_yes_starts_the_count_afresh() -> None:
    assert answer(may_call(yes(0), *unanswered(1, 2, 3, 4), yes(5), on=6)) == ALLOWED


def test_four_calls_in_a_row_end_the_word_to_the_team_for_this_caller_only() -> None:
    facts = (yes(0, EVERYONE), *unanswered(1, 2, 3, 4))

    assert answer(may_call(*facts, on=5)) == IN_VAIN
    assert answer(may_call(*facts, on=5, who="cyd")) == TEAMMATE


# Means


def test_a_yes_to_a_video_call_is_none_to_a_phone_call() -> None:
    granted = limited(yes(0), means=Means.VIDEO)

    assert answer(may_call(granted, on=1, means=Means.VIDEO)) == ALLOWED
    assert answer(may_call(granted, on=1, means=Means.PHONE)) == UNKNOWN


def test_taking_back_only_video_leaves_the_phone() -> None:
    facts = (yes(0), take_back(1, means=Means.VIDEO))

    assert answer(may_call(*facts, on=2, means=Means.VIDEO)) == TAKEN_BACK
    assert answer(may_call(*facts, on=2, means=Means.PHONE)) == ALLOWED


def test_a_take_back_without_means_ends_a_yes_by_any() -> None:
    facts = (limited(yes(0), means=Means.VIDEO), take_back(1))

    assert answer(may_call(*facts, on=2, means=Means.VIDEO)) == TAKEN_BACK


def test_a_call_spends_a_yes_whatever_its_means() -> None:
    facts = (limited(yes(0, once=True), means=Means.VIDEO), answered(1))

    assert answer(may_call(*facts, on=2, means=Means.VIDEO)) == SPENT


def test_a_yes_that_is_narrowed_to_video_is_over_for_the_phone() -> None:
    narrowed = limited(yes(1, kind=Kind.NARROWED), means=Means.VIDEO)

    assert answer(may_call(yes(0), narrowed, on=2, means=Means.VIDEO)) == ALLOWED
    assert answer(may_call(yes(0), narrowed, on=2, means=Means.PHONE)) == UNKNOWN
    assert answer(may_call(yes(0), reported(0.5), narrowed, on=2, means=Means.PHONE)) == UNKNOWN
    assert answer(may_call(yes(1), replace(narrowed, at=at(1)), on=2, means=Means.PHONE)) == UNKNOWN
    assert answer(may_call(yes(0), narrowed, yes(2), on=3, means=Means.PHONE)) == ALLOWED
    assert answer(may_call(yes(0, EVERYONE), narrowed, on=2, means=Means.PHONE)) == TEAMMATE


def test_a_yes_that_is_narrowed_to_video_opens_nothing_by_phone() -> None:
    video = (limited(yes(1), means=Means.VIDEO), limited(yes(2, kind=Kind.NARROWED), means=Means.VIDEO))

    assert answer(may_call(no(0, EVERYONE), *video, reported(3), on=4, means=Means.PHONE)) == NEVER
    assert answer(may_call(fact(Kind.BLOCKED, 0), *video, on=4, means=Means.PHONE)) == BLOCKED
    assert answer(may_call(reported_no(0), *video, on=4, means=Means.PHONE)) == TOLD_NO
    assert answer(may_call(no(0, EVERYONE), yes(0.5), *video, on=4, means=Means.PHONE)) == NEVER


def test_a_call_by_other_means_spends_it_too() -> None:
    by_video = replace(answered(1), limits=Limits(means=Means.VIDEO))

    assert answer(may_call(yes(0, once=True), by_video, on=2)) == SPENT


# Hours, by the clock of the person who is called


def in_new_york(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("now", "ruling"),
    [
        (in_new_york(2025, 11, 4, 3, 59), Ruling.OUTSIDE_HOURS),  # 08:59 in Lisbon
        (in_new_york(2025, 11, 4, 4, 0), Ruling.ALLOWED),
        (in_new_york(2025, 11, 4, 6, 59), Ruling.ALLOWED),
        (in_new_york(2025, 11, 4, 7, 0), Ruling.OUTSIDE_HOURS),
        (in_new_york(2025, 11, 8, 5, 0), Ruling.OUTSIDE_HOURS),  # a Saturday
        (in_new_york(2026, 3, 10, 4, 59), Ruling.OUTSIDE_HOURS),  # the clocks of New York are forward, Lisbon's not yet
        (in_new_york(2026, 3, 10, 5, 0), Ruling.ALLOWED),
        (in_new_york(2026, 3, 31, 4, 0), Ruling.ALLOWED),  # now Lisbon's are, too
    ],
)
def test_hours_are_those_of_the_person_wherever_one_asks_from(now: datetime, ruling: Ruling) -> None:
    assert may_call(limited(yes(0), hours=MORNINGS), on=now).ruling is ruling


def test_outside_hours_it_says_when_they_open_over_a_change_of_clocks() -> None:
    granted = limited(yes(100), hours=MORNINGS)
    friday_noon, monday_nine = datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC)

    said = may_call(granted, on=friday_noon)

    assert (said.ruling, said.reason, said.opens) == (Ruling.OUTSIDE_HOURS, Reason.HOURS, monday_nine)
    assert said.until == at(100) + STANDING
    assert answer(may_call(granted, on=monday_nine - TICK)) == (Ruling.OUTSIDE_HOURS, Reason.HOURS)
    assert answer(may_call(granted, on=monday_nine)) == ALLOWED


@pytest.mark.parametrize("utc_hour", [0, 1])
def test_an_hour_that_comes_twice_is_inside_both_times(utc_hour: int) -> None:
    granted = limited(yes(-30), hours=parse_hours("sun 02:00-03:00", "Europe/Berlin"))

    assert answer(may_call(granted, on=datetime(2025, 10, 26, utc_hour, 30, tzinfo=UTC))) == ALLOWED


def test_an_hour_that_is_skipped_comes_a_week_later() -> None:
    granted = limited(yes(100), hours=parse_hours("sun 02:00-03:00", "Europe/Berlin"))

    said = may_call(granted, on=datetime(2026, 3, 28, 12, tzinfo=UTC))

    assert said.opens == datetime(2026, 4, 5, 0, tzinfo=UTC)


def test_hours_that_never_come_before_the_end_are_no_yes() -> None:
    granted = limited(yes(0, days=1), hours=parse_hours("thu 09:00-10:00", "Europe/Lisbon"))

    assert answer(may_call(granted, on=0.5)) == EXPIRED


def test_hours_that_open_just_when_the_yes_ends_are_no_yes() -> None:
    granted = limited(yes(0, days=3), hours=parse_hours("thu 10:00-11:00", "Europe/Lisbon"))

    assert answer(may_call(granted, on=1)) == EXPIRED
    assert answer(may_call(replace(granted, limits=replace(granted.limits, until=at(3) + TICK)), on=1)) == (
        Ruling.OUTSIDE_HOURS,
        Reason.HOURS,
    )


# Her latest word counts, and a tie goes to no


@pytest.mark.parametrize("kind", ALL_NOES)
def test_of_a_yes_and_a_no_the_later_one_counts(kind: Kind) -> None:
    tick = TICK / DAY

    assert may_call(yes(0), fact(kind, tick), on=1).ruling in {Ruling.DENIED, Ruling.WRITE_INSTEAD, Ruling.BLOCKED}
    assert answer(may_call(fact(kind, 0), yes(tick), on=1)) == ALLOWED


@pytest.mark.parametrize("kind", ALL_NOES)
def test_of_a_yes_and_a_no_in_the_same_instant_the_no_counts(kind: Kind) -> None:
    expected = may_call(fact(kind, 0), on=1)

    assert answer(may_call(yes(0), fact(kind, 0), on=1)) == answer(expected)
    assert answer(may_call(fact(kind, 0), yes(0), on=1)) == answer(expected)


def test_of_a_yes_to_one_and_a_no_to_all_in_the_same_instant_the_no_counts() -> None:
    assert answer(may_call(yes(0), no(0, EVERYONE), on=1)) == NEVER
    assert answer(may_call(yes(0), take_back(0, EVERYONE), on=1)) == TAKEN_BACK


def test_of_a_yes_and_ask_first_in_the_same_instant_ask_first_counts() -> None:
    assert answer(may_call(yes(0), ask_first(0), on=1)) == UNKNOWN


@pytest.mark.parametrize("kind", [Kind.GRANTED, Kind.NARROWED, Kind.CONFIRMED])
@pytest.mark.parametrize("other", [Kind.GRANTED, Kind.NARROWED, Kind.CONFIRMED])
def test_of_two_yeses_in_the_same_instant_the_narrower_counts_whatever_their_kinds(kind: Kind, other: Kind) -> None:
    wide, narrow = yes(0, kind=kind), yes(0, kind=other, once=True)

    assert answer(may_call(wide, narrow, answered(1), on=2)) == SPENT
    assert answer(may_call(narrow, wide, answered(1), on=2)) == SPENT


def test_a_call_in_the_instant_of_the_yes_spends_it() -> None:
    assert answer(may_call(yes(0, once=True), answered(0), on=1)) == SPENT


def test_of_an_answered_call_and_one_without_an_answer_in_the_same_instant_the_answered_comes_last() -> None:
    assert answer(may_call(yes(0), *unanswered(1, 2, 3), answered(4), *unanswered(4), on=5)) == IN_VAIN


def test_of_several_noes_in_the_same_instant_the_last_line_is_named_in_any_order() -> None:
    facts = on_record(*[no(0)] * 7)

    assert verdict(facts, Question("ann", "bob"), at(1)).by == facts[6]
    assert verdict(facts[::-1], Question("ann", "bob"), at(1)).by == facts[6]


def test_a_take_back_after_a_no_leaves_the_no() -> None:
    assert answer(may_call(fact(Kind.BLOCKED, 0), take_back(1), on=2)) == BLOCKED
    assert answer(may_call(no(0, EVERYONE), take_back(1, EVERYONE), on=2)) == NEVER
    assert answer(may_call(fact(Kind.SUPPRESSED, 0, EVERYONE), take_back(1, EVERYONE), on=2)) == (
        Ruling.BLOCKED,
        Reason.DO_NOT_CONTACT,
    )


# A word to the whole team, and one to this caller


def test_a_word_to_the_team_fills_in_where_there_is_none_to_this_caller() -> None:
    assert answer(may_call(yes(0, EVERYONE), on=1)) == TEAMMATE
    assert answer(may_call(no(0, EVERYONE), on=1)) == NEVER
    assert answer(may_call(fact(Kind.WRITE_INSTEAD, 0, EVERYONE), on=1)) == IN_WRITING
    assert answer(may_call(ask_first(0, EVERYONE), on=1)) == UNKNOWN


def test_a_no_to_this_caller_stands_against_a_later_yes_to_the_team() -> None:
    assert answer(may_call(no(0), yes(1, EVERYONE), on=2)) == DECLINED


def test_hours_for_this_caller_stand_against_a_wider_yes_to_the_team() -> None:
    facts = (limited(yes(0), hours=MORNINGS), yes(1, EVERYONE))

    assert may_call(*facts, on=2.5).ruling is Ruling.OUTSIDE_HOURS


def test_a_yes_to_the_team_takes_over_where_the_one_to_this_caller_has_ended() -> None:
    assert answer(may_call(yes(0, EVERYONE), yes(1, once=True), answered(2), on=3)) == TEAMMATE


def test_a_no_to_the_team_ends_what_was_granted_before_it() -> None:
    assert answer(may_call(yes(0), no(1, EVERYONE), on=2)) == NEVER
    assert answer(may_call(yes(0), take_back(1, EVERYONE), on=2)) == TAKEN_BACK


def test_a_later_yes_to_this_caller_lifts_a_no_to_the_team() -> None:
    assert answer(may_call(no(0, EVERYONE), yes(1), on=2)) == ALLOWED
    assert answer(may_call(no(0, EVERYONE), yes(1), on=2, who="cyd")) == NEVER


@pytest.mark.parametrize("kind", [Kind.DECLINED, Kind.REVOKED, Kind.WRITE_INSTEAD])
def test_what_a_no_to_the_team_has_ended_does_not_come_back_when_the_team_is_told_something_else(kind: Kind) -> None:
    ended = (yes(0), fact(kind, 1, EVERYONE))
    evening = at(2.5)

    assert answer(may_call(*ended, ask_first(2, EVERYONE), on=3)) == UNKNOWN
    assert (
        may_call(*ended, limited(yes(2, EVERYONE), hours=MORNINGS), on=evening).ruling is Ruling.OUTSIDE_HOURS
    )  # not the old yes, which knew no hours


def test_a_no_to_this_caller_does_not_soften_a_later_no_to_the_team() -> None:
    facts = (no(0), no(1, EVERYONE))

    assert answer(may_call(*facts, on=40)) == NEVER
    assert may_ask(*facts, on=40).hindrance is Hindrance.UNWELCOME


# Blocks


def test_a_block_ends_calls_and_questions_until_it_is_lifted() -> None:
    blocked = (yes(0), fact(Kind.BLOCKED, 1))

    assert answer(may_call(*blocked, on=400)) == BLOCKED
    assert may_ask(*blocked, on=400) == Allowance(0, Hindrance.UNWELCOME)
    assert answer(may_call(*blocked, ask_first(2), on=3)) == UNKNOWN
    assert may_ask(*blocked, ask_first(2), on=3) == Allowance(2)


def test_a_block_does_not_end_in_favour_of_the_word_to_the_team() -> None:
    assert answer(may_call(fact(Kind.BLOCKED, 0), yes(1, EVERYONE), on=2)) == BLOCKED
    assert answer(may_call(fact(Kind.BLOCKED, 0), no(1, EVERYONE), on=2)) == BLOCKED


def test_once_a_block_is_lifted_the_word_to_the_team_counts_again() -> None:
    assert answer(may_call(yes(0, EVERYONE), fact(Kind.BLOCKED, 1), ask_first(2), on=3)) == TEAMMATE


def test_whoever_wants_no_contact_at_all_is_not_asked() -> None:
    gone = fact(Kind.SUPPRESSED, 0, EVERYONE)

    assert answer(may_call(gone, reported(1), on=400)) == (Ruling.BLOCKED, Reason.DO_NOT_CONTACT)
    assert may_ask(gone, on=400).hindrance is Hindrance.UNWELCOME


# What others report


def test_a_reported_yes_is_shown_as_reported_and_lasts_ninety_days() -> None:
    assert answer(may_call(reported(0), on=at(90) - TICK)) == TOLD
    assert answer(may_call(reported(0), on=90)) == UNKNOWN


def test_a_reported_yes_lasts_until_the_date_that_was_named() -> None:
    assert answer(may_call(reported(0, days=120), on=119)) == TOLD


def test_a_report_counts_from_when_it_was_recorded_and_cannot_be_dated_back() -> None:
    late = replace(reported(0), recorded=at(3))

    assert answer(may_call(late, on=2)) == UNKNOWN
    assert answer(may_call(late, on=3)) == TOLD
    assert answer(may_call(yes(1, once=True), answered(2), late, on=4)) == TOLD
    assert answer(may_call(replace(late, at=at(-30)), yes(4, once=True), answered(5), on=6)) == SPENT


@pytest.mark.parametrize("kind", ALL_NOES)
@pytest.mark.parametrize("day", [-1, 0, 1, 300])
def test_a_report_never_overrides_her_own_no(kind: Kind, day: float) -> None:
    expected = answer(may_call(fact(kind, 0), on=301))

    assert answer(may_call(fact(kind, 0), reported(day), on=301)) == expected
    assert answer(may_call(reported(day), fact(kind, 0), on=301)) == expected


@pytest.mark.parametrize("kind", [Kind.DECLINED, Kind.REVOKED, Kind.WRITE_INSTEAD, Kind.SUPPRESSED])
@pytest.mark.parametrize("day", [-1, 0, 1])
def test_a_report_never_overrides_her_no_to_everybody(kind: Kind, day: float) -> None:
    said = may_call(reported(day), fact(kind, 0, EVERYONE), on=2)

    assert said.ruling in {Ruling.DENIED, Ruling.WRITE_INSTEAD, Ruling.BLOCKED}


def test_a_report_that_a_no_to_everybody_ended_does_not_come_back() -> None:
    assert answer(may_call(reported(0), take_back(1, EVERYONE), ask_first(2, EVERYONE), on=3)) == UNKNOWN
    assert answer(may_call(reported(0), no(1, EVERYONE), ask_first(2, EVERYONE), on=3)) == UNKNOWN
    assert answer(may_call(take_back(1, EVERYONE), ask_first(2, EVERYONE), reported(3), on=3)) == TOLD


def test_a_report_that_a_block_ended_does_not_come_back_when_it_is_lifted() -> None:
    assert answer(may_call(reported(0), fact(Kind.BLOCKED, 1), ask_first(2), on=3)) == UNKNOWN


def test_a_report_counts_again_when_the_take_back_of_it_is_undone() -> None:
    assert answer(may_call(reported(0), take_back(1), on=2)) == TAKEN_BACK
    assert answer(may_call(reported(0), take_back(1), ask_first(1.001), on=2)) == TOLD


def test_her_own_yes_beats_a_report_and_what_it_ends_in_is_no_report() -> None:
    assert answer(may_call(yes(0), reported(1), on=2)) == ALLOWED
    assert may_call(limited(yes(0), hours=MORNINGS), reported(1), on=2.5).ruling is Ruling.OUTSIDE_HOURS
    assert answer(may_call(reported(0), limited(yes(1), hours=MORNINGS), on=2)) == ALLOWED
    assert may_call(reported(0), limited(yes(1), hours=MORNINGS), on=2.5).ruling is Ruling.OUTSIDE_HOURS
    assert answer(may_call(reported(0), yes(1, once=True), answered(2), on=3)) == SPENT
    assert answer(may_call(reported(1), yes(1, once=True), answered(2), on=3)) == SPENT
    assert answer(may_call(reported(0), yes(1), *unanswered(2, 3, 4, 5), on=6)) == IN_VAIN
    assert answer(may_call(reported(0), yes(1, days=1), on=3)) == EXPIRED


def test_a_report_after_her_yes_has_ended_counts() -> None:
    assert answer(may_call(yes(0, once=True), answered(1), reported(2), on=3)) == TOLD


def test_a_report_is_for_whoever_made_it() -> None:
    assert answer(may_call(reported(0), on=1, who="cyd")) == UNKNOWN


def test_a_report_that_is_taken_back_does_not_count() -> None:
    assert answer(may_call(reported(0), fact(Kind.UNREPORTED, 1, refers=1), on=2)) == UNKNOWN
    assert answer(may_call(reported_no(0, EVERYONE), fact(Kind.UNREPORTED, 1, EVERYONE, refers=1), on=2)) == UNKNOWN


def test_of_several_reports_the_last_one_counts() -> None:
    assert answer(may_call(reported(0), reported(1, days=1), on=3)) == UNKNOWN
    assert may_call(reported(0), reported(1), on=3).until == at(91)
    assert may_call(replace(reported(0), recorded=at(2)), reported(1), on=3).until == at(90)


def test_of_two_reports_in_one_instant_the_narrower_counts() -> None:
    wide, narrow = reported(0), reported(0, days=1)

    assert may_call(wide, narrow, on=0).until == may_call(narrow, wide, on=0).until == at(1)


def test_the_no_of_somebody_outside_holds_for_the_whole_team_at_once() -> None:
    told = reported_no(0, EVERYONE)

    assert [answer(may_call(told, on=0, who=who)) for who in ("bob", "cyd")] == [TOLD_NO, TOLD_NO]
    assert may_ask(told, on=400, who="cyd") == Allowance(0, Hindrance.UNWELCOME)


def test_no_later_report_talks_a_reported_no_away() -> None:
    assert answer(may_call(reported_no(0, EVERYONE), reported(1), on=2)) == TOLD_NO
    assert answer(may_call(reported(0), reported_no(1, EVERYONE), on=2)) == TOLD_NO
    assert answer(may_call(reported(0), reported_no(0, EVERYONE), on=0)) == TOLD_NO


def test_the_reported_no_of_a_member_is_for_whoever_reported_it() -> None:
    assert answer(may_call(reported_no(0), on=1)) == TOLD_NO
    assert answer(may_call(reported_no(0), on=1, who="cyd")) == UNKNOWN


def test_a_reported_no_outlives_a_block_that_is_lifted() -> None:
    assert answer(may_call(reported_no(0), fact(Kind.BLOCKED, 1), ask_first(2), on=3)) == TOLD_NO


def test_of_several_reported_noes_the_first_is_named() -> None:
    late = replace(reported_no(0, EVERYONE), recorded=at(9))
    facts = on_record(late, *(reported_no(day, EVERYONE) for day in (3, 2, 1, 4, 5, 6)))

    assert verdict(facts, Question("ann", "bob"), at(9)).by == facts[3]


def test_her_own_yes_beats_a_reported_no_and_what_it_ends_in_is_not_that_no() -> None:
    assert answer(may_call(reported_no(0), yes(1), on=2)) == ALLOWED
    assert answer(may_call(reported_no(0), yes(1, once=True), answered(2), on=3)) == SPENT


def test_a_reported_no_that_she_puts_right_is_none() -> None:
    facts = (reported_no(0), ask_first(1, refers=1))

    assert answer(may_call(*facts, on=2)) == UNKNOWN
    assert may_ask(*facts, on=2) == Allowance(2)


def test_a_list_reports_for_everybody() -> None:
    assert [answer(may_call(reported(0, EVERYONE), on=1, who=who)) for who in ("bob", "cyd")] == [TOLD, TOLD]


# May I ask? So often, and not so soon


def test_whoever_never_asked_may_ask_twice_this_week() -> None:
    assert may_ask(on=0) == Allowance(2)


def test_one_question_at_a_time_waits_for_fourteen_days() -> None:
    assert may_ask(request(0), on=at(14) - TICK) == Allowance(2, Hindrance.WAITING)
    assert may_ask(request(0), on=14) == Allowance(2)
    assert open_requests(on_record(request(0)), at(14)) == ()


def withdrawn(day: float, refers: int, who: str = "bob", to: str = "ann") -> Fact:
    return fact(Kind.WITHDRAWN, day, who, to=to, refers=refers)


def test_one_question_a_day_to_one_person() -> None:
    facts = (request(0), withdrawn(0.1, 1))

    assert may_ask(*facts, on=at(1) - TICK) == Allowance(1, Hindrance.PAIR_DAY, at(1))
    assert may_ask(*facts, on=1) == Allowance(1)


def test_two_questions_in_seven_days_to_one_person_by_a_rolling_week() -> None:
    facts = (request(0), withdrawn(0.1, 1), request(3), withdrawn(3.1, 3))

    assert may_ask(*facts, on=at(7) - TICK) == Allowance(0, Hindrance.PAIR_WEEK, at(7))
    assert may_ask(*facts, on=7) == Allowance(1)
    assert may_ask(*facts, on=10) == Allowance(2)


def test_a_call_that_was_answered_starts_the_week_afresh_but_not_the_day() -> None:
    facts = (request(0), withdrawn(0.1, 1), request(3), yes(3.1, once=True), answered(3.5))

    assert may_ask(*facts, on=at(4) - TICK) == Allowance(2, Hindrance.PAIR_DAY, at(4))
    assert may_ask(*facts, on=4) == Allowance(2)
    assert may_ask(*facts, request(4), withdrawn(4.1, 6), on=5) == Allowance(1)


def test_a_call_that_nobody_agreed_to_does_not_start_the_week_afresh() -> None:
    facts = (request(0), withdrawn(0.1, 1), request(3), withdrawn(3.1, 3), answered(3.5))

    assert may_ask(*facts, on=4) == Allowance(0, Hindrance.PAIR_WEEK, at(7))
    assert may_ask(*facts, reported(3.2), on=4) == Allowance(2)


def test_a_take_back_after_the_call_leaves_the_week_afresh() -> None:
    facts = (request(0), withdrawn(0.1, 1), request(3), yes(3.1), answered(3.5), take_back(3.6))

    assert may_ask(*facts, on=4) == Allowance(2, Hindrance.QUIET, at(33.6))


def test_of_several_answered_calls_the_last_starts_the_week_afresh() -> None:
    facts = (yes(-1, days=5), answered(-1), request(0), withdrawn(0.1, 3), request(3), withdrawn(3.1, 5), answered(3))

    assert may_ask(*facts, on=4) == Allowance(2)


def test_a_call_without_an_answer_does_not_start_the_week_afresh() -> None:
    facts = (request(0), withdrawn(0.1, 1), request(3), withdrawn(3.1, 3), *unanswered(3.5))

    assert may_ask(*facts, on=4).hindrance is Hindrance.PAIR_WEEK


def test_three_questions_may_wait_for_one_person() -> None:
    facts = (request(0, "cyd"), request(1, "dot"), request(2, "eve"))

    assert may_ask(*facts[:2], on=4) == Allowance(2)
    assert may_ask(*facts, on=at(14) - TICK) == Allowance(2, Hindrance.THEIR_OPEN, at(14))
    assert may_ask(*facts, on=14) == Allowance(2)
    assert may_ask(*facts, no(5, "dot"), on=6) == Allowance(2)


def test_with_four_questions_waiting_two_have_to_go() -> None:
    asked = [request(day, who) for day, who in enumerate(("cyd", "dot", "eve", "flo"))]

    assert may_ask(*asked, on=6) == Allowance(2, Hindrance.THEIR_OPEN, at(15))


def test_one_person_gets_two_new_questions_a_day() -> None:
    facts = (request(0, "cyd"), request(0.5, "dot"))

    assert may_ask(*facts, on=at(1) - TICK) == Allowance(2, Hindrance.THEIR_DAY, at(1))
    assert may_ask(*facts, on=1) == Allowance(2)


def test_one_may_ask_five_people_a_day() -> None:
    asked = [request(hour / 24, to=to) for hour, to in enumerate(("cyd", "dot", "eve", "flo", "gus"))]

    assert may_ask(*asked[:4], on=0.5) == Allowance(2)
    assert may_ask(*asked, on=at(1) - TICK) == Allowance(2, Hindrance.YOUR_DAY, at(1))
    assert may_ask(*asked, on=1) == Allowance(2)


def test_five_people_are_five_however_often_each_was_asked() -> None:
    asked = [request(hour / 24, to=to) for hour, to in enumerate(("cyd", "dot", "eve", "flo", "flo"))]

    assert may_ask(*asked, on=0.5) == Allowance(2)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (Kind.DECLINED, 30),
        (Kind.WRITE_INSTEAD, 30),
        (Kind.REVOKED, 30),
        (Kind.DISPUTED, 30),
        (Kind.NOT_NOW, 14),
    ],
)
def test_it_is_quiet_for_thirty_days_after_a_no_and_for_fourteen_after_not_now(kind: Kind, days: int) -> None:
    facts = (request(-3), fact(kind, 0, refers=1))

    assert may_ask(*facts, on=at(days) - TICK).after == at(days)
    assert may_ask(*facts, on=at(days) - TICK).hindrance is Hindrance.QUIET
    assert may_ask(*facts, on=days) == Allowance(2)


def test_a_later_yes_ends_the_quiet() -> None:
    assert may_ask(no(0), yes(1, once=True), answered(2), on=3) == Allowance(2)


def test_a_yes_in_the_instant_of_a_no_does_not_end_the_quiet() -> None:
    assert may_ask(yes(0), no(0), on=1) == Allowance(2, Hindrance.QUIET, at(30))


def test_a_yes_to_this_caller_ends_the_quiet_after_a_take_back_of_everything() -> None:
    taken_back = (yes(-1), take_back(0, EVERYONE))

    assert may_ask(*taken_back, on=3) == Allowance(2, Hindrance.QUIET, at(30))
    assert may_ask(*taken_back, yes(1, once=True), answered(2), on=3) == Allowance(2)


def test_of_two_noes_the_quiet_after_the_later_one_counts() -> None:
    assert may_ask(yes(-1), no(0), take_back(5, EVERYONE), on=6) == Allowance(2, Hindrance.QUIET, at(35))


@pytest.mark.parametrize("card", [ask_first(1, EVERYONE), yes(1, EVERYONE)])
def test_what_the_team_is_told_does_not_end_the_quiet_after_a_no_to_this_caller(card: Fact) -> None:
    assert may_ask(no(0), card, on=2) == Allowance(2, Hindrance.QUIET, at(30))


def test_not_now_does_not_shorten_the_quiet_after_a_take_back() -> None:
    facts = (request(0), yes(-20, once=True), take_back(1, EVERYONE), fact(Kind.NOT_NOW, 2, refers=1))

    assert may_ask(*facts, on=17) == Allowance(2, Hindrance.QUIET, at(31))


def test_of_several_things_in_the_way_the_last_to_go_counts() -> None:
    facts = (request(0), fact(Kind.NOT_NOW, 0.1, refers=1), request(13.9, "cyd"), request(13.95, "dot"))

    assert may_ask(*facts, on=14) == Allowance(2, Hindrance.THEIR_DAY, at(14.9))


def test_whoever_may_call_need_not_ask() -> None:
    assert may_ask(yes(0), on=1) == Allowance(2, Hindrance.ALREADY)
    assert may_ask(limited(yes(0), hours=MORNINGS), on=1.5) == Allowance(2, Hindrance.ALREADY)
    assert may_ask(reported(0), on=1) == Allowance(2)


@pytest.mark.parametrize("kind", [Kind.DECLINED, Kind.WRITE_INSTEAD])
def test_nobody_asks_whoever_told_the_team_never_or_in_writing(kind: Kind) -> None:
    card = fact(kind, 0, EVERYONE)

    assert may_ask(card, on=400) == Allowance(0, Hindrance.UNWELCOME)
    assert may_ask(card, ask_first(1, EVERYONE), on=2) == Allowance(2)


def test_after_everything_was_taken_back_one_may_ask_again_in_thirty_days() -> None:
    assert may_ask(yes(0), take_back(1, EVERYONE), on=2) == Allowance(2, Hindrance.QUIET, at(31))
    assert may_ask(reported(0), take_back(1, EVERYONE), on=2) == Allowance(2, Hindrance.QUIET, at(31))
    assert may_ask(take_back(1, EVERYONE), reported(1.5), on=2) == Allowance(2)


# What ends the wait for an answer


@pytest.mark.parametrize("kind", [*ALL_NOES, Kind.GRANTED, Kind.NARROWED, Kind.CONFIRMED, Kind.ASKED_FIRST])
def test_any_later_word_to_the_asker_answers_the_question(kind: Kind) -> None:
    assert open_requests(on_record(request(0), fact(kind, 1)), at(2)) == ()
    assert len(open_requests(on_record(request(0), fact(kind, -1)), at(2))) == 1
    assert len(open_requests(on_record(request(0), fact(kind, 1, "cyd")), at(2))) == 1


def test_a_word_in_the_instant_of_the_question_answers_it_and_one_of_somebody_else_does_not() -> None:
    facts = on_record(request(0), request(0, to="eve"), no(0))

    assert open_requests(facts, at(1)) == (facts[1],)


def test_of_a_word_and_a_question_in_the_same_instant_the_later_line_came_later() -> None:
    facts = on_record(no(0), request(0))

    assert open_requests(facts, at(1)) == (facts[1],)


@pytest.mark.parametrize(
    "kind", [Kind.NOT_NOW, Kind.WITHDRAWN, Kind.REPORTED, Kind.REPORTED_NO, Kind.DECLINED, Kind.GRANTED]
)
def test_what_answers_a_question_by_its_number_ends_the_wait_whatever_the_clocks_say(kind: Kind) -> None:
    assert open_requests(on_record(request(0), fact(kind, -0.1, refers=1)), at(1)) == ()


def test_a_no_to_everybody_answers_every_question_and_a_take_back_none() -> None:
    assert open_requests(on_record(request(0), no(1, EVERYONE)), at(2)) == ()
    assert len(open_requests(on_record(request(0), take_back(1, EVERYONE)), at(2))) == 1
    assert len(open_requests(on_record(request(0), yes(1, EVERYONE)), at(2))) == 1


def test_questions_wait_in_the_order_in_which_they_came() -> None:
    facts = on_record(request(1, "cyd"), request(0), request(1, "dot"))

    assert [each.caller for each in open_requests(facts, at(2))] == ["bob", "cyd", "dot"]


# Times that cannot be


def test_a_yes_from_the_future_does_not_count_yet_but_a_clock_may_be_five_minutes_ahead() -> None:
    assert answer(may_call(yes(0), on=at(0) - 5 * MINUTE)) == ALLOWED
    assert answer(may_call(yes(0), on=at(0) - 5 * MINUTE - TICK)) == UNKNOWN
    assert answer(may_call(reported(0), on=at(0) - 5 * MINUTE)) == TOLD
    assert answer(may_call(reported(0), on=at(0) - 5 * MINUTE - TICK)) == UNKNOWN


def test_a_no_from_the_future_counts_at_once() -> None:
    assert answer(may_call(yes(0), no(2), on=1)) == DECLINED
    assert answer(may_call(yes(0), no(2, EVERYONE), on=1)) == NEVER
    assert answer(may_call(reported_no(2), on=1)) == TOLD_NO
    assert answer(may_call(yes(0), no(2), yes(3), on=1)) == DECLINED


def test_a_question_from_the_future_waits_and_counts() -> None:
    assert may_ask(request(1), on=0) == Allowance(1, Hindrance.WAITING)
    assert may_ask(request(1), withdrawn(0, 1), on=0) == Allowance(1, Hindrance.PAIR_DAY, at(2))
    assert may_ask(request(1, "cyd"), request(1, "dot"), on=0) == Allowance(2, Hindrance.THEIR_DAY, at(2))


def test_an_end_before_the_beginning_is_no_yes() -> None:
    assert answer(may_call(yes(0, days=-1), on=0)) == EXPIRED
    assert answer(may_call(reported(0, days=-1), on=0)) == UNKNOWN


def test_a_yes_without_an_end_is_none() -> None:
    assert answer(may_call(fact(Kind.GRANTED, 0), on=1)) == EXPIRED


def test_lines_that_say_nothing_about_calls_change_nothing() -> None:
    noise = [fact(kind, 1) for kind in (Kind.ERASED, Kind.LINKED, Kind.UNREPORTED, Kind.WITHDRAWN)]

    assert answer(may_call(yes(0), *noise, on=2)) == ALLOWED
    assert may_ask(*noise, on=2) == Allowance(2)


def test_a_line_that_is_told_twice_counts_once() -> None:
    calls = on_record(yes(0), *unanswered(1, 2))
    asked: Sequence[Fact] = on_record(request(0), withdrawn(0.1, 1))
    twice = Traffic([*asked, *asked], [*asked, *asked], [*asked, *asked])

    assert verdict([*calls, *calls], Question("ann", "bob"), at(3)).ruling is Ruling.ALLOWED
    assert allowance(twice, Verdict(Ruling.ASK_FIRST, Reason.NO_RECORD), at(2)) == Allowance(1)
    assert open_requests([asked[0], asked[0]], at(2)) == (asked[0],)
