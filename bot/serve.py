"""Runs what app built: the platforms on which the coach speaks."""

from __future__ import annotations

from string import Template

from bot import app
from bot.core.coach import Coach
from bot.core.people import Caller
from bot.settings import Settings


async def chat(settings: Settings, caller: Caller) -> None:
    """Run the terminal chat until the person leaves.

    Raises:
        BrokenWords: a file in prompts/ is broken.
    """
    from adapters.console.chat import Chat, run  # a one-shot command needs no chat

    library = app.library(settings)
    phrases = library.phrases["console"]
    if settings.model:
        greeting = Template(library.phrases["model"]["greeting"]).safe_substitute(name=settings.model.name)
        phrases = phrases | {"greeting": greeting}
    with app.desk_or_excuse(settings) as desk:
        async with app.author(settings, library, desk.memory) as author:
            conversation = Chat(Coach(library, desk, author), caller, library.phrases["pressed"])
            await run(conversation, phrases, library.labels, settings.home / "history")
