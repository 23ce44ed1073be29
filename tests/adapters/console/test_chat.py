"""The terminal chat as a person meets it: a greeting, a line with editing and history, buttons that can be typed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from rich.console import Console

from adapters.console.chat import Chat
from adapters.console.chat import run as chat
from adapters.console.drawing import plain, rich
from bot.core.coach import Coach
from bot.core.people import Caller
from bot.core.replies import Bullets, Reply
from tests.program import ROOT, object_of, run
from tests.record import Clock, desk
from tests.words import counted, library

FORUM = "can I phone someone I met in a Discord?"
PATIENCE = 20


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    counted(tmp_path)
    environ = {
        **os.environ,
        "ASKFIRST_HOME": str(tmp_path),
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    child = pexpect.spawn(
        sys.executable,
        ["-m", "bot"],
        cwd=str(ROOT),
        env=environ,
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(40, 100),
    )
    yield child
    child.close(force=True)


def test_the_chat_greets_answers_and_says_goodbye(terminal: pexpect.spawn[str]) -> None:
    terminal.expect("a second opinion before you call")
    terminal.expect("Ctrl-D to leave")
    terminal.expect("›")
    terminal.sendline(FORUM)
    terminal.expect("Ask first; one line will do")
    terminal.expect("The other view")
    terminal.expect("Why")
    terminal.expect("›")
    terminal.sendline("/why")
    terminal.expect("Is Asking Permission to Call Someone")
    terminal.expect("›")
    terminal.sendeof()
    terminal.expect("Bye")
    terminal.expect(pexpect.EOF)
    terminal.wait()

    assert terminal.exitstatus == 0


def test_ctrl_c_drops_a_line_and_keeps_the_chat(terminal: pexpect.spawn[str]) -> None:
    terminal.expect("›")
    terminal.send("may i ca")
    terminal.sendintr()
    terminal.expect("›")
    terminal.sendline("hello")
    terminal.expect("Whom would you like to reach")


def test_what_was_typed_can_be_called_back_with_the_arrow_key(terminal: pexpect.spawn[str], tmp_path: Path) -> None:
    terminal.expect("›")
    terminal.sendline(FORUM)
    terminal.expect("Why")
    terminal.expect("›")
    terminal.send("\x1b[A")
    terminal.expect("met in a Discord")
    terminal.send("\r")
    terminal.expect("Ask first; one line will do")

    assert FORUM in (tmp_path / "history").read_text()


def test_without_a_terminal_lines_are_answered_one_by_one(home: Path) -> None:
    ended = run(home, typed=f"{FORUM}\n\nwhy?\nthanks\n")

    assert ended.returncode == 0
    assert ended.stderr == ""
    first, why, thanks = ended.stdout.rstrip("\n").split("\n\n")
    assert first.startswith("Ask first; one line will do.")
    assert "Is Asking Permission to Call Someone" in why
    assert thanks.startswith("You're welcome.")


@pytest.mark.parametrize("typed", ["quit", "Exit", "bye!", "q", "/quit"])
def test_leaving_takes_nothing_back(tmp_path: Path, typed: str) -> None:
    counted(tmp_path)
    me = object_of(run(tmp_path, "permission", "allow", "Ana", "--until-stop", "--json"))
    left = run(tmp_path, typed=f"{typed}\nthanks\n")

    assert me["ok"] is True
    assert left.stdout == ""
    assert "Ana" in run(tmp_path, "permission", "list").stdout


def test_one_leaves_the_chat_with_a_word(terminal: pexpect.spawn[str]) -> None:
    terminal.expect("›")
    terminal.sendline("quit")
    terminal.expect("Bye")
    terminal.expect(pexpect.EOF)
    terminal.wait()

    assert terminal.exitstatus == 0


async def test_the_words_that_ask_to_be_forgotten_do_not_confirm_it(tmp_path: Path) -> None:
    with desk(tmp_path, Clock()) as record:
        bo = Chat(Coach(library(), record), Caller("terminal", "Bo"), library().phrases["pressed"])
        for typed in ("forget me", "no"):
            await bo.answer(typed)
        again = await bo.answer("forget me")
        done = await bo.answer("yes, forget me")

    assert "It can't be undone." in plain(again, library().labels)
    assert "Forgotten." in plain(done, library().labels)


def test_the_items_of_a_list_stand_in_a_column_right_below_what_came_before() -> None:
    console = Console(file=io.StringIO(), width=40)
    listed = Bullets("", ("one that is longer than the line is wide", "another"))
    with console.capture() as drawn:
        rich(Reply((listed,)), library().labels, console)
    first, second, third, *_ = drawn.get().splitlines()

    assert first.startswith("  • one that")
    assert second.startswith("    ")
    assert third.startswith("  • another")


class Gone:
    """A terminal that went away."""

    def write(self, _text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        """Have nothing to flush."""


async def test_what_a_terminal_that_went_away_could_not_show_waits_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = (Caller("terminal", name, admin=True) for name in ("Ana", "Bo"))
    with desk(tmp_path, Clock()) as record:
        coach = Coach(library(), record)
        await coach.hear('permission request Bo "I liked your talk and have one question about it."', ana)
        with monkeypatch.context() as broken:
            broken.setattr("sys.stdout", Gone())
            broken.setattr("sys.stdin", io.StringIO("thanks\n"))
            with pytest.raises(OSError, match="Input/output"):
                await chat(Chat(coach, bo, {}), library().phrases["console"], library().labels, tmp_path / "history")
        pressed = await coach.hear("Yes, once", bo)
        (letter,) = await coach.waiting(bo)

    assert "may call you" not in str(pressed.parts)
    assert "I liked your talk" in str(letter.reply.parts)
