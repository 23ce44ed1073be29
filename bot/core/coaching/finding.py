"""Decides what a question is about: which guidelines answer it, whether they are contested, or why none does."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.coaching.cards import Disagreement
from bot.core.coaching.counting.ranking import Ranked
from bot.core.coaching.counting.tokens import Tokens
from bot.core.coaching.library import ANYTHING_MISSING, ELSEWHERE, SUBJECT, Library
from bot.core.coaching.routes import SIGNS, Aside, Route
from bot.core.coaching.situations import Case, Situation

# Chosen on the open part of the evaluation set; `python3 -m tests evals` shows what they give.
NO_SUBJECT = 3.0
"""How much less we trust a question in which no phrase of ours stands to be about our subject; natural logarithm."""
LACKING_FROM = -0.3
"""Say that no document holds the answer from these odds on, as a logarithm."""
SIGN = 1.3
"""How much a phrase counts that gives such a question away: "is it legal", "how many days"."""
SIGN_ON_SUBJECT = 3.0
"""How much more we trust a question with such a phrase and one of ours to be about our subject."""
TOUCHED_SHARE = 0.5
"""Weight of the guidelines found beside the wording, when one of several disagreements is chosen."""
WORDS_TO_GO_ON = 2
"""Fewer words of content than this, and none of them ours, and we ask for more."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question is about."""

    route: Route
    cards: tuple[str, ...] = ()
    situation: Situation = field(default_factory=dict)
    case: Case | None = None
    disagreement: Disagreement | None = None
    missing: str = ""
    aside: Aside | None = None
    sure: bool = True


def find(question: str, library: Library) -> Found:
    """Decide what *question* is about."""
    tokens = library.tokens(question)
    if aside := _aside(question, tokens, library):
        unclear = aside in {Aside.CLARIFY, Aside.LANGUAGE}
        return Found(Route.CLARIFY if unclear else Route.OFFTOPIC, aside=aside)
    ranked = library.ranking.best(tokens)
    vague = len(tokens.content) < WORDS_TO_GO_ON and not tokens.names
    match _route(tokens, library):
        case Route.ANSWER if vague:
            return Found(Route.CLARIFY, aside=Aside.CLARIFY)
        case Route.ANSWER if ranked:
            return _answered(question, tokens, ranked, library)
        case Route.GAP if ranked:
            situation = library.situations.read(tokens.names)
            return Found(Route.GAP, tuple(ranked), situation, missing=_missing(tokens, library))
        case _:
            return Found(Route.OFFTOPIC, aside=Aside.OFFTOPIC)


def _answered(question: str, tokens: Tokens, ranked: Ranked, library: Library) -> Found:
    """Let the situation choose which guideline leads, and see whether another one pulls against it."""
    situation = library.situations.read(tokens.names)
    if "side" in situation:
        ranked = _acting_last(ranked, library)
    cards = tuple(ranked)
    case = library.situations.case(situation, cards[0])
    if case:
        cards = tuple(dict.fromkeys((case.cards[0], *cards)))
    settled = case is not None and case.always
    contested = not settled and library.contested.judges(question, tokens, ranked)
    disagreement = _disagreement(tokens, cards, library) if contested else None
    sure = settled or library.ranking.is_sure(tokens, ranked, case.cards if case else ())
    return Found(Route.ANSWER, cards, situation, case, disagreement, sure=sure)


def _acting_last(ranked: Ranked, library: Library) -> Ranked:
    """Put the guidelines for whoever acts behind the others."""
    return dict(sorted(ranked.items(), key=lambda found: library.cards[found[0]].is_for_acting))


def _aside(question: str, tokens: Tokens, library: Library) -> Aside | None:
    """Notice what is no question to the guidelines, whatever its words: orders, other languages, too little."""
    if sign := next((sign for sign in SIGNS if sign in tokens.names), None):
        return SIGNS[sign]
    if library.is_foreign(question):
        return Aside.LANGUAGE
    if not tokens.content and not tokens.names:
        return Aside.CLARIFY
    return None


def _missing(tokens: Tokens, library: Library) -> str:
    scores = library.missing.scores(tokens.features)
    return _signed(tokens, library) or max(scores, key=lambda gap: scores[gap], default=ANYTHING_MISSING)


def _signed(tokens: Tokens, library: Library) -> str:
    """Name the kind of missing thing that a phrase in the question gives away; empty when none does."""
    return next((gap.id for gap in library.gaps.values() if gap.sign in tokens.names), "")


def _route(tokens: Tokens, library: Library) -> Route:
    scores = library.subjects.scores(tokens.features)
    sign = SIGN if _signed(tokens, library) else 0.0
    doubt = 0.0
    if library.subject.isdisjoint(tokens.names):
        doubt = NO_SUBJECT
    elif sign:
        doubt = -SIGN_ON_SUBJECT
    if scores[ELSEWHERE] + doubt > scores[SUBJECT]:
        return Route.OFFTOPIC
    return Route.GAP if library.lacking.pull(tokens.features) + sign > LACKING_FROM else Route.ANSWER


def _disagreement(tokens: Tokens, cards: tuple[str, ...], library: Library) -> Disagreement | None:
    """Return the disagreement that the leading guideline is part of and that fits best, if there is one."""
    likely = library.quarrels.scores(tokens.features)

    def fit(quarrel: Disagreement) -> float:
        touched = sum(1 / (2 + place) for place, card in enumerate(cards) if quarrel.side_of(card))
        return likely.get(quarrel.id, 0.0) + TOUCHED_SHARE * touched

    quarrels = (quarrel for quarrel in library.disagreements.values() if quarrel.side_of(cards[0]))
    return max(quarrels, key=fit, default=None)
