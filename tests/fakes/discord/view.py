"""What somebody sees at Discord, drawn as a picture from the components that were really sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.drawn import text, width
from tests.fakes.discord.rules import BUTTON
from tests.fakes.discord.world import EPHEMERAL, Message

Json = dict[str, Any]

WIDTH, LEFT, RIGHT = 720, 72, 24
LINE, SMALL_LINE, GAP = 22, 18, 6
BACK, BOX, RIM, INK, NAME, MUTED, KEY, FIELD = (
    "#313338", "#2b2d31", "#3f4147", "#dbdee1", "#f2f3f5", "#949ba4", "#4e5058", "#1e1f22",
)  # fmt: skip
BLURPLE, LINK, EARTH = "#5865f2", "#00a8fc", "#c96a3a"
FONT = "'gg sans', 'Noto Sans', Helvetica, Arial, sans-serif"
BEGINNING = re.compile(r"-# |> |- |\d+\. ")
"""What makes a line small, quoted, or an entry of a list."""
STAMP = re.compile(r"<t:(\d+):([fD])>")
RUN = re.compile(r"\\(?P<plain>.)|(?P<mark>\*\*|\*)|(?P<text>[^\\*]+|.)", re.DOTALL)


@dataclass(slots=True)
class Sheet:
    """A picture that grows downwards."""

    top: float = 20
    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, words: Iterable[tuple[str, str]], size: float, colour: str) -> None:
        """Write one line of words, each with its style, and each at its own place."""
        for piece, style in words:
            bold, italic = "b" in style, "i" in style
            ink = NAME if bold and colour == INK else colour
            for word in re.findall(r"\s+|\S+", piece):
                if not word.isspace():
                    self.drawn.append(text(x, self.top + size, word, size, ink, bold=bold, italic=italic))
                x += width(word, size, bold=bold)

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 4) -> None:
        """Draw a box."""
        self.drawn.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" fill="{fill}"/>'
        )

    def label(self, x: float, y: float, words: str, size: float) -> None:
        """Write bold white words around a point."""
        self.drawn.append(text(x - width(words, size, bold=True) / 2, y, words, size, "#fff", bold=True))

    def curve(self, path: str, colour: str) -> None:
        """Draw a line."""
        self.drawn.append(f'<path d="{path}" stroke="{colour}" stroke-width="2" fill="none"/>')

    def svg(self) -> str:
        """Return the picture."""
        height = self.top + 14
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONT}">'
        ground = f'<rect width="{WIDTH}" height="{height:.0f}" rx="10" fill="{BACK}"/>'
        return "\n".join([head, ground, *self.drawn, "</svg>", ""])


def picture(scene: Iterable[tuple[Message, str]]) -> str:
    """Draw messages one below the other, each under the line that says what led to it, if there is one."""
    sheet = Sheet()
    for message, led in scene:
        _message(sheet, message, led)
    return sheet.svg()


def _message(sheet: Sheet, message: Message, led: str) -> None:
    if led:
        sheet.curve(f"M36 {sheet.top + 18} v-4 q0 -6 6 -6 h24", KEY)
        sheet.text(LEFT, [(led, "")], 13.5, MUTED)
        sheet.top += 24
    _author(sheet, message)
    if content := message.body.get("content"):
        _written(sheet, content, LEFT, WIDTH - RIGHT - LEFT)
    for component in message.body.get("components") or []:
        _component(sheet, component, LEFT, WIDTH - RIGHT - LEFT)
    if (message.body.get("flags") or 0) & EPHEMERAL:
        seen = "Only you can see this • "
        sheet.text(LEFT, [(seen, "")], 12.5, MUTED)
        sheet.text(LEFT + _wide(seen, 12.5, ""), [("Dismiss message", "")], 12.5, LINK)
        sheet.top += 20
    sheet.top += 14


def _author(sheet: Sheet, message: Message) -> None:
    name, bot = message.author.name, message.author.bot
    sheet.drawn.append(f'<circle cx="36" cy="{sheet.top + 20}" r="20" fill="{BLURPLE if bot else EARTH}"/>')
    sheet.label(36, sheet.top + 25, "".join(word[0] for word in name.split()[:2]), 14)
    sheet.text(LEFT, [(name, "b")], 16, INK)
    if bot:
        at = LEFT + _wide(name, 16, "b") + 8
        sheet.box(at, sheet.top + 2, 34, 16, BLURPLE)
        sheet.label(at + 17, sheet.top + 14, "APP", 10.5)
    sheet.top += 24


def _component(sheet: Sheet, component: Json, x: float, width: float) -> None:
    match component["type"]:
        case 10:
            _written(sheet, component["content"], x, width)
            sheet.top += GAP
        case 17:
            _container(sheet, component, x, width)
        case 14:
            sheet.box(x, sheet.top + 4, width, 1, RIM, 0)
            sheet.top += 14
        case 1:
            _row(sheet, component["components"], x)


def _container(sheet: Sheet, component: Json, x: float, width: float) -> None:
    width = min(width, 560)
    began, place = sheet.top + 2, len(sheet.drawn)
    sheet.top += 14
    for inner in component["components"]:
        _component(sheet, inner, x + 18, width - 34)
    sheet.top += 6
    colour = component.get("accent_color")
    bar = f"#{colour:06x}" if colour is not None else RIM
    inside = Sheet()
    inside.box(x, began, width, sheet.top - began, RIM, 8)
    inside.box(x + 1, began + 1, width - 2, sheet.top - began - 2, BOX, 7)
    inside.box(x, began, 4, sheet.top - began, bar, 2)
    sheet.drawn[place:place] = inside.drawn
    sheet.top += 8


def _row(sheet: Sheet, components: list[Json], x: float) -> None:
    at = x
    for each in components:
        if each["type"] == BUTTON:
            wide = _wide(each["label"], 14, "b") + 28
            sheet.box(at, sheet.top, wide, 32, KEY, 8)
            sheet.label(at + wide / 2, sheet.top + 21, each["label"], 14)
            at += wide + 8
        else:
            sheet.box(x, sheet.top, 400, 40, FIELD, 8)
            sheet.top += 9
            sheet.text(x + 12, [(each["placeholder"], "")], 15, MUTED)
            sheet.curve(f"M{x + 372} {sheet.top + 8} l6 6 l6 -6", MUTED)
    sheet.top += 40


def _written(sheet: Sheet, content: str, x: float, width: float) -> None:
    for line in STAMP.sub(_told, content).split("\n"):
        found = BEGINNING.match(line)
        begins, rest = (found[0], line[found.end() :]) if found else ("", line)
        small = begins == "-# "
        size, colour, step = (12.5, MUTED, SMALL_LINE) if small else (15.5, INK, LINE)
        indent = 0 if small or not begins else 14 if begins == "> " else 18
        began = sheet.top
        if begins == "- ":
            sheet.drawn.append(f'<circle cx="{x + 7}" cy="{sheet.top + 11}" r="2.6" fill="{INK}"/>')
        elif begins[:1].isdigit():
            sheet.text(x, [(begins, "")], size, colour)
        for words in _lines(list(_runs(rest)), width - indent, size):
            sheet.text(x + indent, words, size, colour)
            sheet.top += step
        if begins == "> ":
            sheet.box(x, began, 4, sheet.top - began, KEY, 2)


def _told(stamp: re.Match[str]) -> str:
    """Write a time as Discord does for somebody in London."""
    at = datetime.fromtimestamp(int(stamp[1]), UTC)
    return f"{at.day} {at:%B %Y}" + (f" {at:%H:%M}" if stamp[2] == "f" else "")


def _runs(line: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of a line, each with its style: b, i, both or none."""
    style = ""
    for found in RUN.finditer(line):
        if mark := found["mark"]:
            letter = "b" if mark == "**" else "i"
            style = style.replace(letter, "") if letter in style else style + letter
        else:
            yield found["plain"] or found["text"], style


def _lines(runs: list[tuple[str, str]], width: float, size: float) -> Iterator[list[tuple[str, str]]]:
    line: list[tuple[str, str]] = []
    at = 0.0
    for piece, style in runs:
        for word in re.findall(r"\s*\S+|\s+", piece):
            fits = at + _wide(word.rstrip(), size, style) <= width or not line
            if not fits:
                yield line
                line, at = [], 0.0
            line.append((word if fits else word.lstrip(), style))
            at += _wide(line[-1][0], size, style)
    yield line


def _wide(text: str, size: float, style: str) -> float:
    return width(text, size, bold="b" in style)
