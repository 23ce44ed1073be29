"""Discord's own description of the requests that we send, cut down to those: made from its OpenAPI file (MIT).

`python -m tests.fakes.discord.spec FILE` writes the part that is kept here anew from a copy of specs/openapi.json.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("openapi.json.gz")
SOURCE = "https://github.com/discord/discord-api-spec"
REF = "#/components/schemas/"
OPERATIONS = {
    "callback": ("post", "/interactions/{interaction_id}/{interaction_token}/callback"),
    "followup": ("post", "/webhooks/{webhook_id}/{webhook_token}"),
    "edit answer": ("patch", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
    "message": ("post", "/channels/{channel_id}/messages"),
    "edit message": ("patch", "/channels/{channel_id}/messages/{message_id}"),
    "open dm": ("post", "/users/@me/channels"),
    "commands": ("put", "/applications/{application_id}/commands"),
}
"""What we send with a body, by the name it has here."""
SILENT = {"description", "title", "x-discord-union", "discriminator"}


def read() -> dict[str, Any]:
    """Return the schemas as they are kept: "operations" by our names, and "components" that they refer to."""
    found: dict[str, Any] = json.loads(gzip.decompress(KEPT.read_bytes()))
    return found


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """Return of Discord's whole file what `OPERATIONS` need."""
    bodies = {
        name: whole["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        for name, (method, path) in OPERATIONS.items()
    }
    wanted, schemas = set(_named(bodies)), whole["components"]["schemas"]
    while missing := {name for known in wanted for name in _named(schemas[known])} - wanted:
        wanted |= missing
    kept = {name: _plain(schemas[name]) for name in sorted(wanted)}
    return {"operations": {name: _plain(body) for name, body in bodies.items()}, "components": {"schemas": kept}}


def _named(schema: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield the names of the schemas that this one refers to."""
    match schema:
        case {"$ref": str(ref)}:
            yield ref.removeprefix(REF)
        case dict():
            for value in schema.values():
                yield from _named(value)
        case list():
            for value in schema:
                yield from _named(value)


def _plain(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Leave out what checks nothing; below "properties" every key is a field's name and stays."""
    match schema:
        case dict():
            return {
                key: {field: _plain(each) for field, each in value.items()} if key == "properties" else _plain(value)
                for key, value in schema.items()
                if key not in SILENT
            }
        case list():
            return [_plain(value) for value in schema]
        case _:
            return schema


if __name__ == "__main__":
    condensed = json.dumps(cut(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), separators=(",", ":"))
    KEPT.write_bytes(gzip.compress(condensed.encode(), mtime=0))
