"""Turns free words, as typed in a direct message, into the command they amount to.

What was just shown comes first, then a draft that stands in the line, then the rules of prompts/hearing.toml in their
order; what none of them takes is a question. No rule sends anything or says yes for anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, overload

from bot.core.coaching.counting.tokens import words
from bot.core.commands import Ask, Clarify, Help, Opener, Remind, Review, SmallTalk, Why
from bot.core.grammar import parse
from bot.core.heard import Heard, Rule, find

if TYPE_CHECKING:
    from bot.core.commands import Command

MOST = 4000
"""Characters that are listened to; whatever is longer is a draft or nothing, and its beginning tells which."""
SHORT = 12
"""Words of a remark on what was just shown; more is a wish of its own, most likely."""
FEW = 3
"""Words that may say too little to go on."""
CHATTY = 7
"""Words of a line that may be nothing but small talk."""
LEAD = 16
"""Words that may introduce a draft, or follow it."""
BODY = 4
"""Words that make a draft, where something introduces it."""
QUOTE = 3
LONG_QUOTE = 8
"""Words in quotes that may be a draft, and that hardly are anything else."""
ASIDE = 5
"""A short quote in a line so many times as long is an example, not a draft."""
ATTRIBUTED = 4
"""So many words before a quote say whose it is."""
USUAL_CHARS = {"linkedin": 300, "text": 300, "voicemail": 400, "email": 900}
"""How long words to send usually are; LinkedIn cuts an invitation's note there."""
USUAL = 500
SHORTER, LONGER = 2 / 3, 3 / 2
SHORTEST = 80

_TOKEN = re.compile(r"@?\{[^}\s]*\}|[\w.+-]+@\w[\w-]*(?:\.[\w-]+)+|[@#]?[^\W_]+(?:['’`´ʼ][^\W_]+)*")  # noqa: RUF001 - as people type them
_STOP = re.compile(r"[.!?;:\n>()\[\]—–\"“”„«»…]|\s--?\s|--")  # noqa: RUF001 - as people type them
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]?|(?<!\w)['‘]((?:[^'’]|['’](?=\w))+)['’](?!\w)")  # noqa: RUF001 - as people type them
_CUT = re.compile(r":\s|\s[-–—]+\s|\s*>+\s|\n|\.{3}\s*|…\s*|---+|\s?\(")  # noqa: RUF001 - as people type them
_SENTENCE = re.compile(r"[.?!]+\s+")
_GREETING = re.compile(
    r"(?:\b(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening)|greetings)\s+"
    r"(?-i:[A-Z]|(?:dr|mr|ms|mrs|prof)\b|\w+[,!])"
    r"|\b(?:hi|hello|hey|greetings)[,!]\s"
    r"|\bdear\s+\w"
    r"|\b(?:liebe[r]?|sehr geehrte[r]?|cher|chère|estimad[oa]|querid[oa]|gentile|car[oa])\s+(?-i:[A-Z]|\w+[,!])"
    r"|\bto whom it may concern\b|\bfellow \w+s\b|\b(?:hi|hello|hey) (?:all|everyone|everybody|team|there|folks)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\w+[ ,](?:(?:dr|mr|ms|mrs|prof)\b\.?|[\[{<]|\S+(?: [A-Z]\S*)?\s?[,!\n–—-])",  # noqa: RUF001 - as people type them
    re.IGNORECASE,
)
SOMEBODY = re.compile(r"\b(?:he|him|she|her|they|them)\b", re.IGNORECASE)
"""What stands for somebody who was named before."""
ABOUT_SOMEBODY = {"check", "request", "withdraw", "block", "unblock", "revoke", "report", "called"}
"""What rules mean that are about one person and calls."""
LOOKING = {"check", "report yes"}
"""What a question about somebody may come to: a look at the record, and a note that is offered."""
_TITLES = frozenset(["dr", "mr", "mrs", "ms", "prof", "professor"])


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, word by word: as it stands and folded, where its sentences begin, and which words name nobody."""

    words: tuple[str, ...]
    raw: tuple[str, ...]
    starts: frozenset[int]
    breaks: frozenset[int]
    nobody: frozenset[str]
    asks: bool

    @classmethod
    def of(cls, text: str, heard: Heard) -> Line:
        """Read *text*."""
        found = list(_TOKEN.finditer(text))
        raw = tuple(token[0] for token in found)
        folded = tuple(_folded(token, heard.short) for token in raw)
        ends = (0, *(token.end() for token in found))
        between = [text[end : token.start()] for end, token in zip(ends, found, strict=False)]
        breaks = frozenset(i for i, gap in enumerate(between) if gap.strip())
        starts = {i for i, gap in enumerate(between) if i == 0 or _STOP.search(gap)}
        for i, word in enumerate(folded):  # "ok so, draft a note": the sentence begins behind the filler
            if i in starts and word in heard.lists["filler"]:
                starts.add(i + 1)
        return cls(folded, raw, frozenset(starts), breaks, heard.lists["nobody"], "?" in text)

    def begins(self, place: int) -> bool:
        """Tell whether a sentence begins at *place*."""
        return place in self.starts

    def pauses(self, place: int) -> bool:
        """Tell whether a sentence begins at *place*, or goes on behind a comma."""
        return place in self.starts or place in self.breaks

    def name_at(self, place: int, *, sure: bool = False) -> int:
        """Return how many words from *place* on name somebody; 0 where nobody is named.

        In lower case a word passes for a name by its place alone, so that one which has to be *sure* needs its capital.
        """
        if "@" in self.raw[place] or self.raw[place].startswith("{"):  # an e-mail address names somebody, too
            return 1
        titled = int(self.words[place] in _TITLES and self._is_capital(place + 1))
        first = place + titled
        if self._is_nobody(self.words[first]):
            return 0
        if not self._is_capital(first):
            return 0 if sure else 1
        if sure and not titled and first in self.starts:
            return 0
        length = 1
        while length < 3 and self._goes_on(first + length):
            length += 1
        return length + titled

    def name(self, start: int, end: int) -> str:
        """Return the name that stands from *start* to *end*, as typed, without its sign and its possessive."""
        return re.sub(r"['’`´ʼ]s$", "", " ".join(self.raw[start:end]).removeprefix("@"))  # noqa: RUF001 - as people type them

    def _is_capital(self, place: int) -> bool:
        return place < len(self.raw) and self.raw[place][:1].isupper()

    def _goes_on(self, place: int) -> bool:
        return self._is_capital(place) and place not in self.breaks and not self._is_nobody(self.words[place])

    def _is_nobody(self, word: str) -> bool:
        no_name = len(word) < 2 or not word.isalpha() or word.removesuffix("s") in self.nobody
        return no_name or word in self.nobody or (word.endswith("ing") and len(word) > 5)


def _folded(token: str, short: Mapping[str, str]) -> str:
    if token.startswith("#"):
        return "channel"
    word = "".join(words(token))
    return short.get(word, word)


@overload
def hear(typed: str, heard: Mapping[str, Sequence[str]]) -> Command: ...
@overload
def hear(typed: str, heard: Heard, before: Command | None) -> Command: ...
def hear(typed: str, heard: Heard | Mapping[str, Sequence[str]], before: Command | None = None) -> Command:
    """Return what *typed* asks for, on a thread whose last command was *before*.

    Given nothing but the lines of small talk by their topic, whatever is none of them and no verb is a question.
    """
    command = parse(typed)
    if isinstance(heard, Heard):
        return _kept_up(command, before) if command else _understood(typed, heard, before)
    return command or _small_talk(typed, heard) or Ask(typed)


def _kept_up(command: Command, before: Command | None) -> Command:
    """Let a bare "why?" be about the question just answered."""
    return Why(before.question) if command == Why() and isinstance(before, Ask | Why) else command


def _understood(typed: str, heard: Heard, before: Command | None) -> Command:
    line = Line.of(_own(typed[:MOST]), heard)
    if not line.words and any(unicodedata.category(character) == "So" for character in typed):
        return SmallTalk("fine")  # a thumb, a heart
    rule = _rule(line, heard.rules)
    return (
        _said_about(typed, line, heard, before)
        or _small_talk(typed, heard.smalltalk, "who" if rule and rule.means == "help" else "")  # how does this work
        or (Review(typed) if shows_draft(typed[:MOST], heard) else None)
        or _chatter(line, heard)
        or (None if isinstance(before, Ask) else _too_little(typed, line, heard, rule))
        or (_made(rule, typed, line) if rule else None)
        or _left_over(typed, line, before)
    )


def _own(typed: str) -> str:
    """Leave out what stands in quotes: it was said by somebody else, or is a draft."""
    return _QUOTED.sub(lambda quote: " quoted " if len(words(quote[0])) >= QUOTE else f" {quote[0]} ", typed)


# ---- small talk, and what says too little ----------------------------------------------------------------------------


def _small_talk(typed: str, lines: Mapping[str, Iterable[str]], skip: str = "") -> SmallTalk | None:
    line = " ".join(words(typed))
    topic = next((topic for topic, known in lines.items() if line in known and topic != skip), None)
    return SmallTalk(topic) if topic else None


COURTESIES = ("thanks", "bye", "hello")
"""Topics of small talk that have words of their own; where several meet, the first counts."""


def _chatter(line: Line, heard: Heard) -> SmallTalk | None:
    """Take a short line of nothing but courtesies for small talk, thanks before goodbyes before greetings."""
    said = set(line.words)
    if len(line.words) > CHATTY or said - heard.lists["chatter"]:
        return None
    topic = next((topic for topic in COURTESIES if said & heard.lists[topic]), "")
    return SmallTalk(topic or "fine") if topic or said - heard.lists["vague"] else None


def _too_little(typed: str, line: Line, heard: Heard, rule: Rule | None) -> Clarify | None:
    """Ask for the one thing that is missing, where a line says nothing or names one thing alone."""
    said = set(line.words)
    if not said:
        return Clarify("wish", typed)
    settled = rule and not (rule.means in {"ask", "opener", "review"} and len(said) <= FEW)
    if not said - heard.lists["vague"] and not settled:
        whom = said & {"call", "calls", "phone", "ring", "message", "write", "contact"}
        return Clarify("whom" if whom else "wish", typed)
    return Clarify("wish", typed) if len(line.words) <= FEW and not rule else None


# ---- rules -----------------------------------------------------------------------------------------------------------


def _rule(line: Line, rules: Iterable[Rule]) -> Rule | None:
    """Return the first of *rules* that fits."""
    return next((rule for rule in rules if _fits(rule, line)), None)


def _fits(rule: Rule, line: Line) -> bool:
    if (line.asks and not rule.asks) or 0 < rule.most < len(line.words):
        return False
    return find(rule.phrases, line) is not None and find(rule.unless, line) is None


def _made(rule: Rule, typed: str, line: Line) -> Command:
    """Make the command that *rule* stands for, with whoever its phrase names."""
    plain: Mapping[str, Callable[[], Command]] = {
        "ask": partial(Ask, typed),
        "opener": partial(Opener, typed),
        "review": partial(Review, typed),
        "remind": partial(Remind, typed),
        "clarify": partial(Clarify, "wish", typed),
        "help": Help,
    }
    if rule.means in plain:
        return plain[rule.means]()
    if rule.means in {"hello", "thanks", "bye", "who", "fine"}:
        return SmallTalk(rule.means)
    place = find(rule.phrases, line) or (0, 0)
    return _at_the_desk(rule.means, line.name(*place), typed)


def _at_the_desk(means: str, name: str, typed: str) -> Command:
    from bot.core.permission import verbs  # thirty more shapes, which a question does not need

    verb, _, rest = means.partition(" ")
    if verb == "report":
        return verbs.Report(name, rest == "yes", typed, told=rest == "yes")
    if verb == "which":
        return Clarify("calls", name)
    if verb == "request":
        return verbs.Request(name)  # its sentence is asked for, and looked over, before anybody reads it
    whom = verbs.quoted(name) if name and verb != "list" else ""
    return verbs.parse(verb, f"{whom} {rest}".strip()) or verbs.Overview()


def _left_over(typed: str, line: Line, before: Command | None) -> Command:
    """Take what no rule knows for a question, and a short one for more of the question before it."""
    if isinstance(before, Ask) and len(line.words) <= SHORT:
        return Ask(f"{before.question} {typed}")
    return Ask(typed)


# ---- drafts ----------------------------------------------------------------------------------------------------------


def shows_draft(typed: str, heard: Heard) -> bool:
    """Tell whether a draft stands in the line: in quotes, as a letter, or behind or before words about it."""
    return _is_quoted(typed, heard) or _is_letter(typed, heard) or _is_introduced(typed, heard)


def _is_quoted(typed: str, heard: Heard) -> bool:
    quotes = [quote for quote in _QUOTED.finditer(typed) if len(words(quote[0])) >= QUOTE]
    if not quotes:
        return False
    quote = max(quotes, key=lambda quote: len(quote[0]))
    outside = Line.of(_own(typed), heard)
    if find(heard.drafts["asks_for_words"], outside) and not find(heard.drafts["told"], outside):
        return False
    if _is_somebody_elses(words(typed[: quote.start()])[-ATTRIBUTED:], heard):
        return False
    if len(words(quote[0])) < LONG_QUOTE and len(words(typed)) > ASIDE * len(words(quote[0])):
        return False
    if find(heard.drafts["mine"], outside) or _GREETING.match(quote[1] or quote[2]):
        return True
    return len(words(quote[0])) >= LONG_QUOTE or find(heard.drafts["cue"], outside) is not None


def _is_somebody_elses(lead: Sequence[str], heard: Heard) -> bool:
    return not heard.lists["saying"].isdisjoint(lead) and heard.lists["myself"].isdisjoint(lead)


def _is_letter(typed: str, heard: Heard) -> bool:
    """Tell whether a greeting with a name stands where a letter would begin."""
    for greeting in _GREETING.finditer(typed):
        rest = words(typed[greeting.start() :])
        lead = typed[: greeting.start()]
        if len(rest) < BODY + 2:
            return False
        if not words(lead):
            return _opens(typed.lstrip()) and not heard.lists["you"].isdisjoint(rest)
        if re.search(r"[^\w\s,'’]\s*$", lead):  # noqa: RUF001 - as people type them
            return not find(heard.drafts["asks_for_words"], Line.of(lead, heard))
    return False


def _opens(typed: str) -> bool:
    """Tell a letter's greeting, with its name and a comma, from a hello to us."""
    return bool(_OPENING.match(typed)) or typed.casefold().startswith(("dear", "to whom"))


def _is_introduced(typed: str, heard: Heard) -> bool:
    return any(
        len(words(about)) <= LEAD and len(words(body)) >= BODY and _is_about(about, heard, told=told)
        for about, body, told in _cuts(typed, heard)
    )


def _cuts(typed: str, heard: Heard) -> Iterator[tuple[str, str, bool]]:
    """Yield what may be words about a draft, the draft, and whether to say whose it is would do."""
    for cut in _CUT.finditer(typed):
        yield typed[: cut.start()], typed[cut.end() :], True
        yield typed[cut.end() :], typed[: cut.start()], True
    for cut in _SENTENCE.finditer(typed):
        lead, body = typed[: cut.end()], typed[cut.end() :]
        about = words(lead)
        if (
            "?" in lead
            and (not heard.lists["you"].isdisjoint(words(body)) or "this" in about)
            and "?" not in lead.rstrip(" ?")
        ):
            yield lead, body, False


def _is_about(text: str, heard: Heard, *, told: bool) -> bool:
    line = Line.of(text, heard)
    if find(heard.drafts["asks_for_words"], line):
        return False
    return find(heard.drafts["cue"], line) is not None or (told and find(heard.drafts["told"], line) is not None)


# ---- what is said about what was just shown --------------------------------------------------------------------------


def _said_about(typed: str, line: Line, heard: Heard, before: Command | None) -> Command | None:
    match before:
        case Opener():
            return _about_opener(typed, line, heard, before)
        case Review():
            return _about_review(typed, line, heard, before)
        case Ask() | Why():
            return _about_answer(typed, line, heard, before)
        case None:
            return None
        case _:
            return _about_permission(typed, line, heard, before)


def _about_opener(typed: str, line: Line, heard: Heard, before: Opener) -> Command | None:
    """Take a remark on words just shown: an end, a draft instead, another length, medium, person or fact, a wish."""
    said = partial(_says, line, heard)
    if said("done"):
        return SmallTalk("fine")
    if _shows_another(typed, line, heard):
        return Review(typed, before.medium, before.relation)
    rule = _rule(line, heard.rules)
    if said("anew") or _turns_away(rule, line, heard, f"{before.to} {before.brief}"):
        return None
    if len(line.words) <= SHORT and (changed := _changed(typed, line, heard, before)):
        return changed
    if _chatter(line, heard) or (rule and rule.means not in {"opener", "clarify", "review"}):
        return None
    if _takes_back(line, heard):
        return replace(before, facts=(*before.facts, f"not: {typed}"))
    if line.asks or (rule and rule.id == "write-it"):
        return _wished(typed, before) if said("wish") else None
    return replace(before, facts=(*before.facts, typed))


def _turns_away(rule: Rule | None, line: Line, heard: Heard, shown: str) -> bool:
    """Tell a command about somebody, or a question whether to call, from a remark on the words that were *shown*.

    Whom those words are for may be asked for a call in them, unless the platform's own means name her.
    """
    if _says(line, heard, "may_i_call"):
        return True
    if rule is None or rule.means.partition(" ")[0] not in ABOUT_SOMEBODY:
        return False
    start, end = find(rule.phrases, line) or (0, 0)
    if rule.means != "request" or line.raw[start].startswith(("@", "{")):
        return True
    named = words(line.name(start, end))
    return bool(named) and named[0] not in words(shown)


def _changed(typed: str, line: Line, heard: Heard, before: Opener) -> Opener | None:
    said = partial(_says, line, heard)
    if (whom := find(heard.thread["recipient"], line)) and whom != (0, 0):
        return replace(before, to=line.name(*whom))
    if _takes_back(line, heard):
        return replace(before, facts=(*before.facts, f"not: {typed}"))
    if chars := _limit(typed, line, heard):
        return replace(before, max_chars=chars)
    if said("shorter"):
        return replace(before, max_chars=_length(before, SHORTER))
    if said("longer"):
        return replace(before, max_chars=_length(before, LONGER))
    if medium := _medium(line, heard):
        return replace(before, medium=medium)
    if said("another"):
        return replace(before, angle=before.angle + 1)
    return _wished(typed, before) if said("wish") else None


def _shows_another(typed: str, line: Line, heard: Heard) -> bool:
    """Tell whether a draft follows, where a greeting is enough of one."""
    greets = _GREETING.search(typed) is not None and len(line.words) > BODY
    return greets or shows_draft(typed, heard) or (_says(line, heard, "draft_follows") and len(line.words) > BODY)


def _takes_back(line: Line, heard: Heard) -> bool:
    return not line.asks and (_says(line, heard, "correction") or _says(line, heard, "drop"))


def _says(line: Line, heard: Heard, what: str) -> bool:
    return find(heard.thread[what], line) is not None


def _wished(typed: str, before: Opener) -> Opener:
    return replace(before, brief=f"{before.brief}\n{typed}".strip())


def _limit(typed: str, line: Line, heard: Heard) -> int | None:
    number = re.search(r"\d{2,4}", typed)
    return int(number[0]) if number and _says(line, heard, "limit") else None


def _length(before: Opener, times: float) -> int:
    """Return how long the next version may be, going by the last one's bound or by what is usual."""
    return max(SHORTEST, round((before.max_chars or USUAL_CHARS.get(before.medium, USUAL)) * times))


def _medium(line: Line, heard: Heard) -> str:
    """Name the medium that a wish for another one is about; a call that is to be asked for is none."""
    wanted = {"for", "as", "make", "on", "instead", "into", "via", "by", "to", "version", "over", "now"}
    if wanted.isdisjoint(line.words) and len(line.words) > FEW:
        return ""
    named = (medium for medium, spelled in heard.media.items() if not spelled.isdisjoint(line.words))
    asked = not {"ask", "mention", "add", "say", "tell", "call"}.isdisjoint(line.words)
    return "" if asked else next(named, "")


def _about_review(typed: str, line: Line, heard: Heard, before: Review) -> Command | None:
    """Take a new draft, and a remark on the last one."""
    said = partial(_says, line, heard)
    if said("done"):
        return SmallTalk("fine")
    if len(line.words) <= SHORT and said("reasons"):
        return Why()
    if _shows_another(typed, line, heard):
        return replace(before, text=typed)
    rule = _rule(line, heard.rules)
    if (rule and rule.means == "opener") or _turns_away(rule, line, heard, before.text):
        return None
    if len(line.words) <= SHORT and (said("shorter") or (not line.asks and (said("wish") or said("another")))):
        return replace(before, text=f"{before.text}\n{typed}".strip())
    letter = (
        len(line.words) > BODY
        and not heard.lists["you"].isdisjoint(line.words)
        and not line.asks
        and not _chatter(line, heard)
    )
    return replace(before, text=typed) if letter and not rule else None


def _about_answer(typed: str, line: Line, heard: Heard, before: Ask | Why) -> Command | None:
    """Take a doubt for a wish for reasons, and what goes on from an answer for more of the question."""
    if len(line.words) <= 5 and _says(line, heard, "reasons"):
        return Why(before.question)
    if shows_draft(typed, heard) or _chatter(line, heard):
        return None
    if len(line.words) <= SHORT and _says(line, heard, "goes_on") and not _is_asked_for(line, heard):
        return Ask(f"{before.question} {typed}".strip())
    return None


def _is_asked_for(line: Line, heard: Heard) -> bool:
    """Tell whether a rule hears something else than a question."""
    rule = _rule(line, heard.rules)
    return rule is not None and rule.means not in {"ask", "clarify"}


def _about_permission(typed: str, line: Line, heard: Heard, before: Command) -> Command | None:
    """Take a go-ahead after a check as a wish to ask, "him" as whom it was about, and a limit as a narrower yes."""
    from bot.core.permission import verbs  # thirty more shapes, which a question does not need

    match before:
        case verbs.Check(person) if (
            len(line.words) <= FEW + 2 and _says(line, heard, "go_ahead") and not _holds_back(line)
        ):
            return verbs.Request(person)
        case verbs.Check(person):
            return _about_the_same(person, typed, heard) if SOMEBODY.search(typed) else None
        case verbs.Grant(person) if len(line.words) <= SHORT and _says(line, heard, "take_back") and not line.asks:
            return _narrowed(person, line)
        case _:
            return None


def _holds_back(line: Line) -> bool:
    """Tell whether a line asks, or says that something is not to be done."""
    return line.asks or not {"dont", "not", "never"}.isdisjoint(line.words)


def _about_the_same(person: str, typed: str, heard: Heard) -> Command | None:
    """Return the command about calls that *typed* is, once he, she or they have a name."""
    line = Line.of(_own(SOMEBODY.sub(person, typed[:MOST])), heard)
    rule = _rule(line, heard.rules)
    if rule is None or (line.asks and rule.means not in LOOKING):
        return None
    return _made(rule, typed, line) if rule.means.partition(" ")[0] in ABOUT_SOMEBODY else None


def _narrowed(person: str, line: Line) -> Command:
    """Make a yes narrower where the words say how far; show what stands where they leave that open."""
    from bot.core.permission import verbs

    once = not {"once"}.isdisjoint(line.words) and not {"not", "more", "dont"} & set(line.words)
    return verbs.Grant(person, verbs.Terms(once=True), narrow=True) if once else verbs.Overview()
