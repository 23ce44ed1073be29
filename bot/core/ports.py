"""What the core needs from outside: a memory, told here as one team's book that is open for one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from bot.core.errors import Unavailable
from bot.core.people import Caller
from bot.core.permission.events import Act, Fact

if TYPE_CHECKING:
    from bot.core.reminding.ballot import Ballot, Closing
    from bot.core.reminding.reminder import Due, Reminder, Turned
    from bot.core.replies import Letter

T = TypeVar("T")

IdentityKind = Literal["terminal", "slack", "discord", "email", "phone", "url", "name"]


@dataclass(frozen=True, slots=True)
class Identity:
    """By what somebody is known: the normalised value is looked up by a keyed hash, *shown* is what people read."""

    kind: IdentityKind
    value: str
    shown: str = ""

    @property
    def outside(self) -> bool:
        """Say whether whoever is known by this has no account here."""
        return self.kind not in {"terminal", "slack", "discord"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the team knows: a member, or an outside contact; *zone* is empty until it is known."""

    id: str
    name: str
    outside: bool = False
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record, with the words as long as they are kept."""

    fact: Fact
    words: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of the record; no number where it concerns the whole."""

    event: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How long the record was and what its last line hashed to; kept elsewhere, it shows a tail that was cut off."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A delivery that was claimed and never answered: what was asked for, by whom, and where the answer goes.

    *reply_to* is the platform's own business: whatever its adapter needs to answer there.
    """

    delivery: str
    spelled: str
    caller: Caller
    reply_to: str
    received: datetime


PLACELESS = "where "
"""Begins what a conversation keeps as asking where a place is all that is missing: by whose clock hours are meant."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a conversation stands.

    The *buttons* last shown, whom it was *about*, a request that is being worded (the *draft* and a *better* line), the
    command that waits for words (*asking*), the *last* command about words to send, and when that was *kept*.
    """

    buttons: tuple[tuple[str, str], ...] = ()
    about: str = ""
    draft: str = ""
    better: str = ""
    asking: str = ""
    last: str = ""
    kept: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a conversation takes place."""

    person: str
    place: str = ""
    thread: str = ""


class People(Protocol):
    """The people of one team."""

    def meet(self, who: Identity) -> Person:
        """Return the person known by *who*; make one if there is none."""

    def find(self, who: Identity, beside: Identity | None = None) -> Person | None:
        """Return the person known by *who*; whoever is known *beside* her is read along, to be found next."""

    def named(self, name: str) -> tuple[Person, ...]:
        """Return everybody who has *name* among the words of theirs."""

    def has(self, person: str) -> bool:
        """Say whether this is the id of somebody of the team."""

    def get(self, person: str) -> Person:
        """Return the person with this id; one without a name if she was erased."""

    def known_by(self, person: str) -> tuple[Identity, ...]:
        """Return by what this person is known, as far as it is kept."""

    def place_in(self, person: str, zone: str) -> None:
        """Keep the person's zone."""

    def names(self) -> tuple[str, ...]:
        """Return what everybody of the team is called."""

    def also(self, person: str, who: Identity) -> None:
        """Know this person by *who* as well, which is nobody else's."""

    def link(self, kept: str, other: str) -> None:
        """Make two people one; what identified *other* identifies *kept*."""

    def erase(self, person: str, now: datetime, *, keep_codes: bool) -> None:
        """Delete name, zone and identities; the keyed codes stay only where a no depends on them."""


class Ledger(Protocol):
    """The record of one team: lines are added and never changed."""

    def append(self, act: Act, now: datetime) -> Fact:
        """Write one line and bring the current state up to date."""

    def between(self, subject: str, caller: str) -> tuple[Fact, ...]:
        """Return the facts about *subject* that concern *caller*, by name or as one of the team."""

    def about(self, subject: str, since: datetime | None = None) -> tuple[Fact, ...]:
        """Return the facts about *subject*, of all callers; only those said after *since*, if given."""

    def by(self, caller: str, since: datetime | None = None) -> tuple[Fact, ...]:
        """Return the facts that concern *caller* by name."""

    def line(self, number: int) -> Line | None:
        """Return one line, if it is part of the current state."""

    def lines(self, person: str) -> tuple[Line, ...]:
        """Return every line that is about this person, or that she wrote."""

    def link(self, kept: str, other: str) -> None:
        """Let every fact about *other* be one about *kept*."""

    def binds(self, person: str, since: datetime) -> bool:
        """Say whether something holds this person that leaving may not undo: a no, or a question put since then."""

    def erase(self, person: str) -> None:
        """Delete what was said by and about this person; others' noes to her stay, without words."""

    def checkpoint(self) -> Checkpoint:
        """Return how long the record is and what it hashes to."""

    def problems(self, kept: Checkpoint | None = None) -> Iterator[Problem]:
        """Walk the record and yield everything that does not fit."""


class Outbox(Protocol):
    """Messages to people, written in the transaction that causes them; *posted* says whether this one wrote any."""

    posted: bool

    def post(self, letter: Letter, now: datetime) -> None:
        """Put a letter out; one with the same key is not put out twice."""

    def due(self, person: str, now: datetime) -> bool:
        """Say whether a letter is due to this person."""

    def unread(self, refers: int, to: str) -> bool:
        """Say whether a letter about this line has yet to reach this person."""

    def take(self, person: str, now: datetime) -> tuple[Letter, ...]:
        """Return the letters that are due to this person here, and count them as delivered."""

    def put_back(self, letter: Letter) -> None:
        """Let a letter that was taken and never shown wait again."""

    def cancel(self, refers: int, to: str | None = None) -> None:
        """Take back what has not gone out about this line of the record, to one person or to anybody."""

    def recall(self, key: str) -> None:
        """Take back one letter, if it has not gone out."""

    def in_doubt(self, kind: str, now: datetime) -> tuple[str, ...]:
        """Return the keys, all of which begin with *kind*, of what may not have arrived of late, the latest first."""

    def count_as_sent(self, key: str, now: datetime) -> None:
        """Count a letter as sent that may not have arrived."""

    def send_again(self, letter: Letter, now: datetime) -> None:
        """Send a letter once more that may not have arrived."""

    def erase(self, person: str) -> None:
        """Delete the letters to this person."""


class Conversations(Protocol):
    """What was last said where; kept for thirty days."""

    def resume(self, spot: Spot, now: datetime) -> Talk:
        """Return where the conversation stands; an empty one if nothing is kept."""

    def keep(self, spot: Spot, talk: Talk, now: datetime) -> None:
        """Keep where the conversation stands."""

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Delete what this person said, and the conversations of others in which one of *mentions* stands as a word."""


class Codes(Protocol):
    """Short codes, shown on one side and typed on the other."""

    def make(self, purpose: Literal["link", "join"], person: str, now: datetime) -> str:
        """Return a fresh code that holds for ten minutes."""

    def redeem(self, purpose: Literal["link", "join"], code: str, now: datetime) -> str | None:
        """Return whose code this is, once; None if it is wrong, old or tried too often."""


class Inbox(Protocol):
    """Deliveries that a platform may repeat."""

    def claim(self, delivery: str, now: datetime, person: str = "", words: str = "") -> bool:
        """Count this delivery as ours; False if it was claimed before. *words* are kept until it is answered."""

    def answered(self, delivery: str) -> None:
        """Let go of the words of a delivery."""

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Let go of the words of this person, and of those in which one of *mentions* stands as a word."""


class Parcels(Protocol):
    """Commands too long for a platform's button."""

    def keep(self, person: str, spelled: str, now: datetime) -> str:
        """Keep a command for *person*, for thirty days, and return its id."""

    def open(self, number: str, person: str, now: datetime) -> str | None:
        """Return the command kept under *number*; None if it is gone, or was never this person's."""

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Delete what was kept for this person, and what holds one of *mentions* as a word."""


class Usage(Protocol):
    """How much was used, for the caps."""

    def add(self, what: str, person: str, amount: int, now: datetime) -> None:
        """Count *amount* more of *what* for this person."""

    def total(self, what: str, person: str | None, since: datetime) -> int:
        """Return how much of *what* this person, or the whole team, used since the hour of *since*."""


class TeamSettings(Protocol):
    """What a team has settled for all of its members."""

    def zone(self) -> str:
        """Return the zone that holds for members who named none; empty if the team has none."""

    def place_in(self, zone: str) -> None:
        """Keep the team's zone."""

    def everybody_reminds(self) -> bool:
        """Say whether everybody may set up reminders for a channel, and not only admins."""

    def let_remind(self, *, everybody: bool) -> None:
        """Let everybody set up reminders for a channel, or only admins."""


class Reminders(Protocol):
    """The reminders of one team; *changed* says whether this transaction set one up, or changed it."""

    changed: bool

    def add(self, reminder: Reminder, now: datetime) -> Reminder:
        """Keep a new reminder and return it with its number."""

    def all(self) -> tuple[Reminder, ...]:
        """Return every reminder that was not removed, oldest first."""

    def keep(self, reminder: Reminder) -> None:
        """Keep a reminder as it is now."""

    def due(self, platform: str, now: datetime, work: Callable[[Due], Turned]) -> tuple[Turned, ...]:
        """Let *work* say what becomes of the reminders of a platform that are due, and keep it."""

    def tip_of(self, number: int, slot: str) -> str:
        """Return the tip with which a slot of a reminder was posted; nothing if it was not."""

    def days_off(self) -> tuple[date, ...]:
        """Return the days on which nothing is posted, in their order."""

    def leave_out(self, days: Sequence[date]) -> None:
        """Post nothing on these days."""

    def take_in(self, days: Sequence[date]) -> None:
        """Post on these days as on any other."""

    def link(self, kept: str, other: str) -> None:
        """Let what *other* set up be set up by *kept*."""

    def erase(self, person: str) -> None:
        """Delete this person's own reminders; those of a channel are everybody's, and stay."""

    def vacate(self, places: str) -> None:
        """Delete the reminders of every channel whose name begins with *places*."""


class Votes(Protocol):
    """Who said what to the dilemmas of one team, until both authors have spoken."""

    def ballot(self, number: int, slot: str) -> Ballot | None:
        """Return how the votes on a slot's dilemma stand, and keep it from closing meanwhile."""

    def cast(self, number: int, slot: str, person: str, *, aye: bool) -> None:
        """Count this person's vote, in the place of one that she gave before."""

    def by(self, person: str) -> tuple[tuple[int, str, bool], ...]:
        """Return this person's votes that have yet to be counted: a reminder's number, a slot, and what she said."""

    def close(self, platform: str, now: datetime, work: Callable[[Closing], Letter | datetime | None]) -> None:
        """Close the ballots of a platform that are due; *work* says how, as for a Timetable."""

    def drop(self, number: int) -> None:
        """Close every ballot of a reminder, and count nothing."""

    def link(self, kept: str, other: str) -> None:
        """Let what *other* said be said by *kept*, unless she said something herself."""

    def erase(self, person: str) -> None:
        """Delete this person's votes."""


class Answers(Protocol):
    """What a language model wrote before, by what it was asked."""

    def find(self, key: str, now: datetime) -> str | None:
        """Return what was written for the request of this key."""

    def keep(self, key: str, body: str, now: datetime) -> None:
        """Keep what was written."""

    def erase(self) -> None:
        """Delete everything that was written for this team."""


@dataclass(frozen=True, slots=True)
class Book:
    """One team's memory, open for one transaction."""

    people: People
    ledger: Ledger
    outbox: Outbox
    conversations: Conversations
    codes: Codes
    inbox: Inbox
    parcels: Parcels
    usage: Usage
    settings: TeamSettings
    reminders: Reminders
    votes: Votes
    answers: Answers


class Memory(Protocol):
    """Keeps what has to outlive a process. Every method raises Unavailable when it can't be reached."""

    async def change(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work* on the team's book in one transaction: all of it is kept, or, if it raises, nothing."""

    async def read(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work*, which changes nothing, on the team's book."""

    async def glance(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work*, which changes nothing and reads a few rows only: others may have to wait for it."""

    async def claim(self, team: str, delivery: str, now: datetime, words: str) -> bool:
        """Count a delivery as ours and keep *words* until it is `answered`; False if it was claimed before."""

    async def answered(self, team: str, delivery: str) -> None:
        """Let go of the words of a delivery."""

    async def join(self, workspace: str, code: str, now: datetime) -> bool:
        """Let a workspace whose record is still empty share the team that showed *code*; False if the code is no good.

        Raises:
            NotEmpty: the workspace has a record of its own.
        """

    async def last_spoken(self, who: Identity, workspaces: Collection[str]) -> Mapping[str, datetime]:
        """Return when *who* was last spoken with directly in each of *workspaces* that knows her.

        For one who is on record without a talk, that is the beginning of time.
        """

    async def noted(self, name: str) -> str:
        """Return what is noted under *name* for the whole installation; empty if nothing is."""

    async def note(self, name: str, value: str) -> None:
        """Note something for the whole installation, at most 200 characters, in the place of what was noted before."""

    async def scrub(self) -> None:
        """Overwrite what was deleted, so that no byte of it stays behind."""


class OutOfReach:
    """The memory that one has while there is none: it refuses, and never guesses."""

    async def change(self, _team: str, _work: Callable[[Book], T]) -> T:
        """Refuse."""
        raise Unavailable("unavailable")

    read = glance = change

    async def claim(self, _team: str, _delivery: str, _now: datetime, _words: str) -> bool:
        """Refuse."""
        raise Unavailable("unavailable")

    async def answered(self, _team: str, _delivery: str) -> None:
        """Refuse."""
        raise Unavailable("unavailable")

    async def join(self, _workspace: str, _code: str, _now: datetime) -> bool:
        """Refuse."""
        raise Unavailable("unavailable")

    async def last_spoken(self, _who: Identity, _workspaces: Collection[str]) -> Mapping[str, datetime]:
        """Refuse."""
        raise Unavailable("unavailable")

    async def noted(self, _name: str) -> str:
        """Refuse."""
        raise Unavailable("unavailable")

    async def note(self, _name: str, _value: str) -> None:
        """Refuse."""
        raise Unavailable("unavailable")

    async def scrub(self) -> None:
        """Refuse."""
        raise Unavailable("unavailable")
