"""Puts an opener together from what was told: every word about the recipient is one of the person's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from bot.core.coaching.facts import About, Fact
from bot.core.coaching.patterns import any_of, whole
from bot.core.coaching.speech import lowered, sentence
from bot.core.coaching.told import Told
from bot.core.coaching.written import Drafted

Entry = Mapping[str, Any]

MOST_MINE = 4
"""Sentences about oneself that a first message carries."""
MOST_MORE = 2
FEW_FACTS = 2
"""Facts about somebody of which one is the reason to write; more, or others, are a story, and keep their order."""
PLAIN = "plain"
"""The purpose where none was named: what was told, in its order."""
LONGEST_SUBJECT = 50
TELLING = {
    "away", "birthday", "call", "coffee", "congratulate", "followup", "introduction", "offer", "rebook", "request",
    "sorry", "tell", "thanks", "touch",
}  # fmt: skip
"""Purposes where what happened is told as it was; with the others it is the reason to write."""
OWN_WORDS = {
    "plain",
    "advice", "away", "congratulate", "feedback", "followup", "introduction", "job", "offer", "question", "sorry",
    "tell", "thanks",
}  # fmt: skip
"""Purposes where the person's own words ask better than ours."""
_STATE = re.compile(
    r"you're (?!\w+ing)|you are |your |you "
    + any_of(
        "drive moderate chair judge coach serve fix repair bake sing sew weave farm grow design handle conduct "
        "paint restore live"
        " work run own lead maintain know have teach organi[sz]e edit host keep play make do look import study"
        " manage sell"
    )
    + r"\b",
    re.IGNORECASE,
)
_FOR_ME = re.compile(r"\b(?:I|me|my|mine|we|us|our)\b")
ASKED_BEHIND = {"introduction", "job", "feedback", "away"}
"""Purposes where a statement of the person's own is followed by our question."""
FAR = re.compile("stranger|online|forum|connected|met once|unknown|follower|contact", re.IGNORECASE)
"""Relations in which whoever asks leaves a way out."""
REPLYING = {"question", "advice", "feedback", "job", "introduction", "followup", "offer"}
"""Purposes whose way out only means something behind a question."""
CLAIMED = "c"
"""How the number of a fact begins that is a line to be said."""
CLOSE = re.compile(
    "friend|colleague|co-?worker|team|customer|client|family|mentor|boss|manager|flatmate|partner|close", re.IGNORECASE
)
"""Relations in which nobody needs a reason to write."""
_MY_DEED = re.compile(r"(?:I|we) (?!am\b|run\b|live\b|work\b|have (?:a|an|two|three)\b)", re.IGNORECASE)
_COURTESY = re.compile(
    r"(?:thank|many thanks|congrat|well done|happy|I'm sorry|I'd like to (?:thank|say (?:th|con)))", re.IGNORECASE
)
_SORE = whole("rejected refused turned_me_down declined ignored")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a draft; of those that don't fit, the lightest goes first.

    A *small* one was told with a small letter, and may go on after a greeting with one.
    """

    text: str
    weight: int
    facts: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one version of a draft is made from: its purpose, a wish that is put off, which angle, our words."""

    told: Told
    kind: str
    early: Entry | None
    angle: int
    words: Entry

    @property
    def purpose(self) -> Entry:
        """Return the words for what is wanted."""
        purpose: Entry = self.words["purpose"][self.kind]
        return purpose

    @property
    def as_told(self) -> bool:
        """Tell whether nobody needs a reason to read this: then it is said as it was told."""
        plain = self.kind in {PLAIN, "tell", "sorry", "introduction", "rebook", "away", "offer", "followup"}
        owed = self.kind == "thanks" and not self.told.wish.ask
        kept = self.told.from_brief and not self._is_plain_reason and self.kind not in {"call", "request"} and not owed
        return not self.angle and (plain or kept or (self.kind not in {"coffee", "birthday"} and self.is_close))

    @property
    def _is_plain_reason(self) -> bool:
        """Tell whether all that was told is a thing or two about the recipient: that is the reason to write."""
        facts = [fact for fact in self.told.facts if fact.kind != "wish"]
        return len(facts) <= FEW_FACTS and all(fact.about is About.THEM for fact in facts)

    @property
    def is_far(self) -> bool:
        """Tell whether the two hardly know each other; so it seems where what the other does is why one writes."""
        if self.told.relation:
            return bool(FAR.search(self.told.relation))
        them = self.told.about(About.THEM)
        return self.told.medium == "linkedin" or any(fact.noun for fact in them) or (bool(them) and _is_theirs(them[0]))

    @property
    def is_close(self) -> bool:
        """Tell whether the two know each other well."""
        return bool(CLOSE.search(self.told.relation))

    def of_angle(self, lines: Sequence[str]) -> str:
        """Return the line that this version uses."""
        return lines[self.angle % len(lines)]


def drafted(told: Told, early: Entry | None, angle: int, most: int | None, words: Entry) -> Drafted:
    """Write one version of the opener, in at most *most* characters; one sentence always stays."""
    plan = Plan(told, told.wish.kind or PLAIN, early, angle, words)
    email = told.medium == "email"
    chosen = _fitting(_pieces(plan), most, email=email)
    cards = (early["card"],) if early else tuple(plan.purpose["cards"])
    used = tuple(dict.fromkeys(fact for piece in chosen for fact in piece.facts))
    return Drafted(
        _joined(chosen, email=email), _subject(plan) if email else None, told.medium or "message", used, cards
    )


def asked(told: Told, early: Entry | None, angle: int, words: Entry) -> str:
    """Return the sentences in which a draft says what is wanted; empty where it says nothing more."""
    plan = Plan(told, told.wish.kind or PLAIN, early, angle, words)
    return " ".join(piece.text for piece in _asks(plan, anchored=bool(anchors(told))) if piece.text)


def anchors(told: Told) -> list[Fact]:
    """Return what can be the reason to write, the best first: a thing of theirs, what they do, what is shared."""
    them, us = told.about(About.THEM), told.about(About.US)
    things = [fact for fact in them if fact.noun]
    doings = [fact for fact in them if not fact.noun and not fact.denies]
    shared = [fact for fact in us if not fact.denies]
    return [*things, *doings, *shared, *(fact for fact in (*us, *them) if fact.denies and not fact.noun)]


# ---- the sentences -------------------------------------------------------------------------------------------------


def _pieces(plan: Plan) -> list[Piece]:
    """Return the sentences of a draft in order."""
    told, possible = plan.told, anchors(plan.told)
    if plan.as_told:
        said = _as_told(plan)
        return [Piece(_greeting(plan), 85), *said, _close(plan, said)]
    met = [fact for fact in told.about(About.US) if fact.kind == "prior contact" and not fact.denies]
    if met and plan.kind in REPLYING - {"followup", "offer"} and not plan.angle:
        possible = [*met, *(fact for fact in possible if fact not in met)]
    if plan.kind in TELLING - {"coffee", "thanks"}:  # what they are comes after what was between the two
        possible.sort(key=lambda fact: _is_flat(fact, plan) + 2 * (fact.denies and fact.about is About.THEM))
    if plan.kind == "thanks":  # what they did, and not what they are
        possible.sort(key=lambda fact: fact.about is About.THEM and bool(_STATE.match(fact.clause)))
    anchor = possible[plan.angle % len(possible)] if possible else None
    ours = told.about(About.US) if anchor and anchor.about is About.THEM and plan.kind not in TELLING else []
    mine = [
        _plain(fact, 50 - place) for place, fact in enumerate([*told.about(About.ME, About.THING), *ours][:MOST_MINE])
    ]
    lead = [_anchor(anchor, plan)] if anchor else []
    others = [fact for fact in possible if fact is not anchor and not _is_flat(fact, plan)]
    tells = (plan.kind in TELLING or bool(met)) and not plan.angle
    rest = others[:MOST_MORE] if tells else []
    more = [_more(fact, plan, 30 - place) for place, fact in enumerate(rest)]
    body = _in_order(plan, anchor, (lead, more, mine, _asks(plan, anchored=anchor is not None)))
    return [Piece(_greeting(plan), 85), *body, _close(plan, body)]


def _as_told(plan: Plan) -> list[Piece]:
    """Say everything in the order in which it was told; thanks, wishes and apologies come first, questions last."""
    told = plan.told
    facts = [fact for fact in told.facts if fact.kind != "wish"]
    if not told.from_brief and any(fact.id.startswith(CLAIMED) for fact in facts):
        facts.sort(key=_turn)
    worth = [fact for fact in facts if told.from_brief or not _is_flat(fact, plan)] or facts
    said = [_more(fact, plan, 50 - place) for place, fact in enumerate(worth)]
    if worth and plan.kind in REPLYING and worth[0].about is About.THEM and _is_theirs(worth[0]):
        said[0] = _anchor(worth[0], plan)
    asks = _asks(plan, anchored=True)
    first = [ask for ask in asks if _COURTESY.match(ask.text)]
    if plan.kind == "tell" and told.from_brief:
        return [*asks, *said]
    if plan.kind == "tell":
        own = [piece for piece, fact in zip(said, worth, strict=True) if _turn(fact) > 1]
        return [*(piece for piece in said if piece not in own), *asks, *own]
    if plan.kind == "sorry":
        mine = next((place for place, fact in enumerate(worth, 1) if _MY_DEED.match(fact.clause)), len(worth))
        return [*said[:mine], *asks, *said[mine:]]
    behind = [piece for piece, fact in zip(said, worth, strict=True) if fact.leans]
    said = [piece for piece in said if piece not in behind]
    return [*first, *said, *(ask for ask in asks if ask not in first), *behind]


def _turn(fact: Fact) -> int:
    """Say when a fact has its turn: what is to be told comes behind what it is about, and before what is one's own."""
    if fact.id.startswith(CLAIMED):
        return 1
    return 2 if fact.about in {About.ME, About.THING} else 0


def _is_theirs(fact: Fact) -> bool:
    """Say whether a fact tells what somebody is or does, which may be why one asks them."""
    return bool(_STATE.match(fact.clause)) and not fact.clause.casefold().startswith("your ")


def _is_flat(fact: Fact, plan: Plan) -> bool:
    """Say whether a fact would only tell them what they are; what they did, or did for one, is worth saying."""
    exempt = plan.kind in {PLAIN, "introduction", "away", "tell"} or fact.denies
    return fact.about is About.THEM and not exempt and _is_theirs(fact) and not _FOR_ME.search(fact.clause)


Parts = tuple[list[Piece], list[Piece], list[Piece], list[Piece]]


def _in_order(plan: Plan, anchor: Fact | None, parts: Parts) -> list[Piece]:
    """Put what is about them, more of it, what is about me, and what is asked, into the order of the purpose."""
    lead, more, mine, asks = parts
    about_them = anchor is not None and anchor.about is About.THEM
    match plan.kind:
        case "coffee" if about_them and mine:
            return [*more, _with(lead[0], mine[0]), *mine[1:], *asks]
        case "thanks" if about_them and not plan.told.wish.ask:
            return [*lead, *more, *mine]  # the lead says thank you
        case "thanks" | "congratulate" if plan.told.wish.ask:
            warm = [ask for ask in asks if _COURTESY.match(ask.text) or plan.kind == "congratulate"]
            return [*warm, *lead, *more, *mine, *(ask for ask in asks if ask not in warm)]
        case "followup" if asks and asks[0].text.startswith("May I remind"):
            return [*lead, *more, *asks, *mine]
        case "followup":
            return [*mine, *lead, *more, *asks]
        case _:
            return [*lead, *more, *mine, *asks]


def _asks(plan: Plan, *, anchored: bool) -> list[Piece]:
    """Return what is asked: in the person's own words where they do; else, or behind a statement, as usual."""
    own = plan.told.wish.asks if plan.kind in OWN_WORDS and not plan.early else ()
    if plan.kind == "tell" and plan.told.facts:
        return [Piece(ask, 90) for ask in own]  # to tell it was all that was wanted
    usual = plan.of_angle((plan.early or plan.purpose)["ask"])
    pieces = [Piece(ask, 85 if place else 90) for place, ask in enumerate(own)]
    if plan.kind in {"thanks", "sorry"} and own and not any(_COURTESY.match(ask) for ask in own):
        pieces.insert(0, Piece(usual, 90))
    if not own or (plan.kind in ASKED_BEHIND and not any(ask.endswith("?") for ask in own)):
        pieces.append(Piece(usual if anchored else usual.replace(" about it", ""), 90))
    return pieces


def _close(plan: Plan, asks: Sequence[Piece]) -> Piece:
    """Leave a way out where something is asked."""
    text = plan.of_angle(plan.purpose["close"])
    spelled = plan.is_far if plan.told.wish.ask and plan.kind in REPLYING else not plan.is_close
    if not spelled and plan.kind not in {"call", "coffee", "introduction"}:
        return Piece("", 0)  # friends and colleagues need no way out spelled for them, nor does a plain question
    asked = any(piece.text.endswith("?") for piece in asks) or plan.kind not in REPLYING
    return Piece(text if asked else "", 40)


def _with(first: Piece, second: Piece) -> Piece:
    """Join two sentences that belong together: where they live, and when one is there."""
    joined = f"{first.text.rstrip('.')}, and {lowered(second.text)}"
    return Piece(joined, first.weight, (*first.facts, *second.facts))


def _anchor(fact: Fact, plan: Plan) -> Piece:
    """Say why one writes: because of a true thing about them."""
    shapes, about_them = plan.words["anchor"], fact.about is About.THEM
    if plan.kind == "thanks" and about_them and not plan.told.wish.ask:
        return _shaped(plan.of_angle(shapes["thanks"]), fact, 80)
    if fact.denies and about_them and plan.kind not in TELLING:
        return _shaped(shapes["aware"], fact, 80)
    if plan.kind in TELLING or not about_them or _SORE.search(fact.clause) or plan.is_close:
        return _plain(fact, 80)
    if fact.noun:
        return _shaped(plan.of_angle(shapes["noun"]), fact, 80)
    state = shapes["state"] if plan.kind in REPLYING and _is_theirs(fact) else None
    return _shaped(plan.of_angle(state or shapes["clause"]), fact, 80)


def _more(fact: Fact, plan: Plan, weight: int) -> Piece:
    """Say one more thing: news of theirs as far as one knows, and what speaks against the wish as known."""
    if fact.about is About.THEM and fact.denies and plan.kind != "tell":
        return _shaped(plan.words["anchor"]["aware"], fact, weight)
    if fact.about is About.THEM and plan.kind == "touch" and fact.kind == "news":
        return _shaped(plan.words["anchor"]["known"], fact, weight)
    return _plain(fact, weight)


def _shaped(shape: str, fact: Fact, weight: int) -> Piece:
    said = Template(shape).safe_substitute(noun=fact.noun, clause=fact.clause, clause_low=fact.clause)
    return Piece(" ".join(filter(None, (sentence(said), fact.more and sentence(fact.more)))), weight, (fact.id,))


def _plain(fact: Fact, weight: int) -> Piece:
    return Piece(fact.said, weight, (fact.id,), fact.clause[:1].islower())


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
        return (
            f"{texts[0]}\n\n{' '.join(texts[1:])}"
            if email
            else " ".join((texts[0], _after_comma(pieces[1]), *texts[2:]))
        )
    return " ".join(texts)


def _after_comma(piece: Piece) -> str:
    return piece.text[:1].lower() + piece.text[1:] if piece.small else lowered(piece.text)


def _subject(plan: Plan) -> str:
    """Name what an e-mail is about: a thing of theirs, if it is short, else what is wanted."""
    nouns = [fact.noun for fact in anchors(plan.told) if fact.noun and len(fact.noun) <= LONGEST_SUBJECT]
    return nouns[0][:1].upper() + nouns[0][1:] if nouns else str(plan.purpose["subject"])
