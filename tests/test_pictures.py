"""The README's pictures of the terminal show what the program says; `.venv/bin/python -m tests.picture` draws them."""

from __future__ import annotations

import pytest

from tests.picture import DOCS, PICTURES, drawn


@pytest.mark.parametrize("file", PICTURES)
async def test_a_picture_shows_what_the_program_says_today(file: str) -> None:
    assert await drawn(PICTURES[file]) == (DOCS / file).read_text(encoding="utf-8")
