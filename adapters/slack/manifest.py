"""Writes the manifest from which Slack makes the app: what it is called, what it may do, what it is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
"""Where Slack and people come in over HTTP."""
SCOPES = (
    "app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write", "reactions:write",
    "users:read",
)  # fmt: skip
"""What the coach asks to be allowed: the only history it can read is that of its own direct messages."""
TOLD_OF = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
COMMAND = "/coach"
ON_MESSAGES = ("write_to_author", "help_me_answer", "save_ok")
ANYWHERE = ("ask", "opener", "review", "call")


def manifest(words: Mapping[str, Any], address: str = "") -> Mapping[str, Any]:
    """Return the manifest, in this platform's *words*: for Socket Mode, or for HTTP at an *address* of ours."""
    about, name = words["manifest"], words["manifest"]["name"]
    here = address.rstrip("/")
    told = {"request_url": f"{here}{EVENTS}"} if here else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": about["description"],
            "long_description": about["long_description"],
            "background_color": about["color"],
        },
        "features": {
            "agent_view": {
                "agent_description": about["agent"],
                "suggested_prompts": [dict(prompt) for prompt in words["prompts"]],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [*_shortcuts(words, "message", ON_MESSAGES), *_shortcuts(words, "global", ANYWHERE)],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": about["command"],
                    "usage_hint": about["usage"],
                    "should_escape": True,
                    **({"url": f"{here}{EVENTS}"} if here else {}),
                }
            ],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{here}{REDIRECT}"]} if here else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": list(TOLD_OF), **told},
            "interactivity": {"is_enabled": True, **told},
            "org_deploy_enabled": bool(here),
            "socket_mode_enabled": not here,
            "token_rotation_enabled": bool(here),
        },
    }


def _shortcuts(words: Mapping[str, Any], kind: str, names: Sequence[str]) -> list[Mapping[str, str]]:
    labels = words["shortcuts"]["labels"]
    return [
        {"name": labels[name][0], "type": kind, "callback_id": name, "description": labels[name][1]} for name in names
    ]
