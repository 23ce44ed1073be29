"""Puts a dilemma into words: first the case and two buttons, then, when people have voted, what both authors say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.moments import Moment
from bot.core.reminding.ballot import Ballot
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Slot
from bot.core.reminding.tips import Tip
from bot.core.reminding.verbs import Vote
from bot.core.reminding.wording import Words, capital
from bot.core.replies import Button, Part, Reply, Text

if TYPE_CHECKING:
    from bot.core.coaching.cards import Disagreement


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which slot of a reminder a tip is posted, and when a vote on it closes; None where nobody else votes."""

    reminder: Reminder
    slot: Slot
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dilemma:
    """A dilemma, what its two sides disagree about, and the phrases for it."""

    tip: Tip
    quarrel: Disagreement
    say: Words

    def asked(self, on: Occasion) -> Reply:
        """Ask what one would do; who says what comes later."""
        zone = on.reminder.rhythm.zone
        when = self.say.moment(on.closes, zone, on.slot.at) if on.closes else ""
        announced = self.say.line("vote.later", when=when) if when else self.say.line("vote.at_once")
        times = (Moment(when, on.closes),) if on.closes else ()
        buttons = tuple(
            Button(self._choice("vote.button", aye=aye), Vote(on.reminder.id, on.slot.name, aye))
            for aye in (True, False)
        )
        return Reply((Text(self.tip.text, self._question()), Text(announced)), buttons, private=False, times=times)

    def spoken(self, ballot: Ballot) -> Reply:
        """Show a channel how its votes were split, and let both authors speak."""
        said = "split" if ballot.split else "few" if ballot.ayes + ballot.noes else "nobody"
        lead = self.say.line(f"vote.{said}", question=self._question(), split=capital(self._split(ballot)))
        return Reply((Text(self.tip.text, lead), *self._views()), private=False)

    def answered(self, *, aye: bool) -> Reply:
        """Let both authors speak to somebody who was asked alone."""
        return Reply((Text(self._choice("vote.alone", aye=aye)), *self._views()))

    def counted(self, *, aye: bool, until: str) -> Reply:
        """Tell somebody how her vote was counted, and *until* when she can change it."""
        return Reply((Text(self.say.line("vote.until", when=until), self._choice("vote.counted", aye=aye)),))

    def closed(self, ballot: Ballot) -> Reply:
        """Tell somebody who comes too late how the votes were split."""
        phrase = "vote.closed" if ballot.split else "vote.closed_few"
        return Reply((Text(self.say.line(phrase, split=self._split(ballot))),))

    def _split(self, ballot: Ballot) -> str:
        """Return how many would do the one, and how many the other."""
        ayes, noes = (str(count) if count else self.say.line("vote.none") for count in (ballot.ayes, ballot.noes))
        yes, no = self.tip.choices
        return self.say.line("vote.counts", ayes=ayes, yes=yes, noes=noes, no=no)

    def _views(self) -> tuple[Part, ...]:
        ours, theirs = (
            Text(self.say.line("tip.side", says=side.says, source=side.source.name), self.say.line(f"tip.{name}"))
            for name, side in zip(("for", "against"), self.tip.sides, strict=True)
        )
        decides = self.quarrel.decides.rstrip(".")
        return ours, theirs, self.say.text("tip.decides", decides=decides, default=self.quarrel.default)

    def _question(self) -> str:
        return self._choice("vote.question", aye=True)

    def _choice(self, phrase: str, *, aye: bool) -> str:
        return self.say.line(phrase, choice=self.tip.choices[0 if aye else 1])
