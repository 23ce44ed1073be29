"""Slack's Web API, called with patience: what was refused, what never went out and what got lost are told apart.

CoachError
├── Rejected   Slack said no, by one of its own error codes
├── Later      it certainly was not done: too fast, or nobody answered the door
└── Unsure     the answer got lost, so it may have been done
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.drawing import Block
from bot.core.delivering import Later, Unsure
from bot.core.errors import CoachError

log = logging.getLogger(__name__)

PATIENCE = 3
"""Tries of a call that somebody waits for."""
LONGEST_WAIT = 5.0
"""Seconds that we let somebody wait between two tries; a longer Retry-After is for whoever can wait."""
ANSWERED_WITHIN = 15.0
"""Seconds after which we no longer expect an answer."""
IN_FORM = {
    "auth.test", "chat.getPermalink", "conversations.history", "conversations.open", "files.getUploadURLExternal",
    "users.info",
}  # fmt: skip
"""Methods that read no JSON."""
MAYBE_DONE = {"fatal_error", "internal_error", "request_timeout"}
"""Errors after which Slack itself does not know."""
TOO_FAST = {"ratelimited", "rate_limited", "message_limit_exceeded"}
DOWN = {"service_unavailable", "team_added_to_org"}
GAP = 1.02
"""Seconds between messages to one channel, of which Slack takes one a second by its own clock."""
AT_ONCE = 3.0
"""Seconds that an answer may run ahead of the pace in one channel; Slack takes short bursts."""


QUIET: Mapping[str, object] = {"unfurl_links": False, "unfurl_media": False}
"""No link in a message is opened for all to see."""


class Rejected(CoachError):
    """Slack said no; *code* is its own name for why."""

    def __init__(self, code: str) -> None:
        super().__init__("failed")
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """What lets us in: the workspace's token, the app's for Socket Mode, and where Slack's Web API is."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str


@dataclass(slots=True)
class Pace:
    """Keeps posts to one channel apart."""

    ahead: dict[str, float] = field(default_factory=dict)

    async def wait(self, channel: str, at_once: float = 0.0) -> None:
        """Wait for this channel's turn; who answers may run so many seconds ahead."""
        now = asyncio.get_running_loop().time()
        turn = max(self.ahead.get(channel, 0.0), now)
        self.ahead = {each: until for each, until in self.ahead.items() if until > now} | {channel: turn + GAP}
        await asyncio.sleep(max(0.0, turn - now - at_once))


class Web:
    """One workspace's Web API, over one shared session."""

    def __init__(self, account: Account, session: aiohttp.ClientSession | None = None) -> None:
        self._account = account
        if session:
            self._use(session)
        self._pace = Pace()
        self._channels: dict[str, str] = {}

    async def open(self) -> AsyncWebClient:
        """Open the session and return the SDK's client, which Socket Mode goes on with."""
        self._use(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWERED_WITHIN)))
        return self.client

    def _use(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.client = AsyncWebClient(
            self._account.bot_token, base_url=self._account.api_url, session=session, retry_handlers=[]
        )

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()

    async def once(self, method: str, **values: object) -> Mapping[str, Any]:
        """Call a method, one time.

        Raises:
            Rejected, Later, Unsure: see this module's tree.
        """
        try:
            if method in IN_FORM:
                answer = await self.client.api_call(method, data=values)
            else:
                answer = await self.client.api_call(method, json=values)
        except SlackApiError as error:
            raise _told(error) from error
        except aiohttp.ClientConnectorError as error:
            raise Later from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Unsure from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def call(self, method: str, *, doubles: bool = False, **values: object) -> Mapping[str, Any]:
        """Call a method for somebody who waits, a few times if need be; what *doubles* is not done again in doubt.

        Raises:
            Rejected, Later, Unsure: see this module's tree.
        """
        for tries in range(PATIENCE - 1):
            try:
                return await self.once(method, **values)
            except Later as later:
                if later.seconds > LONGEST_WAIT:
                    raise
                await asyncio.sleep(later.seconds or 0.5 * 2**tries)
            except Unsure:
                if doubles:
                    raise
                await asyncio.sleep(0.2 * 2**tries)
        return await self.once(method, **values)

    async def post(self, channel: str, text: str, blocks: Sequence[Block], thread: str = "", user: str = "") -> str:
        """Post a message, for *user* alone if one is named, and return what Slack calls it; raises what `once` does."""
        await self._pace.wait(channel, AT_ONCE)
        said = {**_message(channel, text, blocks), **({"thread_ts": thread} if thread else {})}
        if user:
            return str((await self.call("chat.postEphemeral", doubles=True, **said, user=user))["message_ts"])
        return str((await self.call("chat.postMessage", doubles=True, **said, **QUIET))["ts"])

    async def post_once(self, channel: str, text: str, blocks: Sequence[Block]) -> str:
        """Post a message for somebody who can wait: one try; raises what `once` does."""
        await self._pace.wait(channel)
        return str((await self.once("chat.postMessage", **_message(channel, text, blocks), **QUIET))["ts"])

    async def blocks(self, channel: str, ts: str) -> Sequence[Block]:
        """Return what a message of ours in a direct message shows, nothing if it is gone; raises what `once` does."""
        found = await self.call("conversations.history", channel=channel, latest=ts, inclusive="true", limit="1")
        return [block for message in found["messages"] if message["ts"] == ts for block in message.get("blocks", ())]

    async def direct(self, user: str) -> str:
        """Return the channel of the direct message with somebody; raises what `once` does."""
        if user not in self._channels:
            opened = await self.call("conversations.open", users=user)
            self._channels[user] = str(opened["channel"]["id"])
        return self._channels[user]

    async def respond(self, address: str, said: Mapping[str, object]) -> None:
        """Send something to a response address.

        Raises:
            Rejected: the address is used up, or what was said was refused.
            Later, Unsure: see this module's tree.
        """
        try:
            async with self._session.post(address, json=said) as answer:
                if answer.status == 429 or answer.status >= 500:
                    raise Later
                if answer.status != 200:
                    raise Rejected("expired_url" if answer.status in {404, 410} else f"http_{answer.status}")
        except aiohttp.ClientConnectorError as error:
            raise Later from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Unsure from error

    async def upload(self, channel: str, name: str, content: str, words: str) -> None:
        """Put a file into a channel; raises what `once` does."""
        held = content.encode()
        ticket = await self.call("files.getUploadURLExternal", filename=name, length=str(len(held)))
        try:
            async with self._session.post(str(ticket["upload_url"]), data=held) as answer:
                if answer.status != 200:
                    raise Rejected(f"http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise Unsure from error
        files = [{"id": ticket["file_id"], "title": name}]
        await self.call(
            "files.completeUploadExternal", doubles=True, files=files, channel_id=channel, initial_comment=words
        )


def _message(channel: str, text: str, blocks: Sequence[Block]) -> dict[str, object]:
    return {"channel": channel, "text": text, "blocks": list(blocks)}


def _told(error: SlackApiError) -> CoachError:
    """Say what one of the SDK's errors amounts to."""
    response = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    code = str(response["error"]) if isinstance(getattr(response, "data", None), dict) else ""
    if status == 429 or code in TOO_FAST:
        wait = response.headers.get("Retry-After", "")
        return Later(float(wait) if wait.isdecimal() else 1.0)
    if code in DOWN:
        return Later()
    if status >= 500 or code in MAYBE_DONE or not code:
        return Unsure()
    return Rejected(code)
