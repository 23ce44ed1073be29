"""Everything that was told for one opener, sorted: to whom, what for, facts, and what is not for the message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from string import Template
from typing import Any

from bot.core.coaching.counting.tokens import words as words_in
from bot.core.coaching.patterns import whole
from bot.core.coaching.writing.briefs import Brief, Piece, Sort, is_claim, read_brief
from bot.core.coaching.writing.facts import About, Fact, LeftOut, Reader, cleaned, reason_unsaid
from bot.core.coaching.writing.hurry import tidy
from bot.core.coaching.writing.speech import BY_NAME, THEM, THEY, pronoun_of
from bot.core.coaching.writing.wishes import HELLO, Wish, kind_of, read_wish
from bot.core.coaching.writing.wording import Wording, phrases
from bot.core.commands import Opener

MOST_FACTS = 12
CORRECTION = "not: "
"""How a fact begins that takes an earlier one back."""
CLAIMED = "c"
"""How the number of a fact begins that is a line to be said."""
WEIGHTY_LETTERS = 3
_SMALL = whole("never not the she her his him they them was were has had have did and you with that this for all too")
TELLING_LETTERS = 5
"""Letters from which on a word says what a remark is about."""
SPOKEN = frozenset(("phone", "voicemail"))
GLAD = frozenset({"congratulate", "birthday"})
"""Purposes for which news without a subject is the recipient's."""
_NUMBER = r"\+?\d[\d ()/-]{6,}\d"
_SENDER = re.compile(
    rf"(?:(?:my|the) number(?: is|'s)?:? (?P<first>{_NUMBER}),? ?)?(?:(?P<says>(?:I'm|I am|my name is|my name's|it's"
    rf"|this is)"
    rf" )?(?P<name>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?),? ?)?(?:(?:and )?(?:my number(?: is|'s)?:? )?"
    rf"(?P<number>{_NUMBER}))?",
    re.IGNORECASE,
)
"""How somebody says who they are: "im Dario 040 555 0118"."""
_NO_ASK = re.compile(
    r"\b(?:no asks?(?! for)|nothing to ask|(?:don't|dont) (?:want|need) anything|nothing wanted|not (?:trying"
    r" to get|asking"
    r" for)"
    r" anything)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?:the|my|our|both|all|everyone|everybody|team|folks|guys)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes or calls, where they said it."""

    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told; *left_out* says in whole sentences what is not for the message, and why.

    *most* is how many characters were asked for; where *nothing_asked*, the message only says what it says.
    """

    to: str
    medium: str
    relation: str
    wish: Wish
    facts: tuple[Fact, ...]
    left_out: tuple[str, ...]
    many: bool = False
    most: int | None = None
    from_brief: bool = False
    sender: Sender = Sender()
    nothing_asked: bool = False
    is_titled: bool = False
    maybe: tuple[str, ...] = ()

    def about(self, *whom: About) -> list[Fact]:
        """Return the facts about any of *whom* that can be said, wishes apart."""
        return [fact for fact in self.facts if fact.about in whom and fact.kind != "wish" and fact.is_read]

    @property
    def called(self) -> str:
        """Return how the recipient is addressed: by the first name, or by title and name."""
        if self.many:
            return "all"
        if self.to.casefold() in {"them both", "both of them", "both"}:
            return "both"
        if not self.to or self.is_titled or " and " in self.to or " & " in self.to:
            return self.to
        return self.to.split(maxsplit=1)[0] if not _GROUP.match(self.to) else "all"


def told(command: Opener, wording: Wording) -> Told:
    """Sort what *command* says."""
    words = wording.words
    brief, typed = _read(command, wording)
    medium = command.medium or brief.medium
    sender, pieces = _introduced([*typed, *(piece for piece in brief.of_sort(Sort.FACT) if not _within(piece, typed))])
    reader = _reader(command, brief, [*pieces, *brief.pieces], wording, named=bool(brief.to) and not typed)
    numbered = _numbered(pieces, reader)
    used = {number: piece for number, piece in numbered.items() if number not in command.dropped}
    found, left = _sorted(_read_in_turn(reader, used), words)
    facts, unwanted = _wanted(found, brief.unwanted)
    facts, wrong = _corrected(facts, [text.removeprefix(CORRECTION) for text in command.facts if _corrects(text)])
    left += [left_out("unwanted", words, what=fact.text) for fact in unwanted]
    dropped = [*(fact.text for fact in wrong), *(numbered[number].text for number in numbered if number not in used)]
    left += [left_out("dropped", words, what=text) for text in dropped]
    facts = [fact for fact in facts if not wording.signs["taken_back"].match(fact.text)]
    claimed, refused = _claims(brief, facts, reader, words)
    wish, hidden = _wish(command, brief, facts, reader, words)
    facts = [*claimed, *facts]
    return Told(
        brief.to,
        medium,
        command.relation,
        _settled(wish, facts, command, words, spoken=medium in SPOKEN),
        tuple(facts),
        tuple(dict.fromkeys((*left, *refused, *hidden))),
        brief.many,
        brief.most,
        not typed,
        sender,
        bool(_NO_ASK.search(" ".join((command.brief, command.purpose, *command.facts)))),
        wording.is_titled(brief.to),
        brief.maybe,
    )


def _corrects(fact: str) -> bool:
    return fact.startswith(CORRECTION)


def _read(command: Opener, wording: Wording) -> tuple[Brief, list[Piece]]:
    """Read the brief, and clean the facts; facts told where nobody had yet said to whom, or what for, are the brief."""
    facts = [cleaned(fact) for fact in command.facts if not _corrects(fact)]
    brief = read_brief(command.brief, cleaned(command.to), wording)
    if facts and command.brief and not brief.to and not brief.of(Sort.FACT, Sort.WISH, Sort.CLAIM):
        brief, facts = read_brief(". ".join((command.brief, *facts)), "", wording), []
    return _with_purpose(brief, command.purpose, wording), [Piece(Sort.FACT, fact) for fact in facts]


def _reader(command: Opener, brief: Brief, pieces: Sequence[Piece], wording: Wording, *, named: bool) -> Reader:
    """Find out by which pronoun the recipient is meant, who is *named* in a brief, or in a list of facts."""
    several = brief.many or " and " in brief.to or " & " in brief.to or "they/" in command.brief.casefold()
    pronoun = THEY if several else pronoun_of([command.purpose, *(piece.text for piece in pieces)])
    if pronoun == THEY and not several and named:
        pronoun = BY_NAME  # whoever is named is hardly a "they"; the word means others, or things
    theirs = kind_of(f"{command.purpose} {command.brief}", wording.words["purpose"]) in GLAD
    return Reader(_names(brief.to, wording), pronoun, wording, theirs, several)


def _numbered(pieces: Iterable[Piece], reader: Reader) -> dict[str, Piece]:
    """Number what was told, each part that stands by itself apart."""
    parts = (replace(piece, text=part) for piece in pieces for part in reader.parted(piece.text))
    return {f"f{number}": piece for number, piece in enumerate(islice(parts, MOST_FACTS), 1)}


def _sorted(
    read: Iterable[tuple[Piece, Fact | LeftOut | None]], words: Mapping[str, Any]
) -> tuple[list[Fact], list[str]]:
    """Part the facts from what is said about those that are not for the message."""
    every = list(read)
    facts = [replace(fact, leans=piece.leans) for piece, fact in every if isinstance(fact, Fact)]
    return facts, [left_out(fact.why, words, what=fact.text) for _, fact in every if isinstance(fact, LeftOut)]


def _read_in_turn(reader: Reader, pieces: Mapping[str, Piece]) -> Iterator[tuple[Piece, Fact | LeftOut | None]]:
    """Read one piece after the other; whoever was spoken of in those not read may still be meant."""
    before = ""
    for number, piece in pieces.items():
        before = before or piece.before
        fact = reader.read(piece.text, number, before)
        yield piece, fact
        is_read = isinstance(fact, Fact) and fact.is_read
        before = piece.text if is_read else f"{before}, {piece.text}" if fact else before


def _introduced(pieces: Sequence[Piece]) -> tuple[Sender, list[Piece]]:
    """Return who writes, where a piece says no more than that, and the other pieces."""
    name = number = ""
    others = []
    for piece in pieces:
        found = _SENDER.fullmatch(tidy(piece.text))
        if found and (found["says"] or found["number"] or found["first"]):
            name, number = name or found["name"] or "", number or found["number"] or found["first"] or ""
        else:
            others.append(piece)
    return Sender(name, number.strip()), others


def _with_purpose(brief: Brief, purpose: str, wording: Wording) -> Brief:
    """Take a purpose that is a line to be said, as if the brief held it."""
    if not is_claim(purpose, wording):
        return brief
    return replace(brief, pieces=(*brief.pieces, *read_brief(purpose, "?", wording).pieces))


def _wanted(facts: Sequence[Fact], unwanted: Sequence[str]) -> tuple[list[Fact], list[Fact]]:
    """Set facts apart that the person would rather not mention."""
    sore = {word for text in unwanted for word in words_in(text) if len(word) >= TELLING_LETTERS}
    spared = [fact for fact in facts if fact.text in unwanted or sore & set(words_in(fact.text))]
    return [fact for fact in facts if fact not in spared], spared


def _corrected(facts: Sequence[Fact], corrections: Sequence[str]) -> tuple[list[Fact], list[Fact]]:
    """Set facts apart that the person has put right since: "she never took my shift"."""
    wrong = [fact for fact in facts if any(_is_about(text, fact.text) for text in corrections)]
    return [fact for fact in facts if fact not in wrong], wrong


def _is_about(correction: str, fact: str) -> bool:
    """Say whether a correction speaks of what a fact tells: at least half of its words of weight are there."""
    said = {word for word in words_in(correction) if len(word) >= WEIGHTY_LETTERS and not _SMALL.fullmatch(word)}
    return bool(said) and len(said & set(words_in(fact))) * 2 >= len(said)


def _within(piece: Piece, facts: Sequence[Piece]) -> bool:
    """Say whether a brief tells again what one of *facts* tells."""
    text = tidy(cleaned(piece.text)).casefold()
    return any(text in tidy(fact.text).casefold() for fact in facts)


def left_out(reason: str, words: Mapping[str, Any], **values: str) -> str:
    """Say what is left out and why; *reason* names the phrase."""
    shown = {name: in_third_person(value) for name, value in values.items()}
    said = Template(words["left_out"][reason]).safe_substitute(shown)
    return said[:1].upper() + said[1:]


def in_third_person(text: str, name: str = "") -> str:
    """Return what was told as it is shown to whoever told it, with the name or "them" where it was understood."""
    owned = text.replace(f"{THEM}'s", f"{name}'s" if name else "their")
    return owned.replace(THEM, name or ("they" if owned.startswith(THEM) else "them"))


def _names(to: str, wording: Wording) -> list[str]:
    """Return what the recipient may be called: the whole name, and its parts but titles."""
    parts = [part for part in to.split() if len(part) > 1 and not wording.is_title(part.capitalize())]
    return list(dict.fromkeys(filter(None, (to, *(part for part in parts if wording.is_free(part))))))


# ---- lines that the person wants to be said ------------------------------------------------------------------------


def _claims(
    brief: Brief, facts: Sequence[Fact], reader: Reader, words: Mapping[str, Any]
) -> tuple[list[Fact], list[str]]:
    """Take the lines that the person wants to be said for facts, unless her own words speak against them."""
    taken = []
    refused = [left_out("deceive", words, what=invention) for invention in brief.of(Sort.INVENTION)]
    around = " ".join((*brief.of(Sort.ORDER, Sort.WISH), *brief.of(Sort.INVENTION)))
    denied = {piece.before for piece in brief.pieces if reader.wording.signs["taken_back"].match(piece.text)}
    for number, claim in enumerate(brief.of(Sort.CLAIM), 1):
        if claim in denied or reason_unsaid(f"{claim} {around}", {"deceive": words["unsaid"]["deceive"]}):
            refused.append(left_out("deceive", words, what=claim))
        elif against := next((fact for fact in facts if _speaks_against(fact, claim, reader.wording)), None):
            refused.append(left_out("contradicted", words, what=claim, but=against.text))
        elif isinstance(found := reader.read(claim, f"{CLAIMED}{number}"), Fact):
            taken.append(found)
    return taken, refused


def _shared(fact: str, claim: str) -> bool:
    """Say whether both speak of the same thing."""
    return any(len(word) > TELLING_LETTERS and word in words_in(fact) for word in words_in(claim))


def _speaks_against(fact: Fact, claim: str, wording: Wording) -> bool:
    """Say whether a fact says how little there was of what is claimed: never met, one episode, opened once."""
    alike = any(
        signs.search(fact.text) and signs.search(claim)
        for signs in (wording.signs["contact"], wording.signs["taken_in"])
    )
    if fact.denies and fact.about is not About.THEM and _shared(fact.text, claim):
        return True
    return alike and fact.limits and fact.about in {About.ME, About.US, About.THING}


# ---- what is wanted ------------------------------------------------------------------------------------------------

FOLLOW_UP = "followup"
TELL = "tell"
SUGGESTED = {
    "": ("birthday", "goodbye", "condole", "request", "touch"),
    "sorry": ("condole",),
    FOLLOW_UP: ("rebook", "away"),
}
SUGGESTED |= {HELLO: SUGGESTED[""], "question": SUGGESTED[FOLLOW_UP]}
"""What may be wanted by what happened, where somebody said no more than this."""


def _wish(
    command: Opener, brief: Brief, facts: Sequence[Fact], reader: Reader, words: Mapping[str, Any]
) -> tuple[Wish, list[str]]:
    """Read what is wanted, without what hurts or deceives, and what is said about that."""
    signs = {why: words["unsaid"][why] for why in ("order", "insult", "deceive")}
    hidden: list[str] = []

    def said(texts: Iterable[str]) -> list[str]:
        found = [(text, reason_unsaid(tidy(text), signs)) for text in texts]
        hidden.extend(left_out(why, words, what=text) for text, why in found if why)
        return [text for text, why in found if not why]

    purpose = [] if is_claim(command.purpose, reader.wording) else [command.purpose]
    wishes = said([*filter(None, purpose), *brief.of(Sort.WISH), *(f.text for f in facts if f.kind == "wish")])
    return read_wish(wishes, said(brief.of(Sort.ORDER)), reader.names, reader.pronoun, reader.wording), hidden


def _settled(wish: Wish, facts: Sequence[Fact], command: Opener, words: Mapping[str, Any], *, spoken: bool) -> Wish:
    """Settle the purpose: by what happened where nobody said it; "calling Rolf" is no wish for a call."""
    asked = kind_of(command.purpose, words["purpose"])
    if wish.kind == "call" and spoken and not asked:
        wish = replace(wish, kind=next(iter(wish.also), ""), also=wish.also[1:])
    return replace(
        wish,
        kind=_kind_by_facts(facts, wish.kind, words["purpose"])
        or wish.kind
        or (TELL if any(fact.id.startswith(CLAIMED) for fact in facts) else ""),
    )


def _kind_by_facts(facts: Sequence[Fact], kind: str, purposes: Mapping[str, Any]) -> str:
    """Return the purpose that what happened suggests; of a follow-up, which sort it is."""
    signs = {
        name: re.compile(rf"(?<!\w){phrases(purposes[name]['happened'])}", re.I) for name in SUGGESTED.get(kind, ())
    }
    kind_deeds = purposes["thanks"]["deeds"].split()
    owed = any(fact.deed.split(" ")[0] in kind_deeds and fact.is_between for fact in facts)
    suggested = (name for name, sign in signs.items() if any(sign.search(fact.text) for fact in facts))
    return next(suggested, "thanks" if owed and not kind else "")
