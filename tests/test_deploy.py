"""What is shipped for leaving it running agrees with the program: verbs, settings, and the time it takes to end."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from bot import cli
from bot.serve import DRAIN
from tests.program import ROOT

PAGE = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
FILES = [ROOT / "docs" / "running.md", *sorted((ROOT / "deploy").iterdir())]
SETTINGS = {
    name
    for file in (ROOT / "bot" / "settings.py", ROOT / ".env.example")
    for name in re.findall(r"\b(?:ASKFIRST|SLACK|DISCORD|OPENAI|DATABASE)_[A-Z_]+\b", file.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_names_no_setting_that_does_not_exist(file: Path) -> None:
    named = set(re.findall(r"\b(?:ASKFIRST|SLACK|DISCORD|OPENAI|DATABASE)_[A-Z_]+\b", file.read_text(encoding="utf-8")))

    assert named <= SETTINGS


def test_it_names_no_verb_that_does_not_exist() -> None:
    _, verbs = cli._parser(())
    named = set(re.findall(r"python3 -m bot ([a-z]+)", PAGE))

    assert {"doctor", "backup", "restore", "erasures"} <= named
    assert named <= set(verbs)


def test_whoever_ends_it_waits_until_what_is_under_way_has_ended() -> None:
    service = configparser.ConfigParser(strict=False)
    service.read(ROOT / "deploy" / "askfirst.service")
    compose = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    grace = re.search(r"stop_grace_period: (\d+)s", compose)

    assert float(service["Service"]["TimeoutStopSec"]) > DRAIN
    assert grace is not None
    assert float(grace[1]) > DRAIN


def test_an_image_holds_the_program_and_nothing_else_of_the_machine() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    copied = {source.split("/")[0] for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile, re.MULTILINE)}
    kept = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))

    assert copied == kept == {"LICENSE", "adapters", "bot", "prompts", "storage"}
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER 10001", dockerfile, re.MULTILINE)
