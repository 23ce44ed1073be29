"""Draws what Slack shows as pictures for the README: `.venv/bin/python -m tests.slack_picture [folder]`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import drawn
from tests.adapters.slack.asking import ask_bo
from tests.adapters.slack.house import open_house
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.rules import Plain
from tests.fakes.slack.shown import Shown

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH, LEFT, RIGHT = 760, 64, 24
SIZE, SMALL, LINE = 15.0, 12.5, 22.0
INK, GREY, FRAME, BLUE, GREEN, PAPER = "#1d1c1d", "#616061", "#bbbabb", "#1264a3", "#2f5d50", "#ffffff"
FONT = "Lato, 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"
RUN = tuple[str, str]
"""Some words, and their style."""


@dataclass(slots=True)
class Sheet:
    """A picture that grows downwards."""

    y: float = 0.0
    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, words: str, style: str = "", size: float = SIZE, fill: str = INK) -> None:
        """Write words on the line that we are at."""
        bold, italic = "bold" in style, "italic" in style
        self.drawn.append(drawn.text(x, self.y, words, size, fill, bold=bold, italic=italic))

    def box(self, x: float, y: float, wide: float, high: float, **look: str) -> None:
        """Draw a box with round corners."""
        given = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in look.items())
        self.drawn.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="6" {given}/>')

    def paragraph(self, x: float, runs: Sequence[RUN], size: float = SIZE, fill: str = INK) -> None:
        """Write runs of words, broken into lines."""
        for line in broken(runs, WIDTH - RIGHT - x, size):
            self.y += LINE * size / SIZE
            at = x
            for words, style in line:
                self.text(at, words, style, size, fill)
                at += width(f"{words} ", style, size)

    def svg(self) -> str:
        """Return the picture."""
        high = self.y + 24
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high:.0f}" width="{WIDTH}" '
            f'height="{high:.0f}" font-family="{FONT}"><rect x="0.5" y="0.5" width="{WIDTH - 1}" '
            f'height="{high - 1:.0f}" rx="10" fill="{PAPER}" stroke="#dddddd"/>{"".join(self.drawn)}</svg>\n'
        )


def width(words: str, style: str, size: float) -> float:
    """Return how wide words are drawn."""
    return drawn.width(words, size, bold="bold" in style)


def broken(runs: Sequence[RUN], room: float, size: float) -> Iterator[list[RUN]]:
    """Break runs of words into lines."""
    line: list[RUN] = []
    used = 0.0
    for words, style in ((word, style) for text, style in runs for word in text.split()):
        wide = width(f"{words} ", style, size)
        if line and used + wide > room:
            yield line
            line, used = [], 0.0
        line.append((words, style))
        used += wide
    if line:
        yield line


def message(sheet: Sheet, shown: Shown) -> None:
    """Draw a message of the bot's."""
    top = sheet.y + 14
    if shown.private:
        sheet.y = top + 10
        sheet.text(LEFT, "Only visible to you", size=SMALL, fill=GREY)
        top = sheet.y + 6
    sheet.box(18, top, 34, 34, fill=GREEN)
    sheet.y = top + 23
    sheet.drawn.append(f'<text x="35" y="{sheet.y:.1f}" font-size="17" fill="#fff" text-anchor="middle">?</text>')
    sheet.y = top + 13
    sheet.text(LEFT, "Ask First", "bold")
    after = LEFT + width("Ask First ", "bold", SIZE)
    sheet.box(after + 2, sheet.y - 11, 30, 14, fill="#e8e8e8")
    sheet.text(after + 6, "APP", "bold", 9.5, GREY)
    sheet.text(after + 40, "10:24 AM", size=SMALL, fill=GREY)
    for block in shown.raw.blocks:
        draw(sheet, block)
    sheet.y += 6


def person(sheet: Sheet, name: str, words: str) -> None:
    """Draw what somebody wrote."""
    top = sheet.y + 14
    sheet.box(18, top, 34, 34, fill="#7a5ea8")
    sheet.drawn.append(
        f'<text x="35" y="{top + 23:.1f}" font-size="17" fill="#fff" text-anchor="middle">{escape(name[0])}</text>'
    )
    sheet.y = top + 13
    sheet.text(LEFT, name, "bold")
    sheet.text(LEFT + width(f"{name} ", "bold", SIZE) + 6, "10:24 AM", size=SMALL, fill=GREY)
    sheet.paragraph(LEFT, [(words, "")])
    sheet.y += 4


def draw(sheet: Sheet, block: Plain) -> None:
    """Draw one block."""
    match block["type"]:
        case "rich_text":
            for element in block["elements"]:
                rich(sheet, element)
        case "context":
            sheet.paragraph(LEFT, [(each["text"], "") for each in block["elements"]], SMALL, GREY)
        case "header":
            sheet.y += 10
            sheet.paragraph(LEFT, [(block["text"]["text"], "bold")], 18)
            sheet.y += 2
        case "divider":
            sheet.y += 14
            sheet.box(LEFT, sheet.y, WIDTH - LEFT - RIGHT, 0.5, fill="#dddddd")
            sheet.y += 2
        case "actions":
            actions(sheet, block["elements"])
        case "input":
            field_of(sheet, block)


def rich(sheet: Sheet, element: Plain) -> None:
    """Draw rich text: a paragraph, a quotation, a list."""
    sections = element["elements"] if element["type"] == "rich_text_list" else [element]
    indent = {"rich_text_quote": 16, "rich_text_list": 22}.get(element["type"], 0)
    for section in sections:
        top = sheet.y
        runs = [(run.get("text", ""), " ".join(run.get("style", {}))) for run in section["elements"]]
        if element["type"] == "rich_text_list":
            sheet.drawn.append(f'<circle cx="{LEFT + 10}" cy="{top + LINE - 5:.1f}" r="2.6" fill="{INK}"/>')
        sheet.paragraph(LEFT + indent, runs)
        if element["type"] == "rich_text_quote":
            sheet.box(LEFT, top + 6, 4, sheet.y - top, fill="#dddddd")
            sheet.y += 4


def actions(sheet: Sheet, elements: Sequence[Plain]) -> None:
    """Draw buttons and menus in rows."""
    sheet.y += 10
    at = float(LEFT)
    for element in elements:
        label = element["text"]["text"] if element["type"] == "button" else f"{element['placeholder']['text']}  ▾"
        wide = width(label, "bold", 13.5) + 24
        if at + wide > WIDTH - RIGHT:
            at, sheet.y = float(LEFT), sheet.y + 38
        sheet.box(at, sheet.y, wide, 30, fill=PAPER, stroke=FRAME)
        sheet.y += 20
        sheet.text(at + 12, label, "bold", 13.5)
        sheet.y -= 20
        at += wide + 8
    sheet.y += 34


def field_of(sheet: Sheet, block: Plain) -> None:
    """Draw one field of a form."""
    element = block["element"]
    hints = {"static_select": "Select an option", "users_select": "Select a person"}
    chosen = (element.get("initial_option") or {}).get("text", {}).get("text", "")
    filled = element.get("initial_value", "") or chosen
    hint = element.get("placeholder", {}).get("text", hints.get(element["type"], ""))
    sheet.y += 8
    optional = [("(optional)", "")] if block.get("optional") else []
    sheet.paragraph(LEFT, [(block["label"]["text"], "bold"), *optional])
    high = 64.0 if element.get("multiline") else 34.0
    sheet.y += 8
    sheet.box(LEFT, sheet.y, WIDTH - LEFT - RIGHT, high, fill=PAPER, stroke=FRAME)
    top = sheet.y
    sheet.paragraph(LEFT + 12, [(filled or hint, "")], 14, INK if filled else GREY)
    sheet.y = top + high


def titled(words: str) -> Sheet:
    """Begin a picture with the name of a place."""
    sheet = Sheet(30.0)
    sheet.text(18, words, "bold", 17)
    sheet.box(0, 44, WIDTH, 0.5, fill="#dddddd")
    sheet.y = 44
    return sheet


async def scenes() -> dict[str, str]:
    """Let Ana and Bo use the coach, and return what they see, by the name of the picture."""
    async with FakeSlack() as slack:
        with TemporaryDirectory() as folder:
            async with open_house(slack, Path(folder) / "record.db") as house:
                found = await _scenes(slack)
                await house.quiet()
    return found


async def _scenes(slack: FakeSlack) -> dict[str, str]:
    asked = "is it ok to call someone I only know from a forum?"
    await slack.type_slash("ana", f"ask {asked}")
    answer = titled("# general")
    message(answer, await slack.reads("ana", "Ask first", "C0GENERAL"))
    await ask_bo(slack)
    letter = titled("Ask First")
    message(letter, await slack.reads("bo", "Ana Ruiz would like"))
    await slack.dm("bo", "sure, on weekdays 9-12")
    person(letter, "Bo Lind", "sure, on weekdays 9-12")
    message(letter, await slack.reads("bo", "Did I read that right?"))
    await slack.click("bo", "That's right")
    await slack.reads("ana", "said yes")
    told = titled("Ask First")
    await slack.dm("ana", 'look this over: "Hi Dana, quick favour: could you introduce me to your boss?"')
    for each in slack.told("ana"):
        message(told, each)
    await slack.reads("ana", "Dana")
    message(told, slack.told("ana")[-1])
    await slack.open_home("bo")
    await slack.until(lambda: "U0BO" in slack.town.homes)
    home = titled("Ask First · Home")
    for block in slack.home("bo").raw.blocks:
        draw(home, block)
    await slack.shortcut("ana", "opener")
    window = slack.modal("ana")
    assert window
    form = titled(window.view["title"]["text"])
    for block in window.view["blocks"]:
        draw(form, block)
    sheets = {"ask": answer, "call": letter, "told": told, "home": home, "form": form}
    return {name: sheet.svg() for name, sheet in sheets.items()}


def main() -> None:
    """Draw the README's two pictures into docs/, or all of them into a folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    for name, svg in asyncio.run(scenes()).items():
        if folder != DOCS or name in {"ask", "call"}:
            (folder / f"slack-{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
