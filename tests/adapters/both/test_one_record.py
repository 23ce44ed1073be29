"""Slack and Discord share one record, and one person may have an account in each: a no there is a no here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.both.program import Both, last_word, seen, serving
from tests.adapters.discord.program import WHY, Town
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack


@pytest.fixture
def both(slack: FakeSlack, discord: FakeDiscord) -> Both:
    return Both(slack, Town.founded(discord))


async def test_a_no_at_discord_holds_at_slack(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        joined, linked = await both.joined(), await both.linked()
        await both.types("ana", f'permission request @bo "{WHY}"')
        await both.slack.reads("bo", "Ana Ruiz would like a call with you.")
        before = await both.types("ana", "call @bo")
        said = seen(await both.bo.slash("coach permission no"))
        await both.slack.reads("ana", "Bo Lind would rather not")
        checked = await both.types("ana", "call @bo")
        await both.slack.click("bo", "Yes, once")
        pressed = await both.slack.reads("bo", "You answered that already: no")
        again = await both.types("ana", "call @bo")
        verified = seen(await both.ana.slash("coach-admin verify"))

    assert "Both workspaces share one record" in joined.text
    assert "Both accounts are you now" in linked.text
    assert "the answer is open" in before.text
    assert "Ana Ruiz reads" in said.text
    assert checked.text.startswith("Please don't call.")
    assert pressed.buttons == ()
    assert again.text.startswith("Please don't call.")
    assert "as it was written" in verified.text


async def test_a_no_at_slack_holds_at_discord(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        await both.joined()
        await both.linked()
        cleo = both.newcomer("Cleo")
        asked = seen(await cleo.slash("coach permission request", person=both.town.bo, why=WHY))
        letter = await both.slack.reads("bo", "Cleo would like a call with you.")
        await both.slack.click("bo", "No, thanks")
        told = await cleo.gets()
        checked = seen(await cleo.slash("coach call", person=both.town.bo))

    assert "This is what Bo Lind reads" in asked.text
    assert WHY in letter.text
    assert both.bo.inbox() == []  # one letter, to one of his accounts
    assert "Bo Lind would rather not" in told.text
    assert checked.text.startswith("**Please don't call.**")


async def test_somebody_who_is_on_the_other_platform_alone_is_named_as_such(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        await both.joined()
        await both.linked()
        await both.newcomer("Cleo").slash("coach permission request", person=both.town.bo, why=WHY)
        await both.slack.reads("bo", "Cleo would like a call with you.")
        await both.slack.click("bo", "Yes, once")
        await both.slack.reads("bo", "Cleo may call you")
        asked = await both.types("bo", "permission revoke cleo")
        await both.slack.click("bo", "Cleo")
        taken_back = await both.slack.reads("bo", "Taken back", "C0GENERAL")

    assert asked.text.startswith("Do you mean Cleo? I know nobody by that name here, and one person on Discord.")
    assert "Cleo" in taken_back.text


async def test_a_no_of_one_account_is_everybodys_from_the_link_on(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        await both.joined()
        await both.types("bo", "permission grant @ana until I stop")
        await both.bo.slash("coach reach-me", choice="never")
        before = await both.types("ana", "call @bo")
        await both.linked()
        after = await both.types("ana", "call @bo")

    assert before.text.startswith("Yes, you may call Bo Lind")
    assert after.text.startswith("Please don't call.")


async def test_a_code_counts_only_in_a_workspace_that_has_joined(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        linked = await both.linked()
        await both.types("bo", "permission block @ana")
        checked = seen(await both.ana.slash("coach call", person=both.town.bo))

    assert "Both accounts" not in linked.text
    assert "nothing between you and Bo" in checked.text


async def test_a_workspace_at_slack_joins_a_server_at_discord(both: Both, folder: Path) -> None:
    async with serving(both.slack, both.town.fake, folder):
        shown = seen(await both.ana.slash("coach-admin join"))
        joined = await both.types("ana", f"permission join {last_word(shown.text)}")
        code = seen(await both.bo.slash("coach permission link"))
        linked = await both.types("bo", f"permission link {last_word(code.text)}")
        await both.types("bo", "permission reach-me never")
        checked = seen(await both.ana.slash("coach call", person=both.town.bo))

    assert "/coach-admin join" in shown.text
    assert "Both workspaces share one record" in joined.text
    assert "Both accounts are you now" in linked.text
    assert checked.text.startswith("**Please don't call.**")
