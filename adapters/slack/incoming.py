"""What Slack sends, as values: who did what where. Nobody vouches for what a payload carries beside its sender."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

Payload: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody did something, and where an answer can go; *called* is her handle, where Slack tells it.

    *channel* is empty where there is none (a home tab, a global shortcut); *pressed* names the bot's own message whose
    button was pressed, *address* is where that or a slash command can be answered for half an hour. A slash command may
    be typed between two other people, too, where nothing but its address can be answered.
    """

    user: str
    channel: str = ""
    thread: str = ""
    address: str = ""
    pressed: str = ""
    called: str = ""

    @property
    def direct(self) -> bool:
        """Say whether an answer is a plain message in the direct message with the bot."""
        return not self.channel or (self.channel.startswith("D") and bool(self.pressed or not self.address))

    @property
    def place(self) -> str:
        """Return the channel, empty in a direct message."""
        return "" if self.channel.startswith("D") else self.channel

    def written(self) -> str:
        """Write this so that `spot` reads it back."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})


def spot(written: str) -> Spot | None:
    """Read what `Spot.written` wrote; None if another version wrote it."""
    try:
        return Spot(**json.loads(written))
    except (ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command."""

    id: str
    spot: Spot
    text: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message to the bot: a direct one, or one that mentions it in a channel."""

    id: str
    spot: Spot
    text: str
    ts: str
    bot: str = ""

    @property
    def at(self) -> datetime:
        """Return when it was said."""
        return moment(self.ts)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, or an entry of a menu; *shown* is the message that it stood in, if others than the presser see it."""

    id: str
    spot: Spot
    token: str
    at: datetime
    trigger: str
    shown: tuple[Mapping[str, Any], ...] = ()
    home: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was filled in."""

    id: str
    user: str
    form: str
    values: Mapping[str, str]
    held: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut that was used, on a message of *author* or anywhere."""

    id: str
    spot: Spot
    name: str
    trigger: str
    text: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody looks at the bot: at its home tab, or at its messages."""

    user: str
    channel: str
    tab: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The bot was removed, or its token revoked."""


Incoming = Typed | Said | Pressed | Submitted | Shortcut | Opened | Gone


def read(body: Payload) -> Incoming | None:
    """Read a payload; None for what is of no concern: an echo, an edit, somebody joining."""
    match body.get("type"):
        case "event_callback":
            return _event(body)
        case "block_actions":
            return _pressed(body)
        case "view_submission":
            return _submitted(body)
        case "shortcut" | "message_action":
            return _shortcut(body)
        case None if "command" in body:
            return _typed(body)
    return None


def moment(ts: str) -> datetime:
    """Return the time that one of Slack's timestamps stands for."""
    return datetime.fromtimestamp(float(ts), UTC)


def _typed(body: Payload) -> Typed:
    called = body.get("user_name", "")
    spot = Spot(body["user_id"], body.get("channel_id", ""), address=body.get("response_url", ""), called=called)
    return Typed(f"slack:{body['trigger_id']}", spot, body.get("text", "").strip(), body["trigger_id"])


def _event(body: Payload) -> Incoming | None:
    event = body["event"]
    match event.get("type"):
        case "message" if event.get("channel_type") == "im" and not _is_noise(event):
            return _said(event)
        case "app_mention" if not _is_noise(event):
            said = _said(event)
            bots = [each.get("user_id", "") for each in body.get("authorizations", ()) if each.get("is_bot")]
            return Said(said.id, said.spot, said.text, said.ts, bots[0] if bots else "")
        case "app_home_opened":
            return Opened(event["user"], event.get("channel", ""), event.get("tab", ""))
        case "app_uninstalled" | "tokens_revoked":
            return Gone()
    return None


def _is_noise(event: Payload) -> bool:
    """Say whether this is no message of a person's: an edit, an unfurled link, something that a bot said."""
    subtype = event.get("subtype", "")
    return bool(event.get("bot_id") or event.get("hidden")) or subtype not in {"", "file_share", "thread_broadcast"}


def _said(event: Payload) -> Said:
    """Read a message; place and time name it, since one message may come as several events."""
    spot = Spot(event["user"], event["channel"], event.get("thread_ts", ""))
    return Said(f"slack:{event['channel']}/{event['ts']}", spot, event.get("text", ""), event["ts"])


def _pressed(body: Payload) -> Pressed | None:
    action = body["actions"][0]
    token = action.get("value") or (action.get("selected_option") or {}).get("value")
    if not token:
        return None
    message, container = body.get("message") or {}, body.get("container") or {}
    spot = Spot(
        body["user"]["id"],
        (body.get("channel") or {}).get("id", ""),
        message.get("thread_ts") or container.get("thread_ts") or "",
        body.get("response_url", ""),
        message.get("ts", ""),
        body["user"].get("username", ""),
    )
    home = (body.get("view") or {}).get("type") == "home"
    delivery = f"slack:{body['trigger_id']}"
    shown = tuple(message.get("blocks") or ())
    return Pressed(delivery, spot, token, moment(action["action_ts"]), body["trigger_id"], shown, home)


def _submitted(body: Payload) -> Submitted:
    view = body["view"]
    states = view["state"]["values"]
    values = {name: _value(next(iter(state.values()))) for name, state in states.items() if state}
    fields = tuple(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    held = view.get("private_metadata", "")
    return Submitted(
        f"slack:{body['trigger_id']}", body["user"]["id"], view.get("callback_id", ""), values, held, fields
    )


def _value(state: Payload) -> str:
    """Return what was filled in or picked, empty if nothing was."""
    chosen = state.get("selected_option") or {}
    found = state.get("value") or chosen.get("value") or state.get("selected_user")
    return str(found or state.get("selected_conversation") or "")


def _shortcut(body: Payload) -> Shortcut:
    message = body.get("message") or {}
    spot = Spot(
        body["user"]["id"],
        (body.get("channel") or {}).get("id", ""),
        message.get("thread_ts", ""),
        body.get("response_url", ""),
        called=body["user"].get("username", ""),
    )
    delivery, trigger = f"slack:{body['trigger_id']}", body["trigger_id"]
    return Shortcut(delivery, spot, body["callback_id"], trigger, message.get("text", ""), message.get("user", ""))


@dataclass(frozen=True, slots=True)
class Held:
    """What a form keeps until it comes back: where its answer goes, what was known already, who was spoken of."""

    spot: Spot
    hidden: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()

    def written(self) -> str:
        """Write this so that `held` reads it back."""
        return json.dumps({"spot": self.spot.written(), "hidden": dict(self.hidden), "people": list(self.people)})


def held(written: str, user: str) -> Held:
    """Read what `Held.written` wrote; an answer for *user* alone if that can't be read, or was somebody else's."""
    try:
        kept = json.loads(written)
        found = Held(Spot(**json.loads(kept["spot"])), dict(kept["hidden"]), tuple(kept["people"]))
    except (ValueError, TypeError, KeyError):
        return Held(Spot(user))
    return found if found.spot.user == user else Held(Spot(user))
