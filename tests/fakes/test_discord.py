"""The fake refuses what Discord refuses, asked through the real discord.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord import app_commands, ui

from tests.fakes.discord.bare import Bare, connected, pointed_at
from tests.fakes.discord.hands import DidNotRespond, Hands, NotOffered
from tests.fakes.discord.rules import faults
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import User

Did = Callable[[discord.Interaction], Awaitable[object]]
INTENTS = discord.Intents(guilds=True, dm_messages=True)


class Town:
    """A server with two people in it, and a bot that does what a test tells it to."""

    def __init__(self, fake: FakeDiscord, bot: Bare) -> None:
        self.fake, self.bot = fake, bot
        self.ana, self.bo = (user for user in fake.users.values() if not user.bot)
        self.guild = next(iter(fake.guilds.values()))
        self.general = fake.room_of(self.guild)
        self.did: Did = nothing
        self.finished = asyncio.Event()

    def hands(self, user: User) -> Hands:
        return Hands(self.fake, user, self.general)

    async def doing(self, did: Did) -> BaseException | None:
        """Let Ana use the command while the bot does *did*; return what it ran into."""
        self.did = did
        before = len(self.bot.faults)
        await self.hands(self.ana).send("do")
        async with asyncio.timeout(10):
            await self.finished.wait()
        self.finished.clear()
        return self.bot.faults[-1] if len(self.bot.faults) > before else None


async def nothing(_interaction: discord.Interaction) -> None:
    """Answer nothing."""


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    async with FakeDiscord() as fake:
        ana, bo = fake.user("Ana"), fake.user("Bo")
        fake.guild("Team", ana, bo)
        bot = Bare(intents=INTENTS)
        found = Town(fake, bot)

        @bot.tree.command(name="do", description="Whatever the test says")
        async def do(interaction: discord.Interaction) -> None:
            try:
                await found.did(interaction)
            except Exception as error:
                bot.faults.append(error)
            finally:
                found.finished.set()

        async with connected(fake, bot):
            yield found


def code(error: BaseException | None) -> int:
    assert isinstance(error, discord.HTTPException), error
    return error.code


async def test_an_answer_after_three_seconds_comes_too_late(town: Town) -> None:
    async def slow(interaction: discord.Interaction) -> None:
        town.fake.clock.advance(seconds=3.2)
        await interaction.response.send_message("here I am")

    error = await town.doing(slow)

    assert code(error) == 10062


async def test_a_second_answer_is_refused(town: Town) -> None:
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None  # a second process knows nothing of the first
        await interaction.response.send_message("two")

    error = await town.doing(twice)

    assert code(error) == 40060


async def test_a_follow_up_after_a_quarter_of_an_hour_is_refused(town: Town) -> None:
    async def late(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        town.fake.clock.advance(minutes=16)
        await interaction.followup.send("finally")

    error = await town.doing(late)

    assert code(error) == 50027


async def test_two_thousand_and_one_characters_are_refused_by_their_path(town: Town) -> None:
    error = await town.doing(lambda interaction: interaction.response.send_message("x" * 2001))

    assert code(error) == 50035
    assert "data.content" in str(error)


async def test_two_thousand_and_one_characters_are_too_many_in_a_room_too(town: Town) -> None:
    room = town.bot.get_channel(town.general.id)
    assert isinstance(room, discord.TextChannel)

    with pytest.raises(discord.HTTPException) as refused:
        await room.send("x" * 2001)

    assert refused.value.code == 50035


def button(label: str = "Go", custom_id: str = "go") -> ui.Button[ui.View]:
    return ui.Button(label=label, custom_id=custom_id)


def view(*items: ui.Item[ui.View]) -> ui.View:
    made = ui.View(timeout=None)
    for item in items:
        made.add_item(item)
    return made


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (view(button(label="x" * 81)), "data.components.0.components.0.label"),
        (view(button(), button(label="Again")), "data.components"),
        (view(button(label="")), "data.components"),
    ],
)
async def test_buttons_that_discord_would_not_draw_are_refused(town: Town, wrong: ui.View, path: str) -> None:
    error = await town.doing(lambda interaction: interaction.response.send_message("look", view=wrong))

    assert code(error) == 50035
    assert path in str(error)


async def test_a_custom_id_of_a_hundred_and_one_characters_is_refused() -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "x" * 101}]}
    body = {"content": "look", "components": [row], "allowed_mentions": {"parse": []}}

    (fault,) = faults("message", body)

    assert fault.where == "components.0.components.0.custom_id"


async def test_embeds_of_six_thousand_and_one_characters_are_refused(town: Town) -> None:
    embeds = [discord.Embed(description="x" * 4000), discord.Embed(description="x" * 2001)]

    error = await town.doing(lambda interaction: interaction.response.send_message(embeds=embeds))

    assert code(error) == 50035


def laid_out(*texts: str) -> ui.LayoutView:
    made = ui.LayoutView(timeout=None)
    for text in texts:
        made.add_item(ui.TextDisplay(text))
    return made


def test_forty_one_components_and_four_thousand_and_one_characters_are_refused() -> None:
    flags, quiet = 1 << 15, dict[str, object](parse=[])
    many = [{"type": 17, "components": [{"type": 10, "content": "x"}] * 20}] * 2
    long = [{"type": 10, "content": "x" * 2001}] * 2

    told = [faults("message", {"components": each, "flags": flags, "allowed_mentions": quiet}) for each in (many, long)]

    assert [fault.code for found in told for fault in found] == [
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ]


async def test_a_message_of_components_has_no_other_words(town: Town) -> None:
    async def both(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=laid_out("hello"))
        await interaction.edit_original_response(content="and this")

    error = await town.doing(both)

    assert code(error) == 50035


async def test_an_empty_message_is_refused(town: Town) -> None:
    error = await town.doing(lambda interaction: interaction.response.send_message())

    assert code(error) == 50006


class Six(ui.Modal, title="Too many"):
    """A form, to be filled with more than fits."""


async def test_a_form_with_six_fields_is_refused() -> None:
    field = {"type": 18, "label": "A", "component": {"type": 4, "style": 1, "custom_id": "a"}}
    fields = [field | {"component": field["component"] | {"custom_id": str(number)}} for number in range(6)]  # type: ignore[operator]
    body = {"type": 9, "data": {"custom_id": "form", "title": "Six", "components": fields}}

    (fault,) = faults("callback", body)

    assert fault.where == "data.components"


async def test_a_form_can_not_follow_a_first_answer(town: Town) -> None:
    async def late(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        interaction.response._response_type = None
        await interaction.response.send_modal(Six())

    error = await town.doing(late)

    assert code(error) == 40060


async def test_whoever_sends_without_rules_for_mentions_is_refused() -> None:
    async with FakeDiscord() as fake:
        ana = fake.user("Ana")
        guild = fake.guild("Team", ana)
        async with connected(fake, Bare(intents=INTENTS, silent=False)) as bot:
            room = bot.get_channel(fake.room_of(guild).id)
            assert isinstance(room, discord.TextChannel)

            with pytest.raises(discord.HTTPException) as refused:
                await room.send("@everyone, look")

    assert "allowed_mentions" in str(refused.value)


async def test_closed_direct_messages_are_closed(town: Town) -> None:
    town.bo.closed = True
    bo = await town.bot.fetch_user(town.bo.id)

    with pytest.raises(discord.Forbidden) as refused:
        await bo.send("hello")

    assert refused.value.code == 50007


@pytest.mark.parametrize(("shut", "silent", "expected"), [(True, False, 50001), (False, True, 50013)])
async def test_a_room_may_be_out_of_reach(town: Town, *, shut: bool, silent: bool, expected: int) -> None:
    town.general.shut, town.general.silent = shut, silent
    room = town.bot.get_channel(town.general.id)
    assert isinstance(room, discord.TextChannel)

    with pytest.raises(discord.Forbidden) as refused:
        await room.send("hello")

    assert refused.value.code == expected


async def test_what_is_gone_is_unknown(town: Town) -> None:
    room = town.bot.get_channel(town.general.id)
    assert isinstance(room, discord.TextChannel)
    with pytest.raises(discord.NotFound) as no_message:
        await room.fetch_message(7)
    del town.fake.rooms[town.general.id]
    with pytest.raises(discord.NotFound) as no_room:
        await room.send("hello")

    assert (no_message.value.code, no_room.value.code) == (10008, 10003)


async def test_after_a_limit_the_client_tries_again_with_the_same_nonce(town: Town) -> None:
    town.fake.limit("/messages", 0.01)
    bo = await town.bot.fetch_user(town.bo.id)

    await bo.send("hello", nonce="once-and-no-more")

    (refused,), (sent,) = (
        [each for each in town.fake.sent("POST", "/messages") if each.status == status] for status in (429, 200)
    )
    assert refused.body["nonce"] == sent.body["nonce"] == "once-and-no-more"
    assert len(town.hands(town.bo).inbox()) == 1


async def test_the_same_nonce_makes_one_message(town: Town) -> None:
    bo = await town.bot.fetch_user(town.bo.id)

    first, second = [await bo.send("hello", nonce="n1") for _ in range(2)]

    assert first.id == second.id
    assert len(town.hands(town.bo).inbox()) == 1


async def test_an_answer_that_gets_lost_leaves_its_message_there(town: Town) -> None:
    bo = await town.bot.fetch_user(town.bo.id)
    await bo.create_dm()
    town.fake.lose("/messages")

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await bo.send("hello", nonce="n1")

    assert len(town.hands(town.bo).inbox()) == 1


async def test_more_than_fifty_a_second_are_limited_everywhere(town: Town) -> None:
    await asyncio.gather(*(town.bot.fetch_user(town.bo.id) for _ in range(55)))

    assert any(each.told["global"] for each in town.fake.refused)


async def test_a_broken_line_is_resumed_and_nothing_is_lost(town: Town) -> None:
    town.did = lambda interaction: interaction.response.send_message("still here")
    await town.fake.gateway.drop()

    asked = await town.hands(town.ana).slash("do")

    assert town.fake.gateway.resumed == 1
    assert asked.original
    assert asked.original.text == "still here"


async def test_every_shard_has_its_own_line() -> None:
    async with FakeDiscord(shards=2) as fake:
        fake.guild("Team", fake.user("Ana"))
        async with connected(fake, Bare(intents=INTENTS)) as bot:
            counted = len(bot.shards)

        assert (counted, fake.gateway.identified) == (2, 2)


async def test_a_wrong_token_does_not_log_in() -> None:
    async with FakeDiscord() as fake, pointed_at(fake), Bare(intents=INTENTS) as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("wrong")


async def test_privileged_intents_are_not_granted() -> None:
    async with FakeDiscord() as fake, pointed_at(fake), Bare(intents=discord.Intents.all()) as bot:
        await bot.login(fake.token)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.connect()


async def test_direct_messages_reach_only_who_asked_for_them() -> None:
    heard: list[str] = []
    for intents in (discord.Intents(guilds=True), INTENTS):
        async with FakeDiscord() as fake:
            ana = fake.user("Ana")
            fake.guild("Team", ana)
            bot = Bare(intents=intents)

            async def on_message(message: discord.Message) -> None:
                heard.append(message.content)

            bot.on_message = on_message  # type: ignore[method-assign]
            async with connected(fake, bot):
                await Hands(fake, ana, fake.dm(ana)).says(f"with {intents.value}")
                await bot.fetch_user(ana.id)

    assert heard == [f"with {INTENTS.value}"]


async def test_a_sixth_word_of_an_app_that_is_not_in_the_server_is_refused() -> None:
    async with FakeDiscord() as fake:
        ana = fake.user("Ana", installed=True)
        guild = fake.guild("Elsewhere", ana, has_app=False)
        bot = Bare(intents=INTENTS)
        refused: list[int] = []

        @bot.tree.command(name="talk", description="Talk on and on")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def talk(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("one")
            for _ in range(6):
                try:
                    await interaction.followup.send("and on")
                except discord.HTTPException as error:
                    refused.append(error.code)

        async with connected(fake, bot):
            await Hands(fake, ana, fake.room_of(guild)).slash("talk")
            await fake.until(lambda: bool(fake.refused))
            await bot.fetch_user(ana.id)

    assert refused == [40094]


async def test_people_are_shown_only_commands_that_are_for_them() -> None:
    async with FakeDiscord() as fake:
        ana, bo = fake.user("Ana"), fake.user("Bo")
        guild = fake.guild("Team", ana, bo)
        bot = Bare(intents=INTENTS)

        @bot.tree.command(name="settle", description="Settle something")
        @app_commands.default_permissions(manage_guild=True)
        @app_commands.guild_only()
        async def settle(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("settled")

        async with connected(fake, bot):
            await Hands(fake, ana, fake.room_of(guild)).slash("settle")
            with pytest.raises(NotOffered):
                await Hands(fake, bo, fake.room_of(guild)).slash("settle")
            with pytest.raises(NotOffered):
                await Hands(fake, ana, fake.dm(ana)).slash("settle")


async def test_twenty_six_choices_are_refused() -> None:
    choices = [{"name": str(number), "value": str(number)} for number in range(26)]

    (fault,) = faults("callback", {"type": 8, "data": {"choices": choices}})

    assert "choices" in fault.where


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Coach", "description": "d"},
        {"name": "coach", "description": ""},
        {"name": "coach", "description": "x" * 101},
        {"name": "coach", "description": "d", "options": [
            {"type": 3, "name": "a", "description": "d"},
            {"type": 3, "name": "b", "description": "d", "required": True},
        ]},
        {"name": "coach", "description": "d", "options": [
            {"type": 3, "name": f"o{number}", "description": "x" * 100,
             "choices": [{"name": "y" * 90, "value": str(each)} for each in range(25)]} for number in range(4)
        ]},
    ],
)  # fmt: skip
def test_commands_that_discord_would_not_take_are_refused(command: dict[str, object]) -> None:
    assert faults("commands", [command])


def test_a_misspelt_field_is_refused() -> None:
    assert faults("message", {"content": "x", "allowed_mentions": {"parse": []}, "componants": []})


async def test_silence_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fakes.discord.hands.PATIENCE", 0.2)
    town.did = nothing

    with pytest.raises(DidNotRespond):
        await town.hands(town.ana).slash("do")
