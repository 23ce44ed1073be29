"""Turns what is said about a person into words to that person: "he runs a bakery" becomes "you run a bakery"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.coaching.patterns import any_of

SHE, HE, THEY, BY_NAME = "she", "he", "they", "by name"
FORMS = {
    SHE: ("she", "her", "hers", "herself"),
    HE: ("he", "him", "his", "himself"),
    THEY: ("they", "them", "their", "theirs", "themselves", "themself"),
    BY_NAME: (),
}
THEM = "{them}"
"""Stands where a clause calls the person by name."""
_AGREE = "\x00"
"""Stands after a "you" whose verb was one of she or he."""


def pronoun_of(texts: Sequence[str]) -> str:
    """Return by which pronoun a person is meant in *texts*; BY_NAME where none stands for her."""
    words = [word for text in texts for word in re.findall(r"\b[a-z]+", text.casefold())]
    found = next((who for word in words for who in (SHE, HE) if word in FORMS[who]), "")
    plural = any(
        re.search(r"\b(?:they|their|(?:ask|tell|thank|with|to|met|invited?|asked|told|thanked) them)\b", text, re.I)
        for text in texts
    )
    return found or (THEY if plural else BY_NAME)


def mark_names(text: str, names: Iterable[str]) -> str:
    """Put a mark where the person is called by one of her names."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?=\W|s\b|$)", THEM, text, flags=re.IGNORECASE)
    return text


def to_you(clause: str, pronoun: str = "") -> str:
    """Say a clause about a person to that person; with a *pronoun*, others of theirs are left alone."""
    family = FORMS[pronoun] if pronoun else [form for forms in FORMS.values() for form in forms]
    words = clause.split(" ")
    said: list[str] = []
    for place, word in enumerate(words):
        is_them = _first_part(word) in family or THEM in word
        said.append(_second_person(word, " ".join(words[place + 1 :]), said) if is_them else word)
    return " ".join(_agreed(said))


def sentence(text: str) -> str:
    """Write *text* as a sentence: a capital first, a full stop last."""
    text = text.strip().rstrip(",;: ")
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?…" else ".")


_SMALL_AFTER_COMMA = re.compile(
    any_of(
        "Get Welcome All Now As Before You Your They"
        " We It That There The My May Would Thank Thanks How What Where Could Can As_far Is Are Has Have"
        " Shall Who This Nothing One If Both No Yes In On At A An Happy Many Well Congratulations Our Their "
        "His Her Its He She Some"
        " These Those Next Last Same Just Do Does Did Was Were Will Should Which When Why Two Three Tomorrow Today"
    )
    + r"\b"
)


def lowered(text: str) -> str:
    """Begin a sentence that follows a comma with a small letter, unless it begins with a name or with I."""
    return text[0].lower() + text[1:] if _SMALL_AFTER_COMMA.match(text) else text


# ---- pronouns ------------------------------------------------------------------------------------------------------

_BARE = " .,;:!?()\"'"
_SUBJECT = re.compile(r"(?P<who>she|he|they|\{them\})(?P<is>'s|'re|'ve|'d|'ll)?(?P<mark>\W*)$", re.IGNORECASE)
_CLAUSE_START = re.compile(
    any_of("that if when because and but since while as so who how what why where whether which")
)
ADVERBS = any_of(
    "also always actually already just still never often only really recently usually sometimes once now then even"
    " kindly currently ever mostly probably regularly finally yesterday today"
)
_ADVERB = re.compile(ADVERBS, re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"(?:\w+ed|been|got|made|done|had|run|written|taught|given|taken|kept|built|become|\w+[^aeious]en)"
)
_NO_PARTICIPLES = frozenset({"open", "keen"})
_ENDS_PHRASE = any_of(
    "on in at to for from with about and or but of by up out back over into if when whenever once twice again yet there"
    r" here today yesterday tomorrow last_(?:week|month|year|night|time|summer|winter|spring|autumn|\w+day)"
    " next_(?:week|month|year) before after since that because so too how what why where whether is"
    " was the a an my our your his their some these what via until directly personally instead through "
    "as during while who off know have one go see come do be try stay"
)
_VERB = any_of("went came got took said told made gave will would can could has had did")
_STANDS_ALONE = re.compile(
    rf"(?:$|[,.;:!?)]|{_ENDS_PHRASE}\b|{_VERB} |(?!lovely|friendly|only|early|family|daily|weekly)\w+ly\b)",
    re.IGNORECASE,
)
"""What follows a "her" that is no possessive."""
_COUNTED = re.compile(r"(?:promised|gave|sent|lent|owed?|offered|showed|brought) (?:\d+|two|three|some) ")


def is_object(word: str, rest: str) -> bool:
    """Say whether a pronoun before *rest* stands for somebody, and not for what is somebody's."""
    bare = word.strip(_BARE).casefold()
    return bare in {"him", "them"} or (bare == "her" and (word[-1:] in ".,;" or bool(_STANDS_ALONE.match(rest))))


def _first_part(word: str) -> str:
    return re.split(r"['\u2019]", word.strip(_BARE).casefold(), maxsplit=1)[0]


def _second_person(word: str, rest: str, said: Sequence[str]) -> str:
    bare = word.strip(_BARE).casefold()
    after = word[len(word.rstrip('.,;:!?)"')) :]
    if bare == f"{THEM}'s" and not _STANDS_ALONE.match(rest) and not _is_verb_after(rest):
        return f"your{after}"
    if found := _SUBJECT.match(word):
        return _subject(found, rest, said)
    if bare in {"hers", "theirs"} or (bare == "his" and re.match(r"(?:is|was|are)\b", rest)):
        return f"yours{after}"
    stands_alone = _STANDS_ALONE.match(rest) or (said and _COUNTED.match(f"{said[-1]} {rest}"))
    if bare in {"his", "their"} or (bare == "her" and not stands_alone and not after):
        return f"your{after}"
    return f"yourself{after}" if bare.endswith(("self", "selves")) else f"you{after}"


def _subject(found: re.Match[str], rest: str, said: Sequence[str]) -> str:
    """Return the "you" for a she, a he or a name, and whether a verb that agrees with it is to follow."""
    is_object = found["who"] == THEM and bool(said) and not _starts_clause(said)
    short = found["is"] or ""
    if short == "'s":
        short = "'ve" if _is_participle(_verb_in(rest)) else "'re"
    waits = not (is_object or short or found["who"].casefold() == THEY)
    return f"you{short}{_AGREE if waits else ''}{found['mark']}"


def _starts_clause(said: Sequence[str]) -> bool:
    return not said or said[-1].endswith((",", ".", ";", ":")) or bool(_CLAUSE_START.fullmatch(said[-1].casefold()))


def _verb_in(rest: str) -> str:
    """Return the first word of *rest* that is no adverb."""
    words = [word.strip(".,").casefold() for word in rest.split(" ")]
    return next((word for word in words if not _ADVERB.fullmatch(word)), "")


def _is_participle(word: str) -> bool:
    return bool(_PARTICIPLE.fullmatch(word)) and word not in _NO_PARTICIPLES


def _is_verb_after(rest: str) -> bool:
    """Say whether 's is short for is or has: "Rohan's hiring", "Rohan's been away"."""
    following = rest.split(" ", maxsplit=1)[0].strip(".,").casefold()
    is_adverb = bool(_ADVERB.fullmatch(following))
    return following.endswith("ing") or _is_participle(following) or is_adverb or following in {"a", "an", "the", "not"}


# ---- verbs ---------------------------------------------------------------------------------------------------------

_PLURALS = {
    "is": "are", "was": "were", "isn't": "aren't", "wasn't": "weren't", "has": "have", "hasn't": "haven't",
    "does": "do", "doesn't": "don't", "goes": "go",
}  # fmt: skip
_SAME = re.compile(any_of("can could will would may might should must did had didn't can't won't"))
_THIRD = re.compile(
    any_of(
        "is was has does runs writes makes teaches works leads hosts keeps sells helps maintains organises organizes"
        " edits knows lives plays builds likes says wants needs"
    ),
    re.IGNORECASE,
)
"""Verbs that agree with the subject of a clause also behind its "and"."""


_YOU = re.compile(r"you(?!r)", re.IGNORECASE)


def plural(verb: str) -> str:
    """Return the form of *verb* that follows "you", where *verb* is one that follows "she"."""
    bare = verb.rstrip(".,;:!?")
    mark, low = verb[len(bare) :], bare.casefold()
    if low in _PLURALS:
        return _PLURALS[low] + mark
    if _SAME.fullmatch(low) or not low.endswith("s") or low.endswith("ss"):
        return verb
    if low.endswith("ies") and len(low) > len("dies"):
        return f"{bare[:-3]}y{mark}"
    cut = 2 if low.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")) else 1
    return bare[:-cut] + mark


def _agreed(words: Iterable[str]) -> list[str]:
    """Let the verbs that follow a "you" agree with it, behind adverbs and in a second half after "and" as well."""
    agreed: list[str] = []
    waiting = False
    for word in words:
        if _AGREE in word:
            agreed.append(word.replace(_AGREE, ""))
            waiting = True
        elif waiting and not _ADVERB.fullmatch(word.strip(".,")):
            agreed.append(plural(word))
            waiting = False
        else:
            agreed.append(plural(word) if _goes_on(agreed, word) else word)
    return agreed


def _goes_on(said: Sequence[str], word: str) -> bool:
    """Say whether *word* is a second verb of what began with a "you": "you run a bakery and teach"."""
    joins = bool(said) and said[-1].casefold() in {"and", "but", "or"}
    return joins and bool(_THIRD.fullmatch(word.strip(".,"))) and any(_YOU.match(w) for w in said[:2])


# ---- deeds ---------------------------------------------------------------------------------------------------------

_GOING = """
drove=driving took=taking gave=giving told=telling let=letting put=putting came=coming went=going made=making
wrote=writing lent=lending sent=sending brought=bringing bought=buying taught=teaching kept=keeping ran=running
held=holding spoke=speaking stood=standing sat=sitting found=finding fed=feeding drew=drawing sang=singing won=winning
built=building got=getting led=leading left=leaving met=meeting paid=paying said=saying did=doing thought=thinking
threw=throwing woke=waking sold=selling became=becoming chose=choosing forgave=forgiving heard=hearing rode=riding
cut=cutting set=setting spent=spending stuck=sticking caught=catching had=having slept=sleeping showed=showing
ate=eating drank=drinking
broke=breaking lost=losing fell=falling grew=growing knew=knowing began=beginning wore=wearing swam=swimming
stopped=stopping hid=hiding lit=lighting read=reading flew=flying saw=seeing
"""
_GERUNDS = dict(pair.split("=") for pair in _GOING.split())
PAST = rf"(?:{'|'.join(_GERUNDS)}|(?!need|feed|speed|seed|bed|red|indeed|used to)\w{{2,}}ed)\b"
_BASES = {"let": "letting", "put": "putting", "get": "getting", "stop": "stopping", "run": "running", "sit": "sitting"}
_NOT = re.compile(r"you (?:didn't|wouldn't|never) (?P<verb>\w+)(?P<rest>.*)")
_DID = re.compile(
    rf"you (?!had\b)(?:just |kindly |recently |even |once |also |always )?(?P<verb>{PAST})(?P<rest>.*)", re.IGNORECASE
)
_AND_DID = re.compile(rf"(?<= and )(?P<verb>{PAST})")
_ENDS_DEED = re.compile(r", .*| (?:and|but|so|because) (?:I|we|it|you|my|our|the|didn't|wouldn't)\b.*")


def gerund(clause: str) -> str:
    """Name what "you" did: "you fixed our boiler" becomes "fixing our boiler"; empty where a clause tells no deed."""
    if found := _NOT.fullmatch(clause):
        return f"not {_going_on(found['verb'])}{_ENDS_DEED.sub('', found['rest'])}" if found["rest"] else ""
    if not (found := _DID.fullmatch(clause)):
        return ""
    rest = _AND_DID.sub(lambda more: going(more["verb"]), _ENDS_DEED.sub("", found["rest"]))
    return f"{going(found['verb'])}{rest}"


def going(past: str) -> str:
    """Return the form in -ing of a verb in the past: "drove" becomes "driving"."""
    low = past.casefold()
    if low in _GERUNDS:
        return _GERUNDS[low]
    if low.endswith("ied"):
        return f"{low[:-3]}ying"
    return f"{low[:-1]}ing" if low.endswith("eed") else f"{low[:-2]}ing"


def _going_on(verb: str) -> str:
    if verb in _BASES:
        return _BASES[verb]
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"
