"""Draws a reply for the terminal: as plain lines for pipes and scripts, or with some typography for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.commands import Fill
from bot.core.replies import Bullets, Draft, Labels, OtherSide, Part, Paste, Quote, Reply, Text, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text as Styled


def plain(reply: Reply, labels: Labels) -> str:
    """Write *reply* as plain lines, its buttons last."""
    return "\n".join(filter(None, (visible(reply.parts, labels), _buttons(reply))))


def rich(reply: Reply, labels: Labels, console: Console) -> None:
    """Print *reply* with bold, colour and a rule beside the other view; lines to paste stay bare, to copy out clean."""
    from rich.padding import Padding
    from rich.text import Text as Styled

    for part in reply.parts:
        console.print(Padding(_drawn(part, labels), (0, 0, 1, 0)))
    if reply.buttons:
        console.print(Styled(_buttons(reply), style="cyan"))


def _buttons(reply: Reply) -> str:
    return " ".join(f"[{button.label}]" for button in reply.buttons if not isinstance(button.command, Fill))


def _drawn(part: Part, labels: Labels) -> RenderableType:
    from rich.text import Text as Styled

    match part:
        case Text(text, lead, source):
            return _joined((lead, "bold"), (text, ""), (source and f"({source})", "dim italic"))
        case Paste(text):
            return Styled.assemble((f"{labels.paste}\n", "dim"), (text, "green"))
        case Draft(text, label):
            return Styled.assemble((f"{label}\n" if label else "", "dim"), (text, "green"))
        case Quote(text, by):
            return Styled.assemble((f"{by}: ", "dim"), (f"“{text}”", "italic"))
        case OtherSide():
            return _two_views(part, labels)
        case Bullets():
            return _listed(part)
        case _:
            assert_never(part)


def _listed(part: Bullets) -> RenderableType:
    """Set the items in a column, so that a long one does not run under its mark."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text as Styled

    column = Table.grid(padding=(0, 1, 0, 0))
    for line in part.lines("• "):
        mark, _, item = line.partition(" ")
        column.add_row(Styled(f"  {mark}"), Styled(item))
    return Group(Styled(part.heading, style="bold"), column) if part.heading else column


def _two_views(part: OtherSide, labels: Labels) -> RenderableType:
    from rich import box
    from rich.panel import Panel
    from rich.text import Text as Styled

    said = _joined((part.text[:1].upper() + part.text[1:], ""), (f"({part.source})", "dim italic"))
    decides = Styled("\n") + _joined((labels.decides, "bold"), (part.decides, ""), (part.asks, "bold"))
    title = labels.other.rstrip(":")
    return Panel(
        said + decides, title=title, title_align="left", box=box.ROUNDED, border_style="yellow", padding=(0, 1)
    )


def _joined(*pieces: tuple[str, str]) -> Styled:
    from rich.text import Text as Styled

    return Styled(" ").join(Styled(text, style=style) for text, style in pieces if text)
