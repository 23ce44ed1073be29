"""What Slack refuses in blocks, views and messages: the SDK's own model classes judge, and rules for what they miss."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json: TypeAlias = Any
"""What JSON may hold, before it was looked at."""
Plain: TypeAlias = dict[str, Json]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
LONGEST_TEXT = 40_000
"""Characters of a message's text; more is msg_too_long."""
MOST_IN_BLOCKS = 13_200
"""Characters of all blocks of one message together; more is msg_blocks_too_long (bolt-js #2509)."""
ALLOWED = {
    "message": {"section", "divider", "header", "context", "actions", "image", "markdown", "context_actions",
                "rich_text", "input", "file", "video", "table"},
    "modal": {"section", "divider", "header", "context", "actions", "image", "input", "rich_text"},
    "home": {"section", "divider", "header", "context", "actions", "image", "input", "rich_text"},
}  # fmt: skip
ELEMENTS = {
    "actions": {"button", "overflow", "static_select", "users_select", "conversations_select", "checkboxes",
                "radio_buttons", "timepicker", "datepicker", "external_select"},
    "section": {"button", "overflow", "static_select", "users_select", "conversations_select", "image",
                "checkboxes", "radio_buttons", "timepicker", "datepicker", "external_select", "multi_static_select"},
    "context": {"mrkdwn", "plain_text", "image"},
    "context_actions": {"feedback_buttons", "icon_button"},
    "input": {"plain_text_input", "static_select", "users_select", "conversations_select", "checkboxes",
              "radio_buttons", "timepicker", "datepicker", "multi_users_select", "multi_static_select",
              "channels_select", "email_text_input", "number_input", "url_text_input", "external_select"},
}  # fmt: skip
KNOWN_KEYS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "divider": {"type", "block_id"},
    "header": {"type", "block_id", "text", "level"},
    "context": {"type", "block_id", "elements"},
    "context_actions": {"type", "block_id", "elements"},
    "actions": {"type", "block_id", "elements"},
    "input": {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"},
    "markdown": {"type", "block_id", "text"},
    "button": {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "mrkdwn": {"type", "text", "verbatim"},
    "plain_text": {"type", "text", "emoji"},
}
RICH = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}
STYLES = {"bold", "italic", "strike", "code"}
LABEL = {"button": 75, "placeholder": 150, "option": 75}
VALUE = {"button": 2000, "option": 150}
PLAIN_ONLY = {"button", "header", "label", "hint", "title", "submit", "close", "placeholder"}
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)|<(?![@#!]|https?://|mailto:|tel:)")
"""An ampersand or angle bracket that Slack would take for markup of its own."""


class Refused(Exception):
    """Slack's answer to a call that it does not take: its error code, and what it says about it."""

    def __init__(self, error: str, *messages: str, **more: Json) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages
        self.more = more


def judge_message(text: str | None, blocks: Sequence[Plain] | None) -> None:
    """Refuse a message as Slack would.

    Raises:
        Refused: no_text, msg_too_long, invalid_blocks, msg_blocks_too_long.
    """
    if not (text or "").strip() and not blocks:
        raise Refused("no_text")
    if text is not None and len(text) > LONGEST_TEXT:
        raise Refused("msg_too_long")
    if blocks is not None:
        judge_blocks(blocks, "message")
        if sum(len(words) for block in blocks for words in texts_of(block)) > MOST_IN_BLOCKS:
            raise Refused("msg_blocks_too_long")


def judge_view(view: Plain) -> None:
    """Refuse a view as Slack would.

    Raises:
        Refused: invalid_arguments with what is wrong.
    """
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        raise Refused("invalid_arguments", "[ERROR] unsupported type: view")
    try:
        View(**view).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        raise Refused("invalid_arguments", f"[ERROR] {error}") from error
    try:
        _need(bool(view.get("blocks")), "invalid_arguments", "view has no blocks")
        if kind == "modal":
            _modal(view)
        judge_blocks(view["blocks"], kind)
    except Refused as refused:
        raise Refused("invalid_arguments", *refused.messages) from refused


def _modal(view: Plain) -> None:
    _plain(view.get("title"), "title", 24)
    holds_input = any(block.get("type") == "input" for block in view["blocks"])
    _need(not holds_input or "submit" in view, "invalid_arguments", "missing required field: submit")
    for button in ("submit", "close"):
        if button in view:
            _plain(view[button], button, 24)


def judge_blocks(blocks: Sequence[Plain], surface: str) -> None:
    """Refuse blocks that can't stand on *surface*: message, modal or home.

    Raises:
        Refused: invalid_blocks with what is wrong.
    """
    _need(isinstance(blocks, list), "invalid_blocks_format", "blocks is not an array")
    _need(len(blocks) <= MOST_BLOCKS[surface], "invalid_blocks", f"no more than {MOST_BLOCKS[surface]} items allowed")
    for place, block in enumerate(blocks):
        try:
            _judge(block, surface)
        except (SlackObjectFormationError, TypeError) as error:
            raise Refused("invalid_blocks", f"[ERROR] {error} [json-pointer:/blocks/{place}]") from error
        except Refused as refused:
            told = (f"{message} [json-pointer:/blocks/{place}]" for message in refused.messages)
            raise Refused(refused.error, *told) from refused
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    _need(len(ids) == len(set(ids)), "invalid_blocks", "block_id already exists")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    _need(markdown <= 12_000, "invalid_blocks", "markdown blocks are longer than 12000 characters together")


def _judge(block: Plain, surface: str) -> None:
    kind = block.get("type", "")
    _need(kind in ALLOWED["message"] | ALLOWED["modal"], "invalid_blocks", f"unsupported type: {kind}")
    _need(kind in ALLOWED[surface], "invalid_blocks", f"block type {kind} is not allowed in a {surface}")
    parsed = Block.parse(block)
    _need(parsed is not None, "invalid_blocks", f"unsupported type: {kind}")
    assert parsed is not None
    parsed.to_dict()
    _known(block, kind)
    match kind:
        case "header":
            _plain(block.get("text"), "header", 150)
        case "markdown":
            _need(bool(block["text"].strip()), "invalid_blocks", "must be more than 0 characters")
        case "section":
            _section(block)
        case "rich_text":
            _rich_text(block)
        case "input":
            _plain(block.get("label"), "label", 2000)
            _element(block["element"], "input")
        case "actions" | "context" | "context_actions":
            elements = block.get("elements") or []
            most = {"actions": 25, "context": 10, "context_actions": 5}[kind]
            _need(0 < len(elements) <= most, "invalid_blocks", f"must have between 1 and {most} elements")
            for element in elements:
                _element(element, kind)
            ids = [element["action_id"] for element in elements if element.get("action_id")]
            _need(len(ids) == len(set(ids)), "invalid_blocks", "action_id already exists in this block")


def _rich_text(block: Plain) -> None:
    _need(bool(block.get("elements")), "invalid_blocks", "must provide elements [rich_text]")
    for element in block["elements"]:
        kind = element.get("type", "")
        _need(kind in RICH, "invalid_blocks", f"unsupported type: {kind} in rich_text")
        _need(bool(element.get("elements")), "invalid_blocks", f"must provide elements [{kind}]")
        sections = element["elements"] if kind == "rich_text_list" else [element]
        for run in (run for section in sections for run in section["elements"]):
            _need(run.get("type") in {"text", "link", "user", "emoji"}, "invalid_blocks", "unsupported type in a run")
            if run["type"] == "text":
                _need(bool(run.get("text")), "invalid_blocks", "must be more than 0 characters [text]")
                _need(set(run.get("style", {})) <= STYLES, "invalid_blocks", "unsupported style")


def _section(block: Plain) -> None:
    if "text" in block:
        _text(block["text"], 3000)
    for field in block.get("fields") or ():
        _text(field, 2000)
    if "accessory" in block:
        _element(block["accessory"], "section")


MOST_OPTIONS = {"overflow": 5, "static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10}


def _element(element: Plain, within: str) -> None:
    kind = element.get("type", "")
    _need(kind in ELEMENTS[within], "invalid_blocks", f"unsupported type: {kind} in {within}")
    _known(element, kind)
    _need(len(element.get("action_id", "")) <= 255, "invalid_blocks", "action_id is longer than 255 characters")
    if kind in {"mrkdwn", "plain_text"}:
        _text(element, 3000)
    if kind in MOST_OPTIONS:
        _options(element, MOST_OPTIONS[kind])
    if kind == "button":
        _button(element)
    if kind == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            _plain(element.get(side, {}).get("text"), "button", LABEL["button"])
    if "placeholder" in element:
        _plain(element["placeholder"], "placeholder", LABEL["placeholder"])


def _button(button: Plain) -> None:
    _plain(button.get("text"), "button", LABEL["button"])
    _need(len(button.get("value", "")) <= VALUE["button"], "invalid_blocks", "value is too long")
    style = button.get("style", "primary")
    _need(style in {"primary", "danger"}, "invalid_blocks", f"unsupported style: {style}")


def _options(element: Plain, most: int) -> None:
    options = element.get("options") or []
    _need(0 < len(options) <= most, "invalid_blocks", f"must have between 1 and {most} options")
    for option in options:
        _text(option.get("text"), LABEL["option"])
        _need(
            0 < len(option.get("value", "")) <= VALUE["option"], "invalid_blocks", "option value: 1 to 150 characters"
        )
    values = [option["value"] for option in options]
    _need(len(values) == len(set(values)), "invalid_blocks", "option values are not unique")
    if initial := element.get("initial_option"):
        _need(initial in options, "invalid_blocks", "initial_option is none of the options")


def _plain(text: Json, what: str, most: int) -> None:
    _need(isinstance(text, dict), "invalid_blocks", f"missing required field: {what}")
    _need(text.get("type") == "plain_text", "invalid_blocks", f"{what} has to be plain_text")
    _text(text, most)


def _text(text: Json, most: int) -> None:
    _need(isinstance(text, dict), "invalid_blocks", "missing required field: text")
    kind, words = text.get("type"), text.get("text")
    _need(kind in {"mrkdwn", "plain_text"}, "invalid_blocks", f"unsupported type: {kind}")
    _known(text, kind)
    _need(isinstance(words, str) and bool(words), "invalid_blocks", "must be more than 0 characters [text]")
    _need(len(words) <= most, "invalid_blocks", f"must be less than {most + 1} characters [text]")


def _known(plain: Plain, kind: str) -> None:
    strange = plain.keys() - KNOWN_KEYS.get(kind, plain.keys())
    _need(not strange, "invalid_blocks", f"invalid additional property: {', '.join(sorted(strange))}")


def _need(holds: bool, error: str, message: str) -> None:
    if not holds:
        raise Refused(error, f"[ERROR] {message}")


def texts_of(plain: Json) -> Iterator[str]:
    """Yield every text that stands in blocks, labels and options included."""
    match plain:
        case dict():
            words = plain.get("text")
            if isinstance(words, str):
                yield words
            yield from (found for value in plain.values() for found in texts_of(value))
        case list():
            yield from (found for value in plain for found in texts_of(value))


def unescaped(blocks: Json) -> list[str]:
    """Return the markup texts in which an ampersand or an angle bracket stands bare."""
    return [words for words in _markup(blocks) if ENTITY.search(words)]


def _markup(plain: Json) -> Iterator[str]:
    match plain:
        case dict():
            if plain.get("type") == "mrkdwn":
                yield plain["text"]
            yield from (found for value in plain.values() for found in _markup(value))
        case list():
            yield from (found for value in plain for found in _markup(value))
