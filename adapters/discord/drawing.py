"""Draws a reply as Discord's components: paragraphs, boxes for drafts and the other view, buttons below.

Nobody listens to the views drawn here: each is stopped at once, and a press is routed by what its button carries. So no
button depends on a process that once sent it, and none can make the library forget the others.
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

Block: TypeAlias = "ui.TextDisplay[Any] | ui.Container[Any]"

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
AMBER, GREEN = discord.Colour(0xE0A030), discord.Colour(0x3BA55D)


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
        views = [_view(page) for page in pages]
        if small:
            views[-1].add_item(_said(_small(small)))
        files = [sheet.beside(views[-1])] if sheet else []
        for row in rows:
            self._press(views[-1], row)
        return (*map(Page, views[:-1]), Page(views[-1], tuple(files)))

    def below(self, message: discord.Message, reply: Reply, *rows: Sequence[Key]) -> ui.LayoutView | None:
        """Draw *reply* below what *message* says, whose buttons are gone; None if there is no room."""
        view = without_buttons(message)
        view.add_item(ui.Separator())
        for part in reply.parts:
            for block in _dated(part, self.labels, reply.times):
                weight = sum(1 for _ in view.walk_children()) + _weight(block)
                if view.content_length() + _length(block) > LONGEST_MESSAGE or weight > MOST_COMPONENTS:
                    return None
                view.add_item(block)
        for row in rows:
            self._press(view, row)
        return view

    def _press(self, view: ui.LayoutView, keys: Sequence[Key]) -> None:
        """Put a row of buttons on a view; of many, a menu holds all but the first three. Twins are one."""
        known = {item.custom_id for item in view.walk_children() if isinstance(item, ui.Button)}
        fresh = [key for key in {key.carries: key for key in keys}.values() if key.carries not in known]
        beside = len(fresh) if len(fresh) <= IN_A_ROW else SHOWN
        if fresh:
            view.add_item(ui.ActionRow(*(_button(key) for key in fresh[:beside])))
        if fresh[beside:]:
            options = [
                discord.SelectOption(label=cut(key.label, LONGEST_CHOICE) or "…", value=key.carries)
                for key in fresh[beside:][:MOST_CHOICES]
            ]
            view.add_item(ui.ActionRow(ui.Select(custom_id=MORE, placeholder=self.more, options=options)))


def without_buttons(message: discord.Message) -> ui.LayoutView:
    """Return what a message says, without anything to press."""
    view = _stopped(ui.LayoutView.from_message(message, timeout=None))
    for item in [each for each in view.children if isinstance(each, ui.ActionRow)]:
        view.remove_item(item)
    return view


def _view(page: Iterable[Block]) -> ui.LayoutView:
    view = _stopped(ui.LayoutView(timeout=None))
    for block in page:
        view.add_item(block)
    return view


def _stopped(view: ui.LayoutView) -> ui.LayoutView:
    view.stop()
    return view


def _button(key: Key) -> ui.Button[ui.LayoutView]:
    label = cut(key.label, LONGEST_LABEL) or "…"
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=key.carries)


def _dated(part: Part, labels: Labels, times: Sequence[Moment]) -> Iterator[Block]:
    """Draw a part with its times by the reader's own clock; what is to be sent, or was written, stays as it is."""
    for block in _blocks(part, labels):
        if isinstance(part, Text | Bullets) and isinstance(block, ui.TextDisplay):
            block.content = stamped(block.content, times)
        yield block


def _blocks(part: Part, labels: Labels) -> Iterator[Block]:
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


def _said(text: str) -> Block:
    return ui.TextDisplay(text)


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


def _boxes(text: str, label: str) -> Iterator[Block]:
    small = [_small(label)] if label else []
    for piece in pieces(text.strip(), LONGEST_PIECE):
        yield ui.Container(*map(ui.TextDisplay, (*small, escaped(piece))), accent_colour=GREEN)
        small = []


def _boxed(colour: discord.Colour, *texts: str) -> Iterator[Block]:
    """Put texts into a box, or, where they are too long for one, into several."""
    box: list[str] = []
    for text in texts:
        if box and sum(map(len, box)) + len(text) > LONGEST_BOX:
            yield ui.Container(*map(ui.TextDisplay, box), accent_colour=colour)
            box = []
        box.append(text)
    if box:
        yield ui.Container(*map(ui.TextDisplay, box), accent_colour=colour)


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


def _pages(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Put blocks on pages, each within what one message takes."""
    page: list[Block] = []
    length = weight = 0
    for block in blocks:
        if page and (length + _length(block) > LONGEST_MESSAGE or weight + _weight(block) > MOST_COMPONENTS):
            yield page
            page, length, weight = [], 0, 0
        page.append(block)
        length, weight = length + _length(block), weight + _weight(block)
    if page:
        yield page


def _length(block: Block) -> int:
    return sum(len(text.content) for text in _texts(block))


def _weight(block: Block) -> int:
    return 1 if isinstance(block, ui.TextDisplay) else 1 + len(block.children)


def _texts(block: Block) -> Iterator[ui.TextDisplay[Any]]:
    inner = [block] if isinstance(block, ui.TextDisplay) else block.children
    return (each for each in inner if isinstance(each, ui.TextDisplay))
