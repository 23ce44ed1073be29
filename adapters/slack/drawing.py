"""Draws a reply as Slack's blocks: every text in pieces that fit, foreign text where no markup is read.

Nothing is cut off: a reply that does not fit into one message becomes several, and its buttons stand below the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias, assert_never

from adapters.slack.markup import escaped
from bot.core.commands import spell
from bot.core.replies import Bullets, Button, Draft, Labels, OtherSide, Part, Paste, Quote, Reply, Text, visible

Block: TypeAlias = dict[str, Any]

LONGEST_PIECE = 2800
"""Characters of one run of text; a section takes 3,000, counted in UTF-16 by Slack."""
LONGEST_MESSAGE, MOST_BLOCKS = 9000, 40
"""Characters and blocks of one message; Slack refuses 50 blocks, and about 13,000 characters in all of them."""
LONGEST_LABEL = 72
LONGEST_VALUE, LONGEST_CHOICE = 2000, 150
"""Characters that a button carries, and an entry of a menu."""
LONGEST_NOTICE = 2800
"""Characters of what a notification and a screen reader read."""
IN_A_ROW = 5
"""Buttons that stand side by side; of more, the first three do, and a menu holds the rest."""
SHOWN = 3
MOST_CHOICES = 100
PRESS = "press"
MORE = "more"


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: the blocks, and the text for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing needs beside the reply: the words before parts, and how a button's command is written on it."""

    labels: Labels
    more: str
    written: Callable[[Button], str] = lambda button: spell(button.command)

    def messages(self, reply: Reply) -> tuple[Message, ...]:
        """Draw *reply*: one message, or as many as it takes."""
        blocks = [block for part in reply.parts for block in _drawn(part, self.labels)]
        pages = list(_pages(blocks)) or [[]]
        pages[-1] += self.buttons(reply.buttons)
        notice = cut(escaped(visible(reply.parts, self.labels)), LONGEST_NOTICE)
        return tuple(Message(notice if page is pages[0] else "…", tuple(page)) for page in pages)

    def buttons(self, buttons: Sequence[Button]) -> list[Block]:
        """Draw a row of buttons; of many, a menu holds all but the first three."""
        if not buttons:
            return []
        beside = len(buttons) if len(buttons) <= IN_A_ROW else SHOWN
        elements = [self._button(button, place) for place, button in enumerate(buttons[:beside])]
        return [{"type": "actions", "elements": [*elements, *self._menus(buttons[beside:])]}]

    def _button(self, button: Button, place: int) -> Block:
        label = {"type": "plain_text", "text": cut(button.label, LONGEST_LABEL) or "…", "emoji": False}
        return {"type": "button", "action_id": f"{PRESS}:{place}", "text": label, "value": self.written(button)}

    def _menus(self, buttons: Sequence[Button]) -> Iterator[Block]:
        """Draw menus of the rest; two that say the same are one."""
        options = {
            value: {"text": {"type": "plain_text", "text": cut(button.label, LONGEST_LABEL) or "…"}, "value": value}
            for button in buttons
            if len(value := self.written(button)) <= LONGEST_CHOICE
        }
        if options:
            entries = list(options.values())[:MOST_CHOICES]
            placeholder = {"type": "plain_text", "text": self.more}
            yield {"type": "static_select", "action_id": MORE, "placeholder": placeholder, "options": entries}


def too_long(reply: Reply) -> tuple[Button, ...]:
    """Return the buttons whose command does not fit on them, or into the menu that they stand in."""
    beside = len(reply.buttons) if len(reply.buttons) <= IN_A_ROW else SHOWN
    return tuple(
        button
        for place, button in enumerate(reply.buttons)
        if len(spell(button.command)) > (LONGEST_VALUE if place < beside else LONGEST_CHOICE)
    )


def _drawn(part: Part, labels: Labels) -> Iterator[Block]:
    match part:
        case Text(text, lead, source):
            source = f"({source})" if source else ""
            yield from _rich("rich_text_section", (lead, "bold"), (text, ""), (source, "italic"))
        case Paste(text):
            yield _small(labels.paste)
            yield from _rich("rich_text_quote", (text, ""))
        case Draft(text, label):
            if label:
                yield _small(label)
            yield from _rich("rich_text_quote", (text, ""))
        case Quote(text, by):
            yield from _rich("rich_text_section", (f"{by}:", "bold"))
            yield from _rich("rich_text_quote", (text, "italic"))
        case OtherSide():
            yield from _two_views(part, labels)
        case Bullets(heading, items):
            yield from _rich("rich_text_section", (heading, "bold"))
            yield from _listed(items)
        case _:
            assert_never(part)


def _two_views(part: OtherSide, labels: Labels) -> Iterator[Block]:
    source = f"({part.source})" if part.source else ""
    yield from _rich("rich_text_section", (labels.other, "bold"), (part.text, ""), (source, "italic"))
    yield from _rich("rich_text_section", (labels.decides, "bold"), (part.decides, ""), (part.asks, "bold"))


def _small(words: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": cut(words, LONGEST_PIECE), "emoji": False}]}


def _rich(shape: str, *runs: tuple[str, str]) -> Iterator[Block]:
    """Draw runs of text, each in its style, one behind the other; a long one in as many blocks as it takes."""
    spoken = [(text, style) for text, style in runs if text.strip()]
    line: list[Block] = []
    room = LONGEST_PIECE
    for place, (text, style) in enumerate(spoken):
        ends = " " if place < len(spoken) - 1 else ""
        for piece in pieces(text.strip(), LONGEST_PIECE):
            if line and len(piece) + 1 > room:
                yield _block(shape, line)
                line, room = [], LONGEST_PIECE
            line.append(_run(piece + ends, style))
            room -= len(piece) + 1
    if line:
        yield _block(shape, line)


def _block(shape: str, line: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": shape, "elements": line}]}


def _run(text: str, style: str) -> Block:
    return {"type": "text", "text": text} | ({"style": {style: True}} if style else {})


def _listed(items: Iterable[str]) -> Iterator[Block]:
    """Draw a list, in as many blocks as it takes."""
    sections: list[Block] = []
    length = 0
    for item in chain.from_iterable(pieces(each, LONGEST_PIECE) for each in items if each.strip()):
        if sections and length + len(item) > LONGEST_PIECE:
            yield _list(sections)
            sections, length = [], 0
        sections.append({"type": "rich_text_section", "elements": [_run(item, "")]})
        length += len(item)
    if sections:
        yield _list(sections)


def _list(sections: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections}]}


def _pages(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Put blocks on pages, each within what one message takes."""
    page: list[Block] = []
    length = 0
    for block in blocks:
        size = _length(block)
        if page and (length + size > LONGEST_MESSAGE or len(page) >= MOST_BLOCKS):
            yield page
            page, length = [], 0
        page.append(block)
        length += size
    if page:
        yield page


def _length(block: Block) -> int:
    text = block.get("text")
    inner = sum(_length(element) for element in block.get("elements", ()))
    return inner + (len(text) if isinstance(text, str) else 0)


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield *text* in pieces of at most *most* characters, cut between words; only a longer word is cut itself."""
    while len(text) > most:
        gaps = [gap.start() for gap in re.finditer(r"\s", text[: most + 1]) if gap.start()]
        at = gaps[-1] if gaps else most
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


def cut(text: str, most: int) -> str:
    """Return the beginning of *text*, cut between words, with an ellipsis where something was left out."""
    text = text.strip()
    return text if len(text) <= most else f"{next(pieces(text, most - 2))} …"
