"""Writes the manifest from which Slack makes the app: what it is called, what it may do, what it is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SCOPES = (
    "app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:read", "im:write",
    "reactions:write", "users:read",
)  # fmt: skip
"""The only history it can read is that of its own direct messages."""
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
COMMAND = "/coach"
ON_MESSAGES = ("write_to_author", "help_me_answer", "save_ok")
ANYWHERE = ("ask", "opener", "review", "call")


def manifest(words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the manifest for Socket Mode, in this platform's *words*."""
    about, name = words["manifest"], words["manifest"]["name"]
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
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _shortcuts(words: Mapping[str, Any], kind: str, names: Sequence[str]) -> list[Mapping[str, str]]:
    labels = words["shortcuts"]["labels"]
    return [
        {"name": labels[name][0], "type": kind, "callback_id": name, "description": labels[name][1]} for name in names
    ]
