"""A reminder set up in Slack posts its tip in the channel, once, and rests when that channel is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.slack import markup
from bot.bell import Bell
from bot.core.people import Mention
from bot.core.permission.desk import Desk
from bot.core.reminding import losing
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.wording import Words
from bot.relay import Relay
from tests.adapters.slack.house import PROMPTS, House, words
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import TEAM
from tests.words import library

SETTING_UP = "reminder add #general every monday at 9 Lisbon about cold calls"


@dataclass(frozen=True, slots=True)
class Later:
    """What serves at another time than now."""

    house: House
    at: datetime

    async def ring(self) -> int:
        """Settle what is due then, and carry it; return how many slots that were."""
        say = Words.read(PROMPTS)
        desk = Desk(
            self.house.memory,
            words("permission"),
            lambda: self.at,
            lose=lambda book, letter, now: losing.lose(book, letter, now, say),
        )
        bell = Bell(self.house.memory.timetable, Posting.of(library()), ("slack",), lambda: self.at, lambda: None)
        settled = await bell.round()
        relay = Relay(self.house.memory.post, {"slack": self.house.platform}, lambda: self.at, desk)
        while await relay.round():
            pass
        return settled


async def reminders(house: House) -> tuple[Reminder, ...]:
    return await house.memory.read(f"slack:{TEAM}", lambda book: book.reminders.all())


async def set_up(house: House, slack: FakeSlack, typed: str = SETTING_UP) -> Later:
    """Set a reminder up, and return the moment at which it is due."""
    await slack.type_slash("ana", typed)
    await house.quiet()
    await slack.click("ana", "Set it up")
    await house.quiet()
    (kept,) = await reminders(house)
    assert kept.slot
    return Later(house, kept.slot.at)


async def test_a_tip_is_posted_in_the_channel_once_and_says_who_set_it_up(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack)
    assert [await later.ring(), await later.ring()] == [1, 0]

    (first,) = [post for post in slack.town.posts if not post.seen_by and post.place == "C0GENERAL"]
    assert "Ana Ruiz set this up" in str(first.blocks)
    assert "To change or end it: /coach reminder list." in str(first.blocks)

    assert await Later(house, later.at + timedelta(days=7)).ring() == 1
    posts = [post for post in slack.town.posts if not post.seen_by and post.place == "C0GENERAL"]
    assert len(posts) == 2
    assert "set this up" not in str(posts[1].blocks)


async def doubted(house: House, slack: FakeSlack) -> Later:
    """Have the one reminder rung, of whose tip nothing is heard, and let a while pass."""
    later = await set_up(house, slack)
    await later.ring()
    slack.advance((later.at - datetime.fromtimestamp(slack.now(), UTC)).total_seconds() + 90)
    return replace(later, at=datetime.fromtimestamp(slack.now(), UTC))


def posts(slack: FakeSlack) -> int:
    """Return how much stands in the channel for everybody."""
    return sum(not post.seen_by and post.place == "C0GENERAL" for post in slack.town.posts)


async def test_a_tip_that_may_not_have_arrived_is_told_and_sent_again_when_an_admin_says_so(
    house: House, slack: FakeSlack
) -> None:
    slack.lose("chat.postMessage")
    later = await doubted(house, slack)
    assert posts(slack) == 0

    for who in ("bo", "ana"):
        await slack.type_slash(who, "reminder list")
        await house.quiet()
    assert "may not have arrived" in slack.told("ana", "C0GENERAL")[-1].text
    assert "Send it again" not in slack.told("bo", "C0GENERAL")[-1].buttons
    await slack.click("ana", "Send it again")
    await house.quiet()
    await slack.until(lambda: posts(slack) == 1)

    assert await later.ring() == 0
    await slack.type_slash("ana", "reminder list")
    await house.quiet()
    assert "may not have arrived" not in slack.told("ana", "C0GENERAL")[-1].text
    assert posts(slack) == 1


async def test_a_tip_that_did_arrive_is_in_doubt_no_more_when_an_admin_says_so(house: House, slack: FakeSlack) -> None:
    slack.lose("chat.postMessage", answer_only=True)
    later = await doubted(house, slack)
    assert posts(slack) == 1

    await slack.type_slash("ana", "reminder list")
    await house.quiet()
    await slack.click("ana", "It arrived")
    await house.quiet()

    assert "It counts as posted." in slack.told("ana", "C0GENERAL")[-1].text
    assert await later.ring() == 0
    assert posts(slack) == 1


async def test_a_tip_for_oneself_comes_in_a_direct_message_and_stop_pauses_it(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack, "reminder add me every day at 12:00")
    await later.ring()

    assert "You asked for this" in slack.told("ana")[-1].text
    await slack.dm("ana", "stop")
    await slack.reads("ana", "Paused.")
    assert [each.pause for each in await reminders(house)] == ["paused"]


async def test_a_channel_votes_and_the_next_day_both_authors_speak_once(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack, "reminder add #general every day at 12:00 Lisbon about dilemmas")
    await later.ring()
    slack.advance((later.at - datetime.fromtimestamp(slack.now(), UTC)).total_seconds() + 60)
    (asked,) = [post for post in slack.town.posts if not post.seen_by and post.place == "C0GENERAL"]
    aye, no, _ = slack.told("bo", "C0GENERAL")[-1].buttons

    for who, label in (("bo", no), ("bo", aye), ("ana", no), ("cy", no)):
        await slack.click(who, label, "general", asked)
        await house.quiet()
    assert "Counted: you'd" in slack.told("bo", "C0GENERAL")[-1].text
    assert "Counted" not in str([post.blocks for post in slack.town.posts if not post.seen_by])

    await slack.type_slash("ana", "reminder snooze r1")
    await house.quiet()
    next_day = replace(later, at=later.at + timedelta(days=1))
    assert [await next_day.ring(), await next_day.ring()] == [1, 0]
    (spoken,) = [post for post in slack.town.posts if not post.seen_by and post.place == "C0GENERAL"][1:]
    assert "1 would " in str(spoken.blocks)
    assert "2 would " in str(spoken.blocks)
    assert "What decides:" in str(spoken.blocks)

    slack.advance(86_400)
    await slack.click("bo", no, "general", asked)
    await house.quiet()
    assert "That one is closed: 1 would " in slack.told("bo", "C0GENERAL")[-1].text


async def test_alone_both_authors_answer_a_press(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack, "reminder add me every day at 12:00 about dilemmas")
    await later.ring()
    aye, *_ = slack.told("ana")[-1].buttons

    await slack.click("ana", aye)
    await slack.reads("ana", "Here is what the two say:")


async def test_on_days_off_nothing_is_posted_and_a_snooze_rests(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack, "reminder add #general every day at 12:00 UTC")
    day = timedelta(days=1)
    await slack.type_slash("ana", f"reminder off {later.at:%Y-%m-%d}")
    await house.quiet()
    assert await later.ring() == 0

    await slack.type_slash("ana", "reminder snooze r1")
    await house.quiet()
    assert await replace(later, at=later.at + day).ring() == 0
    assert posts(slack) == 0
    assert await replace(later, at=later.at + 2 * day).ring() == 1
    assert posts(slack) == 1


async def test_somebody_else_sets_nothing_up_for_a_channel(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("bo", SETTING_UP)
    await house.quiet()

    assert "Only an admin sets up reminders" in slack.told("bo", "C0GENERAL")[-1].text
    assert await reminders(house) == ()


async def test_a_channel_that_is_gone_pauses_the_reminder_and_its_owner_hears(house: House, slack: FakeSlack) -> None:
    later = await set_up(house, slack)
    slack.town.places["C0GENERAL"].deleted = True
    await later.ring()
    await replace(later, at=later.at + timedelta(minutes=1)).ring()

    assert [each.pause for each in await reminders(house)] == ["closed"]
    assert "I can't post in #general any more." in slack.told("ana")[-1].text


def test_a_channel_is_read_as_its_name_and_found_by_its_id() -> None:
    typed = "reminder add <#C024BE91L|general> weekdays at 9, like <#C7|> with <@U1|ana>"

    assert markup.read(typed, lambda user: f"@{user}") == "reminder add #general weekdays at 9, like #C7 with @U1"
    assert markup.channels(typed) == (Mention("C024BE91L", "#general"), Mention("C7", "#C7"))
