"""Writes what to say on the phone, in pairs: when somebody answers, and to a machine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Template
from typing import Any

from bot.core.coaching.facts import About, Fact
from bot.core.coaching.wishes import Wish
from bot.core.coaching.written import Script

ASKING = frozenset({"question", "advice", "feedback", "job"})
"""Purposes that come down to one question."""
MOST_TOLD = 3
"""Facts that a call can carry before it is long."""


def script(
    name: str, wish: Wish, facts: Sequence[Fact], greeting: Mapping[str, str], scripts: Mapping[str, Any]
) -> Script:
    """Return what to say: name and number first, why you, short, and an easy way out."""
    shape = scripts[_kind(wish, scripts)]
    told = sorted(
        (fact for fact in facts if fact.kind != "wish"), key=lambda fact: fact.about in {About.ME, About.THING}
    )
    if wish.kind == "followup":
        told.reverse()
    values = {"name": name, "reason": " ".join(fact.said for fact in told[:MOST_TOLD]), "ask": wish.ask}
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
