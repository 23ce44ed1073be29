"""The Web API of a fake Slack: each method checks its call, changes the town, and answers as Slack does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.slack.rules import Json, Plain, Refused, judge_message, judge_view
from tests.fakes.slack.town import (
    APP,
    APP_TOKEN,
    BOT,
    BOT_SCOPES,
    BOT_TOKEN,
    CONFIG_TOKEN,
    TEAM,
    Place,
    Post,
    Town,
    Window,
)

TRIGGER_LIVES = 3.0
"""Seconds."""
SCOPES = {
    "chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write",
    "chat.delete": "chat:write", "conversations.open": "im:write", "users.info": "users:read",
    "reactions.add": "reactions:write", "reactions.remove": "reactions:write", "conversations.history": "im:history",
    "conversations.replies": "im:history", "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "chat:write", "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write", "conversations.info": "im:read", "bots.info": "users:read",
}  # fmt: skip
OF_THE_APP = {"apps.connections.open": APP_TOKEN, "apps.manifest.export": CONFIG_TOKEN}
"""Methods that are no bot's, and the token that each takes."""


@dataclass(slots=True)
class Trigger:
    user: str
    made: float
    used: bool = False


@dataclass(slots=True)
class WebApi:
    """Answers calls; *url* is where this server stands, for what it hands out."""

    town: Town
    now: Callable[[], float]
    url: Callable[[], str]
    on_change: Callable[[Post, Plain], None]
    scopes: set[str] = field(default_factory=lambda: set(BOT_SCOPES))
    revoked: bool = False
    triggers: dict[str, Trigger] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    made_from: Plain = field(default_factory=dict)

    def answer(self, method: str, token: str, body: Plain) -> Plain:
        """Return Slack's answer to one call."""
        try:
            self._let_in(method, token)
            return {"ok": True, **self._job(method)(body)}
        except Refused as refused:
            told: Plain = {"ok": False, "error": refused.error, **refused.more}
            return told | ({"response_metadata": {"messages": list(refused.messages)}} if refused.messages else {})

    def _job(self, method: str) -> Callable[[Plain], Plain]:
        job: Callable[[Plain], Plain] | None = getattr(self, "_" + method.replace(".", "_"), None)
        if job is None:
            raise Refused("unknown_method")
        return job

    def _let_in(self, method: str, token: str) -> None:
        if not token:
            raise Refused("not_authed")
        if method in OF_THE_APP:
            if token != OF_THE_APP[method]:
                raise Refused("not_allowed_token_type" if token == BOT_TOKEN else "invalid_auth")
            return
        if token != BOT_TOKEN:
            raise Refused("invalid_auth")
        if self.revoked:
            raise Refused("token_revoked")
        needed = SCOPES.get(method)
        if needed and needed not in self.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))

    # Who we are

    def _auth_test(self, _body: Plain) -> Plain:
        named = {"team": "Town", "team_id": TEAM, "user": "askfirst", "user_id": BOT, "bot_id": "B0COACH"}
        return {"url": "https://town.slack.test/", **named, "is_enterprise_install": False}

    def _apps_connections_open(self, _body: Plain) -> Plain:
        ticket = self.town.next_id("ticket")
        self.tickets.add(ticket)
        return {"url": f"{self.url().replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={APP}"}

    def _bots_info(self, body: Plain) -> Plain:
        if body.get("bot") != "B0COACH":
            raise Refused("bot_not_found")
        return {"bot": {"id": "B0COACH", "deleted": False, "name": "Ask First", "app_id": APP, "user_id": BOT}}

    def _apps_manifest_export(self, body: Plain) -> Plain:
        if body.get("app_id") != APP:
            raise Refused("invalid_app_id")
        return {"manifest": self.made_from}

    def _users_info(self, body: Plain) -> Plain:
        return {"user": self.town.user(body.get("user", "")).as_slack_says()}

    # Messages

    def _chat_postMessage(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        place = self._writable(body.get("channel", ""))
        return self._posted(place, body)

    def _writable(self, channel: str) -> Place:
        place = self._opened(channel) if channel.startswith("U") else self.town.place(channel)
        if BOT not in place.members:
            raise Refused("not_in_channel")
        if place.user and self.town.users[place.user].takes_no_messages:
            raise Refused("messages_tab_disabled")
        if place.user and self.town.users[place.user].deleted:
            raise Refused("user_disabled")
        return place

    def _posted(self, place: Place, body: Plain) -> Plain:
        blocks = _unpacked(body.get("blocks"))
        judge_message(body.get("text"), blocks)
        post = Post(place.id, self.town.next_ts(self.now()), BOT, body.get("text", ""), blocks or [])
        post.thread, post.sent = body.get("thread_ts") or "", body
        self.town.posts.append(post)
        self.on_change(post, {})
        return {"channel": place.id, "ts": post.ts, "message": post.as_slack_says()}

    def _chat_postEphemeral(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        place = self.town.place(body.get("channel", ""))
        if BOT not in place.members:
            raise Refused("not_in_channel")
        user = self.town.user(body.get("user", ""))
        if user.id not in place.members:
            raise Refused("user_not_in_channel")
        blocks = _unpacked(body.get("blocks"))
        judge_message(body.get("text"), blocks)
        ts = self.town.next_ts(self.now())
        self.town.posts.append(Post(place.id, ts, BOT, body.get("text", ""), blocks or [], seen_by=user.id, sent=body))
        return {"message_ts": ts}

    def _chat_update(self, body: Plain) -> Plain:
        post = self.town.post(self.town.place(body.get("channel", "")).id, body.get("ts", ""))
        if post.user != BOT:
            raise Refused("cant_update_message")
        blocks = _unpacked(body.get("blocks"))
        judge_message(body.get("text"), blocks)
        before = post.as_slack_says()
        post.text, post.blocks, post.edited = body.get("text", post.text), blocks or [], True
        self.on_change(post, before)
        return {"channel": post.place, "ts": post.ts, "text": post.text, "message": post.as_slack_says()}

    def _conversations_history(self, body: Plain) -> Plain:
        place = self.town.place(body.get("channel", ""))
        if not place.user:
            raise Refused("missing_scope", needed="channels:history", provided=",".join(sorted(self.scopes)))
        latest = body.get("latest") or "9"
        posts = [
            post for post in self.town.posts
            if post.place == place.id and not post.deleted and not post.seen_by and post.ts <= latest
        ]  # fmt: skip
        newest = sorted(posts, key=lambda post: post.ts, reverse=True)[: int(body.get("limit", 100))]
        return {"messages": [post.as_slack_says() for post in newest], "has_more": len(newest) < len(posts)}

    def _chat_getPermalink(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        post = self.town.post(self.town.place(body.get("channel", "")).id, body.get("message_ts", ""))
        return {"permalink": f"https://town.slack.test/archives/{post.place}/p{post.ts.replace('.', '')}"}

    def _reactions_add(self, body: Plain) -> Plain:
        post = self.town.post(self.town.place(body.get("channel", "")).id, body.get("timestamp", ""))
        if body["name"] in post.reactions:
            raise Refused("already_reacted")
        post.reactions.append(body["name"])
        return {}

    def _conversations_open(self, body: Plain) -> Plain:
        place = self._opened(body.get("users", ""))
        return {"channel": {"id": place.id}, "no_op": False, "already_open": False}

    def _opened(self, user: str) -> Place:
        known = self.town.user(user)
        if known.deleted:
            raise Refused("user_disabled")
        if known.is_bot:
            raise Refused("cannot_dm_bot")
        if not known.is_visible:
            raise Refused("user_not_visible")
        return self.town.dm_of(known.id)

    def _conversations_info(self, body: Plain) -> Plain:
        place = self.town.place(body.get("channel", ""))
        return {"channel": {"id": place.id, "name": place.name, "is_im": bool(place.user), "user": place.user}}

    # The agent's side of a direct message

    def _assistant_threads_setStatus(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        place = self.town.place(body.get("channel_id", ""))
        self.town.statuses.append((place.id, body.get("status", "")))
        return {}

    def _assistant_threads_setSuggestedPrompts(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        place = self.town.place(body.get("channel_id", ""))
        prompts = _unpacked(body.get("prompts"))
        if not prompts or len(prompts) > 4:
            raise Refused("invalid_arguments", "[ERROR] between 1 and 4 prompts")
        if any(not prompt.get("title") or not prompt.get("message") for prompt in prompts):
            raise Refused("invalid_arguments", "[ERROR] a prompt has a title and a message")
        if not body.get("thread_ts"):  # with one, an agent's prompts silently never show
            self.town.suggested[place.id] = prompts
        return {}

    # Views

    def trigger(self, user: str) -> str:
        """Hand out a trigger id, good for three seconds and one view."""
        made = self.town.next_id("13.trigger.")
        self.triggers[made] = Trigger(user, self.now())
        return made

    def _spend(self, handed_out: str) -> Trigger:
        trigger = self.triggers.get(handed_out)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if self.now() - trigger.made > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def _views_open(self, body: Plain) -> Plain:
        trigger = self._spend(body.get("trigger_id", ""))
        window = self._window(trigger.user, _unpacked(body.get("view")), "modal")
        self.town.modals[trigger.user] = [window]
        return {"view": window.as_slack_says()}

    def _views_push(self, body: Plain) -> Plain:
        trigger = self._spend(body.get("trigger_id", ""))
        stack = self.town.modals.setdefault(trigger.user, [])
        if len(stack) >= 3:
            raise Refused("push_limit_reached")
        stack.append(self._window(trigger.user, _unpacked(body.get("view")), "modal"))
        return {"view": stack[-1].as_slack_says()}

    def _views_update(self, body: Plain) -> Plain:
        window = self.town.window(body.get("view_id", ""))
        if body.get("hash") and body["hash"] != window.hash:
            raise Refused("hash_conflict")
        fresh = self._window(window.user, _unpacked(body.get("view")), "modal")
        window.view, window.hash = fresh.view, fresh.hash
        return {"view": window.as_slack_says()}

    def _views_publish(self, body: Plain) -> Plain:
        user = self.town.user(body.get("user_id", ""))
        held = self.town.homes.get(user.id)
        if body.get("hash") and held and body["hash"] != held.hash:
            raise Refused("hash_conflict")
        self.town.homes[user.id] = self._window(user.id, _unpacked(body.get("view")), "home")
        return {"view": self.town.homes[user.id].as_slack_says()}

    def _window(self, user: str, view: Json, kind: str) -> Window:
        if not isinstance(view, dict) or view.get("type") != kind:
            raise Refused("invalid_arguments", f"[ERROR] expected a view of type {kind}")
        judge_view(view)
        return Window(
            self.town.next_id("V"), user, named(view, self.town), f"{self.now():.3f}.{self.town.next_id('h')}"
        )

    # Files

    def _files_getUploadURLExternal(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        if not body.get("filename") or int(body.get("length", 0)) < 1:
            raise Refused("invalid_arguments")
        made = self.town.next_id("F")
        self.town.files[made] = {"id": made, "name": body["filename"], "length": int(body["length"]), "held": b""}
        return {"file_id": made, "upload_url": f"{self.url()}/upload/{made}"}

    def _files_completeUploadExternal(self, body: Plain) -> Plain:  # noqa: N802 - Slack's own name
        files = _unpacked(body.get("files")) or []
        for file in files:
            if file["id"] not in self.town.files or not self.town.files[file["id"]]["held"]:
                raise Refused("file_not_found")
        if channel := body.get("channel_id"):
            place = self._writable(channel)
            words = body.get("initial_comment") or " ".join(file.get("title", "") for file in files)
            post = Post(place.id, self.town.next_ts(self.now()), BOT, words, sent=body | {"files": files})
            self.town.posts.append(post)
        return {"files": [{"id": file["id"], "title": file.get("title", "")} for file in files]}


def _unpacked(value: Json) -> Json:
    """Return blocks or a view, which come as JSON within a form or as they are."""
    return json.loads(value) if isinstance(value, str) else value


def named(view: Plain, town: Town) -> Plain:
    """Give the blocks and elements of a view the ids that Slack makes up where there are none."""
    blocks = [{"block_id": town.next_id("b"), **block} for block in view.get("blocks", ())]
    return view | {"blocks": blocks}


def real_now() -> float:
    """Read the real clock."""
    return time.time()
