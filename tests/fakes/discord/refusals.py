"""Discord's own error answers, by what went wrong."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class Refused(Exception):
    """A request that Discord refuses."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
        super().__init__(message)
        self.status = status
        self.body: Json = {"code": code, "message": message, **more}


def unknown(what: str) -> Refused:
    """Refuse what is not there, or no longer."""
    codes = {"Channel": 10003, "Guild": 10004, "Message": 10008, "User": 10013, "Webhook": 10015, "Interaction": 10062}
    return Refused(404, codes[what], f"Unknown {what}")


def unauthorized() -> Refused:
    """Refuse a token that is not the bot's."""
    return Refused(401, 0, "401: Unauthorized")


def expired() -> Refused:
    """Refuse an interaction's token after a quarter of an hour."""
    return Refused(401, 50027, "Invalid Webhook Token")


def answered() -> Refused:
    """Refuse a second answer."""
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def too_many_followups() -> Refused:
    """Refuse a sixth word of an app that is not in the server."""
    return Refused(400, 40094, "This interaction has reached the maximum number of follow-up messages")


def no_access() -> Refused:
    """Refuse a room that the bot does not see."""
    return Refused(403, 50001, "Missing Access")


def no_permission() -> Refused:
    """Refuse writing where the bot may only read."""
    return Refused(403, 50013, "Missing Permissions")


def closed() -> Refused:
    """Refuse a direct message to somebody who takes none."""
    return Refused(403, 50007, "Cannot send messages to this user")


def empty() -> Refused:
    """Refuse a message without anything in it."""
    return Refused(400, 50006, "Cannot send an empty message")


def bad_form(errors: Json) -> Refused:
    """Refuse a body whose fields are wrong."""
    return Refused(400, errors["code"], errors["message"], errors=errors["errors"])


def limited(seconds: float, *, everywhere: bool = False) -> Refused:
    """Refuse for a while."""
    return Refused(429, 0, "You are being rate limited.", retry_after=seconds, **{"global": everywhere})


def answer(body: Any, status: int = 200) -> web.Response:  # noqa: ANN401 - any JSON
    """Return an answer as Discord writes it: the client reads JSON only under exactly this type."""
    headers = {"Content-Type": "application/json"}
    if status == 429:
        headers |= {"Via": "1.1 google", "Retry-After": str(body["retry_after"])}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
