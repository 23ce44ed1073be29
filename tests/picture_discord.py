"""Draws the README's pictures of Discord anew: `.venv/bin/python -m tests.picture_discord`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.adapters.discord.program import WHY, Town, serving
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.view import picture
from tests.fakes.discord.world import Interaction, Message
from tests.words import counted

DOCS = Path(__file__).resolve().parents[1] / "docs"
QUESTION = "is it ok to call someone I only know from a forum?"


def seen(interaction: Interaction) -> Message:
    """Return what came of it."""
    if interaction.original is None:
        raise RuntimeError("nothing came of it")
    return interaction.original


async def draw(folder: Path) -> None:
    """Let Ana and Bo use the shipped program, and draw what they see."""
    async with FakeDiscord() as fake:
        town = Town.founded(fake)
        ana, bo = town.hands(town.ana), town.hands(town.bo)
        async with serving(folder, fake):
            answered = seen(await ana.slash("coach ask", question=QUESTION))
            checked = seen(await ana.slash("coach call", person=town.bo))
            _write("discord.svg", (answered, "Ana Ruiz used /coach ask"), (checked, "Ana Ruiz used /coach call"))
            form = await ana.click(checked, "Ask Bo")
            await ana.submit(form, {"Your own sentence: what is it about?": WHY})
            letter = await bo.gets()
            _write("discord-asked.svg", (letter, ""))


def _write(file: str, *scene: tuple[Message, str]) -> None:
    (DOCS / file).write_text(picture(scene), encoding="utf-8")


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        asyncio.run(draw(counted(Path(name))))
