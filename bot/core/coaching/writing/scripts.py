"""Writes what to say on the phone, in pairs: when somebody answers, and to a machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Template
from typing import Any

from bot.core.coaching.writing.told import Told
from bot.core.coaching.writing.wishes import Wish
from bot.core.coaching.written import Script

ASKING = frozenset({"question", "advice", "feedback", "job"})
"""Purposes that come down to one question."""


def script(known: Told, wish: Wish, said: tuple[str, str], words: Mapping[str, Any]) -> Script:
    """Return what to say: name and number first, what is carried out and told, short, and an easy way out."""
    lead, reason = said
    greeting, name = words["greeting"], known.called
    shape = words["script"][_kind(wish, words["script"])]
    values = {
        "name": name,
        "me": known.sender.name or greeting["me"],
        "number": known.sender.number or greeting["number"],
        "reason": reason,
        "lead": lead,
        "ask": " ".join(ask for ask in wish.asks if ask not in lead),
    }
    key = "" if name else "_nobody"
    return Script(
        _said(greeting[f"spoken{key}"], shape["answered"], values),
        _said(greeting[f"machine{key}"], shape["voicemail"], values),
    )


def _kind(wish: Wish, scripts: Mapping[str, Any]) -> str:
    """Return the script that a wish wants: by a sign in its words, else by its kind."""
    low = wish.text.casefold()
    for kind, shape in scripts.items():
        if any(re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", low) for sign in shape.get("means", ())):
            return kind
    if wish.kind in ASKING:
        return "question"
    return wish.kind if wish.kind in scripts else "plain"


def _said(greeting: str, shape: str, values: Mapping[str, str]) -> str:
    return " ".join(Template(f"{greeting} {shape}").safe_substitute(values).split())
