"""A short command loads nothing it does not need, and an old Python gets one clear line."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import _env
from tests.program import ROOT, run

HEAVY = {
    "aiohttp", "alembic", "asyncio", "discord", "dotenv", "httpx2", "openai", "prompt_toolkit", "psycopg", "rich",
    "slack_bolt", "slack_sdk", "sqlalchemy",
}  # fmt: skip


BY_MODEL = tuple(f"bot.core.coaching.{name}" for name in ("by_model", "checking", "privacy", "prompting"))


def test_a_warm_question_imports_nothing_heavy(home: Path) -> None:
    run(home, "ask", "may i call her")
    code = "import sys; from bot.cli import main; sys.exit(main(['ask', 'may i ring a stranger']))"
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=ROOT,
        env={**os.environ, "ASKFIRST_HOME": str(home)},
        capture_output=True,
        check=True,
        text=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}

    assert "bot.core.coach" in imported
    assert {name.partition(".")[0] for name in imported} & HEAVY == set()
    assert {"bot.core.coaching.reading", "bot.core.ports"} & imported == set()
    assert not {name for name in imported if name.startswith(BY_MODEL)}


def test_a_question_is_answered_without_any_means_to_reach_the_network(home: Path) -> None:
    code = """
import sys
sys.modules["socket"] = sys.modules["_socket"] = sys.modules["ssl"] = None  # an import of these now fails
from bot.cli import main
sys.exit(main(["ask", "may i ring a stranger"]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "ASKFIRST_HOME": str(home)},
        check=False,
        capture_output=True,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


def test_an_old_python_gets_one_clear_line() -> None:
    code = "import sys; sys.version_info = (3, 9, 18); from bot import _env; _env.enter('bot')"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, text=True)

    assert ended.returncode == 1
    assert ended.stderr.startswith("Ask First needs Python 3.11 or newer; this is ")
    assert len(ended.stderr.splitlines()) == 1


def test_the_installer_is_pinned_with_its_hashes() -> None:
    block = _env._block("uv", _env.DEV_LOCK)

    assert block.startswith("uv==")
    assert "--hash=sha256:" in block
    assert all(line.startswith(" ") for line in block.splitlines()[1:])


@pytest.mark.parametrize("file", ["bot/__init__.py", "bot/__main__.py", "bot/_env.py", "tests/__main__.py"])
def test_what_an_old_python_has_to_read_before_it_is_turned_away_is_spelled_its_way(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")

    assert ast.parse(text, feature_version=(3, 7)).body
