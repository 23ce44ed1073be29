"""Tells which facts a message says, and which of them is the reason to write it; what is only flat is left out."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.core.coaching.patterns import any_of, whole
from bot.core.coaching.writing.facts import About, Fact
from bot.core.coaching.writing.speech import PAST
from bot.core.coaching.writing.told import Told

PLAIN = "plain"
"""The purpose where none was named: what was told, in its order."""
REASONED = {
    "plain", "question", "advice", "feedback", "job", "introduction", "favour", "reference", "hello", "connect",
    "call", "offer", "invite",
}  # fmt: skip
"""Purposes for which what somebody does or made is the reason to write."""
TELLING = {"plain", "tell", "followup", "rebook", "away", "sorry", "thanks", "coffee"}
"""Purposes in which everything that happened is told, in its order."""
_FLAT = re.compile(
    rf"you(?:'re| are) (?!\w+ing\b)"
    rf"|you (?:don't |also |still |never |always )?(?!{PAST}|(?:were|had|have|could|would|will|can|might|may"
    rf"|should|and|never|once|just|used|owe|want)\b)[a-z]+\b"
    r"|you have(?! \w+ed\b| been\b| got\b)\b|your (?:profile|bio|website|page|headline)\b",
    re.IGNORECASE,
)
"""How begins what somebody is or always does."""
_TOLD = re.compile(
    r"(?:[^,]* )?you(?:'d|'ve)? (?:said|wrote that|mentioned|asked|offered|told|promised|invited|suggested"
    r"|keep \w+ing|ask|say)\b"
)
"""How begins what somebody said, which one may take up."""
FOR_ME = re.compile(r"\b(?:I|me|my|mine|us|our)\b")
_DONE = re.compile(
    r"you(?:'re| are) (?:looking for|hiring|giving|doing|hosting|running|speaking|playing)|you(?:'ve| have)?"
    r" (?:just |recently )?"
    + any_of(
        "posted wrote published gave spoke made built founded opened started won chaired organi[sz]ed ran led"
        " sold hosted designed translated recorded did interviewed released created launched answered"
        " were_(?=on|in|at|head|part)"
    )
)
"""How begins what somebody did that may be why a stranger writes to them."""
_POINTS = re.compile(
    r"(?:it|it's|that|that's|they|they're|there)\b|(?:I|we|I've|we've|I'm)(?: [\w']+){0,4} (?:there|it|them|twice"
    r"|once)(?:$|,| the\b| in\b| from\b| on\b| for\b)|.*\btheir\b"
    r"|(?:\S+ ){1,4}it$|.*\bbefore$|I don't know why",
    re.IGNORECASE,
)
"""What only means something behind what was said before."""
_NO_WHY = re.compile(
    r"\b(?:there|it|that|them)$|^you(?:'re| are) (?!(?:from|in|at|on)\b)(?:\w+ )?\w+$"
    r"|\b(?:no|hate|not|rather)\b.*\b(?:calls?|phon(?:e|ing))\b"
)
"""What is no reason to write: what points elsewhere, a bare quality, that somebody hates the phone."""
_NEVER = re.compile(
    r"\bnever (?:actually |really )?(?:met|spoken|spoke|talked|written|wrote|exchanged|been in touch)\b"
)
_IDLE = re.compile(
    r"I(?:'ve| have)? (?:not|never|haven't|didn't) (?:\w+ )?(?:read|seen|heard|watched|tried|been|listened)\b"
    r"|you(?:'ve| have)? (?:never|not|haven't|don't|didn't) (?:heard|met|seen|know|knew)\b|you owe\b"
    r"|(?:my|our) neighbou?rs? complain"
)
"""How begins what nobody would say: what one did not read, that they never heard of one."""
DIED = re.compile(r"your (?P<who>[\w' -]+?) (?:just )?(?:died|passed away|passed)\b|you lost your (?P<lost>[a-z]+)")
PARTING = re.compile(
    r"you(?:'re| are) (?:leaving|going|moving|stopping|retiring|quitting|off)\b|you (?:leave|retire|stop|move)\b"
)
"""How begins that somebody goes away."""
AGED = re.compile(
    r"\b(?:turn(?:s|ed|ing)?|(?:he|she|they)(?:'s|'re| is| are)) \d{2,3}\b(?! \w+s\b)|\b\d{2,3}(?= today\b)", re.I
)
_SPENT = {
    "birthday": re.compile(rf"\bbirthday\b|{AGED.pattern}", re.IGNORECASE),
    "condole": whole(r"died passed_away funeral lost_(?:her|his|their)_\w+"),
    "refused": whole("turned_down turned_me_down turned_us_down declined refused said_no"),
    "request": whole("request connect"),
    "rebook": whole("cancell?ed_on_me cancell?ed_on_us didn't_show stood_me_up"),
    "connect": whole("wants_to_connect"),
}
"""How the facts begin that a purpose itself already says."""


def anchors(told: Told) -> list[Fact]:
    """Return what can be the reason to write, the best first: a thing of theirs, then what they do or did."""
    them = [fact for fact in told.about(About.THEM) if not fact.given and not fact.denies]
    things = [fact for fact in them if fact.noun]
    return [*things, *(fact for fact in them if not fact.noun and is_flat(fact) and _is_reason(fact))]


def _is_reason(fact: Fact) -> bool:
    return bool(is_state(fact) or _DONE.match(fact.clause)) and not _NO_WHY.search(fact.clause)


def is_state(fact: Fact) -> bool:
    """Say whether a fact tells what somebody is or always does."""
    return bool(_FLAT.match(fact.clause))


def is_flat(fact: Fact) -> bool:
    """Say whether a fact tells what somebody is, does or did, and nothing that was between the two."""
    if fact.given or fact.about is not About.THEM or _TOLD.match(fact.clause):
        return False
    return not FOR_ME.search(fact.clause) or (bool(_FLAT.match(fact.clause)) and not fact.denies)


def worth_saying(told: Told, kind: str, led: Collection[str] = (), reason: str = "") -> list[Fact]:
    """Return the facts that are said as they are for a purpose of this kind, in the order in which they were told.

    What only means something behind a fact that is not said is not said either; what was *led* with is.
    """
    said: list[Fact] = []
    lost = True
    for place, fact in enumerate(told.facts, 1):
        known = fact.id == reason or fact.id in led
        carries = kind in {PLAIN, "coffee"} and any(
            _POINTS.match(after.clause) for after in told.facts[place : place + 1]
        )
        says = not known and _is_said(fact, kind, carries=carries) and not is_spent(fact, told)
        stands = fact.given or fact.leans or not (lost and _POINTS.match(fact.clause))
        if says and stands:
            said.append(fact)
            known = True
        lost = not known
    return said


def _is_said(fact: Fact, kind: str, *, carries: bool) -> bool:
    """Say whether a fact is said as it is: what was between the two, what is one's own, what happens to a thing."""
    if not fact.clause or fact.kind == "wish":
        return False
    if fact.given:
        return True
    if _IDLE.match(fact.clause) or (is_first_contact(fact) and kind not in REASONED):
        return False
    if kind == "congratulate" and fact.deed:
        return True
    tells = kind in TELLING or fact.clause.startswith("your ")
    return not is_flat(fact) or (tells and (carries or not is_state(fact)))


def is_first_contact(fact: Fact) -> bool:
    """Say whether a fact tells that the two never met; it is said first, or not at all."""
    return bool(_NEVER.search(fact.clause)) and fact.about in {About.US, About.ME}


def is_spent(fact: Fact, told: Told) -> bool:
    """Say whether the purpose itself already says it: that somebody turned sixty, died, or refused."""
    return any(_SPENT[kind].search(fact.text) for kind in (told.wish.kind, *told.wish.also) if kind in _SPENT)
