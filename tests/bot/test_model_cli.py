"""With a language model set up, the shipped program asks it, checks it, counts it, and does without it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pexpect
import pytest

from bot.core.errors import BadSettings
from bot.settings import Settings
from tests.fakes.model_api import KEY, ModelApi, model_api
from tests.program import ROOT, object_of, run
from tests.words import counted, library

QUESTION = "is it ok to call someone i only know from a forum?"


@pytest.fixture
async def api() -> AsyncIterator[ModelApi]:
    async with model_api() as running:
        yield running


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which everything is counted and every table made, which takes some seconds."""
    folder = counted(tmp_path_factory.mktemp("ready"))
    run(folder, "doctor")
    return folder


@pytest.fixture
def fresh(ready: Path, tmp_path: Path) -> Path:
    """A data folder of one's own."""
    return shutil.copytree(ready, tmp_path / "home")


async def told(
    api: ModelApi, home: Path, *arguments: str, model: str = "honest", typed: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the program beside the server."""
    given = {"OPENAI_MODEL": model, "OPENAI_BASE_URL": api.url, "OPENAI_API_KEY": KEY, **environ}
    return await asyncio.to_thread(run, home, *arguments, typed=typed, **given)


async def test_a_question_is_answered_by_the_model_and_the_same_one_from_memory(api: ModelApi, fresh: Path) -> None:
    first = object_of(await told(api, fresh, "ask", QUESTION, "--json"))
    again = object_of(await told(api, fresh, "ask", QUESTION, "--json", "--as", "Bob"))

    assert (first["writer"], first["checks"]["passed"]) == ("model:honest", True)
    assert first["disagreement"]["sides"]
    assert all(one["cards"] and one["quote"] for one in first["sentences"] if one["kind"] == "guidance")
    assert again == first
    assert len(api.received) == 1


async def test_words_to_send_and_a_second_look_come_from_the_model_too(api: ModelApi, fresh: Path) -> None:
    opener = object_of(await told(api, fresh, "opener", "Mira wrote about ovens, ask how she tests", "--json"))
    review = object_of(await told(api, fresh, "review", "Hi Dana, I liked your talk. How are you?", "--json"))
    said = object_of(await told(api, fresh, "say", QUESTION, "--json"))

    assert [one["writer"] for one in (opener, review, said)] == ["model:honest"] * 3


async def test_a_model_that_fails_costs_nothing_but_a_word(api: ModelApi, fresh: Path) -> None:
    ended = await told(api, fresh, "ask", QUESTION, "--json", model="down")
    bare = object_of(await asyncio.to_thread(run, fresh, "ask", QUESTION, "--json"))
    told_of = object_of(ended)

    assert ended.returncode == 0
    assert told_of["writer"] == "offline"
    assert told_of["text"].endswith("No AI in this one.")
    assert told_of["citations"] == bare["citations"]
    assert "No AI" not in bare["text"]


async def test_whoever_will_not_wait_for_the_model_leaves_without_a_trace(api: ModelApi, fresh: Path) -> None:
    given = {"ASKFIRST_HOME": str(fresh), "OPENAI_MODEL": "hanging", "OPENAI_BASE_URL": api.url, "OPENAI_API_KEY": KEY}
    left = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "ask", QUESTION, cwd=ROOT, env={**os.environ, **given},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(60):
        await api.hangs.wait()
        left.send_signal(signal.SIGINT)
        said = await left.communicate()

    assert (left.returncode, *said) == (130, b"", b"")


async def test_a_writer_can_be_asked_for(api: ModelApi, fresh: Path) -> None:
    offline = object_of(await told(api, fresh, "ask", QUESTION, "--json", "--writer", "offline"))
    bare = object_of(await asyncio.to_thread(run, fresh, "ask", QUESTION, "--json"))
    none = await asyncio.to_thread(run, fresh, "ask", QUESTION, "--json", "--writer", "model", OPENAI_MODEL="")

    assert offline == bare
    assert api.received == []
    assert none.returncode == 1
    assert object_of(none)["error"]["code"] == "no_model"


async def test_a_cap_is_kept_between_starts_and_told(api: ModelApi, fresh: Path) -> None:
    await told(api, fresh, "ask", QUESTION, ASKFIRST_CAP_HOUR="1")
    ended = await told(api, fresh, "ask", "may i ask a stranger for a favour?", ASKFIRST_CAP_HOUR="1")

    assert "your 1 questions for this hour are used up" in ended.stdout
    assert len(api.received) == 1


async def test_how_far_an_endpoint_can_be_held_to_a_shape_is_found_out_once(api: ModelApi, fresh: Path) -> None:
    for question in (QUESTION, "may i ask a stranger for a favour?"):
        await told(api, fresh, "ask", question, model="no-strict")

    assert len(api.received) == 3


async def test_the_chat_says_that_a_model_is_at_work(api: ModelApi, fresh: Path) -> None:
    ended = await told(api, fresh, typed=f"who are you\n{QUESTION}\n")

    assert "a language model, honest, puts it into words" in ended.stdout
    assert "The other view:" in ended.stdout


def test_the_greeting_says_where_questions_go(fresh: Path) -> None:
    environ = {**os.environ, "ASKFIRST_HOME": str(fresh), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1",
               "NO_COLOR": "1", "COLUMNS": "160", "OPENAI_MODEL": "some-model"}  # fmt: skip
    child = pexpect.spawn(
        sys.executable, ["-m", "bot"], cwd=str(ROOT), env=environ, encoding="utf-8", timeout=30, dimensions=(40, 160)
    )
    child.expect("Questions go to some-model; contact details stay here.")
    child.expect("Ctrl-D to leave")
    child.expect("›")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0


@pytest.mark.parametrize(
    ("model", "code", "says"),
    [
        ("honest", 0, "keeps to a strict schema"),
        ("no-schema", 0, "takes JSON"),
        ("wrong-key", 1, "set OPENAI_API_KEY"),
        ("no-model", 1, "check OPENAI_MODEL"),
        ("garbled", 1, "check OPENAI_BASE_URL"),
    ],
)
async def test_the_set_up_check_asks_the_model(model: str, code: int, says: str, api: ModelApi, fresh: Path) -> None:
    ended = await told(api, fresh, "doctor", model=model)

    assert ended.returncode == code
    assert says in ended.stdout


def test_there_are_words_for_every_way_in_which_a_model_fails() -> None:
    source = "".join(
        (library().prompts.parent / file).read_text(encoding="utf-8")
        for file in ("adapters/openai.py", "bot/core/coaching/by_model/spending.py")
    )
    reasons = {part.partition('"')[0] for part in source.split('"model_')[1:]}
    said = library().phrases["model"]

    assert len(reasons) >= 12
    for reason in reasons - {"uncounted"}:
        assert f"model_{reason}" in {**said["doctor"], **said["without"]}


def test_only_a_name_makes_a_model_be_used(tmp_path: Path) -> None:
    keyed = Settings.read({"OPENAI_API_KEY": "k", "ASKFIRST_HOME": str(tmp_path)}, tmp_path / ".env")
    named = Settings.read(
        {"OPENAI_MODEL": "m", "OPENAI_API_KEY": "hunter2", "ASKFIRST_HOME": str(tmp_path)}, tmp_path / ".env"
    )

    assert keyed.model is None
    assert named.model is not None
    assert (named.model.hour, named.model.day) == (20, 500)
    assert "hunter2" not in repr(named)


def test_what_is_wrong_with_a_model_is_named_at_once(tmp_path: Path) -> None:
    given = {
        "OPENAI_MODEL": "m",
        "OPENAI_BASE_URL": "localhost:1",
        "ASKFIRST_CAP_HOUR": "many",
        "ASKFIRST_CAP_DAY": "-1",
    }
    with pytest.raises(BadSettings) as refused:
        Settings.read(given, tmp_path / ".env")

    for name in ("OPENAI_BASE_URL", "ASKFIRST_CAP_HOUR", "ASKFIRST_CAP_DAY"):
        assert name in str(refused.value)
