"""Draws the coach's forms as Discord's modals, and reads what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.markup import cut
from bot.core.commands import Fill
from bot.core.forms import Field, Form

LONGEST_HINT = 100
"""Characters of a placeholder."""
BY_ID = re.compile(r"\{[^}\s]*\}")
"""Somebody who is meant already, by an id that nobody can read."""


def settled(form: Form) -> Form:
    """Return *form* without the fields that are settled: whoever is named by an id is not asked for again."""
    known = tuple((field.name, field.value) for field in form.fields if BY_ID.fullmatch(field.value))
    names = {name for name, _ in known}
    return replace(
        form, fields=tuple(field for field in form.fields if field.name not in names), hidden=form.hidden + known
    )


def begun(form: Form) -> Fill:
    """Return what a modal carries: which form it is, and what is known without being shown."""
    return Fill(form.name, form.hidden)


def modal(form: Form, carries: str) -> ui.Modal:
    """Draw a form; nobody listens to it, as what is sent is routed by what it carries."""
    drawn = ui.Modal(title=form.title, custom_id=carries)
    for field in form.fields:
        drawn.add_item(ui.Label(text=field.label, component=_component(field)))
    drawn.stop()
    return drawn


def _component(field: Field) -> ui.TextInput[Any] | ui.Select[Any] | ui.UserSelect[Any]:
    match field.kind:
        case "choice":
            options = [
                discord.SelectOption(label=label, value=value, default=value == field.value)
                for value, label in field.options
            ]
            return ui.Select(custom_id=field.name, required=field.required, options=options)
        case "person":
            return ui.UserSelect(custom_id=field.name, required=field.required)
        case "text" | "line" | "place" | "hours" | "zone":
            return ui.TextInput(
                custom_id=field.name,
                style=discord.TextStyle.paragraph if field.kind == "text" else discord.TextStyle.short,
                placeholder=cut(field.hint, LONGEST_HINT) or None,
                default=_fitting(field),
                required=field.required,
                max_length=field.most,
            )
        case _:
            assert_never(field.kind)


def _fitting(field: Field) -> str | None:
    """Return what is filled in already, as far as it fits."""
    value = field.value if field.kind == "text" else " ".join(field.value.split())
    return (value if len(value) <= field.most else cut(value, field.most)) or None


def filled(data: Mapping[str, Any]) -> dict[str, str]:
    """Read what was filled in, by the fields' names; people by their ids, in braces."""
    return dict(_values(data.get("components", ())))


def _values(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    for each in components:
        inner = each.get("component") or each
        if "values" in inner:
            chosen = str(next(iter(inner["values"]), ""))
            is_person = inner["type"] == discord.ComponentType.user_select.value
            yield inner["custom_id"], f"{{{chosen}}}" if chosen and is_person else chosen
        elif "custom_id" in inner:
            yield inner["custom_id"], str(inner.get("value") or "")
