"""Many workspaces install the coach over HTTP: each is served with its own token, and none hears of another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select

from adapters.slack.http import SlackOverHttp
from adapters.slack.installing import Credentials
from bot.core.coach import Coach
from bot.core.front import Front
from bot.core.permission.desk import Desk
from bot.core.platforms import Outside
from bot.line import AT_ONCE, Line
from bot.relay import Relay
from storage.database import Database
from storage.leaving import STAYS
from storage.memory import Memory
from storage.tables import metadata
from tests.adapters.slack.asking import LETTER, WHY
from tests.adapters.slack.house import words
from tests.fakes.slack.country import CLIENT_ID, CLIENT_SECRET, Branch, Country
from tests.fakes.slack.town import SIGNING_SECRET
from tests.record import kept_in
from tests.words import library


@dataclass(slots=True)
class World:
    """A country of workspaces, and the program that serves them."""

    country: Country
    platform: SlackOverHttp
    memory: Memory
    database: Database
    pages: str
    session: ClientSession

    async def install(self, *teams: str) -> list[Branch]:
        """Have workspaces install the coach."""
        for team in teams:
            status, page = await self.country.install(team, self.session, self.pages)
            assert (status, f"Ask First is in Team {team}." in page) == (200, True)
        return [self.country.branches[team] for team in teams]

    async def let_token_end(self, team: str) -> None:
        """Have a workspace's token end within a minute."""
        found = await self.platform._store.found(f"slack:{team}")
        assert found is not None
        found.bot_token_expires_at = int(self.country.now()) + 60
        await self.platform._store.async_save(found)

    async def quiet(self) -> None:
        """Wait until nothing more is under way."""
        while self.platform.busy:  # noqa: ASYNC110 - what is waited for happens in the code under test
            await asyncio.sleep(0.01)

    def everything(self) -> str:
        """Return every value of every table."""
        tables = metadata.sorted_tables
        return self.database.transact(
            lambda connection: str([connection.execute(select(table)).all() for table in tables]), write=False
        )


@asynccontextmanager
async def opened(file: Path, *, renews: bool = False) -> AsyncIterator[World]:
    """Serve a country, with the record in *file*."""
    stop, wake = asyncio.Event(), asyncio.Event()
    async with AsyncExitStack() as stack:
        database = stack.enter_context(kept_in(file))
        memory = Memory.opened(database, b"s" * 32, wake=wake.set)
        served, runner = web.Application(), None
        runner = web.AppRunner(served, access_log=None)
        socket = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = socket.sockets[0].getsockname()[1]
        socket.close()
        pages = f"http://127.0.0.1:{port}"
        country = await stack.enter_async_context(Country(f"{pages}/slack/events", renews))

        def clock() -> datetime:
            return datetime.fromtimestamp(country.now(), UTC)

        desk = Desk(memory, words("permission"), clock)
        front = Front(Coach(library(), desk), desk, library().phrases, words("forms"), line=Line())
        outside = Outside(words("slack"), library().labels, clock)
        app = Credentials(SIGNING_SECRET, CLIENT_ID, CLIENT_SECRET, "", country.api_url, pages)
        platform = SlackOverHttp(app, memory.installations, front, outside)
        await platform.start()
        platform.mount(served)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        relay = asyncio.ensure_future(Relay(memory.post, {"slack": platform}, clock, desk).run(stop, wake))
        session = await stack.enter_async_context(ClientSession())
        try:
            yield World(country, platform, memory, database, pages, session)
        finally:
            stop.set()
            await relay
            await platform.stop()
            await runner.cleanup()
        assert [each for branch in country.branches.values() for each in branch.complaints] == []


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path / "record.db") as found:
        yield found


async def ask_bo(branch: Branch) -> None:
    await branch.type_slash("ana", f'permission request @bo "{WHY}"')
    await branch.reads("bo", LETTER.replace("Ana Ruiz", f"Ana Ruiz of {branch.team}"))


async def test_a_workspace_that_installs_the_coach_is_served(world: World) -> None:
    [branch] = await world.install("T0001")

    await branch.type_slash("ana", "call @bo")
    await ask_bo(branch)
    await branch.click("bo", "Yes, once")
    await branch.reads("ana", "Bo Lind of T0001")

    assert branch.refusals() == []
    assert world.country.strangers == []


async def test_none_hears_of_another(world: World) -> None:
    branches = await world.install("T0001", "T0002", "T0003")

    await asyncio.gather(*(ask_bo(branch) for branch in branches))
    await branches[0].click("bo", "No, thanks")
    await world.quiet()

    for branch in branches:
        said = json.dumps([[post.text, post.blocks] for post in branch.town.posts])
        assert [other.team for other in branches if other is not branch and other.team in said] == []
    assert world.country.strangers == []
    checks = [await branch.type_slash("ana", "call @bo") for branch in branches]
    answers = [json.dumps(check.ack) for check in checks]
    assert answers[1].replace("T0002", "") == answers[2].replace("T0003", "")
    assert answers[0].replace("T0001", "") != answers[1].replace("T0002", "")


async def test_whoever_removes_it_is_left_alone_at_once_and_forgotten_after_thirty_days(world: World) -> None:
    stays, leaves = await world.install("T0001", "T0002")
    await asyncio.gather(*(ask_bo(branch) for branch in (stays, leaves)))

    await world.country.uninstall("T0002")
    assert "T0002" in world.everything()
    assert await world.memory.installations.find("slack:T0002") is None
    delivery = await leaves.type_slash("ana", "call @bo")
    posts = len(leaves.town.posts)
    now = datetime.fromtimestamp(world.country.now(), UTC)
    await world.memory.let_go(now + STAYS)

    assert (delivery.ack or {}) == {} or "not" in json.dumps(delivery.ack)
    assert len(leaves.town.posts) == posts
    assert "T0002" not in world.everything()
    assert "T0001" in world.everything()
    await stays.type_slash("ana", "call @bo")
    assert stays.refusals() == []


async def test_whoever_comes_back_finds_what_was_there(world: World) -> None:
    [branch] = await world.install("T0001")
    await ask_bo(branch)
    await branch.click("bo", "Yes, until I say stop")
    await world.quiet()
    await world.country.uninstall("T0001")
    branch.api.revoked = False

    await world.install("T0001")
    check = await branch.type_slash("ana", "call @bo")

    assert "Yes" in json.dumps(check.ack)


async def test_an_organisation_that_installs_the_coach_has_one_record_in_all_its_workspaces(world: World) -> None:
    first = await world.country.found("T0001", "E0001")
    status, page = await world.country.install("T0001", world.session, world.pages)
    second = await world.country.found("T0002", "E0001")
    outsider = await world.country.found("T0003")

    await ask_bo(first)
    await first.click("bo", "Yes, until I say stop")
    await first.reads("ana", "Bo Lind of T0001 said yes.")
    await first.dm("ana", "may I call somebody I only know from a forum?")
    await first.reads("ana", "Ask first")
    check = await second.type_slash("ana", "call @bo")
    refused = await outsider.type_slash("ana", "call @bo")
    await world.quiet()

    assert (status, "Ask First is in Organisation E0001." in page, "team=E0001" in page) == (200, True, True)
    assert await world.memory.installations.find("slack:E0001")
    assert await world.memory.installations.find("slack:T0001") is None
    assert "Yes, you may call Bo Lind" in json.dumps(check.ack)
    assert "not installed here" in json.dumps(refused.ack)
    assert world.country.strangers == []
    assert first.refusals() == []

    await world.country.uninstall("T0001")
    gone = await second.type_slash("ana", "call @bo")

    assert await world.memory.installations.find("slack:E0001") is None
    assert "Yes, you may call" not in json.dumps(gone.ack)


async def test_tokens_are_renewed_before_they_end_also_by_many_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "record.db", renews=True) as world:
        [branch] = await world.install("T0001")
        for _ in range(2):
            await world.let_token_end("T0001")
            await asyncio.gather(
                *(branch.dm("ana", f"may I call somebody I met {number} times?") for number in range(5))
            )
            await world.quiet()

        assert world.country.strangers == []
        assert len(world.country.refreshing) == 1
        assert len(world.country.tokens) == 3


# Whoever is not Slack


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v0=ünsigned"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "１２３"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 30},
    ],
)
async def test_nobody_but_slack_is_listened_to(world: World, change: dict[str, str]) -> None:
    [branch] = await world.install("T0001")
    body = json.dumps({"type": "url_verification", "challenge": "hello"})
    headers = {"Content-Type": "application/json", **branch.signed(body)}
    url = f"{world.pages}/slack/events"

    async with world.session.post(url, data=body, headers={**headers, **change}) as refused:
        assert refused.status == 401
    async with world.session.post(url, data=body, headers=headers) as taken:
        assert (taken.status, "hello" in await taken.text()) == (200, True)
    async with world.session.post(url, data=body, headers=headers) as replayed:
        assert replayed.status == 401


async def test_what_comes_on_top_of_too_much_is_refused_and_may_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [branch] = await world.install("T0001")
    body = json.dumps({"type": "url_verification", "challenge": "hello"})
    headers = {"Content-Type": "application/json", **branch.signed(body)}
    statuses = []

    for at_once in (0, 1):
        monkeypatch.setattr("adapters.slack.http.AT_ONCE", at_once)
        async with world.session.post(f"{world.pages}/slack/events", data=body, headers=headers) as answer:
            statuses.append(answer.status)

    assert statuses == [503, 200]


async def test_where_many_are_served_a_command_is_taken_down_first_and_answered_after(world: World) -> None:
    [branch] = await world.install("T0001")
    with ExitStack() as crowd:
        for _ in range(AT_ONCE):
            crowd.enter_context(world.platform._front.line.at_the_desk())
        typed = await branch.type_slash("ana", "reach-me write")
        await world.quiet()

    assert typed.ack in (None, "", {})
    assert any("write" in post.text.casefold() for post in branch.told("ana", "C0GENERAL"))
    checked = await branch.type_slash("bo", "call @ana")
    assert "writ" in json.dumps(checked.ack).casefold()


@pytest.mark.parametrize("age", [-301, 301])
async def test_what_is_stale_or_from_the_future_is_refused(world: World, age: float) -> None:
    [branch] = await world.install("T0001")
    body = json.dumps({"type": "url_verification", "challenge": "hello"})
    headers = {"Content-Type": "application/json", **branch.signed(body, age=age)}

    async with world.session.post(f"{world.pages}/slack/events", data=body, headers=headers) as refused:
        assert refused.status == 401


async def test_a_workspace_that_never_installed_it_gets_nothing(world: World) -> None:
    branch = await world.country.found("T0666")

    typed = await branch.type_slash("ana", "call @bo")
    await world.quiet()

    assert "I'm not installed here" in json.dumps(typed.ack)
    assert branch.calls == []
    assert "T0666" not in world.everything()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("error=access_denied", "nothing was installed"),
        ("code=x&state=made-up", "another browser"),
        ("", "another browser"),
        ('error="><script>', "Please try again"),
    ],
)
async def test_an_installation_that_fails_says_what_to_do(world: World, query: str, says: str) -> None:
    async with world.session.get(f"{world.pages}/slack/oauth_redirect?{query}") as answer:
        page = await answer.text()

    assert says in page
    assert "<script>" not in page
    assert "/slack/install" in page


async def test_a_page_is_good_for_one_installation(world: World) -> None:
    await world.install("T0001")
    async with world.session.get(f"{world.pages}/slack/install") as first:
        cookie = first.headers["Set-Cookie"].partition(";")[0]
    state = cookie.partition("=")[2]
    world.country.codes |= {"a": "T0001", "b": "T0001"}
    statuses = []
    for code in "ab":
        url = f"{world.pages}/slack/oauth_redirect?code={code}&state={state}"
        async with world.session.get(url, headers={"Cookie": cookie}) as answer:
            statuses.append(answer.status)

    assert statuses == [200, 401]


async def test_a_huge_delivery_is_not_read(world: World) -> None:
    async with world.session.post(f"{world.pages}/slack/events", data=b"x" * 1_000_001) as refused:
        assert refused.status == 413
