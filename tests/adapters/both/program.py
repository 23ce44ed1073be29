"""One run of the shipped program that serves a fake Slack and a fake Discord at once, and how the two become one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.discord.program import Town
from tests.adapters.slack import child
from tests.fakes.discord.hands import Hands
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import MEMBER, Interaction, Message
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.shown import Shown
from tests.program import Served

CHANNEL = "C0GENERAL"


@asynccontextmanager
async def serving(slack: FakeSlack, discord: FakeDiscord, home: Path, **environ: str) -> AsyncIterator[Served]:
    """Serve both until the block ends, once the program says that it listens to both."""
    also = {
        "DISCORD_TOKEN": discord.token, "DISCORD_API_BASE": discord.api, "DISCORD_GATEWAY_URL": discord.line,
    }  # fmt: skip
    async with child.serving(slack, home, **also, **environ) as served:
        await served.speaks()
        assert "Slack and Discord" in served.said
        yield served
    assert "Traceback" not in served.errors


@dataclass(frozen=True, slots=True)
class Both:
    """A workspace at Slack and a server at Discord in which the same people are; Ana looks after both."""

    slack: FakeSlack
    town: Town

    @property
    def ana(self) -> Hands:
        """Return Ana at her Discord."""
        return self.town.hands(self.town.ana)

    @property
    def bo(self) -> Hands:
        """Return Bo at his Discord."""
        return self.town.hands(self.town.bo)

    def newcomer(self, name: str) -> Hands:
        """Let somebody join the server at Discord, who has no account at Slack."""
        user = self.town.fake.user(name)
        self.town.guild.members[user.id] = MEMBER
        return self.town.hands(user)

    async def types(self, user: str, text: str) -> Shown:
        """Type a command at Slack that is answered at once, and return the answer."""
        await self.slack.type_slash(user, text)
        return self.slack.told(user, CHANNEL)[-1]

    async def joined(self) -> Message:
        """Let Ana show a code at Slack and type it at Discord."""
        shown = await self.types("ana", "permission join")
        return seen(await self.ana.slash("coach-admin join", code=last_word(shown.text)))

    async def linked(self) -> Message:
        """Let Bo show a code at Slack and type it at Discord."""
        shown = await self.types("bo", "permission link")
        return seen(await self.bo.slash("coach permission link", code=last_word(shown.text)))


def last_word(text: str) -> str:
    """Return what stands at the end, as a code does."""
    return text.rsplit(maxsplit=1)[-1]


def seen(interaction: Interaction) -> Message:
    """Return what somebody reads at Discord as the answer."""
    assert interaction.original
    return interaction.original
