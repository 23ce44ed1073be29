"""Reads a free brief ("help me say hello to Mira, she wrote about bread ovens") into who, where, what for and facts."""

from __future__ import annotations

import re
from itertools import pairwise
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.coaching.facts import HAPPENS, OF_THEM, QUESTION, WISH, cleaned
from bot.core.coaching.hurry import tidy
from bot.core.coaching.others import ONE
from bot.core.coaching.patterns import any_of
from bot.core.coaching.speech import THEM

_MEDIA = {
    "linkedin": r"linked ?in",
    "email": r"e-?mails?|mail",
    "slack": "slack",
    "discord": "discord",
    "text": r"sms|(?<!plain )text|txt|whatsapp|imessage",
    "voicemail": r"voice ?mail|vm|answering machine|mailbox",
    "phone": "by phone(?! or)|phone call|call script|on the phone|phone script|to say on the phone|^ring",
}
_PLACE = re.compile("|".join(rf"(?P<{name}>(?<![\w-])(?:{signs})(?![\w-]))" for name, signs in _MEDIA.items()), re.I)
_I = r"(?:i|i'?m|i'?ve|i'?d)"
_WHO = rf"(?:{_I}|we|we'?ve|she|he|they|she's|he's|they're|who)"
_NEW_THING = any_of(
    "her his their want wanna would_like need met sent saw both never havent haven't didn't didnt dont don't no my"
    r" \d+_(?:yrs?|years|months|weeks|wks)"
)
_BREAKS = (
    r"(?<!\bMs\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bProf\.)(?<=[.;!?\n])\s+",
    r"\s*[;\n()]\s*",
    "\\s+[-\u2013\u2014]\\s+",
    r":\s+(?!['\"])",
    rf",?\s+(?:and|but|&)\s+(?=(?:{_WHO}|want|wanna|would like|need|dont|don't|no|my)\b)",
    r"\s+(?=(?:because|so) (?:he|she|they)\b)",
    r"\s+and\s+(?=\w{3,}s (?:a|an|the|in|at|for|on|with)\b)",
    rf",\s+(?=(?:{_WHO}|{_NEW_THING})\b)",
    r",\s+(?=(?:it's|it was|that's|there's|does|did|is|has|will|should|which|also) \w)",
    rf",\s+(?=(?:the |my |our )?[\w']+ {HAPPENS}\b)",
    r",\s+(?=(?:keep|make it|not (?:too|needy|formal|pushy|cheesy|funny)|pls|please|polite|friendly|could|can|would|thank|ask|tell)\b)",
)
_SPLIT = re.compile("|".join(_BREAKS), re.IGNORECASE)
_ASKING = any_of(
    "(?:can|could|would)_(?:you|u) pls please hi!? hey!? ok(?:ay)?,? so,? i(?:'d|_would)_like_to"
    " (?:i_)?(?:want|need)_to"
)
_GIVE = any_of(
    "linkedin slack discord e-?mail whatsapp help_me i_need need want give_me make draft write"
    " do word compose a an some something the short quick nice sorry birthday_wishes"
)
_WORDS = any_of(
    "words opener intro introduction intro_note note message msg dm text sms e-?mail voice_?mail script lines? hello"
    " letter"
    " something follow[_-]?up reply invite invitation thank[_-]?you thanks birthday_call birthday_wish"
    " what'?s_a_nice_way"
    " birthday_(?:msg|message|card|text|note) say_hello say_hi write writing word_this ask tell thank reach_out reconnect following_up chase nudge answer"
    " contact wishes"
)
_QUOTE = re.compile(r"\"[^\"]+\"|(?<!\w)'[^']+(?:'\w[^']*)*'(?!\w)")
_GLUE = "\x03"
"""Holds what was quoted together."""
_PHONING = re.compile(r"(?:phone|call|ring|calling|phoning|ringing) (?:an?|the|my|our|him|her|them|[A-Z]\w+)\b")
_WRITE = re.compile(rf"^(?:(?:{_ASKING}|{_GIVE}) )*(?:\d+ )?{_WORDS}\b", re.IGNORECASE)
"""How somebody tells us to write: "need 2 lines for", "help me say hello"."""
_LEADS = (
    r"^(?:(?:hi|hello|hey|yo|good (?:morning|afternoon|evening)|dear (?:helper|coach|bot|assistant|team)|sorry to bother"
    r"|ok(?:ay)?(?: so)?|so(?: basically)?)(?: there)?"
    r"(?:[,.!:]+\s+|\s+(?=(?:can|could|would|i|i'd|so|please|pls)\b)))+"
)
_TO_WRITE = any_of(
    "write writing tell ask do draft word send say thank invite put make reach message text ping let remind contact"
    " phone call ring answer follow_up"
)
_HELPING = re.compile(
    rf"(?:^|(?<=[.!?;:,] ))(?:(?:and|so|please|pls) )*(?:(?:can|could|would|will) (?:you|u)|how (?:do|can|should|would) i"
    r"|i (?:would|'d) like you(?: to)?|i'd like you(?: to)?|i (?:need|have|wish) to(?= (?:write|writing|contact|reach|text|message))"
    r"|(?:have|need|got) to|i need the courage to|(?:I |i )?don't know how to start this:?)"
    rf" (?:please |pls |maybe |just |kindly )*(?:help me (?:to )?)?(?={_TO_WRITE}\b)",
    re.IGNORECASE,
)
"""How somebody turns to us for words; what stands behind it is the order."""
_LENGTH = re.compile(
    r"[,;]?\s*(?:and |but |please |pls )*(?:keep (?:it|this) )?(?:under|max(?:imum)?|up to|to|about|in|within|not more than|at most)?"
    r"\s*(?P<number>\d{2,4}) ?(?P<unit>words|characters|chars)(?: max(?:imum)?)?(?=\W|$)",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(
    r"[,;]?\s+(?:(?:and|but|please|pls) )*(?:you know(?=,? (?:he|she|they|we|I|it)\b)|keep (?:it|this) (?:short|simple|light|friendly|brief|funny|formal|polite|plain)"
    r"|no emojis?|stay (?:nice|polite|friendly)"
    r"|without (?:making|sounding|being|fussing)\b.*|(?:or )?is (?:that|this|it) (?:weird|odd|ok|okay|too much)|no pressure on \w+)(?=\W|$)",
    re.IGNORECASE,
)
_LINES = re.compile(
    r"[,;(]\s*(?:max(?:imum)? )?(?:one|two|three|\d) (?:lines?|sentences?)(?: max| only)?(?=\W|$)", re.IGNORECASE
)
"""How long the message is to be, and how it is to sound, said in passing."""
_ANSWERED = re.compile(r"^(?P<order>(?:reply|answer)(?: to)? [\w.' -]+?):? ?[\"“][^\"”]+[\"”]\s*", re.IGNORECASE)
"""What is to be answered, quoted."""
LETTERS_A_WORD = 6
_CLAIMING = r"say|tell (?:her|him|them|\w+)|mention|(?:open|start|begin) with|claim|write that"
_INVENT = re.compile(r"(?:(?:and|just|pls|please) )*(?:pretend|invent|make up|fake|act (?:like|as if)|pose as)\b", re.I)
"""How somebody asks for a lie."""
_POLITE = any_of("hello hi hey thanks thank sorry happy congrat goodbye no yes well_done what what's why how")
_CLAIM = re.compile(
    rf"^(?:(?:and|also|please|pls|just) )*(?:{_CLAIMING})\b(?! {_POLITE}\b)(?: that)? (?P<claim>.+)$", re.IGNORECASE
)
"""A line that the person wants to be said, true or not."""
_ORDERS = "|".join(f"{verb}" for verb in "ask tell thank text message ping remind let invite for to write with".split())
_WHETHER = re.compile(r"whether \w|if (?:he|she|they) (?!.*(?:,| we | I | please ))", re.IGNORECASE)
"""A question that was parted from whom it is to be put to."""
_JOINTS = re.compile(
    r"^(?:(?:and|also|just|then|only|so|now|maybe) )+(?=(?:ask|tell|thank|invite|say|offer|let|remind|can|could|would|will|is"
    r"|are|does|do|did|has|have)\b)",
    re.IGNORECASE,
)
"""What joins an order or a question to what stood before."""
_AND_ASK = re.compile(r",? and (?=(?:ask|offer|invite|thank|say|tell)\b)", re.IGNORECASE)
_TOWARDS = any_of("to for with ask tell thank invite congratulate text dm message mail email ring call phone ping tag")
_TO = re.compile(
    rf"(?<!\S){_TOWARDS} ",
    re.I,
)
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u015a\u017b\u0179\u0106"
_APOSTROPHE = "'\u2019"
_CAPITALISED = rf"[{_CAPITAL}][\w{_APOSTROPHE}-]+"
_NAME = re.compile(rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Pan|Pani)\.? )?{_CAPITALISED}(?: {_CAPITALISED})?")
_LOWER_NAME = re.compile(r"(?P<name>[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{2,})(?!'?\w)")
_LOW = r"[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{2,}"
_ONE_NAME = rf"(?P<name>{_NAME.pattern}|{_LOW})(?!['{_APOSTROPHE}]?\w)"
_PAIR = re.compile(rf"(?P<one>{_CAPITALISED}) (?:and|&) (?P<two>{_CAPITALISED})(?!['{_APOSTROPHE}]?\w)")
_ASKED_ONE = re.compile(
    r"(?:ask|tell|thank|ping|text) (?P<name>[a-z]{2,})(?= (?:if|whether|that|about|for|i|I|I'm|I've|I'd|I'll|we|can|could"
    r"|would|his|her|their|my|our|the|how|what|when|where|to)\b|[,:])"
)
"""Somebody whose name was typed small, in the one place where nothing but a name stands."""
_CALLED = re.compile(
    rf"(?i:(?<!'s )\b(?:(?:his|her|their|the|whose) )?name(?:'s| is|:)) {_ONE_NAME}"
    rf"|(?i:\b(?:he|she|they|who)(?:'s|'re| is| are) called) {_ONE_NAME.replace('<name>', '<he>')}"
    rf"|(?<=\w) (?:called|named) {_ONE_NAME.replace('<name>', '<thing>')}(?=,| (?:who|from|at|in|on|and)\b|\s*\(|$)"
    rf"|\b(?:goes by|known as) {_ONE_NAME.replace('<name>', '<alias>')}"
)
"""How somebody is named in passing: "his name is Arturo", "a streamer called pixelnana"."""
_BRACKETED = re.compile(
    rf"(?P<lead>\b(?i:ask|tell|thank|a|an|the|my|our) )[\w' -]{{2,30}} ?\((?P<name>{_CAPITALISED}|{_LOW})\)"
)
_ADDRESSED = re.compile(
    r"\b(?P<title>(?i:prof|professor|dr|doctor|mr|mrs|ms|frau|herr|councillor|aunty|auntie|maestro))\b\.? "
    rf"(?P<name>{_CAPITALISED}(?: {_CAPITALISED})?|[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{{3,}})"
)
_PEOPLE = (
    "(?:friend|partner|mate|co-?founder|boss|colleague|neighbou?r|schoolmate|flatmate|mentor|teacher|supervisor|landlord"
    "|landlady|coach|customer|client|tenant|doctor|dentist|vet|manager|cousin|sister|brother|uncle|aunt|journalist|editor"
    "|recruiter|nurse|secretary|plumber|stepsister|stepbrother|trainer|tutor)"
)
_PERSON = rf"\b(?:my|our|a|an|the|\w+'s) (?:[\w'-]+ ){{0,3}}{_PEOPLE}"
_KIN = re.compile(
    rf"\b(?i:my|our) (?:[\w'-]+ ){{0,3}}{_PEOPLE},? (?P<name>{_CAPITALISED}|{_LOW})"
    r"(?=[,.:]| (?:and|i|I|i'm|I'm|about|that|is|has|stopped|because)\b|$)"
)
_GROUP_WORDS = (
    r"(?:everyone|everybody|all|both|them both|(?:the|my|our) (?:whole |new |other )?(?:[\w-]+ ){0,2}"
    r"(?:guys|team|parents|volunteers|lot|judges|members|group|class|neighbou?rs|players|board|people|folks|staff|crew"
    r"|interns|students|band)(?: (?:in|of|from|on) (?:my |our |the )?[\w-]+(?: (?:\d+|floor|band|class))?)?)"
)
_MANY = re.compile(
    rf"(?:to|for|tell|ask|remind|thank|let|write|text) {_GROUP_WORDS}\b",
    re.IGNORECASE,
)
"""A brief to many: whom it names elsewhere is somebody else."""
_ROLES = any_of("maintainer author editor owner head organi[sz]er founder lead host ceo cto")
_BEHIND = any_of("who whose that which i and but on via want say about at_a asking by to")
_ROLE = re.compile(
    rf"(?:^|\s)(?:to|for|from|with)\s+(?P<role>(?:(?:a|an|the|my|our|some)\s+|(?={_ROLES}s? ))[\w' -]+?)"
    rf"(?=$|[,.:;!?(]|\s+{_BEHIND}\b)(?P<tail>\s+(?:who|whose|that|i|at a)\s.*)?",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?P<title>professor|prof|doctor|dr|mr|mrs|ms|aunt|aunty|auntie|uncle|coach|grandpa|grandma|granny)\.? (?P<name>[\w-]{3,})(?=$|\W)",
    re.IGNORECASE,
)
_RELATIVES = any_of(
    "flatmate boss colleague friend neighbou?r co-?worker deacon mate mentor teacher manager cousin"
    " (?=(?:professor|prof|dr|doctor|coach)_)"
)
_RELATION = re.compile(
    rf"^(?:my |our |the )?(?:old |former |ex-?|new )*{_RELATIVES}(?: at \w+)?,? ?(?=[\w-]+)"
    r"|^(?:my|our|the|a) (?:[\w'-]+ ){1,3}(?=(?:mr|mrs|ms|dr|prof|professor|aunty?|uncle)\b)"
    r"|^(?:my|our) [\w']+'s [\w-]+,? (?=[A-Z])",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    any_of(
        "the a an my our his her their your this that some someone somebody anyone people help me you him them us it"
        " one two linkedin slack discord email text sms phone voicemail say says thanks thank hello hi hey ask asking"
        " call meet coffee lunch feedback advice job work old new former local just what how why where when who if"
        " whether not and but with about from more short quick nice note message msg opener intro no yes please pls"
        " something maintainer professor editor boss manager colleague friend neighbour neighbor stranger recruiter"
        " designer teacher doctor team company everyone monday tuesday wednesday thursday friday saturday sunday"
        " reconnect network join follow introduce congratulate apologise apologize dinner keep thank-you thankyou"
    " mum mom dad grandma grandpa hr it customers clients people work school staff support accounts marketing parents"
    " volunteers neighbours neighbors both again once later tomorrow today after before anyone anybody nobody him"
    ),
    re.IGNORECASE,
)
"""Words that stand where a name could stand and are none."""
_OF_MINE = any_of(
    "know have need want wanna like think mind remember get care work live own speak really even use drink eat drive"
    " expect see feel understand sleep recall"
)
"""What somebody says of oneself behind "don't"."""
_SOUNDING = any_of(
    "mention say make use sound argue bring_up include tell write overdo add be go put ask call go_on give name"
)
_LIKE = any_of("short brief casual formal friendly warm light polite nice simple kind needy")
_FOR_US = (
    rf"(?:don't|do not|no need to) {_SOUNDING}\b",
    r"(?:i )?(?:don't|do not) (?:want|wanna) (?:to )?(?:sound|seem|come (?:across|off)|look|be|it)\b",
    r"avoid|without (?:being|sounding)|keep it|make it|sound(?:ing|s)? |not too|nothing (?:too|about|fancy)",
    r"(?:she|he|they) prefers? (?:e-?mail|full|text|short|formal)\b|.*\b(?:let it pass|ignore that)$",
    r"leave out|leave (?:it|her|him|them) out|skip |keep \w+ out of (?:it|this)|let it pass$|just ask$",
    rf"be {_LIKE}|use |include|plain text|help\b|one message for",
    r"(?:please )?no (?:emojis?|pressure|fluff|fuss|small talk|drama|blame|exclamation|'?get well|jokes?|slang|excuses"
    r"|begging|flattery|sales talk)",
    rf"(?:don't|do not) (?!{_OF_MINE}\b)\w+|copy nobody|nothing wanted$|polite,? not needy|(?:something |nothing )?sober$",
    r"any (?:ideas|tips|suggestions)|how (?:do|should|would) i\b|what (?:do|should) i\b|should i\b",
    r"(?:can|could|would|will) (?:you|u)\b|is (?:that|this|it) (?:ok|okay|weird|too)",
    r"(?:i'm |i am )?not (?:really )?sure (?:how|what|if|where)|(?:i )?(?:have |had )?no idea|i never know",
    r"i (?:hate|suck|am bad|'m bad|can't write)|(?:i )?(?:don't|dont) know (?:how|what) to",
    rf"(?:something |anything |not )?{_LIKE}(?: (?:and|but|please|one|ish|tone|,) ?\w*)*$",
    r"max(?:imum)? |under \d+|\d+ (?:words|characters|chars|lines)\b|(?:one|two|three) (?:lines?|sentences?)\b",
)
_TO_US = re.compile(rf"(?:(?:and|but|pls|please|also|just|so|maybe) )*(?:{'|'.join(_FOR_US)})", re.IGNORECASE)
"""What is meant for us and not for the recipient: how it is to sound, what to leave out, doubts."""
_UNWANTED = re.compile(
    r"(?:don't|do not|without|leave out|nothing about|avoid|skip) "
    r"(?:mention(?:ing)?|say(?:ing)?|bring(?:ing)? up|tell(?:ing)?)?(?: about)?(?: that)? ?(?P<what>.+)$",
    re.IGNORECASE,
)
_JUST_SAID = re.compile(r"(?:(?:her|him|them) )?(?:it|that|this|why|(?:that|the) last (?:bit|part|thing))\W*", re.IGNORECASE)
_APPOSED = re.compile(
    rf"(?:^|(?<=[.;] ))(?:my|the|our|a|an) [\w' -]+, (?!I\b)(?P<name>{_NAME.pattern}),? (?P<verb>[a-z]+)"
)
_SAY = re.compile(
    r"(?:(?:and|just|to) )*(?:say|send) (?:a |my )?(?:hello|hi|hey|thanks|thank|sorry|happy|congrat)", re.IGNORECASE
)
_TO_ROLE = re.compile(r"to (?:a|an|the|my|our) ", re.IGNORECASE)
_IDLE = re.compile(
    rf"{any_of('hi hey hello ok okay ok_so thanks thank_you thx please pls lol silence i_did so help_me')}[!.]*"
    rf"|{any_of('good_morning good_afternoon good_evening two_things one_thing please_draft draft')}|dear \w+|let .* know|just sorry|my number"
    rf"|{any_of('e-?mail slack linkedin discord sms text')}"
    r"|(?:they|she|he)/(?:them|her|him)|voicemail|by phone|it's for .*|(?:because|bc) .*|so (?:he|she|they) .*",
    re.IGNORECASE,
)


class Sort(StrEnum):
    """What a piece of a brief is: an order to write, a wish, a line to be said (true, or invented), or a fact."""

    ORDER = "order"
    WISH = "wish"
    CLAIM = "claim"
    INVENTION = "invention"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a brief."""

    sort: Sort
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief holds, in its order; *unwanted* is what is not to be mentioned.

    It is to *many*, or to whoever *to* names; *most* is how many characters the message may have.
    """

    to: str = ""
    medium: str = ""
    pieces: tuple[Piece, ...] = ()
    unwanted: tuple[str, ...] = ()
    many: bool = False
    most: int | None = None

    def of(self, *sorts: Sort) -> list[str]:
        """Return the texts of these sorts."""
        return [piece.text for piece in self.pieces if piece.sort in sorts]


def read_brief(text: str, to: str, is_word: Callable[[str], bool]) -> Brief:
    """Read *text*; *to* is known already where somebody was named, *is_word* tells words from names in lower case."""
    text = re.sub(r" \((?:\d{1,3}|aged? \d+)\)", "", text)
    typed, most = _measured(_ANSWERED.sub(r"\g<order>. ", _HELPING.sub("", re.sub(_LEADS, "", tidy(cleaned(text)), flags=re.IGNORECASE))))
    typed = _APPOSED.sub(_named_first, typed)
    called, typed = _called(typed, is_word)
    said = [piece for piece in _pieces(typed) if not _IDLE.fullmatch(piece)]
    many = not to and bool(said and _MANY.search(said[0]))
    to = to or called or _to_whom(typed, said, is_word)
    if not to and not many:
        to, typed = _placed(typed, is_word)
        to = to or _opening_name(typed, is_word)
    typed = _plainly(_without_title(typed, to), to)
    said = [piece for piece in _pieces(typed) if not _IDLE.fullmatch(piece) and not _is_who(piece, to)]
    unwanted = _unwanted(said)
    pieces = [piece for text in said if not _is_to_us(text) for piece in _sorted(text, to)]
    return Brief(to, _medium(typed), tuple(pieces), tuple(unwanted), many and not to, most)


def _unwanted(said: Sequence[str]) -> list[str]:
    """Return what is not to be mentioned; "don't mention it" is about what was said before."""
    found = ((before, _UNWANTED.search(piece)) for before, piece in pairwise(("", *said)) if _TO_US.match(piece))
    return [before if _JUST_SAID.fullmatch(hit["what"]) else hit["what"] for before, hit in found if hit]


def _is_who(piece: str, to: str) -> bool:
    """Say whether a piece does no more than name the recipient, or say what she is to the writer."""
    alone = {f"{before}{to}".casefold() for before in ("", "for ", "to ", "she is ", "he is ", "she's ", "he's ")}
    return piece.casefold() in alone or (bool(to) and ONE.fullmatch(piece) is not None)


def _measured(typed: str) -> tuple[str, int | None]:
    """Return how many characters are asked for, and the brief without what says how long and in which tone."""
    found = _LENGTH.search(typed)
    most = int(found["number"]) * (LETTERS_A_WORD if found["unit"] == "words" else 1) if found else None
    return _LINES.sub("", _BRIEFLY.sub("", _LENGTH.sub("", typed))), most


def _plainly(typed: str, to: str) -> str:
    """Name the recipient alone, where it was said as well who that is: "tell my climbing partner jo I'm out"."""
    if not to:
        return typed
    name = re.escape(to)
    who = rf"(?:(?:my|our|the|old|ex|[\w-]+'s) (?:[\w-]+ ){{0,3}})?{name}(?! and | & )(?:,? (?:from|at|in) (?:the |my )?[\w-]+)?"
    typed = re.sub(rf"\b(?P<order>{_ORDERS}) {who}(?! and\b)", rf"\g<order> {to}", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?:^|(?<=[.:;] ))(?:to|for) {name}\s*[,:]\s*", "", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?<!\w){name}, (?:the|an?|my|our) (?:[\w-]+ )?[\w-]+,", to, typed)
    return re.sub(rf"(?<!\w){name}(?= (?:he|she|they)(?:'s|'re)? )", f"{to},", typed)


def _sorted(text: str, to: str) -> list[Piece]:
    """Say what a piece is; an order may also tell what the recipient is, where nobody is named."""
    text = _JOINTS.sub("", text)
    if _INVENT.match(text):
        return [Piece(Sort.INVENTION, text)]
    if found := _told_to(to).match(text) or _CLAIM.match(text):
        return _claimed(found["claim"].strip("'\" ?"), to)
    if _WRITE.match(text) or _SAY.match(text) or _TO_ROLE.match(text) or _PHONING.match(text):
        order, _, rest = text.partition(", ")
        told = () if to else _role_in(text)
        return [Piece(Sort.ORDER, text), *(Piece(Sort.FACT, fact) for fact in told), *_behind(order, rest)]
    if WISH.match(text) or re.match(r"to \w+", text) or OF_THEM.match(text) or QUESTION.match(text):
        return [Piece(Sort.WISH, text)]
    if _WHETHER.match(text):
        return [Piece(Sort.WISH, f"ask {text}")]
    return [Piece(Sort.FACT, _whole(text))]


def _claimed(claim: str, to: str) -> list[Piece]:
    """Part a line to be said from a wish that follows on it: "say we met and ask for a call"."""
    line, _, wish = (*_AND_ASK.split(claim, maxsplit=1), "", "")[:3]
    return [Piece(Sort.CLAIM, line), *(_sorted(wish, to) if wish else [])]


def _told_to(to: str) -> re.Pattern[str]:
    """Return how an order says what the recipient is to be told."""
    who = re.escape(to) if to else _GROUP_WORDS
    return re.compile(
        rf"(?:(?:and|also|please|pls|just|then) )*"
        rf"(?:(?:tell|let|inform|warn|text) {who}(?: know)?(?:,|:| that|)|say to {who}(?:,|:| that|)"
        rf"|(?:write(?: to)?|message|mail|e-?mail|text|dm|remind) (?:{who}(?::| that)|[\w.-]+(?: [\w.-]+)?? that))"
        r" (?!(?:about|of|to|for|how|what|why|if|whether|when|and|who|a|an)\b)(?P<claim>.+)$",
        re.IGNORECASE,
    )


def _behind(order: str, rest: str) -> list[Piece]:
    """Return what stands behind an order and is none: "a message for Mr Petrou, the boiler's out"."""
    goes_on = re.match(r"(?:who|whose|that)\b", rest) or re.search(r"\b(?:thank|sorry|ask|how|what|if|whether)", rest)
    return _sorted(rest, "?") if order and rest and not goes_on and not _is_to_us(rest) else []


def is_claim(text: str) -> bool:
    """Say whether *text* asks for a line to be said, true or not."""
    return bool(_INVENT.match(text) or _CLAIM.match(tidy(text)))


def _is_to_us(piece: str) -> bool:
    """Say whether a piece tells us how to write, and not what."""
    return bool(_TO_US.match(piece)) and not _WRITE.match(piece)


def _whole(piece: str) -> str:
    """Say in full what is only hinted at."""
    piece = re.sub(r"^who (?=\w)", f"{THEM} ", piece)
    piece = re.sub(r"^(\w+ (?:years?|months?|weeks?)) no contact.*", r"we haven't been in touch for \1", piece)
    return re.sub(
        r"\b(?:said|told me):? (send|ring|call|write|ping|mail|email|text|message) me\b",
        r"asked me to \1 {them}",
        piece,
    )


def _named_first(found: re.Match[str]) -> str:
    return f"{found['name']} {found['verb']}"


def _called(typed: str, is_word: Callable[[str], bool]) -> tuple[str, str]:
    """Return the one name that is given in passing, and the brief without the words that give it."""
    hits = [(next(name for name in hit.groups() if name), hit[0]) for hit in _CALLED.finditer(typed)]
    names = [(name, said) for name, said in hits if _may_be_a_name(name, is_word)]
    if len(names) != 1:
        return "", typed
    [(name, said)] = names
    described = rf"(?:an?|this|the) (?:[\w-]+ ){{0,2}}[\w-]+ {re.escape(said.strip())}"
    met = rf"(?<=\bmet ){described}"
    return _spelled(name), re.sub(met, _spelled(name), typed, count=1).replace(said, "", 1)


def _placed(typed: str, is_word: Callable[[str], bool]) -> tuple[str, str]:
    """Return the one name that stands behind what somebody is to the writer, and the brief with the name alone."""
    for pattern in (_BRACKETED, _KIN):
        hits = [hit for hit in pattern.finditer(typed) if _may_be_a_name(hit["name"], is_word)]
        if len(hits) == 1:
            lead = hits[0].groupdict().get("lead") or ""
            lead = lead if lead.strip().casefold() in {"ask", "tell", "thank"} else ""
            name = _spelled(hits[0]["name"])
            return name, f"{typed[: hits[0].start()]}{lead}{name}{typed[hits[0].end() :]}"
    return "", typed


def _may_be_a_name(name: str, is_word: Callable[[str], bool]) -> bool:
    return not _NO_NAME.fullmatch(name) and (name[0].isupper() or not is_word(name))


def _spelled(name: str) -> str:
    return name if name[0].isupper() else name.capitalize()


def _to_whom(typed: str, said: Sequence[str], is_word: Callable[[str], bool]) -> str:
    """Return who is named as the recipient: in the order to write, by a title, or in what follows."""
    if not said or _MANY.search(said[0]):
        return ""
    return (
        _name_in(said[0], is_word)
        or _titled(typed, is_word)
        or next((name for piece in said if (name := _name_in(piece, is_word))), "")
    )


def _titled(typed: str, is_word: Callable[[str], bool]) -> str:
    """Return the one person who is named with a title; nobody if there are two."""
    found = {
        f"{hit['title'].capitalize()} {_spelled(hit['name'])}"
        for hit in _ADDRESSED.finditer(typed)
        if _may_be_a_name(hit["name"], is_word)
    }
    return found.pop() if len(found) == 1 else ""


def _without_title(typed: str, to: str) -> str:
    """Leave out title and role where a sentence speaks of the recipient: "I met Dr. Faraj", "a customer, Mrs Osei,"."""
    title, _, name = to.partition(" ")
    if not name or not _ADDRESSED.match(to):
        return typed
    titled = rf"{re.escape(title)}\.? {re.escape(name)}\b"
    typed = re.sub(rf"(?<=\b(?:met|saw) ){titled}", name, typed, flags=re.IGNORECASE)
    return re.sub(rf"{_PERSON},? {titled},?", name, typed, flags=re.IGNORECASE)


def _opening_name(typed: str, is_word: Callable[[str], bool]) -> str:
    """Return the name that a brief begins with."""
    if found := re.match(rf"(?P<name>{_CAPITALISED})\. ", typed):
        return "" if is_word(found["name"]) else found["name"]
    found = re.match(r"(?P<name>[\w-]{3,})(?='s\b| [a-z]+\b)", typed)
    return (
        found["name"].capitalize()
        if found and not _NO_NAME.fullmatch(found["name"]) and not is_word(found["name"])
        else ""
    )


def _pieces(typed: str) -> list[str]:
    """Split a brief where a new thing begins; "and I missed it" belongs to what stands before."""
    pieces: list[str] = []
    whole = _QUOTE.sub(lambda quote: quote[0].replace(" ", _GLUE), typed)
    parts = (part.replace(_GLUE, " ") for part in _SPLIT.split(whole) if part)
    for piece in (part.strip(" ,;:.") for part in parts):
        if pieces and re.match(r"I \w", piece) and re.fullmatch(_CAPITALISED, pieces[-1]):
            pieces[-1] += f" and {piece}"  # "Tilda and I sing in a choir"
        elif pieces and re.match(r"I \S+(?: \S+)?$", piece) and not _WRITE.match(pieces[-1]):
            pieces[-1] += f" and {piece}"
        elif piece:
            pieces.append(piece)
    return pieces


def _medium(typed: str) -> str:
    found = list(_PLACE.finditer(typed))
    return next((found[-1].lastgroup or "" for _ in found), "") if found else ""


def _name_in(piece: str, is_word: Callable[[str], bool]) -> str:
    """Return who is named as the recipient: after to, for, ask …; a name may be typed in lower case."""
    for preposition in _TO.finditer(piece):
        rest = _RELATION.sub("", re.sub(r"^(?:if|whether|that) ", "", piece[preposition.end() :]))
        if found := _PAIR.match(rest):
            return " and ".join((_spelled(found["one"]), _spelled(found["two"])))
        if found := _TITLED.match(rest):
            return f"{found['title'].capitalize()} {found['name'].title()}"
        if (found := _NAME.match(rest)) and not _NO_NAME.fullmatch(found[0]):
            return found[0].removesuffix("'s")
        related = f"ask {rest}" if rest != piece[preposition.end() :] else piece[preposition.start() :]
        if (found := _ASKED_ONE.match(related)) and not _NO_NAME.fullmatch(found["name"]):
            return found["name"].capitalize()
        found = _LOWER_NAME.match(rest)
        if found and not _NO_NAME.fullmatch(found["name"]) and not is_word(found["name"]):
            return found["name"].capitalize()
    found = re.search(r"\b(?:like|want|need) (?P<name>[\w-]{3,})'s\b", piece)
    return found["name"].capitalize() if found and not is_word(found["name"]) else ""


def _role_in(piece: str) -> tuple[str, ...]:
    """Return what a clause behind a role tells of somebody who is not named: "to a designer whose work I like"."""
    found = _ROLE.search(piece)
    tail = (found["tail"] or "").strip() if found else ""
    if tail.casefold().startswith("whose "):
        return (_whose(tail),)
    if tail.casefold().startswith("who "):
        return (f"{THEM} {tail[4:]}",)
    return (f"{tail} {THEM}",) if re.match(r"i (?:never|have never|haven't|don't)", tail, re.IGNORECASE) else ()


def _whose(tail: str) -> str:
    """Turn "whose work I like" round: "I like their work"."""
    words = tail.split()
    for place, word in enumerate(words):
        if word in {"I", "we"}:
            return f"{' '.join(words[place:])} {THEM}'s {' '.join(words[1:place])}"
    return f"{THEM}'s {' '.join(words[1:])}"
