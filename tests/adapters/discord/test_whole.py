"""The whole way, through the program as it is shipped: Discord, adapter, coach, record, and back."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.discord.program import WHY, Town, begun, serving
from tests.fakes.discord.server import FakeDiscord


async def test_a_permission_goes_all_the_way_round(folder: Path) -> None:
    async with FakeDiscord(shards=2) as fake:
        town = Town.founded(fake)
        ana, bo = town.hands(town.ana), town.hands(town.bo)
        async with serving(folder, fake):
            answered = await ana.slash("coach ask", question="is it ok to call someone I only know from a forum?")
            assert answered.original
            assert "Ask first" in answered.original.text

            checked = await ana.slash("coach call", person=town.bo)
            assert checked.original
            assert "nothing between you and Bo" in checked.original.text

            form = await ana.click(checked.original, "Ask Bo")
            sent = await ana.submit(form, {"Your own sentence: what is it about?": WHY})
            assert sent.original
            assert "Sent." in sent.original.text

            letter = await bo.gets()
            assert "Ana Ruiz would like a call with you." in letter.text
            assert WHY in letter.text

            await bo.in_dm().click(letter, "Yes, once")
            assert "Ana Ruiz may call you" in letter.text
            assert "Yes, once" not in letter.buttons

            told = await ana.gets()
            assert "Bo said yes" in told.text
            again = await ana.slash("coach call", person=town.bo)
            assert again.original
            assert "you may call Bo" in again.original.text
        assert fake.refused == []


async def test_every_surface_outlives_the_program(folder: Path) -> None:
    """Kill it after every step; what stands on the screen from before goes on working."""
    async with FakeDiscord() as fake:
        town = Town.founded(fake)
        ana, bo = town.hands(town.ana), town.hands(town.bo)
        posted = await bo.says("I rewrote my bread oven controller in Rust this weekend.")
        async with serving(folder, fake) as served:
            answered = await ana.slash("coach ask", question="is it ok to call someone I only know from a forum?")
            form = await ana.slash("coach permission request", person=town.bo)
            draft = await ana.message_menu("Write to the author about this", posted)
            menu = await ana.user_menu("May I call them?", town.bo)
            await served.kill()
        assert answered.original
        assert menu.original
        async with serving(folder, fake) as served:
            why = await ana.click(answered.original, "Why?")
            await ana.submit(form, {"Your own sentence: what is it about?": WHY})
            written = await ana.submit(draft, {"What would you like?": "Ask how the heat stays even"})
            letter = await bo.gets()
            await served.kill()
        async with serving(folder, fake) as served:
            limits = await bo.in_dm().choose(letter, "Only at these hours")
            await served.kill()
        async with serving(folder, fake) as served:
            await bo.in_dm().submit(limits, {"Only at these hours": "weekdays 9-12 Europe/Lisbon"})
            told = await ana.gets()
            await served.kill()
        async with serving(folder, fake):
            talked = await ana.dm("what do you keep about me?")
        assert why.original
        assert written.original
        assert "weekdays 9:00" in told.text or "weekdays 09:00" in told.text
        assert talked.text
        assert fake.syncs == 1
        assert fake.refused == []


async def test_what_was_cut_short_is_answered_after_a_restart(folder: Path) -> None:
    async with FakeDiscord() as fake:
        ana = Town.founded(fake).hands(next(user for user in fake.users.values() if user.name == "Ana Ruiz"))
        async with serving(folder, fake) as served:
            fake.limit("/webhooks", 30)
            asked = await ana.send("coach ask", question="is it ok to call someone I only know from a forum?")
            await fake.until(lambda: bool(fake.refused))
            await served.kill()
        assert not asked.settled
        async with serving(folder, fake):
            await fake.until(lambda: asked.settled, 15)
        assert asked.original
        assert "Ask first" in asked.original.text


async def test_whoever_asked_too_long_ago_hears_that_it_was_interrupted(folder: Path) -> None:
    async with FakeDiscord() as fake:
        ana = Town.founded(fake).hands(next(user for user in fake.users.values() if user.name == "Ana Ruiz"))
        async with serving(folder, fake) as served:
            fake.limit("/webhooks", 30)
            await ana.send("coach ask", question="is it ok to call someone I only know from a forum?")
            await fake.until(lambda: bool(fake.refused))
            await served.kill()
        fake.clock.advance(minutes=16)
        async with serving(folder, fake):
            told = await ana.gets()
        assert "I was interrupted" in told.text


async def test_a_wrong_token_is_told_in_a_line(folder: Path) -> None:
    async with FakeDiscord() as fake:
        served = begun(folder, fake, DISCORD_TOKEN="no such")  # noqa: S106
        code = await served.ended()

        assert code != 0
        assert "DISCORD_TOKEN" in served.errors
        assert "Traceback" not in served.errors


async def test_asked_to_end_it_ends_what_is_under_way(folder: Path) -> None:
    async with FakeDiscord() as fake:
        ana = Town.founded(fake).hands(next(user for user in fake.users.values() if user.name == "Ana Ruiz"))
        async with serving(folder, fake) as served:
            fake.limit("/webhooks", 1.0)
            asked = await ana.send("coach ask", question="is it ok to call someone I only know from a forum?")
            await fake.until(lambda: bool(fake.refused))

            assert await served.end() == 0

        assert asked.original
        assert "Ask first" in asked.original.text


async def test_commands_that_discord_refuses_keep_it_from_nothing_else_and_are_told_anew(folder: Path) -> None:
    async with FakeDiscord() as fake:
        town = Town.founded(fake)
        fake.fail("/commands", 400)
        async with serving(folder, fake):
            answered = await town.hands(town.ana).dm("is it ok to call someone I only know from a forum?")
        assert fake.syncs == 0
        async with serving(folder, fake):
            checked = await town.hands(town.ana).slash("coach call", person=town.bo)
        assert fake.syncs == 1
        assert "Ask first" in answered.text
        assert checked.original
