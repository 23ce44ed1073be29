"""Discord's markup: how text is kept from becoming any, cut where it may be cut, and read when somebody typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from bot.core.moments import Moment

MEANS_SOMETHING = re.compile(
    r"(?P<link>https?://[^\s<]+)"
    r"|(?P<sign>[\\*_`]|~~|\|\||<(?=[@#:/A-Za-z])|\[(?=[^\]\n]*\]\()|@(?=everyone|here)"
    r"|^[ \t]*(?:#{1,3}(?=\s)|-#(?=\s)|[-+](?=\s)|>>?>?(?=\s)|>(?=\s)))"
    r"|(?P<count>^[ \t]*\d+)\.(?=\s)",
    re.MULTILINE,
)
PERSON = re.compile(r"<@!?(\d{1,20})>")
"""How Discord writes a mention into what somebody typed."""


def escaped(text: str) -> str:
    """Return *text* so that Discord shows it as it is: nothing bold, no list, no link under another name.

    Links stay as they are, because a backslash inside would break them; and what would mean nothing is let alone,
    because phones copy the backslashes too.
    """

    def kept(found: re.Match[str]) -> str:
        if found["link"]:
            return found["link"]
        if found["count"]:
            return f"{found['count']}\\."
        sign = found["sign"]
        blank = sign[: len(sign) - len(sign.lstrip())]
        return blank + "".join(f"\\{each}" for each in sign.lstrip())

    return MEANS_SOMETHING.sub(kept, text)


def stamped(text: str, times: Iterable[Moment]) -> str:
    """Return *text*, escaped, with the times in it as Discord shows them: by the clock of whoever reads."""
    stamps = {escaped(each.words): f"<t:{int(each.at.timestamp())}:{'D' if each.day else 'f'}>" for each in times}
    if not stamps:
        return text
    longest_first = "|".join(re.escape(words) for words in sorted(stamps, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{longest_first})(?!\w)", lambda found: stamps[found[0]], text)


def mentioned(typed: str) -> tuple[int, ...]:
    """Return the ids of the people who are mentioned in *typed*, each once and in turn."""
    return tuple(dict.fromkeys(map(int, PERSON.findall(typed))))


def named(typed: str, called: Callable[[str], str]) -> str:
    """Return *typed* with its mentions as *called* writes them, given the id."""
    return PERSON.sub(lambda found: called(found[1]), typed)


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield *text* in pieces of at most *most* characters once they are escaped.

    It is cut between paragraphs, else between lines, else between words; only a longer word is cut itself.
    """
    while len(escaped(text)) > most:
        at = _fit(text, most)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def _fit(text: str, most: int) -> int:
    """Return where to cut, so that the first piece fits."""
    room = most
    while len(escaped(text[:room])) > most:
        room -= max(1, (len(escaped(text[:room])) - most) // 2)
    for gap in (r"\n\s*\n", r"\n", r"\s"):
        gaps = [found.start() for found in re.finditer(gap, text[: room + 1]) if found.start() > most // 4]
        if gaps:
            return gaps[-1]
    gaps = [found.start() for found in re.finditer(r"\s", text[: room + 1]) if found.start()]
    return gaps[-1] if gaps else room


def cut(text: str, most: int) -> str:
    """Return the beginning of *text*, cut between words, with an ellipsis where something was left out."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    begins = text[: most - 1]
    return f"{begins[: begins.rfind(' ')] if ' ' in begins else begins[:-1]} …"
