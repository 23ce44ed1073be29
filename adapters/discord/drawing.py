"""Draws a reply as Discord's components: paragraphs, boxes for drafts and the other view, buttons below.

They are drawn as they are sent, since the library's own objects take several times as long to make and to read. Nobody
listens to them: a press is routed by what its button carries. So no button depends on a process that once sent it, and
none can make the library forget the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

import discord
from discord import ui

from adapters.discord.markup import cut, escaped, pieces, stamped
from adapters.discord.sheets import taken_along
from bot.core.moments import Moment
from bot.core.replies import COUNTED, Bullets, Draft, Labels, OtherSide, Part, Paste, Quote, Reply, Text

Component: TypeAlias = dict[str, Any]

ROW, BUTTON, MENU, TEXT, RULE, BOX = 1, 2, 3, 10, 14, 17
"""Kinds of component."""
GREY = 2
"""How our buttons look."""
LONGEST_PIECE = 1500
"""Characters of one paragraph, escaped; a message takes 4,000 in all."""
LONGEST_MESSAGE, MOST_COMPONENTS = 3700, 30
"""Characters and components of one message without its buttons; Discord refuses 4,000 and 40."""
LONGEST_BOX = 3000
LONGEST_NAME = 200
"""Characters of the small line above a draft or a quotation."""
LONGEST_LABEL, LONGEST_CHOICE = 80, 100
IN_A_ROW, SHOWN, MOST_CHOICES = 5, 3, 25
"""Buttons side by side; of more, the first three do, and a menu holds the rest, of which it takes 25."""
LONGEST_ID = 100
"""Characters that a button carries."""
MORE = "more"
"""What a menu carries; its entries say the rest."""
AMBER, GREEN = 0xE0A030, 0x3BA55D


class View(ui.LayoutView):
    """Components that are sent as they are, and never listened to."""

    def __init__(self, components: Sequence[Component]) -> None:
        super().__init__(timeout=None)
        self.stop()
        self._components = list(components)

    def to_components(self) -> list[Component]:
        """Return what is sent."""
        return self._components

    def has_components_v2(self) -> bool:
        """Say that it is of the newer kind."""
        return True


@dataclass(frozen=True, slots=True)
class Key:
    """A button as it is drawn: what stands on it, and what it carries."""

    label: str
    carries: str


@dataclass(frozen=True, slots=True)
class Page:
    """One message as it is sent."""

    view: ui.LayoutView
    files: tuple[discord.File, ...] = ()


@dataclass(frozen=True, slots=True)
class Pen:
    """What drawing needs beside the reply: the words before parts, and those on a menu of the buttons left over."""

    labels: Labels
    more: str

    def drawn(self, reply: Reply, *rows: Sequence[Key], small: str = "") -> tuple[Page, ...]:
        """Draw *reply*: one message, or as many as it takes; a *small* line and its buttons stand below the last."""
        reply, sheet = taken_along(reply)
        blocks = (block for part in reply.parts for block in _dated(part, self.labels, reply.times))
        pages = list(_pages(blocks)) or [[_said("…")]]
        last = pages[-1]
        if small:
            last.append(_said(_small(small)))
        if sheet:
            last.append(sheet.component)
        for row in rows:
            last.extend(self._rows(last, row))
        return (*(Page(View(page)) for page in pages[:-1]), Page(View(last), (sheet.file,) if sheet else ()))

    def below(self, message: discord.Message, reply: Reply, *rows: Sequence[Key]) -> View | None:
        """Draw *reply* below what *message* says, whose buttons are gone; None if there is no room."""
        page = [*_without_buttons(message), {"type": RULE}]
        page += (block for part in reply.parts for block in _dated(part, self.labels, reply.times))
        if sum(map(_length, page)) > LONGEST_MESSAGE or sum(map(_weight, page)) > MOST_COMPONENTS:
            return None
        for row in rows:
            page += self._rows(page, row)
        return View(page)

    def _rows(self, page: Sequence[Component], keys: Sequence[Key]) -> Iterator[Component]:
        """Draw buttons for below a page; of many, a menu holds all but the first three. Twins are one."""
        known = {each.get("custom_id") for row in page if row["type"] == ROW for each in row["components"]}
        fresh = [key for key in {key.carries: key for key in keys}.values() if key.carries not in known]
        beside = len(fresh) if len(fresh) <= IN_A_ROW else SHOWN
        if fresh:
            yield {"type": ROW, "components": [_button(key) for key in fresh[:beside]]}
        if fresh[beside:]:
            options = [
                {"label": cut(key.label, LONGEST_CHOICE) or "…", "value": key.carries}
                for key in fresh[beside:][:MOST_CHOICES]
            ]
            menu = {"type": MENU, "custom_id": MORE, "placeholder": self.more, "options": options}
            yield {"type": ROW, "components": [menu]}


def without_buttons(message: discord.Message) -> View:
    """Return what a message says, without anything to press."""
    return View(_without_buttons(message))


def _without_buttons(message: discord.Message) -> list[Component]:
    sent: list[Any] = [each.to_dict() for each in message.components]
    return [each for each in sent if each["type"] != ROW]


def _button(key: Key) -> Component:
    label = cut(key.label, LONGEST_LABEL) or "…"
    return {"type": BUTTON, "style": GREY, "label": label, "custom_id": key.carries}


def _dated(part: Part, labels: Labels, times: Sequence[Moment]) -> Iterator[Component]:
    """Draw a part with its times by the reader's own clock; what is to be sent, or was written, stays as it is."""
    for block in _blocks(part, labels):
        if times and isinstance(part, Text | Bullets):
            block["content"] = stamped(block["content"], times)
        yield block


def _blocks(part: Part, labels: Labels) -> Iterator[Component]:
    match part:
        case Text(text, lead, source):
            yield from map(_said, _paragraphs((lead, "**"), (text, ""), (_named(source), "*")))
        case Paste(text):
            yield from map(_said, _quoted(text, labels.paste))
        case Draft(text, label):
            yield from _boxes(text, label)
        case Quote(text, by):
            yield from map(_said, _quoted(text, f"{by}:"))
        case OtherSide(text, source, decides, asks):
            views = _paragraphs((labels.other, "**"), (text, ""), (_named(source), "*"))
            deciding = _paragraphs((labels.decides, "**"), (decides, ""), (asks, "**"))
            yield from _boxed(AMBER, *views, *deciding)
        case Bullets(heading, items):
            yield from map(_said, _listed(heading, items))
        case _:
            assert_never(part)


def _said(text: str) -> Component:
    return {"type": TEXT, "content": text}


def _named(source: str) -> str:
    return source and f"({source})"


def _small(text: str) -> str:
    return f"-# {escaped(cut(text, LONGEST_NAME))}"


def _paragraphs(*runs: tuple[str, str]) -> Iterator[str]:
    """Write runs of text, each between its marks, one behind the other, in as many paragraphs as it takes."""
    line: list[str] = []
    room = LONGEST_PIECE
    for text, mark in runs:
        for piece in pieces(text.strip(), LONGEST_PIECE - 10):
            marked = f"{mark}{escaped(piece)}{mark}"
            if line and len(marked) + 1 > room:
                yield " ".join(line)
                line, room = [], LONGEST_PIECE
            line.append(marked)
            room -= len(marked) + 1
    if line:
        yield " ".join(line)


def _quoted(text: str, label: str) -> Iterator[str]:
    """Write text behind a bar, under a small label."""
    small = f"{_small(label)}\n"
    for piece in pieces(text.strip(), LONGEST_PIECE - 300):  # every line takes a bar of its own
        yield small + "\n".join(f"> {line}" for line in escaped(piece).splitlines())
        small = ""


def _boxes(text: str, label: str) -> Iterator[Component]:
    small = [_small(label)] if label else []
    for piece in pieces(text.strip(), LONGEST_PIECE):
        yield _box(GREEN, *small, escaped(piece))
        small = []


def _box(colour: int, *texts: str) -> Component:
    return {"type": BOX, "accent_color": colour, "components": [_said(text) for text in texts]}


def _boxed(colour: int, *texts: str) -> Iterator[Component]:
    """Put texts into a box, or, where they are too long for one, into several."""
    box: list[str] = []
    for text in texts:
        if box and sum(map(len, box)) + len(text) > LONGEST_BOX:
            yield _box(colour, *box)
            box = []
        box.append(text)
    if box:
        yield _box(colour, *box)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    """Write a list under its heading, in as many paragraphs as it takes."""
    lines = list(_paragraphs((heading, "**")))
    for piece in (piece for item in items for piece in pieces(" ".join(item.split()), LONGEST_PIECE - 10)):
        line = _item(piece)
        if sum(map(len, lines)) + len(lines) + len(line) > LONGEST_PIECE:
            yield "\n".join(lines)
            lines = []
        lines.append(line)
    if lines:
        yield "\n".join(lines)


def _item(text: str) -> str:
    """Write an entry of a list; one that begins with its number makes the list a numbered one."""
    number = COUNTED.match(text)
    return f"{number[0]}{escaped(text[number.end() :])}" if number else f"- {escaped(text)}"


def _pages(blocks: Iterable[Component]) -> Iterator[list[Component]]:
    """Put blocks on pages, each within what one message takes."""
    page: list[Component] = []
    length = weight = 0
    for block in blocks:
        if page and (length + _length(block) > LONGEST_MESSAGE or weight + _weight(block) > MOST_COMPONENTS):
            yield page
            page, length, weight = [], 0, 0
        page.append(block)
        length, weight = length + _length(block), weight + _weight(block)
    if page:
        yield page


def _length(block: Component) -> int:
    return len(block.get("content", "")) + sum(map(_length, block.get("components", ())))


def _weight(block: Component) -> int:
    return 1 + sum(map(_weight, block.get("components", ())))
