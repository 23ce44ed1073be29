"""Runs what app built: the platforms on which the coach speaks."""

from __future__ import annotations

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
    with app.desk_or_excuse(settings) as desk:
        conversation = Chat(Coach(library, desk), caller, library.phrases["pressed"])
        await run(conversation, library.phrases["console"], library.labels, settings.home / "history")
