"""What Discord refuses in a body: its own description, and what that leaves out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.fakes.discord import spec

Json = dict[str, Any]

V2 = 1 << 15
"""The flag of a message that is made of components: IS_COMPONENTS_V2."""
ROW, BUTTON, TEXT, LABEL = 1, 2, 10, 18
LINK, PREMIUM = 5, 6
"""Button styles without a custom_id."""
MOST_IN_MESSAGE = 2000
"""Characters of a bot's message; the description grants 4000, which some people pay for."""
MOST_IN_EMBEDS = 6000
MOST_COMPONENTS, MOST_TEXT = 40, 4000
"""In a message of components, counted through every level."""
MOST_ROWS = 5
MOST_IN_MODAL = 5
MOST_IN_COMMAND = 8000
MOST_COMMANDS = {1: 100, 2: 15, 3: 15}
NAME = re.compile(r"[-_'\w]{1,32}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a body, and where."""

    path: tuple[str | int, ...]
    code: str
    message: str

    @property
    def where(self) -> str:
        """Return the path as one word."""
        return ".".join(map(str, self.path))


def faults(operation: str, body: Any) -> list[Fault]:  # noqa: ANN401 - any JSON
    """Return what is wrong with *body*, the name of its request being one of `spec.OPERATIONS`."""
    return list(_faults(operation, json.dumps(body)))


@cache
def _faults(operation: str, written: str) -> tuple[Fault, ...]:
    """Look a body over once: the commands, say, are the same at every start, and to look them over takes a while."""
    body = json.loads(written)
    told = [
        Fault(tuple(leaf.absolute_path), f"SPEC_{leaf.validator}".upper(), leaf.message[-100:])
        for error in _validator(operation).iter_errors(body)
        for leaf in _leaves(error)
    ]
    return tuple(told or _OVERLAYS.get(operation, _nothing)(body))


def form_body(told: list[Fault]) -> Json:
    """Put faults as Discord does: nested by the path of the field, code 50035."""
    errors: Json = {}
    for fault in told:
        spot = errors
        for step in fault.path:
            spot = spot.setdefault(str(step), {})
        spot.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors}


# What Discord describes


@cache
def _validator(operation: str) -> Draft202012Validator:
    kept = _described()
    return Draft202012Validator({**kept["operations"][operation], "components": kept["components"]})


@cache
def _described() -> Json:
    """Read the description and correct it where Discord, or its client, is known to do otherwise."""
    kept = spec.read()
    schemas = kept["components"]["schemas"]
    schemas["SnowflakeType"]["type"] = ["string", "integer"]  # whole numbers are taken as well
    schemas["ModalInteractionCallbackRequestData"]["properties"]["components"]["maxItems"] = MOST_IN_MODAL
    for name in ("MessageCreateRequest", "MessageEditRequestPartial"):
        schemas[name]["properties"]["content"]["maxLength"] = MOST_IN_MESSAGE
    for name in (
        "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        "IncomingWebhookUpdateRequestPartial",
        "MessageEditRequestPartial",
    ):  # the client sends it with every message, an edit too, and Discord lets that pass
        schemas[name]["properties"]["tts"] = {"type": "boolean"}
    for name, schema in schemas.items():  # so that a misspelt field does not pass; commands have undescribed ones
        if "properties" in schema and not name.startswith("ApplicationCommand"):
            schema.setdefault("additionalProperties", False)
    return kept


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield what is wrong inside a choice: in the branch that was meant, which its type tells."""
    by_branch = groupby(error.context or (), key=lambda each: each.relative_schema_path[0])
    branches = [list(found) for _, found in by_branch]
    meant = [found for found in branches if not any(map(_of_another_type, found))]
    if not meant:
        yield error
        return
    for each in min(meant, key=len):
        yield from _leaves(each)


def _of_another_type(error: ValidationError) -> bool:
    path = list(error.relative_path)
    return (error.validator == "type" and not path) or (error.validator in {"enum", "const"} and path == ["type"])


# What the description leaves out


def _nothing(_body: Any) -> Iterator[Fault]:  # noqa: ANN401 - any JSON
    return iter(())


def _callback(body: Json) -> Iterator[Fault]:
    data = body.get("data") or {}
    match body["type"]:
        case 4:
            yield from _at("data", _message(data))
        case 7:
            yield from _at("data", _edit(data))
        case 9:
            yield from _at("data", _modal(data))


def _at(step: str, found: Iterator[Fault]) -> Iterator[Fault]:
    return (Fault((step, *fault.path), fault.code, fault.message) for fault in found)


def _message(data: Json) -> Iterator[Fault]:
    if "allowed_mentions" not in data:
        yield Fault(("allowed_mentions",), "HOUSE_RULE", "whoever sends without it pings whatever the words name")
    if not (data.get("content") or data.get("embeds") or data.get("components") or data.get("attachments")):
        yield Fault((), "EMPTY", "Cannot send an empty message")
    yield from _edit(data)


def _edit(data: Json) -> Iterator[Fault]:
    components = data.get("components") or []
    if (data.get("flags") or 0) & V2:
        yield from (
            Fault(
                (field,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"The '{field}' field cannot be used"
            )
            for field in ("content", "embeds", "poll")
            if data.get(field)
        )
        yield from _laid_out(components)
    else:
        yield from _rows(components)
    yield from _embeds(data.get("embeds") or [])
    yield from _ids(components)
    yield from _buttons(components)


def _laid_out(components: list[Json]) -> Iterator[Fault]:
    every = list(walk(components))
    if len(every) > MOST_COMPONENTS:
        yield Fault(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"{len(every)} components in all")
    written = sum(len(each["content"]) for each in every if each["type"] == TEXT)
    if written > MOST_TEXT:
        yield Fault(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"{written} characters in all")


def _rows(components: list[Json]) -> Iterator[Fault]:
    if len(components) > MOST_ROWS:
        yield Fault(("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for number, component in enumerate(components):
        if component["type"] != ROW:
            yield Fault(
                ("components", number, "type"), "UNION_TYPE_CHOICES", "Value of field 'type' must be one of (1,)."
            )


def _embeds(embeds: list[Json]) -> Iterator[Fault]:
    written = sum(map(_written, embeds))
    if written > MOST_IN_EMBEDS:
        yield Fault(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_IN_EMBEDS}")


def _written(embed: Json) -> int:
    fields = [text for field in embed.get("fields", []) for text in (field["name"], field["value"])]
    named = (embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text"))
    return sum(len(text or "") for text in (*named, embed.get("author", {}).get("name"), *fields))


def _ids(components: list[Json]) -> Iterator[Fault]:
    counted = Counter(each["custom_id"] for each in walk(components) if each.get("custom_id"))
    for custom_id, count in counted.items():
        if count > 1:
            told = f"Component custom id cannot be duplicated: {custom_id}"
            yield Fault(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", told)


def _buttons(components: list[Json]) -> Iterator[Fault]:
    for each in walk(components):
        if each["type"] != BUTTON:
            continue
        if not (each.get("label") or each.get("emoji")):
            yield Fault(("components",), "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
        addressed = "url" if each["style"] == LINK else "custom_id"
        if each["style"] != PREMIUM and not each.get(addressed):
            yield Fault(("components",), f"BUTTON_COMPONENT_{addressed}_REQUIRED".upper(), f"A {addressed} is required")


def _modal(data: Json) -> Iterator[Fault]:
    yield from _ids(data["components"])


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component, those inside others too."""
    for component in components:
        yield component
        inner = component.get("component")
        accessory = component.get("accessory")
        yield from walk([*component.get("components", ()), *filter(None, (inner, accessory))])


def _commands(body: list[Json]) -> Iterator[Fault]:
    kinds = Counter(command.get("type", 1) for command in body)
    for kind, count in kinds.items():
        if count > MOST_COMMANDS[kind]:
            yield Fault((), "APPLICATION_COMMANDS_MAX", f"{count} commands of type {kind}")
    for number, command in enumerate(body):
        for fault in _command(command):
            yield Fault((number, *fault.path), fault.code, fault.message)
    named = Counter((command.get("type", 1), command["name"]) for command in body)
    for number, command in enumerate(body):
        if named[command.get("type", 1), command["name"]] > 1:
            yield Fault((number, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique")


def _command(command: Json) -> Iterator[Fault]:
    if command.get("type", 1) == 1:
        yield from _named(command)
        written = _length(command)
        if written > MOST_IN_COMMAND:
            yield Fault((), "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_IN_COMMAND})")
    elif command.get("description"):
        yield Fault(("description",), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Menus have no description")


def _length(option: Json) -> int:
    named = len(option["name"]) + len(option.get("description", ""))
    chosen = sum(len(each["name"]) + len(str(each["value"])) for each in option.get("choices") or ())
    return named + chosen + sum(map(_length, option.get("options") or ()))


def _named(option: Json) -> Iterator[Fault]:
    """Look at the names of a command and its options, and at their order: what is required comes first."""
    if not NAME.fullmatch(option["name"]) or option["name"] != option["name"].lower():
        told = "Command name is invalid"
        yield Fault(("name",), "APPLICATION_COMMAND_INVALID_NAME", told)
    if not option.get("description"):
        yield Fault(("description",), "BASE_TYPE_REQUIRED", "This field is required")
    options = option.get("options") or []
    required = [bool(each.get("required")) for each in options if each["type"] > 2]
    if required != sorted(required, reverse=True):
        yield Fault(("options",), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
    for number, each in enumerate(options):
        for fault in _named(each):
            yield Fault(("options", number, *fault.path), fault.code, fault.message)


_OVERLAYS: dict[str, Callable[[Any], Iterator[Fault]]] = {
    "callback": _callback,
    "followup": _message,
    "message": _message,
    "edit answer": _edit,
    "edit message": _edit,
    "commands": _commands,
}
