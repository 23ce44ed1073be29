"""Reads what somebody tells us about a person into facts, each with the words that say it to that person.

A fact is only said where it was read with confidence: where it is known who does what, and nobody but the recipient can
be meant. Whatever else was told is kept as it was typed, and stays out of a draft.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.coaching.counting.tokens import plain_text
from bot.core.coaching.patterns import any_of, whole
from bot.core.coaching.writing.hurry import tidy
from bot.core.coaching.writing.pronouns import is_unclear, leftover
from bot.core.coaching.writing.speech import PAST, THEM, gerund, mark_names, plural, sentence, to_you
from bot.core.coaching.writing.wording import Wording


class About(StrEnum):
    """Whom a fact is about."""

    THEM = "them"
    US = "us"
    ME = "me"
    THING = "thing"


_DENIAL = re.compile(r"\b(?:not|never|nobody|none)\b|n't\b", re.IGNORECASE)
_WITH_ME = re.compile(r"\b(?:me|my|mine|us|our|ours)\b", re.IGNORECASE)
_NEXT = re.compile(r", (?=(?:I|I'm|I've|we|we've|you|you're|you've|it|it's|that|this|they)\b(?! is why))")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the person told us.

    *clause* says it to the recipient, without a capital or a stop; it is empty where nobody can tell for sure who did
    what. *noun* names it as a thing of theirs ("your post on ovens"), *deed* as what they did ("fixing our boiler").
    *limits* tells that it says how little there was: never met, one episode, not read. One that *leans* stands behind
    what is asked. Of one that is their own words to the recipient, *given*, nothing is changed.
    """

    id: str
    kind: str
    text: str
    about: About
    clause: str = ""
    noun: str = ""
    deed: str = ""
    limits: bool = False
    leans: bool = False
    given: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether it can be said to the recipient."""
        return bool(self.clause or self.noun)

    @property
    def would_help(self) -> bool:
        """Tell whether it tells something that was not read; what is no sentence only says who somebody is."""
        return not self.is_read and self.kind != "wish" and _TELLS.match(self.text) is not None

    @property
    def denies(self) -> bool:
        """Tell whether it says what is not so."""
        return bool(_DENIAL.search(self.clause))

    @property
    def is_between(self) -> bool:
        """Tell whether something of one's own is part of it."""
        return self.about is not About.THEM or bool(_WITH_ME.search(self.clause))

    @property
    def said(self) -> str:
        """Return it in whole sentences; as it was typed where it was not read."""
        return " ".join(map(sentence, _NEXT.split(self.clause or self.noun or self.text)))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was told and is not for the message; *why* names a phrase."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of the recipient while facts are read: names, by which pronoun they are meant, what is not said.

    *theirs* tells that news without a subject is the recipient's: one congratulates them. Of *several* recipients
    nobody else is looked for.
    """

    names: Sequence[str]
    pronoun: str
    wording: Wording
    theirs: bool = False
    several: bool = False

    def read(self, text: str, number: str, before: str = "") -> Fact | LeftOut | None:
        """Read one thing that was told behind *before*; None where there is nothing in it."""
        words = _FILLER.sub("", tidy(text)).strip(" .!,")
        if not re.search(r"\w", words) or (_SOMEBODY.fullmatch(words) and not _VERB.search(words)):
            return None  # "my landlord's plumber" says to us who it is
        if self.wording.is_to_us(words):
            return None
        about, full = _subject(_WHO.sub(THEM, mark_names(words, self.names)), theirs=self.theirs)
        if why := self._why_not(words, about):
            return LeftOut(words, why)
        if post := _POST.fullmatch(words):
            return Fact(number, "wrote", words, About.THEM, noun=f"what you wrote (“{_beginning(post['words'])}”)")
        fact = Fact(number, _kind(about, words, self.wording), words, about, limits=bool(_LIMITS.search(words)))
        if _GIVEN.match(words):
            return replace(fact, clause=words, given=True)
        if is_unclear(words, "" if self.several else before, self.names, self.pronoun):
            return fact
        return self._worded(fact, full) if full else fact

    def _worded(self, fact: Fact, full: str) -> Fact:
        """Word a fact as it is said to the recipient, so far as it is sure who did what."""
        clause = _trimmed(to_you(full, self.pronoun))
        if fact.about is About.THEM and (noun := _noun(clause)):
            fact = replace(fact, noun="" if leftover(noun, fact.text) or re.search(r'[.;:?"]', noun) else noun)
        if not _is_sure(clause, fact.text) or (fact.about is About.THEM and not re.search(r"\byou", clause, re.I)):
            return fact
        return replace(fact, clause=clause, deed=gerund(clause) if fact.about is About.THEM else "")

    def parted(self, text: str) -> list[str]:
        """Part what was told of oneself from what was told of them, and the head of what is not read as a whole."""
        if _POST.fullmatch(text):
            return [text]
        if len(sentences := _SENTENCE.split(text)) > 1:
            return [part for one in sentences for part in self.parted(one)]
        cut = _MINE.search(text) if _OF_SOMEBODY.match(text) else None
        if cut := cut or (None if _OF_MINE.match(text) else _AND_FOR_ME.search(text)):
            return [text[: cut.start()], *self.parted(text[cut.end() :])]
        head, _, tail = text.partition(", ")
        if not tail or _QUALIFIES.match(tail) or len(head.split()) < FEWEST_WORDS:
            return [text]
        return [head, *self.parted(tail)] if self._stands(head) and not self._stands(text) else [text]

    def _stands(self, text: str) -> bool:
        fact = self.read(text, "")
        return isinstance(fact, Fact) and bool(fact.clause)

    def _why_not(self, words: str, about: About) -> str:
        """Return why a fact is not for the message; what one says about oneself may be private or a guess."""
        if _HANDED.match(words):
            return ""
        mine = {"private"} if about is About.ME else set()
        if about is About.ME and not re.search(rf"\b(?:{_ANYBODY}|his|her|their)\b", words, re.IGNORECASE):
            mine.add("guess")
        unsaid = self.wording.words["unsaid"].items()
        return reason_unsaid(words, {why: signs for why, signs in unsaid if why not in mine})


def _beginning(post: str) -> str:
    """Return how a post begins: its first sentence, or as many words of it as one reads at a glance."""
    first = _ENDS.split(post.strip(), maxsplit=1)[0].rstrip(".")
    return first if len(first) <= GLANCE else f"{first[:GLANCE].rpartition(' ')[0].rstrip(',;:')} …"


_POST = re.compile(
    r"(?:(?:she|he|they|\{them\}) )?(?:wrote|posted): ?[\"“]?(?P<words>[^\"“”]*\w[^\"“”]*)[\"”]?", re.IGNORECASE
)
"""A post of theirs, as it stands; what it says of anybody is not looked into."""
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n")
GLANCE = 70
FEWEST_WORDS = 3
_QUALIFIES = re.compile(
    rf"(?:but|(?:not|never)(?! {PAST})|only|just|except|well|no|none|nor|though|unless|if|or|which|who|who's"
    rf"|because)\b",
    re.IGNORECASE,
)
"""How begins what takes back some of what was said before it."""
_FILLER = re.compile(r",? ?\b(?:lol|haha+|ha|btw|tbh|ofc|silence|crickets)\b(?= *$|[,.!])|!!+", re.IGNORECASE)
_GIVEN = re.compile(r"(?:you|your|you're|you've|you'd|you'll)\b(?! and (?:I|me)\b)", re.IGNORECASE)
_WHO = re.compile(rf"^(?:my|our|the|a|an) (?:[\w'-]+ ){{1,4}}?(?:\{{them\}}(?=,? [a-z])|who(?= (?:{PAST}|[a-z]+s) ))")
"""Who somebody is, before what is said of them: "my flatmate's cousin Nkechi works", "the physio who got"."""
_SOMEBODY = re.compile(r"(?:my|our) (?!fault|bad|mistake)(?:[\w'-]+ ){0,2}[\w'-]+", re.IGNORECASE)
_HANDED = re.compile(
    r"(?:she|he|they|\{them\}) gave (?:me|us) (?:her|his|their) (?:number|card|e-?mail)\b", re.IGNORECASE
)
"""What somebody gave of their own accord may be named to them."""

_SENTENCE = re.compile(r"(?<=[a-z][.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.) +(?=[A-Z])")
_MINE = re.compile(r", (?=(?:i|i'm|im|i've|ive|we|we've)\b)", re.IGNORECASE)
_AND_FOR_ME = re.compile(rf"(?<=\w) and (?=(?:she |he |they )?{PAST} (?:me|my|us|our)\b)", re.IGNORECASE)
_OF_MINE = re.compile(r"(?:I|we|my|our)\b", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r"(?:she|he|they|her|his|their)\b", re.IGNORECASE)

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


def reason_unsaid(words: str, unsaid: Mapping[str, Sequence[str]]) -> str:
    """Return why these words are not for a message; nothing if they may be."""
    low = words.casefold()
    for why, signs in unsaid.items():
        if any(re.search(rf"(?<!\w){re.escape(sign.strip())}(?!\w)", low) for sign in signs):
            return why
    return ""


# ---- whom it is about ----------------------------------------------------------------------------------------------

_ANYBODY = r"she|he|they|\{them\}"
_OBJECT = r"(?:her|him|them|\{them\})"
HAPPENS = any_of(
    r"is are was were has had have can can't will won't could would didn't doesn't don't came got went took broke fell"
    r" made gave said told wants needs starts ends opens closes asks? waits? leaks? runs? costs? looks? sits? stands?"
    r" lives? works? takes? makes? gets? comes? goes? says arrives? happens? keeps? begins? fits? slips? \w{3,}ed"
)
OF_THEM = re.compile(
    rf"(?:does|do|did|is|are|was|were|has|have|can|could|would|will|might) (?:{_ANYBODY})\b.*", re.IGNORECASE
)
"""A question about somebody, which becomes one to her."""
QUESTION = re.compile(
    r"(?:(?:does|do|did|is|are|was|were|has|have|can|could|would|will|might|may|shall|should) (?:I|we|it|that"
    r"|this|there|the|my|our|her|his|their|any|some|anybody|somebody|someone|(?-i:[A-Z])\w+)\b.*"
    r"|any chance (?:of|that|you)\b.*|(?:which|what|how|where|when|who|why)(?: [\w ]+)? (?:is|are|was|were"
    r"|does|do|did|can"
    r"|could|should|would) .*)$",
    re.IGNORECASE,
)
"""A question as it stands."""
WISH = re.compile(
    r"(?:I|we) want (?:only |just )?(?:to )?ask\b|"
    r"(?:(?:I|we)(?: |(?=')))?(?:just |really |still |only )*(?:'d |would )?"
    rf"{any_of('want need like love hope wish wanted hoping trying plan going')}\b"
    r"(?: to (?!know\b(?! (?:if|whether|how|what|why|when|where)\b))\w+| (?:one|two|three|\d+|her|him|them"
    r"|his|their|your|a|an|the"
    r"|my|until|some|mentor|(?-i:[A-Z])\w+(?: to|'s))\b)|I'd (?:like|love)\b",
    re.IGNORECASE,
)
"""How somebody says what they want of the other."""
_THEIR_THINGS = any_of(
    "thesis posts? talk articles? piece book paper podcast video keynote workshop blog series poem course thread guide"
    " recipe speech lecture handbook manual webinar essay report tutorial demo exhibition class session column"
    " newsletter album film"
    " story stories novel"
)
_THEY_DO = any_of(
    "does sells runs works plays makes teaches lives studies wants knows has speaks writes leads keeps grows chairs"
    " owns hosts edits maintains moderates organi[sz]es restores repairs drives buys builds sings draws paints designs"
    " says manages coaches curates translates collects cooks bakes reads hires follows lists looks_after used_to"
)
_OF_ONESELF = any_of(
    "finished lost passed quit sold left started broke changed bought missed forgot got had moved graduated did made"
)
_REFUSED = r"(?:didn't|wouldn't|did not|would not) (?:charge|take|accept|ask|let|mind|complain|laugh|judge)"
_NEVER = r"(?:(?:I|we|I've|we've) )?(?:never|not|haven't|have not)"
_NO_SUBJECT = any_of(
    "who which what how when where why not yes just also only really then so and but because both still never always if"
    " name that she he they you"
)
_IS = any_of("is are was were has have had can can't will won't comes came starts moved saved says needs costs")
_TO_OBJECT = rf"(?:(?:to|with|for|at) )?{_OBJECT}"
_BEHIND_OBJECT = any_of(
    r"at in on a an the my our from to about for before yet since how what if once twice last two three \d+ when"
)
_US, _THEM, _ME, _THING = About.US, About.THEM, About.ME, About.THING
_SUBJECTS: tuple[tuple[About, str, str], ...] = (
    (_US, "we", rf"(?P<cut>you and me|me and you|(?:{_ANYBODY}) and (?:I|me)|(?:I|me) and (?:{_ANYBODY}))\b"),
    (_US, "we've never met", rf"(?P<cut>{_NEVER} (?:actually )?met(?: {_OBJECT})?)(?=$|,| (?:yet|in)\b)"),
    (_US, "we met", rf"(?P<cut>(?:I )?met {_OBJECT})(?= (?:at|in|on|once|through|during|last)\b)"),
    (_US, "we", rf"{PAST} (?:[\w'-]+ ){{0,3}}?each other\b|(?:used to share|shared) (?:a|an|the)\b"),
    (_US, "we", rf"(?:used to \w+|{PAST}) (?:[\w'-]+ ){{0,4}}?together\b"),
    (_US, "we", r"met (?:at|in|on|once|through)\b"),
    (_US, "we", r"(?:haven't|never|didn't|last) (?:been in touch|talk(?:ed)?|spoken|speak|spoke|met|seen each)\b"),
    (_THEM, "", r"(?:the two|both|all|half|some) of (?:them|you|\{them\})\b"),
    (_THEM, "", rf"(?:in|on|at|last|this|once) (?:[\w']+ ){{0,3}}?(?:{_ANYBODY})\b"),
    (_THEM, "", rf"(?:{_ANYBODY})(?:'\w+)?(?=\W|$)|(?:her|his|their|\{{them\}}'s) (?!and\b|or\b)\w"),
    (_US, "", r"(?:we|we're|we've|we'd|our|both of us)\b"),
    (_ME, "", r"(?:I|I'm|I've|I'd|I'll|my|mine)\b"),
    (_THEM, "your", r"(?:linkedin )?(?:profile|bio|website|page|headline) (?:says|lists)\b"),
    (_THING, "", r"(?:yes|no|sorry),? (?:I|I'm|we|the|it)\b|(?:it|it's|that|that's|this|there|there's)\b"),
    (_THING, "", rf"(?:the|this|these|those|a|an|no|some|last|next|first|\d+) (?:[\w'-]+ ){{0,4}}?{HAPPENS}\b"),
    (
        _THING,
        "the",
        rf"(?!(?:{_NO_SUBJECT}|mine|ours|tomorrow|today|(?:every|no|some|any)\w+)\b|{PAST})(?-i:[a-z])\w+[^\Ws]"
        rf" (?:is|was|has|starts)\b",
    ),
    (_THING, "", rf"(?!{_NO_SUBJECT}\b|{PAST})[a-z][\w'-]+ (?:\d+ )?{_IS}\b"),
    (_THING, "", rf"(?:dad|mum|mom|nan|gran|grandma|grandpa|oma|opa) (?:{HAPPENS}|\w+s)\b"),
    (
        _THING,
        "the",
        rf"(?!{_NO_SUBJECT}\b|{PAST}|{_THEY_DO}\b)(?-i:[a-z])\w+ (?:went|broke|fell|came|stopped|leaks|arrived"
        rf"|failed)\b",
    ),
    (_THEM, "you're", r"\d{2,3} (?:today|tomorrow|on \w+)$"),
    (_THEM, "you", rf"{_THEY_DO} \w|turn(?:s|ed|ing) \d|(?:was|is) (?:my|our)\b|{_REFUSED}\b"),
    (_THEM, "you", rf"(?!{_NO_SUBJECT}\b)[a-z]{{2,}}s (?:me|us|my|our)\b"),
    (_THEM, "you", rf"(?:has |kindly |even |just )?{PAST} (?:(?:on|up|to|for|with|in) )?(?:me|us)\b"),
    (_ME, "I", rf"(?:never )?{PAST} {_TO_OBJECT}(?=$|,| (?!own\b){_BEHIND_OBJECT}\b)(?!.*\b(?:me|us)\b)"),
    (
        _ME,
        "I",
        r"(?:(?:only|just) )?(?:saw|heard|read|watched|loved|liked|enjoyed|found|love|like|use|follow) (?:her"
        r"|his|their|\{them\}'s)\b",
    ),
    (_ME, "I", r"(?:sent|handed in|mailed|submitted) (?:it|my|our)\b"),
    (_ME, "I", rf"can't (?:come|make|do)\b|(?:can|could|will) \w+ {_OBJECT}\b"),
    (_THEM, "you", rf"{PAST} (?:the|an?) [\w ]+ I (?:took|use|used|read|saw|heard|bought|did)\b"),
    (_ME, "I", r"(?:haven't|didn't|only|just) (?:yet )?(?:read|seen|heard|watched|listened|tried|been|visited)\b"),
    (_THEM, "you", rf"(?!{_OF_ONESELF} ){PAST} (?:(?:on|for|after|up|with|at) )?(?:my|our)\b"),
    (_THEM, "you", rf"(?!{_OF_ONESELF} ){PAST} (?!.*\b(?:I|her|his|him)\b).*\b(?:me|us|of mine|of ours)\b"),
    (_THEM, "you", rf"(?:posted|wrote|published|gave|recorded) (?:a|an|the|some) (?:[\w-]+ )?{_THEIR_THINGS}\b"),
)
"""Whom a clause is about, the subject it gets, and how it begins; what is cut gives way to that. The first fits."""
_READERS = tuple((about, subject, re.compile(signs, re.IGNORECASE)) for about, subject, signs in _SUBJECTS)
_NEWS = re.compile(rf"(?:just |finally )?(?!saw|heard|read|found|met){PAST}(?!.*\b(?:me|us|my|our|I)\b)", re.IGNORECASE)


def _subject(marked: str, *, theirs: bool) -> tuple[About, str]:
    """Say whom a clause is about, with its subject; the clause is empty where nobody can tell."""
    for about, subject, signs in _READERS:
        if found := signs.match(marked):
            rest = marked[found.end("cut") :] if "cut" in signs.groupindex else f" {_small(marked)}"
            return about, _with_verb(f"{subject}{rest}") if subject else marked
    if theirs and _NEWS.match(marked):
        return About.THEM, f"you {_small(marked)}"
    return About.THING, ""


def _small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _with_verb(full: str) -> str:
    """Let a verb that stood without its subject agree with the "you" it was given: "runs a bakery"."""
    found = re.match(r"you (\w+)(.*)$", full)
    return f"you {plural(found[1])}{found[2]}" if found else full


# ---- whether it is sure --------------------------------------------------------------------------------------------

MOST_WORDS = 32
_VERB = re.compile(
    rf"\b(?:{HAPPENS}|{PAST}|I'm|\w+'(?:re|ve|d|ll|m)|do|know|run|teach|own|lead|live|work|make|play|sell|keep|write"
    r"|draw|build|fix|grow|hate|love|like|need|want|study|restore|repair|help|overran|fell|shut|cost|hurts?|grew|rose)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    rf"(?!(?:no|not|nothing|still)\b)(?:[\w'-]+ )??(?:{PAST}|\w+ing(?= (?:my|to|in|on)\b)|{HAPPENS}|\w+'(?:s"
    rf"|re|ve|d|ll|m))"
    rf" (?:[\w'-]+ ?){{2}}",
    re.IGNORECASE,
)
"""How begins what has a verb, if not a subject: "sat next to each other"."""
_RUNS_ON = re.compile(
    rf", me too\b|, (?:congratulate|thank|ask|tell|wish|invite|remind)\b|[a-z] I (?:just|only)\b| your \w+ says$|"
    rf" last saw\b|, (?-i:[A-Z])\w+ (?:from|is|was|did|said"
    rf"|called|told)\b|[,;] (?:and |but )?(?:never |not |just )?(?:{PAST}|{_THEY_DO}|(?:can|could|would|do|does|did"
    rf"|is|are|was|were|want|wanna|need)\b)",
    re.IGNORECASE,
)
"""Where a second clause begins without its subject: it may be anybody's."""
_BARE = re.compile(r"(?:my|our|mine) (?!fault|bad|mistake)", re.IGNORECASE)
_DISAGREES = re.compile(
    r"\byou (?:is|was|has|does|isn't|doesn't|hasn't)\b|^you (?:(?!always\b)\w+s|a|an|the|in|at|on"
    r"|of)\b(?<!\bpass)|^you (?:who"
    r"|which|I|we)\b|^you.* but \w+s\b|\b[A-Z]\. you\b|^you(?:'re| are)? (?:think|seem|feel|believe|suspect|hoping)\b"
)


def _is_sure(clause: str, text: str) -> bool:
    """Say whether a clause is one whole statement in which everybody is who they were in *text*."""
    return (
        len(clause.split()) in range(2, MOST_WORDS + 1)
        and not any(sign in clause.replace("r/", "") for sign in "?:;&+/")
        and not leftover(clause, text)
        and not any(signs.search(clause) for signs in (_RUNS_ON, _DISAGREES))
        and bool(_VERB.search(clause) if _BARE.match(clause) or clause.startswith("your ") else True)
    )


# ---- how it is said ------------------------------------------------------------------------------------------------

_ASIDE = re.compile(
    rf", {any_of('really very so super quite pretty just roughly mostly too')}\b(?!.*\b(?:I|you|we)\b)[^,]*$|,"
    rf" (?:\w+ing|feel \w+)$|(?<=\w{4}), [a-z]+$",
    re.IGNORECASE,
)
_REPROACH = re.compile(
    r",? (?:and |but )?you (?:cancell?ed|didn't show(?: up)?|never (?:came|showed)|forgot)(?: it)?$", re.IGNORECASE
)
"""How somebody says that the other let a meeting fall through; that it fell through is enough."""
_BEEN = re.compile(r"^(?P<who>I|you|we)(?:'m|'re) (?P<what>[^,]+), (?P<time>\d+ (?:years|months|weeks))$")
_HAD = re.compile(r"^(?P<who>I|you|we) have(?= .* since\b)")
"""How somebody says how long something has lasted."""
_WORK = re.compile(
    rf"you(?:'ve| have)?(?: just| recently| also)? (?:{PAST}|written) (?:me )?(?:a|an|the|some)"
    rf" (?P<thing>(?:[\w-]+ ){{0,3}}?{_THEIR_THINGS}\b.*)$",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"you(?:'ve| have)? (?:wrote|written|posted|published) (?P<thing>(?:about|on) \w.*)$", re.IGNORECASE
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
    clause = re.sub(r"^(I'm [^,]+), (?=(?:will|can|could|have|want) )", r"\1 and ", clause)
    clause = _REPROACH.sub(", and it didn't happen", _ASIDE.sub("", clause))
    return _HAD.sub(r"\g<who>'ve had", _BEEN.sub(r"\g<who>'ve been \g<what> for \g<time>", clause))


def _noun(clause: str) -> str:
    """Name what a clause tells as a thing of theirs; nothing where it is none."""
    if clause.casefold().startswith("your ") and not _VERB.search(clause) and not re.search("[,:]", clause):
        return clause
    if found := _WORK.match(clause):
        return f"your {_AND_MORE.split(found['thing'])[0]}"
    found = _TOPIC.match(clause)
    return f"what you wrote {_AND_MORE.split(found['thing'])[0]}" if found else ""


def _kind(about: About, words: str, wording: Wording) -> str:
    if about in {About.ME, About.THING}:
        return "wish" if WISH.match(words) else "about me"
    kind = next((kind for kind, signs in wording.kinds.items() if signs.search(words)), "role")
    return "shared" if about is About.US and kind != "prior contact" else kind
