"""Runs what app built: the platforms on which the coach speaks, and whoever brings letters to them."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from string import Template
from typing import TYPE_CHECKING

from bot import app, taking_up
from bot.core.coach import Coach
from bot.core.errors import BadSettings
from bot.core.people import Caller
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.connections import Mount
    from bot.core.platforms import Platform
    from storage.memory import Memory

log = logging.getLogger(__name__)

LISTENING = "Ask First is listening on {}. Ctrl+C ends it."
DRAIN = 20.0
"""Seconds that what is under way has to end in; Docker and systemd are told to wait longer before they kill."""
LETTING_GO = 6 * 3600.0
"""Seconds between looks for workspaces that left long ago."""
PORT_TAKEN = "ASKFIRST_HTTP_PORT {} can't be used at {}: {}."


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


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve every platform that the settings name, until the program is asked to end; *say* tells that it began.

    Raises:
        BadSettings: they name none, or a platform refuses what they say.
        BrokenWords: a file in prompts/ is broken.
        Unavailable: the database or a platform can't be reached.
    """
    logging.getLogger("bot").setLevel(logging.INFO)  # a line an answer, without a word of it
    stop, wake, look = asyncio.Event(), asyncio.Event(), asyncio.Event()
    _end_on_signals(stop)

    def woken() -> None:
        wake.set()
        look.set()  # what was said may have set up a reminder

    began = app.now()  # before anything can be claimed, or a question asked at the start would be answered twice
    with app.house(settings, woken) as house:
        if settings.token_keys and (lost := await house.memory.installations.reseal()):
            log.warning("none of our keys opens what %d workspaces gave; they have to install Ask First again", lost)
        under_way: list[asyncio.Task[None]] = []
        try:
            for platform in house.platforms:  # the first that can't be started ends it all, so that somebody reads why
                await platform.start()
            gc.collect()
            gc.freeze()  # what was loaded stays; to go through it again would hold up an answer for a tenth of a second
            say(LISTENING.format(" and ".join(each.name.title() for each in house.platforms)))
            under_way.append(asyncio.create_task(house.relay.run(stop, wake)))
            under_way.append(asyncio.create_task(house.bell.run(stop, look)))
            left = taking_up.Left(house.platforms, house.memory)
            beside = [
                asyncio.create_task(left.before(began) if settings.embedded else left.by_others()),
                asyncio.create_task(_let_go(house.memory)),
            ]
            async with _answering(house.mounts, settings.listens_at, settings.http_port):
                await stop.wait()
            for task in beside:
                task.cancel()
        finally:
            stop.set()
            await _drain(house.platforms, under_way)
            if house.author:
                await house.author.model.close()


def _end_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows ends a program by an exception instead
            loop.add_signal_handler(number, stop.set)


@asynccontextmanager
async def _answering(mounts: Sequence[Mount], host: str | None, port: int | None) -> AsyncIterator[None]:
    """Answer over HTTP, if a port was given for that, at the address *host* or at every one."""
    if port is None:
        yield
        return
    from aiohttp import web

    served = web.Application()
    for mount in mounts:
        mount(served)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise BadSettings(PORT_TAKEN.format(port, host or "every address", error.strerror)) from error
        yield
    finally:
        await runner.cleanup()


async def _let_go(memory: Memory) -> None:
    """Now and then, delete what is kept of workspaces that left long ago."""
    while True:
        try:
            await memory.let_go(app.now())
        except Exception:
            log.exception("what is kept of workspaces that left could not be deleted yet")
        await asyncio.sleep(LETTING_GO)


async def _drain(platforms: Sequence[Platform], letters: Sequence[asyncio.Task[None]]) -> None:
    """Let what is under way end; the letters that are being carried first, as they need their platforms."""
    try:
        async with asyncio.timeout(DRAIN):
            if letters:
                await asyncio.wait(letters, timeout=DRAIN / 4)
            ended = await asyncio.gather(*(each.stop() for each in platforms), return_exceptions=True)
    except TimeoutError:
        log.warning("something was still under way after %.0f seconds", DRAIN)
    else:
        for fault in filter(None, ended):
            log.error("a platform did not stop cleanly", exc_info=fault)
