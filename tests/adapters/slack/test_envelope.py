"""What Slack posts to our address is opened as it is meant."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from adapters.slack.envelope import Origin, opened, origin

FORM = "application/x-www-form-urlencoded"


def test_a_command_may_hold_any_word() -> None:
    typed = {"command": "/coach", "text": "ask what payload means", "team_id": "T1", "trigger_id": ""}

    assert opened(urlencode(typed).encode(), FORM) == typed


def test_a_button_comes_wrapped_in_a_form_and_an_event_does_not() -> None:
    pressed, said = {"type": "block_actions"}, {"type": "event_callback"}

    assert opened(urlencode({"payload": json.dumps(pressed)}).encode(), FORM) == pressed
    assert opened(json.dumps(said).encode(), "application/json") == said


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"[]", "application/json", "no object"),
        (b"{", "application/json", "Expecting"),
        (b"payload=3", FORM, "no object"),
        (b"\xff", FORM, "decode"),
    ],
)
def test_what_is_no_delivery_is_refused(body: bytes, kind: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        opened(body, kind)


def test_a_command_in_a_whole_organisation_comes_from_there() -> None:
    typed = {"command": "/coach", "team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}

    assert origin(typed) == Origin("E1", "T1", whole=True)
    assert origin(typed).name == "slack:E1"
