"""Who is who in the workspace: asked of Slack, and kept for ten minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.incoming import Spot
from adapters.slack.web import Rejected, Web
from bot.core.delivering import Later, Unsure
from bot.core.people import Caller, Mention

NOBODY: Mapping[str, str] = {}
KEPT = timedelta(minutes=10)
"""How long what Slack said about somebody is good for: rights that were taken away end with it."""
MOST = 10_000
"""People whom one process remembers."""
SLACKBOT = "USLACKBOT"
"""A bot that Slack does not call one."""
PATIENCE = 0.8
"""Seconds that an acknowledgement can wait for Slack to say who somebody is; three is all that Slack gives us."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as Slack describes them."""

    id: str
    name: str
    zone: str = ""
    admin: bool = False
    bot: bool = False


@dataclass(slots=True)
class Directory:
    """The people of the workspace *team*."""

    web: Web
    clock: Callable[[], datetime]
    team: str = ""
    known: dict[str, tuple[datetime, Member]] = field(default_factory=dict)
    asked: dict[str, asyncio.Future[Member | None]] = field(default_factory=dict)

    async def caller(self, spot: Spot, named: Mapping[str, str] = NOBODY) -> Caller:
        """Return who speaks in a spot, and whom she *named*: ids, and what to call them while Slack says no more."""
        looking = asyncio.gather(*(self.mention(*each) for each in named.items()))
        member = await self.member(spot.user) or Member(spot.user, spot.called)
        return Caller(
            f"slack:{self.team}",
            self.ours(spot.user),
            place=spot.place,
            thread=spot.thread,
            name=member.name,
            platform="slack",
            admin=member.admin,
            zone=member.zone,
            mentions=tuple(filter(None, await looking)),
        )

    async def mention(self, user: str, called: str = "") -> Mention | None:
        """Return somebody who was named; None if there is nobody by this id."""
        member = await self.member(user) or (Member(user, called) if called else None)
        return Mention(self.ours(user), member.name, member.zone, member.bot) if member else None

    def ours(self, user: str) -> str:
        """Return what the coach calls somebody of this workspace."""
        return f"{self.team}:{user}"

    def theirs(self, person: str) -> str:
        """Return what Slack calls somebody; empty if she is of another workspace."""
        team, _, user = person.partition(":")
        return user if team == self.team else ""

    async def member(self, user: str) -> Member | None:
        """Return somebody as Slack describes them; None if Slack knows nobody, or does not say in time."""
        found = self.known.get(user)
        if found and self.clock() - found[0] < KEPT:
            return found[1]
        asking = self.asked.get(user) or asyncio.ensure_future(self._ask(user))
        self.asked[user] = asking
        asking.add_done_callback(lambda _: self.asked.pop(user, None))
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        member = asking.result() if done else None
        return member or (found[1] if found else None)

    def _is_ours(self, told: Mapping[str, Any]) -> bool:
        """Say whether somebody is of this workspace or organisation, and does not only share a channel with it."""
        company = told.get("enterprise_user") or {}
        return self.team in {told.get("team_id", self.team), company.get("enterprise_id"), *company.get("teams", ())}

    async def _ask(self, user: str) -> Member | None:
        """Ask Slack who somebody is, and remember it."""
        try:
            told = (await self.web.call("users.info", user=user))["user"]
        except (Rejected, Later, Unsure):
            return None
        profile = told.get("profile") or {}
        name = profile.get("real_name") or told.get("real_name") or profile.get("display_name") or told.get("name", "")
        admin = bool(told.get("is_admin") or told.get("is_owner")) and self._is_ours(told)
        bot = bool(told.get("is_bot")) or user == SLACKBOT
        member = Member(user, name, told.get("tz") or "", admin, bot)
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[user] = (self.clock(), member)
        return member
