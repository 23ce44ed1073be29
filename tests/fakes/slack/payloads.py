"""What Slack sends when people do something, key by key as the platform sends it."""

from __future__ import annotations

from tests.fakes.slack.rules import Plain
from tests.fakes.slack.town import APP, BOT, TEAM, Place, Post, Town, User, Window

VERIFICATION = "gIkuvaNzQIHg97ATvDxqgjtO"
ABOUT_TEAM: Plain = {"id": TEAM, "domain": "town"}


def slash(who: User, where: Place, command: str, text: str, address: str, trigger: str) -> Plain:
    """Return a slash command; in a direct message with the bot the channel is called directmessage."""
    return {
        "token": VERIFICATION, "team_id": TEAM, "team_domain": "town", "channel_id": where.id,
        "channel_name": where.name, "user_id": who.id, "user_name": who.name, "command": command, "text": text,
        "api_app_id": APP, "is_enterprise_install": "false", "response_url": address, "trigger_id": trigger,
    }  # fmt: skip


def event(inner: Plain, town: Town) -> Plain:
    """Return the envelope of an event."""
    authorized = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION, "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": None,
        "api_app_id": APP, "event": inner, "type": "event_callback", "event_id": town.next_id("Ev0"),
        "event_time": int(town.start), "authorizations": [authorized], "is_ext_shared_channel": False,
        "event_context": town.next_id("4-"),
    }  # fmt: skip


def message(post: Post) -> Plain:
    """Return the event of a message in a direct message."""
    return post.as_slack_says() | {"channel": post.place, "channel_type": "im", "event_ts": post.ts}


def changed(post: Post, before: Plain) -> Plain:
    """Return the event of a message that was changed."""
    return {
        "type": "message", "subtype": "message_changed", "message": post.as_slack_says(), "previous_message": before,
        "channel": post.place, "hidden": True, "ts": f"{post.ts}1", "event_ts": f"{post.ts}1", "channel_type": "im",
    }  # fmt: skip


def mention(post: Post) -> Plain:
    """Return the event of a mention of the bot."""
    return post.as_slack_says() | {"type": "app_mention", "channel": post.place, "event_ts": post.ts}


def home_opened(who: User, place: Place, tab: str, held: Window | None, now: float) -> Plain:
    """Return the event of somebody looking at the bot."""
    opened: Plain = {
        "type": "app_home_opened",
        "user": who.id,
        "channel": place.id,
        "tab": tab,
        "event_ts": f"{now:.6f}",
    }
    return opened | ({"view": held.as_slack_says()} if held and tab == "home" else {})


def _by(who: User) -> Plain:
    return {"id": who.id, "username": who.name, "name": who.name, "team_id": TEAM}


def block_actions(
    who: User,
    action: Plain,
    block: Plain,
    trigger: str,
    at: str,
    *,
    post: Post | None = None,
    view: Window | None = None,
    address: str = "",
    town: Town | None = None,
) -> Plain:
    """Return a pressed button, of a message or of a view."""
    pressed = action | {"block_id": block.get("block_id", "bLk"), "action_ts": at}
    said: Plain = {
        "type": "block_actions", "user": _by(who), "api_app_id": APP, "token": VERIFICATION, "trigger_id": trigger,
        "team": ABOUT_TEAM, "enterprise": None, "is_enterprise_install": False, "actions": [pressed],
        "state": {"values": {}},
    }  # fmt: skip
    if view is not None:
        return said | {"container": {"type": "view", "view_id": view.id}, "view": view.as_slack_says()}
    assert post is not None
    assert town is not None
    container = {"type": "message", "message_ts": post.ts, "channel_id": post.place, "is_ephemeral": bool(post.seen_by)}
    where = {"id": post.place, "name": town.places[post.place].name}
    shown = {} if post.seen_by else {"message": post.as_slack_says()}
    return said | {"container": container, "channel": where, "response_url": address} | shown


def pressed(element: Plain, label: str) -> Plain | None:
    """Return the action that pressing *label* on this element makes, None if it has no such label."""
    action: Plain = {"type": element.get("type"), "action_id": element.get("action_id", "aCt")}
    match element:
        case {"type": "button", "text": {"text": text} as shown} if text == label:
            return action | {"text": shown} | ({"value": element["value"]} if "value" in element else {})
        case {"type": "overflow" | "static_select", "options": options}:
            for option in options:
                if option["text"]["text"] == label:
                    return action | {"selected_option": option}
        case {"type": "feedback_buttons", "positive_button": yes, "negative_button": no}:
            for side in (yes, no):
                if side["text"]["text"] == label:
                    return action | {"text": side["text"], "value": side["value"]}
    return None


def submission(who: User, window: Window, values: Plain, trigger: str) -> Plain:
    """Return a modal that was submitted."""
    return {
        "type": "view_submission", "team": ABOUT_TEAM, "user": _by(who), "api_app_id": APP, "token": VERIFICATION,
        "trigger_id": trigger, "view": window.as_slack_says(values), "response_urls": [],
        "is_enterprise_install": False, "enterprise": None,
    }  # fmt: skip


def filled(view: Plain, values: dict[str, str]) -> Plain:
    """Return the state of a modal in which *values* are filled in, by label; what is not named keeps its initial value.

    Raises:
        LookupError: there is no such field, or no such option.
    """
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    unknown = values.keys() - {block["label"]["text"] for block in inputs}
    if unknown:
        raise LookupError(f"no such field: {unknown}; there are {[block['label']['text'] for block in inputs]}")
    state: Plain = {}
    for block in inputs:
        element, typed = block["element"], values.get(block["label"]["text"])
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **_value(element, typed)}}
    return state


def _value(element: Plain, typed: str | None) -> Plain:
    match element["type"]:
        case "static_select" | "radio_buttons":
            if typed is None:
                return {"selected_option": element.get("initial_option")}
            found = [option for option in element["options"] if typed == option["text"]["text"]]
            if not found:
                raise LookupError(f"no option {typed!r} in {[each['text']['text'] for each in element['options']]}")
            return {"selected_option": found[0]}
        case "users_select":
            return {"selected_user": typed or element.get("initial_user")}
        case "conversations_select" | "channels_select" as kind:
            name = "selected_conversation" if kind == "conversations_select" else "selected_channel"
            return {name: typed or element.get(name.replace("selected", "initial"))}
        case "timepicker":
            return {"selected_time": typed or element.get("initial_time")}
        case "datepicker":
            return {"selected_date": typed or element.get("initial_date")}
    return {"value": typed if typed is not None else element.get("initial_value")}


def message_shortcut(who: User, callback: str, trigger: str, post: Post, address: str, town: Town) -> Plain:
    """Return a shortcut used on a message."""
    return {
        "type": "message_action", "token": VERIFICATION, "action_ts": "1700000000.000200", "team": ABOUT_TEAM,
        "user": _by(who), "channel": {"id": post.place, "name": town.places[post.place].name},
        "is_enterprise_install": False, "enterprise": None, "callback_id": callback, "trigger_id": trigger,
        "response_url": address, "message_ts": post.ts, "message": post.as_slack_says(),
    }  # fmt: skip


def global_shortcut(who: User, callback: str, trigger: str) -> Plain:
    """Return a shortcut used anywhere."""
    return {
        "type": "shortcut", "token": VERIFICATION, "action_ts": "1700000000.000300", "team": ABOUT_TEAM,
        "user": _by(who), "is_enterprise_install": False, "enterprise": None, "callback_id": callback,
        "trigger_id": trigger,
    }  # fmt: skip
