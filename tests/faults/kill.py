"""Kills writers in the middle of their work and looks at what is left.

Whatever a writer was told is kept has to be there; the delivery that it was busy with comes again, as platforms do it,
and must have one effect, whether or not the first attempt got as far as the commit.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot import app
from bot.core.ports import Checkpoint
from bot.settings import Settings
from tests.faults.crew import Hand, crew
from tests.faults.deliveries import TEAM, deliver
from tests.faults.survey import Survey, survey

WRITERS = ("one", "two")
NO_END = 10**9
AT_WORK = 0.5
"""Seconds within which writers are killed, from the first word of the record that each of them gave."""
STARTING = 0.8
"""Seconds within which they are killed when they have only just started; about what opening the memory takes."""


@dataclass
class Siege:
    """Two writers on one memory, who are killed in every round.

    What they were told is kept here, outside the database; *unheard* counts the deliveries that turned out to have been
    carried out when they came again.
    """

    settings: Settings
    chance: random.Random
    acknowledged: dict[str, int] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WRITERS, 0))
    killed: int = 0
    unheard: int = 0
    before: Checkpoint | None = None

    def rounds(self, number: int) -> list[Survey]:
        """Return what each round left; every fifth, the first one among them, kills the writers as they start."""
        return [self.round(starting=index % 5 == 0) for index in range(number)]

    def round(self, *, starting: bool) -> Survey:
        """Let the writers write, kill them, deliver again what they were at, and look at what is left."""
        hands = [Hand("writer", self.settings, name, str(self.reached[name]), str(NO_END)) for name in WRITERS]
        with crew(hands):
            for hand in hands:
                hand.tell()
            self._kill(hands, starting=starting)
        with app.desk(self.settings) as desk:
            for name in WRITERS:
                self._deliver_again(name, lambda delivery: asyncio.run(desk.memory.change(TEAM, deliver(delivery))))
        found = survey(self.settings, self.acknowledged, self.before)
        self.before = found.checkpoint
        return found

    def _kill(self, hands: list[Hand], *, starting: bool) -> None:
        heard = [[] if starting else [hand.hear()] for hand in hands]
        time.sleep(self.chance.uniform(0, STARTING if starting else AT_WORK))
        for hand, name, lines in zip(hands, WRITERS, heard, strict=True):
            self.killed += 1
            for line in (*lines, *hand.kill()):
                delivery, number = line.split()
                self.acknowledged[delivery] = int(number)
                self.reached[name] += 1

    def _deliver_again(self, name: str, change: Callable[[str], int | None]) -> None:
        """Deliver again what was not acknowledged, and, as platforms sometimes do, what was."""
        unanswered = self.reached[name]
        if unanswered:
            change(f"{name}-{unanswered - 1}")
        number = change(f"{name}-{unanswered}")
        if number is None:
            self.unheard += 1
        else:
            self.acknowledged[f"{name}-{unanswered}"] = number
        self.reached[name] += 1
