"""Reads what somebody tells us about a person into facts, each with the words that say it to that person."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.coaching.hurry import tidy
from bot.core.coaching.patterns import any_of, whole
from bot.core.coaching.speech import OTHER, mark_names, plural, sentence, to_you
from bot.core.coaching.tokens import plain_text


class About(StrEnum):
    """Whom a fact is about."""

    THEM = "them"
    US = "us"
    ME = "me"
    THING = "thing"


_DENIAL = re.compile(r"\b(?:not|never|nobody|none)\b|n't\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the person told us.

    *clause* says it to the recipient, without a capital or a stop; *noun*, where there is one, names it as a thing of
    theirs ("your post on ovens"). *limits* tells that it says how little there was: never met, one episode, not read.
    *more* is a second clause that was typed behind a comma. One that *leans* stands behind what is asked.
    """

    id: str
    kind: str
    text: str
    about: About
    clause: str
    noun: str = ""
    limits: bool = False
    more: str = ""
    leans: bool = False

    @property
    def denies(self) -> bool:
        """Tell whether it says what is not so."""
        return bool(_DENIAL.search(self.clause))

    @property
    def said(self) -> str:
        """Return it in whole sentences."""
        return " ".join(filter(None, (sentence(self.clause), sentence(self.more) if self.more else "")))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was told and is not for the message; *why* names a phrase."""

    text: str
    why: str


def read_fact(
    text: str, number: str, names: Sequence[str], pronoun: str, unsaid: Mapping[str, Sequence[str]]
) -> Fact | LeftOut | None:
    """Read one thing that was told; None where nothing can be made of it."""
    marked = tidy(text).rstrip(".!, ")
    words = marked.replace(OTHER, "")
    if not re.search(r"\w", words):
        return None
    about, full = _about(mark_names(marked, names))
    if why := "backstage" if _AGE.fullmatch(words) else _why_not(words, about, unsaid):
        return LeftOut(words, why)
    if about is None:
        return None
    if _NO_CLAUSE.match(full) or _SOMEBODY.fullmatch(full):
        return None
    clause, more = _halves(_trimmed(to_you(_with_verb(full), pronoun)))
    noun = _noun(clause) if about is About.THEM else ""
    return Fact(number, _kind(about, words), words, about, clause, noun, bool(_LIMITS.search(words)), more)


_NO_CLAUSE = re.compile(
    r"(?:she|he|they)$|(?:I )?(?:want|need|like|would like)$|\{them\},? ?(?:$|(?:about|for|from|with|because|at"
    r"|in|on|I|we|who|which|whose)\b)",
    re.IGNORECASE,
)
"""A name with nothing said of it."""

_AGE = re.compile(r"(?:she|he|they)(?:'s|'re| is| are) (?:only |over |nearly )?\d{2}(?: years old)?", re.IGNORECASE)
_SOMEBODY = re.compile(
    rf"(?:my|our) (?:[\w-]+ "
    rf")?{any_of('number name brother sister son daughter mother father friend boss colleague cousin partner')}"
    r"(?:[ -]in[ -]law)?",
    re.IGNORECASE,
)

# ---- what is not for the message -----------------------------------------------------------------------------------

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TURNED = re.compile("[\u202d\u202e][^\u202c]*\u202c?")
"""What is shown in another order than it was typed in; nobody could tell what it says."""
_MARKUP = re.compile(
    r"<!--.*?-->|<%.*?%>|\{%.*?%\}|</?\w[^<>]*>|<[!@#|][^<>]*>|[*_~`#]{2,}|@(?:everyone|here|channel)\b"
    r"|\{\{[^}]*\}\}|\$\{[^}]*\}|%[A-Z_]{3,}%|(?<=\])\([^)]*\)|[\[\]`|\\]",
    re.DOTALL | re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Return *text* without what is no words of anybody: markup, mentions of everybody, links, what can't be seen."""
    text = _TURNED.sub("", html.unescape(text))
    seen = "".join(character for character in text if character.isspace() or plain_text(character))
    return " ".join(_URL.sub("", _MARKUP.sub(" ", seen)).split()).strip(" ,;")


def _why_not(words: str, about: About | None, unsaid: Mapping[str, Sequence[str]]) -> str:
    """Return why a fact is not for the message; what one says about oneself may be private or a guess."""
    mine = {"private"} if about is About.ME else set()
    if about is About.ME and not re.search(rf"\b(?:{_ANYBODY}|his|her|their)\b", words, re.IGNORECASE):
        mine.add("guess")
    return reason_unsaid(words, {why: signs for why, signs in unsaid.items() if why not in mine})


def reason_unsaid(words: str, unsaid: Mapping[str, Sequence[str]]) -> str:
    """Return why these words are not for a message; nothing if they may be."""
    low = words.casefold()
    for why, signs in unsaid.items():
        if any(re.search(rf"(?<!\w){re.escape(sign.strip())}(?!\w)", low) for sign in signs):
            return why
    return ""


# ---- whom it is about ----------------------------------------------------------------------------------------------

_ANYBODY = r"she|he|they|\{them\}"
_I_DID = any_of(
    "met sent saw installed watched heard asked emailed mailed called phoned rang bought used tried told talked spoke"
    " worked"
    " haven't didn't wasn't got had applied joined moved passed started finished lost found made shared missed forgot"
    " ran_into bumped studied lived been was wrote read loved liked enjoyed promised owe been_using"
)
_I_DO = any_of(
    "want need start study teach write cook grow organise organize moderate build make sell don't can't won't hope like"
    " have know live work run keep just never once"
)
HAPPENS = any_of(
    r"is are was were has had have can can't will won't didn't doesn't came got went took broke fell made gave said"
    r" told"
    r" wants needs starts ends opens closes asks? waits? leaks? runs? costs? looks? sits? stands? lives? works? takes?"
    r" makes? gets? comes? goes? says arrives? happens? ends? keeps? moved? \w{3,}ed"
)
OF_THEM = re.compile(
    rf"(?:does|do|did|is|are|was|were|has|have|can|could|would|will|might) (?:{_ANYBODY})\b.*", re.IGNORECASE
)
"""A question about somebody, which becomes one to her."""
QUESTION = re.compile(
    r"(?:(?:does|do|did|is|are|was|were|has|have|can|could|would|will|might|may|shall|should) (?:I|we|it|that"
    r"|this|there|the|my"
    r"|our|her|his|their|any|some|anybody|somebody|someone|\x02\w+|(?-i:[A-Z])\w+)\b.*"
    r"|(?:which|what|how|where|when|who) [\w ]+ (?:is|are|was|were|does|do|did|can|could|should|would) .*)$",
    re.IGNORECASE,
)
"""A question as it stands."""
_THEY_DID = any_of(
    "posted wrote made won published gave launched built created released recorded hosted organised organized spoke"
    r" presented taught moved joined left retired graduated married shipped founded sold opened closed"
    r" \w{3,}s(?=_(?:a|an|the|in|at|for|on|with)_)"
)
_SHORT_OF_I = any_of("junior senior retired freelance self-employed")
_US = rf"(?:we|we're|we've|our|us|both of us|same)\b|{any_of('{them} she he they')} and I\b"
_THEIR_THINGS = any_of(
    "thesis post talk article piece book paper podcast video keynote workshop blog series poem course thread"
)
WISH = re.compile(
    r"(?:I|we) want (?:only |just )?(?:to )?ask\b|"
    r"(?:(?:I|we)(?: |(?=')))?(?:just |really |still |only )*(?:'d |would )?"
    rf"{any_of('want need like love hope wish wanted hoping trying plan going')}\b"
    r"(?: to (?!know\b(?! (?:if|whether|how|what|why|when|where)\b))\w+| (?:her|him|them|his|their|your|a|an|the"
    r"|my|until|some)\b)|I'd (?:like|love)\b",
    re.IGNORECASE,
)
"""How somebody says what they want of the other."""
_SUBJECTS: tuple[tuple[About, str, str], ...] = (
    (About.THING, rf"{OTHER}|(?:yes|no|sorry),? (?:I|I'm|we|we're|the|it)\b", ""),
    (About.THEM, r"(?:sent|told|gave|wrote|lent|showed|taught|brought|found|made|[a-z]+ed) (?:me|us)\b", "you"),
    (About.ME, r"(?:never|not|haven't|have not|once|only once)? ?met (?:her|him|them|\{them\})\b", "I've"),
    (About.THEM, r"(?:the two|both|all|half|some) of (?:them|\{them\})\b", ""),
    (About.US, r"both (?:were|was|went|worked|studied|at|in|from|of us)", "we"),
    (About.US, _US, ""),
    (About.THEM, r"(?:she|he|they|\{them\})(?:'\w+)?(?=\W|$)|(?:her|his|their)\b(?! (?:and|or)\b)", ""),
    (About.THEM, r"(?:linkedin )?(?:profile|bio|website|page) says", "your"),
    (About.ME, r"(?:I|I'm|I've|I'd|I'll|my|me|mine|myself)\b", ""),
    (
        About.US,
        r"(?:both|haven't|have not|never|not) (?:at|in|from|been|talked|spoken|spoke|met|in touch|seen each)",
        "we",
    ),
    (About.US, r"met (?:at|in|on|once|through)\b", "we"),
    (About.THING, r"(?:was|were) (?:a|an|the|so|really)\b", "it"),
    (About.THING, r"(?:it|that|this|there)\b", ""),
    (About.THING, rf"(?:the )?[\w'-]+(?: [\w'-]+){{0,3}}?(?:'s| {HAPPENS}) {OTHER}?\w", ""),
    (About.THING, rf"(?:the )[\w'-]+(?: [\w'-]+){{0,3}}? {HAPPENS}$", ""),
    (About.ME, rf"\d(?:st|nd|rd|th) year|{_SHORT_OF_I}\b", "I'm a"),
    (About.THEM, rf"(?!{_THEIR_THINGS}\b|thanks\b|congrats\b){_THEY_DID}", "you"),
    (
        About.THEM,
        r"(?:does|sells|works|plays|makes|teaches|lives|studies|wants|knows|has|speaks|writes|leads|keeps|grows) \w",
        "you",
    ),
    (About.THEM, r"[a-z]+ed (?:on |for |with |from )?(?:me|us)\b", "you"),
    (About.ME, rf"(?:{_I_DID}|{_I_DO})\b", "I"),
)
"""How a clause about somebody begins, and the subject it gets where it was typed without one; the first that fits."""
_READERS = tuple((about, re.compile(signs, re.IGNORECASE), subject) for about, signs, subject in _SUBJECTS)
_THEIR_WORK = re.compile(rf"(?:a |an |the )?(?P<thing>[\w' -]*\b{_THEIR_THINGS}\b.*)$", re.IGNORECASE)


_EITHER = re.compile(
    any_of(
        "asked joined passed moved shared started finished lost applied studied lived wrote made got found told "
        "promised worked"
    )
    + r" (?!(?:him|her|them|\{them\})\b).*\b(?:his|her|their)\b",
    re.IGNORECASE,
)
"""What the writer may have done as well as the other."""


def _about(marked: str) -> tuple[About | None, str]:
    """Say whom a clause is about, and give it a subject where it was typed without one."""
    if _EITHER.match(marked):
        return None, marked
    for about, signs, subject in _READERS:
        if signs.match(marked):
            return about, f"{subject} {marked[0].lower()}{marked[1:]}" if subject else marked
    if found := _THEIR_WORK.match(marked):
        return About.THEM, f"your {found['thing']}"
    return None, marked


# ---- how it is said ------------------------------------------------------------------------------------------------

_ASIDE = re.compile(
    rf", {any_of('really very so super quite pretty just roughly mostly too lol')}\b(?!.*\b(?:I|you|we)\b)[^,]*$",
    re.IGNORECASE,
)
_NEXT = re.compile(r", (?=(?:I|I'm|I've|we|we've|you|you're|you've|it|that|this)\b(?! is why))")
_REPROACH = re.compile(
    r",? (?:and |but )?you (?:cancell?ed|didn't show(?: up)?|never (?:came|showed)|forgot)(?: it)?$", re.IGNORECASE
)
"""How somebody says that the other let a meeting fall through; that it fell through is enough."""
_MADE = any_of(
    "wrote writes posted published gave gives recorded made makes built builds shared drew painted composed created"
    " released did ran held filmed translated designed started organised organized written"
)
_DID = rf"you(?:'ve| have)?(?: just| recently| also)? {_MADE}"
_THING = re.compile(rf"{_DID} (?:me )?(?:a|an|the|some) (?P<thing>\w.*)$", re.IGNORECASE)
_TOPIC = re.compile(rf"{_DID} (?P<thing>(?:about|on) \w.*)$", re.IGNORECASE)
_VERB = re.compile(
    rf"\b(?:{HAPPENS}|grew|flew|ran|led|paid|sang|sold|kept|left|met|felt|and I|says|does|did|had|have)\b|'s\b"
)
_LIMITS = whole(
    r"never not \w+n't no once only just_one one half first hardly barely without none nobody cancell?ed yet monday"
    " tuesday wednesday thursday friday saturday sunday yesterday today this_morning this_week"
)


_AND_MORE = re.compile(
    rf", | and (?:you|I|it|{any_of('run lead host teach maintain organi[sz]e edit work live own play keep')})\b"
)
"""Where a thing of theirs ends, and another thing about them begins."""


def _trimmed(clause: str) -> str:
    """Drop an aside that trails behind ("…, really long answer"), and a reproach."""
    return _REPROACH.sub(", and it didn't happen", _ASIDE.sub("", clause))


def _with_verb(full: str) -> str:
    """Let a verb that stood without its subject agree with the "you" it was given: "runs a bakery"."""
    found = re.match(r"you (\w+)(.*)$", full)
    return f"you {plural(found[1])}{found[2]}" if found else full


def _halves(clause: str) -> tuple[str, str]:
    """Split a clause where a comma joins what are two sentences."""
    head, *tail = _NEXT.split(clause, maxsplit=1)
    return head, tail[0] if tail else ""


def _noun(clause: str) -> str:
    """Name what a clause tells as a thing of theirs; nothing where it is none."""
    if clause.casefold().startswith("your ") and not _VERB.search(clause):
        return clause
    if found := _THING.match(clause):
        return f"your {_AND_MORE.split(found['thing'])[0]}"
    found = _TOPIC.match(clause)
    return f"what you wrote {_AND_MORE.split(found['thing'])[0]}" if found else ""


_KINDS = {
    "prior contact": "met spoke talked spoken in_touch wrote_me emailed messaged called rang sent accepted invited",
    "wrote": "wrote writes written posted post published blog article piece thesis book poem paper",
    "said": "said says told gave spoke keynote talk podcast hosts mentioned",
    "made": "made makes built builds maintains created designed released drew painted",
    "runs": "runs leads owns organises organizes founded manages edits keeps",
    "asked": "asked wants wanted needs looking_for hiring",
    "news": "turned got new moved left joined sold promoted married graduated won birthday retired just",
}
_SIGNS = {kind: whole(words) for kind, words in _KINDS.items()}


def _kind(about: About, words: str) -> str:
    if about in {About.ME, About.THING}:
        return "wish" if WISH.match(words) else "about me"
    kind = next((kind for kind, signs in _SIGNS.items() if signs.search(words)), "role")
    return "shared" if about is About.US and kind != "prior contact" else kind
