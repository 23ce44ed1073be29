"""Slack's markup: what it means in typed text, and how foreign text is kept from becoming any."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from bot.core.people import Mention

PERSON = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(\|(?P<label>[^>]*))?>")
MARKUP = re.compile(r"<(?P<kind>[@#!]?)(?P<what>[^<>|]+)(\|(?P<label>[^<>]*))?>")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    """Return *text* so that Slack shows it as it is: no links, no mentions, nobody woken."""
    return "".join(ENTITIES.get(character, character) for character in text)


def mentioned(typed: str) -> dict[str, str]:
    """Return who is mentioned in *typed*, in turn: ids, and what Slack itself calls them there, if it says."""
    return {found["id"]: found["label"] or "" for found in PERSON.finditer(typed)}


def channels(typed: str) -> tuple[Mention, ...]:
    """Return the channels that *typed* names by Slack's own means; in what is read of it they stand as #name."""
    named = ((found["what"], found["label"]) for found in MARKUP.finditer(typed) if found["kind"] == "#")
    return tuple(Mention(channel, f"#{label or channel}") for channel, label in named)


def read(typed: str, called: Callable[[str], str], but: str = "") -> str:
    """Return *typed* as a person reads it; *called* says how somebody is named by her id, *but* is left out."""

    def undone(found: re.Match[str]) -> str:
        kind, what, label = found["kind"], found["what"], found["label"]
        match kind:
            case "@":
                return "" if what == but else called(what)
            case "#":
                return f"#{label or what}"
            case "!":
                return label or f"@{what.partition('^')[0]}"
            case _:
                return _address(what, label or "")

    return unescape(MARKUP.sub(undone, typed)).strip()


def _address(what: str, label: str) -> str:
    """Return a link as it was typed: Slack wraps addresses and numbers by itself."""
    kind, _, rest = what.partition(":")
    if kind in {"mailto", "tel"}:
        return label or rest
    return what if not label or label in what else f"{label} ({what})"
