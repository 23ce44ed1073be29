"""The house keeps its own rules: what may import what, what is locked, what a wheel holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PURE = {"Stemmer", "dateutil", "phonenumbers", "tzdata"}
LOADED_BY_NAME = {"psycopg"}  # the driver, which SQLAlchemy loads by its name in a database's address
NOT_FOR_THE_CORE = {"asyncio", "http", "os", "shutil", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "urllib"}
LOCKS = (ROOT / "bot" / "requirements.lock", ROOT / "tests" / "requirements.lock")


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                found |= {name.name.partition(".")[0] for name in names}
            case ast.ImportFrom(module):
                found.add(str(module).partition(".")[0])
    return found


def test_the_core_imports_itself_the_standard_library_and_named_pure_libraries() -> None:
    allowed = (sys.stdlib_module_names - NOT_FOR_THE_CORE) | PURE | {"bot"}
    strangers = {path: imported(path) - allowed for path in (ROOT / "bot" / "core").rglob("*.py")}

    assert {path: names for path, names in strangers.items() if names} == {}


def test_locks_name_no_place_and_pin_every_dependency_by_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    direct = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    for lock, needs in zip(LOCKS, (project["project"]["dependencies"], direct), strict=True):
        text = lock.read_text()
        assert "://" not in text
        for need in needs:
            name = re.split(r"[<>=~\[]", need)[0].lower().replace("_", "-").replace(".", "-")
            assert re.search(rf"^{re.escape(name)}==[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE), name


def test_nothing_is_installed_that_is_not_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {
        "dateutil": "python-dateutil",
        "discord": "discord.py",
        "dotenv": "python-dotenv",
        "prompt_toolkit": "prompt-toolkit",
        "slack_bolt": "slack-bolt",
        "Stemmer": "PyStemmer",
    }
    declared = {re.split(r"[<>=~\[]", need)[0] for need in project["project"]["dependencies"]}
    ours = {"bot", "adapters", "storage"} | sys.stdlib_module_names
    used = {
        names.get(name, name)
        for package in ("bot", "adapters", "storage")
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path) - ours
    }

    assert used | LOADED_BY_NAME == declared


def test_a_wheel_holds_the_words_and_not_the_locks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())

    words = {path.relative_to(ROOT).as_posix() for path in (ROOT / "prompts").rglob("*") if path.is_file()}
    assert {name for name in words if "__pycache__" not in name} <= held
    assert not [name for name in held if name.endswith(".lock") or name.startswith("tests/")]
