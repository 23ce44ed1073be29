"""Serving starts every platform, takes up what was interrupted, and ends in order when it is asked to."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot import app, connections
from bot.core import pending
from bot.core.commands import Ask
from bot.core.delivering import Address, Leased
from bot.core.errors import BadSettings
from bot.core.front import Front
from bot.core.installing import Installations
from bot.core.people import Caller, Mention
from bot.core.permission.verbs import Request
from bot.core.platforms import Outside, Platform
from bot.core.ports import Interrupted
from bot.serve import serve
from bot.settings import Settings
from storage.database import Database
from storage.memory import Memory
from storage.serving import SILENT
from tests.words import library

PEOPLE = (Mention("T1:U1", "Ana"), Mention("T1:U2", "Bo"))
ANA = Caller("slack:T1", "T1:U1", platform="slack", name="Ana", mentions=PEOPLE, delivery="Ev1")
WHY = "Your note on wheel tags saved my release. May I ask how you test them?"
TOKEN = "xoxb-1"  # noqa: S105 - no platform is asked

Act = Callable[["Stage"], Awaitable[object]]


@dataclass(slots=True)
class Stage:
    """A platform on which something happens once it is started; it keeps what was done with it."""

    front: Front
    act: Act
    refuses: bool = False
    name: str = "slack"
    trouble: str = ""
    doubles: bool = True
    alone: bool = False
    done: list[str] = field(default_factory=list)
    carried: asyncio.Event = field(default_factory=asyncio.Event)
    acting: asyncio.Task[object] | None = None

    async def start(self) -> None:
        if self.refuses:
            raise BadSettings("SLACK_BOT_TOKEN was revoked. Put a new one into .env.")
        self.done.append("started")
        self.acting = asyncio.ensure_future(self.act(self))

    async def carry(self, _leased: Leased, address: Address) -> str:
        self.done.append(f"carried to {address.person}")
        self.carried.set()
        return "D1/1"

    async def resume(self, interrupted: Interrupted) -> None:
        self.done.append(f"resumed {interrupted.delivery} {interrupted.reply_to}")
        self.carried.set()

    async def stop(self) -> None:
        if self.acting:
            await self.acting
        self.done.append("stopped")


@dataclass(slots=True)
class House:
    """Settings for serving one stage or two, and what was said and done."""

    settings: Settings
    stages: list[Stage]
    said: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Serve until asked to end, at most twenty seconds."""
        async with asyncio.timeout(20):
            await serve(self.settings, self.said.append)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., House]]:
    library()  # which takes seconds the first time, and none of those that ending may take

    def built(*acts: Act, refuses: bool = False) -> House:
        stages: list[Stage] = []

        def platforms(
            _settings: Settings, front: Front, _outside: Outside, _installed: Installations
        ) -> tuple[tuple[Platform, None], ...]:
            stages.extend(Stage(front, act) for act in acts)
            stages[-1].refuses = refuses
            return tuple((stage, None) for stage in stages)

        monkeypatch.setattr(connections, "built", platforms)
        counted = library()  # seconds, which are none of the serving's
        monkeypatch.setattr(app, "library", lambda _settings: counted)
        return House(Settings(tmp_path, slack_bot_token=TOKEN), stages)

    yield built
    logging.getLogger("bot").setLevel(logging.NOTSET)


async def end(_stage: Stage) -> None:
    """Ask the program to end, as Docker and systemd do."""
    await asyncio.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)


async def nothing(_stage: Stage) -> None:
    """Let nothing happen."""


async def ask_bo(stage: Stage) -> None:
    """Ask for a call, and end once the question has gone out."""
    await stage.front.take(Request("Bo", WHY), ANA)
    await stage.carried.wait()
    await end(stage)


async def test_it_says_that_it_listens_and_ends_when_asked(house: Callable[..., House]) -> None:
    opened = house(end)

    await opened.run()

    assert opened.said == ["Ask First is listening on Slack. Ctrl+C ends it."]
    assert opened.stages[0].done == ["started", "stopped"]


async def test_a_question_goes_out_as_soon_as_it_is_asked(house: Callable[..., House]) -> None:
    opened = house(ask_bo)

    await opened.run()

    assert opened.stages[0].done == ["started", "carried to T1:U2", "stopped"]


async def test_a_platform_that_refuses_is_read_of_and_the_others_are_let_go(house: Callable[..., House]) -> None:
    opened = house(nothing, nothing, refuses=True)

    with pytest.raises(BadSettings, match="revoked"):
        await opened.run()

    assert opened.said == []
    assert [stage.done for stage in opened.stages] == [["started", "stopped"], ["stopped"]]


async def test_what_the_last_process_left_is_taken_up(house: Callable[..., House]) -> None:
    async def leave(stage: Stage) -> None:
        await stage.front.claim(Ask("May I call her?"), ANA, "response 1")
        await end(stage)

    async def wait(stage: Stage) -> None:
        await stage.carried.wait()
        await end(stage)

    await house(leave).run()
    opened = house(wait)
    await opened.run()

    assert opened.stages[0].done == ["started", "resumed Ev1 response 1", "stopped"]


async def test_with_no_platform_named_it_says_where_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SLACK_BOT_TOKEN"):
        await serve(Settings(tmp_path), print)


async def test_next_to_others_only_what_is_old_is_taken_up(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.taking_up.IN_FLIGHT", timedelta(seconds=0.3))
    monkeypatch.setattr("bot.taking_up.SIGNS", 0.1)
    with closing(Database(f"sqlite:///{tmp_path / 'shared.db'}")) as database:
        database.prepare()

    async def leave(stage: Stage) -> None:
        await stage.front.claim(Ask("May I call her?"), ANA, "response 1")
        assert not stage.carried.is_set()
        await stage.carried.wait()
        await end(stage)

    opened = house(leave)
    shared = f"sqlite:///{tmp_path / 'shared.db'}"
    opened.settings = replace(opened.settings, database=shared, secret="s" * 32)
    await opened.run()

    assert opened.stages[0].done == ["started", "resumed Ev1 response 1", "stopped"]


async def test_what_a_silent_process_left_is_taken_up_and_what_a_living_one_has_is_not(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.taking_up.SIGNS", 0.05)
    shared = f"sqlite:///{tmp_path / 'shared.db'}"
    with closing(Database(shared)) as killed, closing(Database(shared)) as living:
        killed.prepare()
        for database, delivery, last in ((killed, "Ev1", SILENT), (living, "Ev2", timedelta())):
            memory = Memory.opened(database, b"s" * 32)
            await memory.sign(app.now() - last)
            caller = replace(ANA, delivery=delivery)
            await memory.claim(ANA.team, delivery, app.now(), pending.write("/ask may I call?", caller, "response"))

    async def end_once_carried(stage: Stage) -> None:
        await stage.carried.wait()
        await asyncio.sleep(0.3)
        await end(stage)

    opened = house(end_once_carried)
    opened.settings = replace(opened.settings, database=shared, secret="s" * 32)
    await opened.run()

    assert opened.stages[0].done == ["started", "resumed Ev1 response", "stopped"]


async def test_it_answers_whoever_asks_whether_all_is_well(house: Callable[..., House], unused_tcp_port: int) -> None:
    answers: list[tuple[int, bool]] = []

    async def ask(stage: Stage) -> None:
        await asyncio.sleep(0.2)
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{unused_tcp_port}/healthz") as answer:
            answers.append((answer.status, (await answer.json())["ok"]))
        await end(stage)

    opened = house(ask)
    opened.settings = replace(opened.settings, http_port=unused_tcp_port)
    await opened.run()

    assert answers == [(200, True)]


async def test_only_this_computer_is_answered(house: Callable[..., House], unused_tcp_port: int) -> None:
    answered: dict[str, bool] = {}

    async def knock(stage: Stage) -> None:
        await asyncio.sleep(0.2)
        for address in ("127.0.0.1", "127.0.0.2"):  # the second stands for any other of its addresses
            with closing(socket.socket()) as knocking:
                answered[address] = knocking.connect_ex((address, unused_tcp_port)) == 0
        await end(stage)

    opened = house(knock)
    opened.settings = replace(opened.settings, slack_app_token=TOKEN, http_port=unused_tcp_port)
    await opened.run()

    assert answered == {"127.0.0.1": True, "127.0.0.2": False}


async def test_a_port_that_is_taken_is_said_so(house: Callable[..., House]) -> None:
    opened = house(nothing)

    with socket.create_server(("", 0)) as taken:
        opened.settings = replace(opened.settings, http_port=taken.getsockname()[1])
        with pytest.raises(BadSettings, match="ASKFIRST_HTTP_PORT"):
            await opened.run()

    assert opened.stages[0].done == ["started", "stopped"]


async def test_a_folder_is_served_once(house: Callable[..., House]) -> None:
    first, second = house(nothing), house(nothing)

    with app.serving_alone(first.settings), pytest.raises(BadSettings, match="served"):
        await second.run()
