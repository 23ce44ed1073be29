"""What Slack's markup says of channels."""

from __future__ import annotations

from adapters.slack import markup
from bot.core.people import Mention


def test_a_channel_is_read_as_its_name_and_found_by_its_id() -> None:
    typed = "reminder add <#C024BE91L|general> weekdays at 9, like <#C7|> with <@U1|ana>"

    assert markup.read(typed, lambda user: f"@{user}") == "reminder add #general weekdays at 9, like #C7 with @U1"
    assert markup.channels(typed) == (Mention("C024BE91L", "#general"), Mention("C7", "#C7"))
