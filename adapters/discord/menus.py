"""What the menus on people and messages mean: which command, or which phrase says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any

from adapters.discord import markup
from bot.core.commands import Fill, Received
from bot.core.permission.verbs import Check

if TYPE_CHECKING:
    from bot.core.commands import Command

Json = Mapping[str, Any]

LONGEST_EXCERPT = 700
"""Characters of a message that go into a form or a question."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing can be done with what was chosen; *phrase* says why."""

    phrase: str


def chosen(data: Json, caller: str, words: Json) -> Command | Refusal | None:
    """Return what was chosen from a menu by the person whom Discord calls *caller*; None if no menu has that entry."""
    target, resolved = str(data["target_id"]), data.get("resolved") or {}
    if data["name"] == words["menus"]["call"]:
        who = (resolved.get("users") or {}).get(target) or {}
        return _unfit(who, caller, "a_bot") or Check(f"{{{target}}}")
    message = resolved["messages"][target]
    text = " ".join(markup.named(message.get("content") or "", lambda _: words["somebody"]).split())
    bot = "" if data["name"] == words["menus"]["answer"] else "through_a_bot"
    unfit = _unfit(message["author"], caller, bot) or (None if text else Refusal("no_text"))
    return unfit or _about(str(data["name"]), message["author"], markup.cut(text, LONGEST_EXCERPT), words)


def _unfit(who: Json, caller: str, bot: str) -> Refusal | None:
    """Refuse oneself, and a *bot* if that phrase is given; a person may post through one: a webhook, an app of hers."""
    if bot and who.get("bot"):
        return Refusal(bot)
    return Refusal("yourself") if str(who.get("id")) == caller else None


def _about(entry: str, author: Json, text: str, words: Json) -> Command | None:
    menus = words["menus"]
    if entry == menus["answer"]:
        return Received(text)
    if entry == menus["write"]:
        who = filled(words["author"], name=author.get("global_name") or author["username"])
        fact = filled(words["wrote"], text=text)
        return Fill("opener", (("who", who), ("fact", fact), ("medium", "discord")))
    if entry == menus["save"]:
        return Fill("report", (("contact", f"{{{author['id']}}}"), ("answer", "yes"), ("words", text)))
    return None


def filled(phrase: str, **values: str) -> str:
    """Return a phrase with its $words filled in."""
    return Template(phrase).safe_substitute(values)
