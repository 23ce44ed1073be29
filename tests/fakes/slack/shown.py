"""What a person reads of a message: blocks as plain lines, markup undone, buttons by their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.fakes.slack.rules import Json, Plain
from tests.fakes.slack.town import Post, Town

MARKUP = re.compile(r"<(?P<kind>[@#!]?)(?P<what>[^>|]+)(\|(?P<label>[^>]*))?>")
MASS = {"channel", "here", "everyone"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is read; *pings* are the groups it would wake."""

    by: str
    text: str
    buttons: tuple[str, ...]
    ts: str
    private: bool
    pings: tuple[str, ...]
    raw: Post


def shown(post: Post, town: Town) -> Shown:
    """Say what a person reads of *post*."""
    lines = [line for block in post.blocks for line in _lines(block, town)] or [read(post.text, town)]
    pings = tuple(ping for words in _raw(post) for ping in pinged(words))
    return Shown(post.user, "\n".join(lines), buttons(post.blocks), post.ts, bool(post.seen_by), pings, post)


def _lines(block: Plain, town: Town) -> list[str]:
    match block.get("type"):
        case "section":
            texts = [block["text"]] if "text" in block else []
            return [_said(text, town) for text in [*texts, *block.get("fields", ())]]
        case "header":
            return [_said(block["text"], town)]
        case "context":
            return [" ".join(_said(element, town) for element in block["elements"] if "text" in element)]
        case "rich_text":
            return [line for element in block["elements"] for line in _rich(element)]
        case "markdown":
            return [block["text"]]
        case "divider":
            return ["---"]
        case "input":
            return [block["label"]["text"]]
    return []


def _rich(element: Plain) -> list[str]:
    if element["type"] == "rich_text_list":
        lines = [line for section in element["elements"] for line in _rich(section)]
        ordered = element["style"] == "ordered"
        return [f"{number}. {line}" if ordered else f"• {line}" for number, line in enumerate(lines, 1)]
    return ["".join(run.get("text", "") for run in element["elements"])]


def _said(text: Plain, town: Town) -> str:
    return read(text["text"], town) if text["type"] == "mrkdwn" else str(text["text"])


def read(words: str, town: Town) -> str:
    """Undo Slack's markup: people by name, links by label, entities as what they stand for."""

    def undone(found: re.Match[str]) -> str:
        kind, what, label = found["kind"], found["what"], found["label"]
        if kind == "@":
            return "@" + (town.users[what].real_name if what in town.users else what)
        if kind == "#":
            return "#" + (town.places[what].name if what in town.places else what)
        return label or ("@" + what if kind == "!" else what)

    plain = MARKUP.sub(undone, words)
    plain = re.sub(r"(?m)(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", plain)
    plain = re.sub(r"(?m)(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])", r"\1", plain)
    plain = re.sub(r"(?m)^>\s?", "", plain)
    return plain.replace("```", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pinged(words: str) -> list[str]:
    """Return the groups that these words would wake."""
    return [found["what"] for found in MARKUP.finditer(words) if found["kind"] == "!" and found["what"] in MASS]


def buttons(plain: Json) -> tuple[str, ...]:
    """Return the labels of all buttons and menu entries, in order."""
    match plain:
        case {"type": "button", "text": {"text": label}}:
            return (label,)
        case {"type": "overflow" | "static_select", "options": options}:
            return tuple(option["text"]["text"] for option in options)
        case {"type": "feedback_buttons", "positive_button": yes, "negative_button": no}:
            return (yes["text"]["text"], no["text"]["text"])
        case dict():
            return tuple(label for value in plain.values() for label in buttons(value))
        case list():
            return tuple(label for value in plain for label in buttons(value))
    return ()


def _raw(post: Post) -> list[str]:
    def marked(plain: Json) -> list[str]:
        match plain:
            case {"type": "mrkdwn", "text": str(words)}:
                return [words]
            case dict():
                return [found for value in plain.values() for found in marked(value)]
            case list():
                return [found for value in plain for found in marked(value)]
        return []

    return [*([post.text] if not post.blocks else []), *marked(post.blocks)]
