"""Keeps contact details and known names from leaving: placeholders go out, and what they stand for comes back."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

_TAG = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_AT = r"(?:@|[\[({<]\s*(?:at|@)\s*[\])}>]|_at_|-at-)"
_SPELT_DOT = r"[\[({<]\s*(?:dot|\.)\s*[\])}>]|\s+dot\s+|_dot_|-dot-"
_DOT = rf"(?:\.|{_SPELT_DOT})"
_DOT_INSIDE = rf"(?:\.(?=\w)|\.\s(?=(?:com|org|net|edu|info|io|eu|co|uk|de|fr|nl)\b)|\s?(?:{_SPELT_DOT})\s?)"
"""A stop behind which no sentence begins: "we met at work. She" holds no address."""
_MAIL = re.compile(
    rf"(?<![\w.+-])['\"]?[\w+-]+(?:{_DOT}[\w+-]+)*['\"]?\s*{_AT}\s*[\w-]+(?:\s?{_DOT}\s?[\w-]+)*\s?{_DOT}\s?[^\W\d_]{{2,}}(?!\w)",
    re.IGNORECASE,
)
_WORDED_MAIL = re.compile(
    rf"(?<![\w.+-])['\"]?[\w+-]+(?:{_DOT}[\w+-]+)*['\"]?\s+at\s+[\w-]+(?:{_DOT_INSIDE}[\w-]+)*{_DOT_INSIDE}[^\W\d_]{{2,}}(?!\w)",
    re.IGNORECASE,
)
_SPACED_MAIL = re.compile(r"(?<!\w)(?:[\w.+-] ){2,}@(?: [\w.-]){3,}(?!\w)")
_DIGIT_WORD = "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|plus"
_SPOKEN = re.compile(rf"\b(?:{_DIGIT_WORD})(?:[\s,.-]+(?:{_DIGIT_WORD}|\d+)){{6,}}\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w])(?:\+|[(\[]\+?|00)?\d(?:[\s()\[\].,/_\u2010-\u2015~|*:;x\u00b7-]{0,3}\d){6,}(?!\w)", re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\d{1,2}[./]\d{1,2}[./]\d{4}")
_HANDLE = re.compile(r"@\{[^}\s]+\}")
_CODE = re.compile(r"(?=[A-Za-z0-9+/_-]*(?:\d|[a-z][A-Z]))[A-Za-z0-9+/_-]{20,}={0,2}")
"""What nobody reads as it stands; a program might decode it."""
_PLACEHOLDER = re.compile(r"\[\[([CEPT]\d+)\]\]")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
_SHORTEST = 2
Knows = Callable[[str], bool]


def visible(text: str) -> str:
    """Return *text* folded (NFKC), without comments and what nobody sees: zero-width, direction, tags, selectors."""
    folded = unicodedata.normalize("NFKC", _TAG.sub(" ", text))
    return "".join(character for character in folded if character in "\n\t" or not _is_hidden(character))


def _is_hidden(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or character == "\u20e3" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or character == "\u00ad" or unicodedata.category(character) in _INVISIBLE


class Cloak:
    """Placeholders for one request: the same thing has the same one throughout."""

    def __init__(self, names: Iterable[str] = (), knows: Knows = lambda _: False) -> None:
        """Take the *names* that are known; *knows* tells ordinary words, which are names only with a capital."""
        self._behind: dict[str, str] = {}
        self._names = _pattern(tuple(names), knows)

    def hide(self, text: str) -> str:
        """Return *text* as it may leave: what is hidden unfolded, then every address, number and known name away."""
        plain = _digits(unfolded(text)).replace("[[", "[ [")  # a placeholder that somebody typed is none
        for kind, pattern in (
            ("C", _CODE),
            ("E", _MAIL),
            ("E", _WORDED_MAIL),
            ("E", _SPACED_MAIL),
            ("P", _HANDLE),
            ("T", _SPOKEN),
            ("T", _PHONE),
        ):
            plain = pattern.sub(lambda hit, kind=kind: self._away(kind, hit[0]), plain)  # type: ignore[misc]
        if self._names:
            plain = self._names.sub(lambda hit: self._away("P", hit[0]), plain)
        return plain

    def restore(self, plain: Mapping[str, object]) -> dict[str, object]:
        """Put back what stands behind placeholders, wherever in *plain* a text is."""
        return {name: self._restored(value) for name, value in plain.items()}

    def _restored(self, value: object) -> object:
        match value:
            case str():
                return _PLACEHOLDER.sub(lambda hit: self._behind.get(hit[1], hit[0]), value)
            case list():
                return [self._restored(one) for one in value]
            case dict():
                return self.restore(value)
            case _:
                return value

    def _away(self, kind: str, words: str) -> str:
        if _PLACEHOLDER.fullmatch(words) or (kind == "T" and _DAY.fullmatch(words)):
            return words
        known = next((name for name, behind in self._behind.items() if behind == words and name[0] == kind), "")
        name = known or f"{kind}{sum(other[0] == kind for other in self._behind) + 1}"
        self._behind[name] = words
        return f"[[{name}]]"


def has_placeholder(text: str) -> bool:
    """Tell whether a placeholder is left for which nothing stands."""
    return _PLACEHOLDER.search(text) is not None


def unfolded(text: str) -> str:
    """Return what is seen of *text*, without the wrappings that programs undo: character references, percent signs."""
    plain = visible(text)
    return visible(_ESCAPED.sub(_unescaped, html.unescape(plain))) if "&" in plain or "%" in plain else plain


def _unescaped(hit: re.Match[str]) -> str:
    return bytes.fromhex(hit[0].replace("%", "")).decode("utf-8", "ignore")


def _digits(text: str) -> str:
    """Write the digits of every script as ours."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one for one in text)


@lru_cache(maxsize=16)
def _pattern(names: tuple[str, ...], knows: Knows) -> re.Pattern[str] | None:
    """Match whole names and their parts; a part that is an ordinary word only with its capital ("Will", "May")."""
    spellings: dict[str, None] = {}
    for name in names:
        whole = " ".join(visible(name).removeprefix("@").split())
        for part in (whole, *whole.split()):
            plain = part.islower() and knows(part)  # "the" of "the team" is nobody's name
            if len(part) >= _SHORTEST and any(map(str.isalpha, part)) and not plain:
                spellings[part] = None
    if not spellings:
        return None
    longest_first = sorted(spellings, key=lambda part: (-len(part), part))
    either = "|".join(
        re.escape(part) if knows(part) and " " not in part else f"(?i:{re.escape(part)})" for part in longest_first
    )
    return re.compile(rf"(?<!\w)@?(?:{either})(?!\w)")
