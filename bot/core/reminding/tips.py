"""Tips for a channel: read from prompts/tips.md, and shown in turn, so that none comes back before its time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.core.errors import BrokenWords

FILE = "tips.md"
FIELDS = {"card", "topics", "lead", "text", "try"}
OF_DILEMMAS = {"card", "topics", "disagreement", "situation", "for", "against", "yes", "no"}
_FIELD = re.compile(r"(?P<name>[a-z]+): (?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Source:
    """Which document a guideline comes from, and what that is called on screen."""

    document: str
    name: str


@dataclass(frozen=True, slots=True)
class Side:
    """What speaks for or against, and the guideline that says so."""

    says: str
    source: Source


@dataclass(frozen=True, slots=True)
class Tip:
    """One situation, one thing to do, one line to try; for a dilemma, a *disagreement* and its two *sides* instead.

    Of its *choices*, what one would do, the first follows the side that speaks for it.
    """

    id: str
    card: str
    source: Source
    topics: tuple[str, ...]
    lead: str = ""
    text: str = ""
    paste: str = ""
    disagreement: str = ""
    sides: tuple[Side, ...] = ()
    choices: tuple[str, ...] = ()


def read(folder: Path, sources: Mapping[str, Source], topics: Collection[str]) -> tuple[Tip, ...]:
    """Read and check tips.md in *folder*; *sources* are the guidelines that there are, *topics* the topics.

    Raises:
        BrokenWords: a tip lacks something, or names a guideline or a topic that does not exist.
    """
    try:
        text = (folder / FILE).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(FILE, "", f"can't be read ({error})") from error
    _, *entries = re.split(r"^## ", text, flags=re.MULTILINE)
    tips = tuple(_tip(entry, sources, topics) for entry in entries)
    if twice := [name for name, count in Counter(tip.id for tip in tips).items() if count > 1]:
        raise BrokenWords(FILE, twice[0], "the name is taken twice")
    if not tips:
        raise BrokenWords(FILE, "", "there is no tip in it")
    return tips


def _tip(entry: str, sources: Mapping[str, Source], topics: Collection[str]) -> Tip:
    name, *lines = (line.strip() for line in entry.splitlines() if line.strip())
    found = [_FIELD.fullmatch(line) for line in lines]
    fields = {field["name"]: field["value"] for field in found if field}
    wanted = OF_DILEMMAS if "disagreement" in fields else FIELDS
    if len(fields) != len(lines) or fields.keys() != wanted:
        raise BrokenWords(FILE, name, f"it needs a line each for {', '.join(sorted(wanted))}, and nothing else")
    named = tuple(fields["topics"].split(", "))
    if strange := sorted(set(named) - set(topics)):
        raise BrokenWords(FILE, name, f"there is no topic {strange[0]}")
    source = _source(name, fields["card"], sources)
    if wanted is FIELDS:
        return Tip(name, fields["card"], source, named, fields["lead"], fields["text"], fields["try"])
    sides = tuple(_side(name, fields[side], sources) for side in ("for", "against"))
    return Tip(
        name,
        fields["card"],
        source,
        named,
        text=fields["situation"],
        disagreement=fields["disagreement"],
        sides=sides,
        choices=(fields["yes"], fields["no"]),
    )


def _source(entry: str, card: str, sources: Mapping[str, Source]) -> Source:
    if card not in sources:
        raise BrokenWords(FILE, entry, f"there is no guideline {card}")
    return sources[card]


def _side(entry: str, line: str, sources: Mapping[str, Source]) -> Side:
    card, _, says = line.partition(": ")
    return Side(says, _source(entry, card, sources))


def about(tips: Sequence[Tip], topic: str, unwanted: Collection[str] = ()) -> tuple[Tip, ...]:
    """Return the tips about *topic*, all of them without one, that nobody has ruled out; if all were, as if none."""
    fitting = tuple(tip for tip in tips if topic in tip.topics) if topic else tuple(tips)
    return tuple(tip for tip in fitting if tip.id not in unwanted) or fitting if unwanted else fitting


def next_tip(tips: Sequence[Tip], shown: Sequence[str], seed: str) -> Tip:
    """Return the tip to show after those *shown* in this round: a new one, of another document than the last.

    A round ends when all were shown. The document of which most is left comes first, so that no two of one remain for
    the end; *seed* decides between equals, so that two channels do not read the same tip on the same day.
    """
    gone = set(shown)
    fresh = [tip for tip in tips if tip.id not in gone] or list(tips)
    last = next((tip.source.document for tip in tips if shown and tip.id == shown[-1]), "")
    left = Counter(tip.source.document for tip in fresh)
    others = left.keys() - {last} or left.keys()
    most = max(left[document] for document in others)
    shuffled = _shuffling(seed)
    document = min((each for each in others if left[each] == most), key=shuffled)
    return min((tip for tip in fresh if tip.source.document == document), key=lambda tip: shuffled(tip.id))


def shown_with(tip: Tip, shown: Sequence[str]) -> tuple[str, ...]:
    """Return what this round has shown once *tip* was; one that was shown before begins a new round."""
    return (tip.id,) if tip.id in shown else (*shown, tip.id)


def _shuffling(seed: str) -> Callable[[str], bytes]:
    """Return what says where a name comes in the order of *seed*."""
    keyed = blake2b(digest_size=8, key=seed.encode()[:64])

    def shuffled(name: str) -> bytes:
        mixed = keyed.copy()
        mixed.update(name.encode())
        return mixed.digest()

    return shuffled
