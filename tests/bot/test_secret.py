"""The secret of an embedded installation: made once, for its owner's eyes."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.errors import BadSettings
from bot.secret import kept_in


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = kept_in(tmp_path / "new")

    assert len(made) >= 32
    assert kept_in(tmp_path / "new") == made
    assert os.name == "nt" or stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["secret"]


def test_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        made = set(starts.map(kept_in, [tmp_path] * 32))

    assert len(made) == 1


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(BadSettings, match="ASKFIRST_HOME"):
        kept_in(tmp_path / "taken")
