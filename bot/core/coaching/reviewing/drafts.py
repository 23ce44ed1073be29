"""Finds the draft inside whatever was pasted, and reads what the words around it tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Pattern = re.Pattern[str]

_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
}
_ESCAPE = r"\x1b\[[0-?]*[ -/]*[@-~]"
_COMMENT = r"<!--.{0,5000}?(?:-->|\Z)"
_TAG = (
    r"</?(?:a|b|i|u|s|p|br|hr|em|img|div|span|font|code|pre|table|t[rdh]|[uo]l|li|h[1-6]|strong|script|style|svg|iframe"
    r"|video)\b[^<>\n]{0,300}>"
)
_SIGNAL = r"<[!@#][^<>\n]{1,80}>|@(?:everyone|here|channel)\b"
_MARKUP = re.compile(f"{_ESCAPE}|{_COMMENT}|{_TAG}|{_SIGNAL}", re.DOTALL | re.IGNORECASE)
_PLAIN = re.compile(r"[\n -;=-?A-_a-~]*")
"""What holds no markup and folds letter by letter, as most drafts do."""
_DOUBLE = re.compile(r'"(?=\S)([^"]{3,})"|"(?=\S)([^"]{3,})\Z')
_SINGLE = re.compile(r"(?<!\w)'(?=\S)(.{3,}\S)'(?!\w)", re.DOTALL)
_BREAK = re.compile(r"\n[ \t]*\n|>>|(?<=\s)[-\u2013\u2014]+(?=\s)|[:?.)](?=[\s'\"]|\Z)|\u2026")
_TAIL = re.compile(r"\n[ \t]*\n|(?<=\s)[-\u2013\u2014]+(?=\s)|(?<=\s)\((?![^()]*\),)")
_FIRM = (":", ">", "\n", "-", "\u2013", "\u2014")
LONGEST_AROUND = 45
"""Words in front of a draft; more is a draft of its own."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Tell whether the two share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in comparable form, and where each of its characters stood in the text as given."""

    text: str
    places: tuple[int, ...]

    def as_given(self, start: int, end: int) -> Span:
        """Return where text[start:end] stood."""
        return Span(self.places[start], self.places[end - 1] + 1) if end > start else Span(0, 0)


@dataclass(frozen=True, slots=True)
class Cues:
    """What gives away the words around a draft, from prompts/rules.toml."""

    greeting: Pattern
    around: Pattern
    medium: Mapping[str, Pattern]
    relation: Mapping[str, Pattern]


@dataclass(frozen=True, slots=True)
class Pasted:
    """A draft as the rules read it: folded, with the words around it, and what is known of it."""

    whole: Folded
    draft: Span
    around: str
    medium: str
    relation: str

    @property
    def text(self) -> str:
        """The draft alone, folded."""
        return self.whole.text[self.draft.start : self.draft.end]


def fold(text: str) -> Folded:
    """Fold *text* (NFKC, lower case, straight quotes) and leave out what nobody sees: markup, invisible characters."""
    if _PLAIN.fullmatch(text):
        return Folded(text.lower(), tuple(range(len(text))))
    folded: list[str] = []
    places: list[int] = []
    for place, character in _seen(text):
        for part in _ALIKE.get(character) or unicodedata.normalize("NFKC", character).casefold():
            folded.append(part)
            places.append(place)
    return Folded("".join(folded), tuple(places))


def fold_all(text: str) -> str:
    """Fold *text* with everything in it, also what nobody sees: a comment may hold orders."""
    return unicodedata.normalize("NFKC", text).casefold().translate({ord(odd): plain for odd, plain in _ALIKE.items()})


def shown(text: str) -> str:
    """Return *text* without markup and invisible characters, as fit to be sent."""
    return "".join(character for _, character in _seen(text))


def has_markup(text: str) -> bool:
    """Tell whether tags, comments or signals to a whole channel stand in *text*."""
    return _MARKUP.search(text) is not None


def has_hidden(text: str) -> bool:
    """Tell whether characters that change what is read, and are not seen themselves, stand in *text*."""
    return any(_is_hidden(character) and character not in "\u200d\ufe0f" for character in text)


def _seen(text: str) -> Iterator[tuple[int, str]]:
    end = 0
    for hit in [*_MARKUP.finditer(text), None]:
        start = hit.start() if hit else len(text)
        for place in range(end, start):
            if not _is_hidden(text[place]):
                yield place, " " if text[place] in "\t\r\u2028\u2029" else text[place]
        if hit:
            yield hit.start(), " "
            end = hit.end()


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Co", "Cn"} or (character < " " and character not in "\t\r\n")


# ---- the draft inside other words ----------------------------------------------------------------------------------


def found_in(text: str, cues: Cues) -> Span:
    """Return where in *text* the draft stands; all of it, if nothing around it says otherwise."""
    folded = fold(text)
    span = _found(folded.text, cues)
    return folded.as_given(span.start, span.end)


def pasted(text: str, cues: Cues, medium: str = "", relation: str = "") -> Pasted:
    """Read *text*: fold it, find the draft, and take from the words around it what was not said."""
    whole = fold(text)
    span = _found(whole.text, cues)
    around = f"{whole.text[: span.start]} {whole.text[span.end :]}".strip()
    return Pasted(whole, span, around, medium or _named(around, cues.medium), relation or _named(around, cues.relation))


def _named(around: str, names: Mapping[str, Pattern]) -> str:
    return next((name for name, pattern in names.items() if pattern.search(around)), "")


def _found(text: str, cues: Cues) -> Span:
    span = _quoted(text, cues) or _trimmed(text, cues)
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip())
    return Span(start, max(start, span.start + len(inner.rstrip())))


def _quoted(text: str, cues: Cues) -> Span | None:
    """Return the longest passage in quotation marks, if what stands outside is about it."""
    if cues.greeting.match(text.lstrip()):
        return None
    for marks in (_DOUBLE, _SINGLE):
        spans = [Span(*hit.span(hit.lastindex or 0)) for hit in marks.finditer(text)]
        longest = max(spans, key=lambda span: span.end - span.start, default=None)
        if longest and _is_the_draft(text, longest, cues):
            return longest
    return None


def _is_the_draft(text: str, span: Span, cues: Cues) -> bool:
    outside = f"{text[: span.start]} {text[span.end :]}"
    long = span.end - span.start > len(outside)
    return len(text[span.start : span.end].split()) > 2 and bool(long or cues.around.search(outside))


def _trimmed(text: str, cues: Cues) -> Span:
    start = _start(text, cues)
    return Span(start, _end(text, start, cues))


def _start(text: str, cues: Cues) -> int:
    """Return where the words in front end: at a greeting, or at a break behind words about the draft."""
    lead = len(text) - len(text.lstrip())
    if cues.greeting.match(text, lead):
        return lead
    for hit in _BREAK.finditer(text):
        before, rest = text[: hit.end()], text[hit.end() :].lstrip(" \n\t>'\"-")
        if len(before.split()) > LONGEST_AROUND or not rest:
            break
        about = cues.around.search(before)
        if (cues.greeting.match(rest) and (about or hit[0] != ".")) or (about and hit[0][0] in (*_FIRM, "?")):
            return len(text) - len(rest)
    return lead


def _end(text: str, start: int, cues: Cues) -> int:
    for hit in reversed(list(_TAIL.finditer(text, start + 1))):
        tail = text[hit.start() :]
        if len(tail.split()) > LONGEST_AROUND:
            break
        if cues.around.search(tail) and not cues.greeting.match(tail.lstrip(" \n-(")):
            return hit.start()
    return len(text)
