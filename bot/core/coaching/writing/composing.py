"""Puts an opener together from whole sentences by purpose; into them goes only what was read with confidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from bot.core.coaching.patterns import whole
from bot.core.coaching.writing.facts import About, Fact
from bot.core.coaching.writing.speech import lowered
from bot.core.coaching.writing.told import Told
from bot.core.coaching.writing.wishes import HELLO
from bot.core.coaching.writing.worth import (
    AGED,
    DIED,
    FOR_ME,
    PARTING,
    PLAIN,
    REASONED,
    TELLING,
    anchors,
    is_first_contact,
    is_state,
    worth_saying,
)
from bot.core.coaching.written import Drafted

Entry = Mapping[str, Any]

MOST_DEEDS = 2
DEED_WORDS = 24
"""Words up to which two deeds fit into one thank-you."""
MOST_SPOKEN = 3
"""Facts that a call can carry before it is long."""
LONGEST_SUBJECT = 50
LAST = "goodbye"
"""The purpose that comes behind the others which one sentence carries out."""
TO_A_QUESTION = {"plain", "hello", "question", "advice", "job", "feedback", "call", "coffee"}
"""Purposes in which what somebody would like is followed by whether the other would, too."""
FAR = re.compile("stranger|online|forum|connected|met once|unknown|follower|contact", re.IGNORECASE)
"""Relations in which whoever asks leaves a way out."""
CLOSE = re.compile(
    "friend|colleague|co-?worker|team|customer|client|family|mentor|boss|manager|flatmate|partner|close|teacher|professor"
    r"|supervisor|neighbou?r|relative|cousin|former",
    re.IGNORECASE,
)
"""Relations in which nobody needs a way out spelled for them."""
_MY_DEED = re.compile(r"I (?!am\b|run\b|live\b|work\b|have (?:a|an|two|three)\b)|.* I \w+ it$", re.IGNORECASE)
_WHO_I_AM = re.compile(
    r"I(?:'m| am) (?:a|an|the|your|in|on|at|from|new)\b|I (?:run|work|live|play|sing|teach|do the)\b"
)
_SENT = whole("sent e?mailed posted handed_in submitted wrote")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a draft; of those that don't fit, the lightest goes first.

    A *small* one was told with a small letter, and goes on after a greeting with one.
    """

    text: str
    weight: int
    facts: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one version of a draft is made from: what was told, a wish that is put off, which angle, our words."""

    told: Told
    early: Entry | None
    angle: int
    words: Entry

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return what is wanted, the weightiest first."""
        return self.told.wish.kind or PLAIN, *self.told.wish.also

    def is_leading(self, kind: str) -> bool:
        """Tell whether a sentence at the beginning carries out a purpose, and another one may follow on it."""
        return "leads" in self.words["purpose"][kind]

    @property
    def leads(self) -> list[str]:
        """Return the purposes that a sentence at the beginning carries out."""
        return sorted(filter(self.is_leading, self.kinds), key=LAST.__eq__)

    @property
    def asking(self) -> str:
        """Return the purpose that is asked for; empty where nothing is."""
        return next((kind for kind in self.kinds if kind != "tell" and not self.is_leading(kind)), "")

    @property
    def main(self) -> str:
        """Return the purpose by which the rest of a draft is chosen."""
        return self.asking if self.asking and not self.is_leading(self.kinds[0]) else self.kinds[0]

    @property
    def is_close(self) -> bool:
        """Tell whether the two know each other well."""
        return bool(CLOSE.search(self.told.relation))

    @property
    def is_far(self) -> bool:
        """Tell whether the two hardly know each other; so it seems where what the other does is why one writes."""
        if self.told.relation:
            return bool(FAR.search(self.told.relation))
        return self.told.medium == "linkedin" or bool(anchors(self.told))

    def line(self, lines: Sequence[str], **values: str) -> str:
        """Return the line that this version uses."""
        return Template(lines[self.angle % len(lines)]).safe_substitute(values)


def drafted(told: Told, early: Entry | None, angle: int, most: int | None, words: Entry) -> Drafted:
    """Write one version of the opener, in at most *most* characters; one sentence always stays."""
    plan = Plan(told, early, angle, words)
    email = told.medium == "email"
    chosen = _fitting([Piece(_greeting(plan), 85), *_body(plan)], most, email=email)
    cards = (early["card"],) if early else tuple(words["purpose"][plan.kinds[0]]["cards"])
    used = tuple(dict.fromkeys(fact for piece in chosen for fact in piece.facts))
    return Drafted(
        _joined(chosen, email=email), _subject(plan) if email else None, told.medium or "message", used, cards
    )


def asked(told: Told, early: Entry | None, angle: int, words: Entry) -> str:
    """Return the sentences in which a draft says what is wanted; empty where it says nothing more."""
    plan = Plan(told, early, angle, words)
    return " ".join(piece.text for piece in (*_leads(plan), *_asks(plan)) if piece.text)


def spoken(told: Told, early: Entry | None, angle: int, words: Entry) -> tuple[Piece, Piece]:
    """Return what a call carries out, and what it tells: what is said as it is, or where nothing is, why one calls."""
    plan = Plan(told, early, angle, words)
    lead = _together(_leads(plan))
    reasons = [fact for fact in anchors(told) if fact.clause and plan.main in REASONED]
    facts = worth_saying(told, plan.kinds[0], lead.facts) or reasons[:1]
    return lead, _together([_plain(fact, plan, 0) for fact in facts[:MOST_SPOKEN]])


def _together(pieces: Sequence[Piece]) -> Piece:
    return Piece(" ".join(piece.text for piece in pieces), 0, tuple(fact for piece in pieces for fact in piece.facts))


# ---- the sentences -------------------------------------------------------------------------------------------------


def _body(plan: Plan) -> list[Piece]:
    """Return the sentences of a draft in order: what is carried out, why one writes, what was told, what is asked."""
    leads, asks = _leads(plan), _asks(plan)
    led = {fact for piece in leads for fact in piece.facts}
    reason = _reason(plan, led)
    facts = worth_saying(plan.told, plan.main, led, reason.facts[0] if reason else "")
    facts.sort(key=lambda fact: not is_first_contact(fact))
    told = [_plain(fact, plan, 50 - place) for place, fact in enumerate(facts) if not fact.leans]
    behind = [_plain(fact, plan, 50 - place) for place, fact in enumerate(facts) if fact.leans]
    at = _turn(plan.kinds[0], plan.words["purpose"][plan.kinds[0]].get("answers", ""), facts)
    body = [*told[:at], *leads, *([reason] if reason else []), *told[at:]]
    hello = [] if any(ask.text for ask in asks) or reason or leads else [_hello(plan, facts)]
    return [*body, *asks, *hello, *behind, _close(plan, asks)]


def _hello(plan: Plan, facts: Sequence[Fact]) -> Piece:
    """Say that nothing else is wanted, where one only told who one is."""
    only_me = plan.main == PLAIN and facts and all(_WHO_I_AM.match(fact.clause) for fact in facts)
    return Piece(plan.line(plan.words["purpose"][PLAIN]["told"]) if only_me else "", 60)


def _turn(kind: str, answers: str, facts: Sequence[Fact]) -> int:
    """Return the place of what is carried out: an apology behind what one did, an answer behind what was asked."""
    if kind == "sorry":
        return next((place for place, fact in enumerate(facts, 1) if _MY_DEED.match(fact.clause)), len(facts))
    return sum(_begins(fact.deed, answers) for fact in facts[:1])


def _begins(deed: str, words: str) -> bool:
    """Say whether a deed begins with one of *words*."""
    return bool(deed) and deed.split(" ", maxsplit=1)[0] in words.split()


def _plain(fact: Fact, plan: Plan, weight: int) -> Piece:
    """Say a fact as it is; that somebody answered or accepted something, with thanks."""
    thanks = plan.words["purpose"]["thanks"]["told"][0]
    lines = plan.words["purpose"]
    owed = lines[plan.kinds[0]].get("answers", "" if plan.leads else lines["thanks"]["passing"])
    if _begins(fact.deed, owed):
        return Piece(Template(thanks).safe_substitute(it=fact.deed), weight, (fact.id,))
    return Piece(fact.said, weight, (fact.id,), fact.clause[:1].islower())


def _leads(plan: Plan) -> list[Piece]:
    """Return a sentence for each purpose that one sentence carries out."""
    return [_lead(kind, plan, 90 - place) for place, kind in enumerate(plan.leads)]


def _lead(kind: str, plan: Plan, weight: int) -> Piece:
    """Carry out a purpose: in the person's own words where there are any."""
    lines = plan.words["purpose"][kind]
    begins = tuple(lines.get("begins", ()))
    if own := next((ask for ask in plan.told.wish.asks if begins and ask.startswith(begins)), ""):
        return Piece(own, weight)
    it, facts = _it(kind, plan)
    parting = next((fact for fact in plan.told.about(About.THEM) if PARTING.match(fact.clause)), None)
    if not it and parting and "parting" in lines and kind == plan.leads[0]:
        return Piece(plan.line(lines["parting"], it=parting.clause.split(",")[0]), weight, (parting.id,))
    return Piece(plan.line(lines["told" if it else "ask"], it=it), weight, facts)


def _it(kind: str, plan: Plan) -> tuple[str, tuple[str, ...]]:
    """Return what the sentence of a purpose is about, and whose facts tell it: a deed, an age, somebody who died."""
    them = [fact for fact in plan.told.about(About.THEM) if not fact.given]
    with_me = [fact for fact in them if FOR_ME.search(fact.deed)]
    spared = [fact for fact in them if fact.deed.startswith("not ") and fact not in with_me]
    found: list[tuple[str, Fact]] = []
    match kind:
        case "thanks" if with_me:
            return _deeds([*with_me, *spared])
        case "thanks":
            found = [(fact.deed, fact) for fact in them if fact.deed]
        case "congratulate":
            found = [(fact.deed, fact) for fact in them if fact.deed and fact not in with_me]
        case "birthday":
            found = [(_ordinal(hit[0]), fact) for fact in them if (hit := AGED.search(fact.text))]
        case "condole":
            found = [(hit["who"] or hit["lost"], fact) for fact in them if (hit := DIED.match(fact.clause))]
        case _:
            pass
    return next(((it, (fact.id,)) for it, fact in found), ("", ()))


def _deeds(facts: Sequence[Fact]) -> tuple[str, tuple[str, ...]]:
    """Return one deed, or two where both are short."""
    both = " and ".join(fact.deed for fact in facts[:MOST_DEEDS])
    if len(facts) > 1 and len(both.split()) <= DEED_WORDS and " and " not in facts[0].deed:
        return both, tuple(fact.id for fact in facts[:MOST_DEEDS])
    return facts[0].deed, (facts[0].id,)


def _ordinal(aged: str) -> str:
    number = re.sub(r"\D", "", aged)
    ending = "th" if number[-2] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return f"{number}{ending}"


def _reason(plan: Plan, led: Collection[str]) -> Piece | None:
    """Say why one writes: because of a true thing about them."""
    possible = [fact for fact in anchors(plan.told) if fact.id not in led]
    if not possible or plan.main not in REASONED or (plan.main in TELLING and not plan.angle and _tells(plan)):
        return None
    fact = possible[plan.angle % len(possible)]
    if plan.main in {PLAIN, HELLO} and not plan.angle and is_state(fact) and _have_met(plan.told):
        return None
    shapes = plan.words["anchor"]
    first, *more = fact.said.split(". ")
    if fact.noun:
        large = f"{fact.noun[0].upper()}{fact.noun[1:]}"
        return Piece(plan.line(shapes["noun"], noun=fact.noun, noun_large=large), 80, (fact.id,))
    because = Piece(plan.line(shapes["clause"], clause=fact.clause), 45, (fact.id,))
    return because if not more and first else Piece(fact.said, 45, (fact.id,))


def _have_met(told: Told) -> bool:
    """Say whether there was anything between the two."""
    return any(not is_first_contact(fact) for fact in told.about(About.US)) or any(
        FOR_ME.search(fact.deed) for fact in told.about(About.THEM)
    )


def _tells(plan: Plan) -> bool:
    """Say whether a message without a wish has more to tell than the reason to write it."""
    return plan.main != PLAIN or any(fact.is_between for fact in plan.told.about(*About))


def _asks(plan: Plan) -> list[Piece]:
    """Return what is asked: in the person's own words where they say it, else as usual; nothing where nothing is."""
    told, own = plan.told, _own_asks(plan)
    kind = plan.asking if not told.nothing_asked or plan.asking == "connect" else ""
    asks = [Piece(ask, 90) for ask in own]
    if any(ask.endswith("?") for ask in own) or (own and not any(ask.startswith("I'd like") for ask in own)):
        return asks
    if not kind and not plan.early:
        then = plan.words["purpose"][plan.kinds[0]].get("then")
        return asks or ([Piece(plan.line(then), 60)] if then and not told.nothing_asked else [])
    if own and kind in TO_A_QUESTION:
        would = Piece(plan.words["anchor"]["would"], 60)
        return asks if any(" if you " in ask for ask in own) else [*asks, would]
    return [*asks, Piece(_usual(plan, kind), 90)]


def _own_asks(plan: Plan) -> list[str]:
    """Return what the person asks in words that can be said; what a lead says is said there."""
    begins = tuple(start for lead in plan.leads for start in plan.words["purpose"][lead].get("begins", ()))
    own = [] if plan.early else [ask for ask in plan.told.wish.asks if not (begins and ask.startswith(begins))]
    if "alone" in plan.words["purpose"][plan.asking or PLAIN]:
        return [ask for ask in own if ask.endswith("?")]
    return [ask for ask in own if not (plan.told.nothing_asked and ask.endswith("?"))]


def _usual(plan: Plan, kind: str) -> str:
    """Return what is usually asked for a purpose."""
    lines = plan.early or plan.words["purpose"][kind]
    if plan.leads and "behind" in lines:
        return str(lines["behind"])
    if "alone" in lines and not worth_saying(plan.told, plan.main):
        return plan.line(lines["alone"])
    sent = kind == "followup" and any(_SENT.search(fact.clause) for fact in plan.told.about(About.ME))
    return plan.line(lines["told" if sent else "ask"])


def _close(plan: Plan, asks: Sequence[Piece]) -> Piece:
    """Leave a way out where something is asked of somebody who is no friend."""
    wanted = any(piece.text.endswith("?") for piece in asks) and not plan.is_close
    spelled = plan.is_far or plan.asking in {"call", "coffee", "introduction", "favour", "reference"}
    own = plan.early or (plan.told.wish.ask and plan.asking == "call")
    closes = plan.words["purpose"]["question" if own else plan.asking or PLAIN]["close"]
    return Piece(plan.line(closes) if wanted and spelled else "", 40)


def _greeting(plan: Plan) -> str:
    greeting, told = plan.words["greeting"], plan.told
    shape = greeting["titled" if told.is_titled else "named"] if told.called else greeting["nobody"]
    return Template(shape).safe_substitute(name=told.called)


# ---- the whole -----------------------------------------------------------------------------------------------------


def _fitting(pieces: Sequence[Piece], most: int | None, *, email: bool) -> list[Piece]:
    """Drop sentences, the lightest first, until the draft is short enough."""
    chosen = [piece for piece in pieces if piece.text]
    while most and len(_joined(chosen, email=email)) > most and len(chosen) > 1:
        chosen.remove(min(chosen, key=lambda piece: piece.weight))
    return chosen


def _joined(pieces: Sequence[Piece], *, email: bool) -> str:
    texts = [piece.text for piece in pieces]
    if len(texts) > 1 and texts[0].endswith(","):
        if email:
            return f"{texts[0]}\n\n{' '.join(texts[1:])}"
        first = f"{texts[1][0].lower()}{texts[1][1:]}" if pieces[1].small else lowered(texts[1])
        return " ".join((texts[0], first, *texts[2:]))
    return " ".join(texts)


def _subject(plan: Plan) -> str:
    """Name what an e-mail is about: a thing of theirs, if it is short, else what is wanted."""
    nouns = [fact.noun for fact in anchors(plan.told) if fact.noun and len(fact.noun) <= LONGEST_SUBJECT]
    of_theirs = nouns if plan.main in REASONED else []
    usual = str(plan.words["purpose"][plan.kinds[0]]["subject"])
    return of_theirs[0][:1].upper() + of_theirs[0][1:] if of_theirs else usual
