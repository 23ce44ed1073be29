"""Puts rhythms, slots and reminders into words; the words themselves stand in prompts/reminders.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.core import phrasing
from bot.core.errors import CoachError
from bot.core.permission.clock import spell_time
from bot.core.reminding.rhythms import DAY, Rhythm, Slot
from bot.core.replies import Button, Reply, Text, Trouble

FILE = "reminders.toml"
EVERY_DAY, WEEKDAYS, WEEKENDS = tuple(range(7)), tuple(range(5)), (5, 6)
SETS = {EVERY_DAY: "daily", WEEKDAYS: "weekdays", WEEKENDS: "weekends"}


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases about reminders, filled in; what can be typed stands in them as on *platform*."""

    phrases: Mapping[str, Any]
    platform: str = "terminal"

    @classmethod
    def read(cls, prompts: Path) -> Words:
        """Read the file in *prompts*.

        Raises:
            BrokenWords: it can't be read.
        """
        return cls(phrasing.read(prompts, FILE))

    def on(self, platform: str) -> Words:
        """Return the same phrases as they are read on *platform*."""
        return replace(self, platform=platform)

    def line(self, phrase: str, **values: str) -> str:
        """Return the single sentence called *phrase*, such as "tip.for"."""
        return phrasing.line(self._found(phrase), self._typed | values)

    def text(self, phrase: str, **values: str) -> Text:
        """Return the pair called *phrase*: what is set in bold, and the rest."""
        return phrasing.pair(self._found(phrase), self._typed | values)

    @property
    def _typed(self) -> dict[str, str]:
        return dict(self._found(f"typed.{self.platform}"))

    def button(self, phrase: str, command: Any) -> Button:  # noqa: ANN401 - any Command
        """Return a button labelled with *phrase*."""
        return Button(self.line(f"buttons.{phrase}"), command)

    def trouble(self, error: CoachError) -> Reply | None:
        """Put an error of ours into words; None if it is not one about reminders."""
        if error.phrase not in self.phrases["errors"]:
            return None
        message = self.line(f"errors.{error.phrase}", **error.values)
        return Reply((Text(message),), result=Trouble(error.phrase, message))

    def _found(self, phrase: str) -> Any:  # noqa: ANN401 - a phrase, a pair or a list of names
        return phrasing.phrase_of(self.phrases, phrase, FILE)

    @property
    def topics(self) -> Mapping[str, Sequence[str]]:
        """Return the topics by id, and the words that mean each."""
        return {name: (topic["name"], *topic["words"]) for name, topic in self._found("topics").items()}

    def topic(self, name: str) -> str:
        """Return what a topic is called; everything, for none."""
        return self.line(f"topics.{name}.name") if name else self.line("add.anything")

    def slot(self, slot: Slot, zone: str, now: datetime) -> str:
        """Return the day and the minute of a slot by the clock in *zone*; the year only where it is another one."""
        local = slot.at.astimezone(ZoneInfo(zone))
        phrase = "time.slot" if local.year == now.astimezone(ZoneInfo(zone)).year else "time.slot_next_year"
        weekday, month = self._found("time.days")[local.weekday()], self._found("time.months")[local.month - 1]
        values = {"weekday": weekday, "day": str(local.day), "month": month, "year": str(local.year)}
        return self.line(phrase, clock=f"{local:%H:%M}", **values)

    def moment(self, at: datetime, zone: str, now: datetime) -> str:
        """Return a day and its minute by the clock in *zone*, and whose clock that is."""
        slot = self.slot(Slot(at.astimezone(ZoneInfo(zone)), at), zone, now)
        return self.line("time.moment", slot=slot, city=_city(zone))

    def day(self, day: date) -> str:
        """Return a day, and its year."""
        return self.line(
            "time.date", day=str(day.day), month=self._found("time.months")[day.month - 1], year=str(day.year)
        )

    def days(self, days: Sequence[date]) -> str:
        """Return days, in their order, those in a row as one."""
        rows: list[list[date]] = []
        for day in days:
            if rows and day - rows[-1][-1] == DAY:
                rows[-1].append(day)
            else:
                rows.append([day])
        return ", ".join(map(self._in_a_row, rows))

    def _in_a_row(self, days: Sequence[date]) -> str:
        if len(days) == 1:
            return self.day(days[0])
        return self.line("time.days_in_a_row", first=self.day(days[0]), last=self.day(days[-1]))

    def rhythm(self, rhythm: Rhythm) -> str:
        """Return a rhythm as one says it."""
        values = {"clock": spell_time(rhythm.minute), "city": _city(rhythm.zone)}
        if rhythm.day:
            phrase = "last_day" if rhythm.day < 0 else "date"
            return self.line(f"rhythm.{phrase}", day=self._ordinal(rhythm.day), **values)
        days = self._weekdays(rhythm.days)
        if rhythm.nth:
            nth = self.line("rhythm.last") if rhythm.nth < 0 else self._found("rhythm.nths")[rhythm.nth]
            return self.line("rhythm.nth", nth=nth, days=days, **values)
        if rhythm.every > 1:
            return self.line("rhythm.weeks", every=str(rhythm.every), days=days, **values)
        return self.line(f"rhythm.{SETS.get(rhythm.days, 'weekly')}", days=days, **values)

    def _weekdays(self, days: Sequence[int]) -> str:
        names = [self._found("time.days")[day] for day in days]
        return self._found("time.and").join(filter(None, (", ".join(names[:-1]), *names[-1:])))  # type: ignore[no-any-return]

    def _ordinal(self, number: int) -> str:
        endings = self._found("rhythm.ordinal")
        ending = endings[0] if number in range(11, 14) or number % 10 > 3 else endings[number % 10]
        return f"{number}{ending}"


def capital(line: str) -> str:
    """Return a line as it begins a sentence."""
    return f"{line[:1].upper()}{line[1:]}"


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
