"""The whole way, through the program as it is shipped: Discord, adapter, coach, record, and back."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.discord.program import WHY, Town, serving
from tests.fakes.discord.server import FakeDiscord


async def test_a_permission_goes_all_the_way_round(folder: Path) -> None:
    async with FakeDiscord() as fake:
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
