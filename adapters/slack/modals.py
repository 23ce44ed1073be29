"""Draws a form as a modal, and what is wrong with it as errors below its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from adapters.slack.drawing import Block, cut
from adapters.slack.incoming import Held
from bot.core.forms import Field, Form, Mistakes

LONGEST_HINT = 150
LONGEST_HELD = 3000
"""Characters that a view keeps for us."""
VALUE = "value"


def modal(form: Form, held: Held, close: str, theirs: Callable[[str], str]) -> Block:
    """Draw *form*; *theirs* says what Slack calls a person."""
    return {
        "type": "modal",
        "callback_id": form.name,
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "close": _plain(close),
        "private_metadata": _fitting(held),
        "blocks": [_input(field, theirs) for field in form.fields],
    }


def _fitting(held: Held) -> str:
    """Write what the form keeps; where it is too long, the least of it: where the answer goes."""
    written = held.written()
    return written if len(written) <= LONGEST_HELD else Held(held.spot).written()


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _input(field: Field, theirs: Callable[[str], str]) -> Block:
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label),
        "optional": not field.required,
        "element": {"action_id": VALUE, **_element(field, theirs)},
    }


def _element(field: Field, theirs: Callable[[str], str]) -> Block:
    hint = {"placeholder": _plain(cut(field.hint, LONGEST_HINT))} if field.hint else {}
    match field.kind:
        case "choice":
            options = [{"text": _plain(label), "value": value} for value, label in field.options]
            chosen = [option for option in options if option["value"] == field.value]
            return {"type": "static_select", "options": options} | ({"initial_option": chosen[0]} if chosen else {})
        case "person":
            known = theirs(field.value.strip("@{}"))
            return {"type": "users_select"} | hint | ({"initial_user": known} if known else {})
        case "place":
            return {"type": "conversations_select"} | hint
        case _:
            typed = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": field.most}
            return typed | hint | ({"initial_value": field.value[: field.most]} if field.value else {})


def said(form: Form | None, values: Mapping[str, str], ours: Callable[[str], str]) -> dict[str, str]:
    """Return what was filled in, people as the coach names them."""
    people = {field.name for field in form.fields if field.kind == "person"} if form else set()
    return {name: f"{{{ours(value)}}}" if name in people and value else value for name, value in values.items()}


def errors(mistakes: Mistakes, fields: Sequence[str]) -> Mapping[str, Any]:
    """Return the acknowledgement that shows mistakes below their fields; what concerns none stands below the first."""
    told = {name if name in fields else fields[0]: words for name, words in mistakes.fields}
    return {"response_action": "errors", "errors": told}
