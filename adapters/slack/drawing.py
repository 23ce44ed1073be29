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
from bot.core.commands import Feedback, Share
from bot.core.grammar import spell
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
PRESS, BESIDE = "press", "beside"
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
        blocks = [block for part, before in _in_turn(reply.parts) for block in _drawn(part, before, self.labels)]
        pages = list(_pages(blocks)) or [[]]
        pages[-1] += self.buttons(reply.buttons)
        notice = cut(escaped(visible(reply.parts, self.labels)), LONGEST_NOTICE)
        return tuple(Message(notice if page is pages[0] else "…", tuple(page)) for page in pages)

    def buttons(self, buttons: Sequence[Button]) -> list[Block]:
        """Draw rows of buttons: what goes on with the reply, and below it what one can do with an answer."""
        own, beside = _rows(buttons)
        return [
            {"type": "actions", "elements": elements}
            for row, name in ((own, PRESS), (beside, BESIDE))
            if (elements := [*self._row(row, name)])
        ]

    def _row(self, buttons: Sequence[Button], name: str) -> Iterator[Block]:
        """Draw a row of buttons; of many, a menu holds all but the first three."""
        side_by_side = len(buttons) if len(buttons) <= IN_A_ROW else SHOWN
        yield from (self._button(button, f"{name}:{place}") for place, button in enumerate(buttons[:side_by_side]))
        yield from self._menus(buttons[side_by_side:])

    def _button(self, button: Button, name: str) -> Block:
        label = {"type": "plain_text", "text": cut(button.label, LONGEST_LABEL) or "…", "emoji": False}
        return {"type": "button", "action_id": name, "text": label, "value": self.written(button)}

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
    own, beside = _rows(reply.buttons)
    side_by_side = len(own) if len(own) <= IN_A_ROW else SHOWN
    in_menu = own[side_by_side:]
    long = [button for button in (*own[:side_by_side], *beside) if len(spell(button.command)) > LONGEST_VALUE]
    return (*long, *(button for button in in_menu if len(spell(button.command)) > LONGEST_CHOICE))


def _rows(buttons: Sequence[Button]) -> tuple[Sequence[Button], Sequence[Button]]:
    """Tell the buttons that go on with a reply from those to share or judge it."""
    beside = [button for button in buttons if isinstance(button.command, Share | Feedback)]
    return [button for button in buttons if button not in beside], beside


def _in_turn(parts: Sequence[Part]) -> Iterator[tuple[Part, Part | None]]:
    """Yield each part and the one before it."""
    yield from zip(parts, (None, *parts), strict=False)


def _drawn(part: Part, before: Part | None, labels: Labels) -> Iterator[Block]:
    match part:
        case Text(text, lead, source):
            source = f"({source})" if source else ""
            yield from _rich("rich_text_section", (lead, "bold"), (text, ""), (source, "italic"))
        case Paste(text):
            yield _small(labels.paste)
            yield from _rich("rich_text_quote", (text, ""))
        case Draft(text, label):
            yield from ([_small(label)] if label else [])
            yield from _rich("rich_text_quote", (text, ""))
        case Quote():
            yield from _quoted(part, before)
        case OtherSide():
            yield from _two_views(part, labels)
        case Bullets(heading, items):
            yield from _rich("rich_text_section", (heading, "bold"))
            yield from _listed(items)
        case _:
            assert_never(part)


def _quoted(quote: Quote, before: Part | None) -> Iterator[Block]:
    """Draw somebody's words, and whose they are where that was not said just now."""
    if not (isinstance(before, Text) and before.lead.startswith(quote.by)):
        yield from _rich("rich_text_section", (f"{quote.by}:", "bold"))
    yield from _rich("rich_text_quote", (quote.text, "italic"))


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


def _listed(items: Sequence[str]) -> Iterator[Block]:
    """Draw a list, in as many blocks as it takes."""
    if items and all(item.startswith(f"{number}. ") for number, item in enumerate(items, 1)):
        bare = [item.partition(" ")[2] for item in items]
        if sum(map(len, bare)) <= LONGEST_PIECE:
            yield _list([_entry(item) for item in bare], "ordered")
            return
    sections: list[Block] = []
    length = 0
    for item in chain.from_iterable(pieces(each, LONGEST_PIECE) for each in items if each.strip()):
        if sections and length + len(item) > LONGEST_PIECE:
            yield _list(sections)
            sections, length = [], 0
        sections.append(_entry(item))
        length += len(item)
    if sections:
        yield _list(sections)


def _entry(item: str) -> Block:
    return {"type": "rich_text_section", "elements": [_run(item, "")]}


def _list(sections: list[Block], style: str = "bullet") -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": sections}]}


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
