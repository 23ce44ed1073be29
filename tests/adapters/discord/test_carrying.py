"""What a process remembers about people has an end."""

from __future__ import annotations

from adapters.discord import carrying


def test_whoever_was_longest_remembered_is_forgotten_first() -> None:
    rooms = {str(number): number for number in range(carrying.MOST)}

    carrying.remember(rooms, "7", 8)
    carrying.remember(rooms, "new", 9)

    assert len(rooms) == carrying.MOST
    assert "0" not in rooms
    assert (rooms["7"], rooms["new"]) == (8, 9)
