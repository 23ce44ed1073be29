"""Puts verdicts, limits and times into words; the words themselves stand in prompts/permission.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.core import phrasing
from bot.core.errors import CoachError
from bot.core.moments import Moment
from bot.core.people import Platform
from bot.core.permission.clock import DAY
from bot.core.permission.events import Limits, Means
from bot.core.permission.hours import Hours, Window
from bot.core.permission.rules import lasts
from bot.core.phrasing import Later
from bot.core.replies import Reply, Text, Trouble

WEEK = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases about calls, filled in; times are said in the zone of whoever reads them, and kept in *said*.

    What can be typed stands in them as on *platform*.
    """

    phrases: Mapping[str, Any]
    zone: str = ""
    platform: Platform = "terminal"
    said: dict[str, Moment] = field(default_factory=dict, compare=False)

    def line(self, phrase: str, **values: str | Later) -> str:
        """Return the single sentence called *phrase*, such as "next.twice"."""
        return phrasing.line(self._found(phrase), self._typed | values)

    def text(self, phrase: str, **values: str | Later) -> Text:
        """Return the pair called *phrase*: what is set in bold, and the rest."""
        return phrasing.pair(self._found(phrase), self._typed | values)

    def trouble(self, error: CoachError) -> Reply:
        """Put an error of ours into words."""
        message = self.line(f"errors.{error.phrase}", **error.values)
        return Reply((Text(message),), result=Trouble(error.phrase, message), times=error.times)

    @property
    def _typed(self) -> dict[str, str | Later]:
        """Return what the verbs about calls are typed behind, as $typed."""
        return {"typed": self._found(f"typed.{self.platform}")}

    def _found(self, phrase: str) -> Any:  # noqa: ANN401 - a phrase, a pair or a list of names
        return phrasing.phrase_of(self.phrases, phrase, "permission.toml")

    @property
    def tz(self) -> tzinfo:
        """Return the reader's time zone, UTC until it is known."""
        return ZoneInfo(self.zone) if self.zone else UTC

    def date(self, when: datetime, now: datetime) -> str:
        """Return the day of *when*; the year only where it is another one."""
        return self.timed(self._date(when, now), when, day=True)

    def _date(self, when: datetime, now: datetime) -> str:
        local, today = when.astimezone(self.tz), now.astimezone(self.tz)
        month = self._found("time.months")[local.month - 1]
        phrase = "time.day" if local.year == today.year else "time.other_year"
        return self.line(phrase, day=str(local.day), month=month, year=str(local.year))

    def last_day(self, until: datetime, now: datetime) -> str:
        """Return the last day on which something holds that ends at *until*."""
        return self.date(until - timedelta(microseconds=1), now)

    def moment(self, when: datetime, now: datetime) -> str:
        """Return the day and the minute of *when*, and in whose time that is."""
        local = when.astimezone(self.tz)
        weekday = self._found("time.days")[local.weekday()]
        place = self.line("time.place", city=_city(self.zone)) if self.zone else self.line("time.utc")
        date, clock = self._date(when, now), f"{local:%H:%M}"
        return self.timed(self.line("time.moment", weekday=weekday, date=date, clock=clock, place=place), when)

    def timed(self, words: str, when: datetime, *, day: bool = False) -> str:
        """Return *words* that say a time, and keep which one."""
        self.said[words] = Moment(words, when, day)
        return words

    def hours(self, hours: Hours) -> str:
        """Return weekly hours as one says them."""
        windows = ", ".join(self._window(window) for window in hours.windows)
        return self.line("time.hours", windows=windows, zone=_city(hours.zone))

    def _window(self, window: Window) -> str:
        starts, ends = window.start > 0, window.end < DAY
        phrase = {(True, True): "window", (True, False): "from", (False, True): "to", (False, False): "all_day"}
        days = self._days(window.days)
        return self.line(f"time.{phrase[starts, ends]}", days=days, start=_clock(window.start), end=_clock(window.end))

    def _days(self, days: Sequence[int]) -> str:
        if tuple(days) in {WEEK, WEEK[:5]}:
            return self.line("time.every_day" if len(days) == len(WEEK) else "time.weekdays")
        return self.listed([self._found("time.on_days")[day] for day in days])

    def listed(self, names: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """Return names as one says them: "Ana, Bo and Cy"."""
        return self.line(f"time.{last}").join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def counted(self, noun: str, count: int) -> str:
        """Return how many of a noun of [count] there are, as one says it."""
        return phrasing.line(self._found(f"count.{noun}")[min(count, 2)], {"count": f"{count:,}"})

    def terms(self, limits: Limits, at: datetime, now: datetime, giver: str = "") -> str:
        """Return how far a yes of *at* goes; *giver* names whose it is, unless it is the reader's own."""
        until = Later(lambda: self.last_day(limits.until, now) if limits.until else "")
        standing = lasts(limits, at)
        phrase = "once" if limits.once else "until" if not standing else "until_they_stop" if giver else "standing"
        pieces = (
            self.line(f"grant.terms_{phrase}", until=until, giver=giver),
            self.line(f"means.{limits.means}") if limits.means else "",
            self.hours(limits.hours) if limits.hours else "",
        )
        return ", ".join(filter(None, pieces))

    def means(self, means: Means) -> str:
        """Return by what means one calls."""
        return self.line(f"means.{means}")


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
