"""The terminal's doors: the chat, and one-shot verbs that scripts can read."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot import app
from bot.core.coach import Coach
from bot.core.coaching.answers import LONGEST
from bot.core.commands import Ask, Cards, Command, Help, Settle, SmallTalk, Why
from bot.core.errors import BadSettings, BrokenWords
from bot.core.people import Caller
from bot.core.replies import Reply, Trouble, visible
from bot.settings import Settings

TEAM = "terminal"
KINDS = {Ask: "answer", Why: "answer", Settle: "answer", Cards: "cards", Help: "help", SmallTalk: "smalltalk"}
VERB_KINDS = {"ask": "answer", "say": "answer", "cards": "cards", "doctor": "doctor"}
UNDERSTOOD = {Ask: "ask", Why: "ask", Settle: "ask", Cards: "help", Help: "help", SmallTalk: "smalltalk"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 answered, 1 refused or failed, 2 usage."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # a program started without them has none
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        return _run(_parser().parse_args(argv))
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="askfirst", description="Without a verb, a chat opens.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs for scripts", prog=parser.prog)
    for name, purpose in (
        ("ask", "answer a question; without one, it is read from standard input"),
        ("say", "answer whatever somebody might type in a direct message"),
    ):
        verb = verbs.add_parser(name, help=purpose, description=purpose)
        verb.add_argument("words", nargs="*", metavar="WORDS")
        verb.add_argument("--as", dest="person", metavar="PERSON", help="who is speaking (default: you)")
        verb.add_argument(
            "--thread",
            default="",
            metavar="ID",
            help="the conversation this belongs to (none is kept yet: every command stands alone)",
        )
    verbs.add_parser("cards", help="list what the coach goes by, or show one entry").add_argument(
        "id", nargs="?", default=""
    )
    verbs.add_parser("doctor", help="check the set-up, and say what to do about what is wrong")
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _run(options: argparse.Namespace) -> int:
    try:
        settings = Settings.read(os.environ, Path(".env"))
        match options.verb:
            case None:
                return _chat(settings)
            case "doctor":
                return _doctor(settings, options.json)
            case "cards":
                return _once(Cards(options.id), settings, options)
            case _:
                return _once(None, settings, options)
    except BadSettings as error:
        return _refused("bad_settings", str(error), options)
    except BrokenWords as error:
        return _refused("broken_words", str(error), options)


def _once(command: Command | None, settings: Settings, options: argparse.Namespace) -> int:
    """Answer one command, or the words that were typed, and print the reply."""
    library = app.library(settings)
    coach = Coach(library)
    typed = "" if command else " ".join(options.words) if options.words else _piped()
    command = command or (Ask(typed) if options.verb == "ask" else coach.understand(typed))
    caller = Caller(TEAM, getattr(options, "person", None) or _me(), getattr(options, "thread", ""))
    reply = _finished(coach.handle(command, caller))
    text = visible(reply.parts, library.labels)
    if options.json:
        _print(_object(reply, command, text, options.verb))
    else:
        print(text)
    return 1 if isinstance(reply.result, Trouble) else 0


def _finished(coroutine: Coroutine[Any, Any, Reply]) -> Reply:
    """Run *coroutine* to its end without an event loop, whose import alone would be a third of a short command.

    Composing an answer from the guidelines waits for nothing. A coroutine that does wait is a mistake of ours.
    """
    try:
        coroutine.send(None)
    except StopIteration as ended:
        reply: Reply = ended.value
        return reply
    raise RuntimeError("this command waits for something; it needs asyncio.run")


def _object(reply: Reply, command: Command, text: str, verb: str) -> dict[str, Any]:
    """Give the outcome of *command* as scripts read it: fields may be added, not renamed."""
    plain: dict[str, Any] = {"kind": KINDS[type(command)]}
    match reply.result:
        case Trouble() as trouble:
            plain |= {"ok": False, "text": text, "error": asdict(trouble)}
        case None:
            plain |= {"text": text}
        case result:
            plain |= asdict(result)
    if verb == "say":
        plain["understood"] = "clarify" if plain.get("route") == "clarify" else UNDERSTOOD[type(command)]
    return plain


def _piped() -> str:
    return "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read(LONGEST + 2).strip()


def _me() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user number without a name, as in some containers
        return "me"


def _chat(settings: Settings) -> int:
    import asyncio

    from bot.serve import chat

    asyncio.run(chat(settings, Caller(TEAM, _me())))
    return 0


def _doctor(settings: Settings, as_json: bool) -> int:
    from bot.doctor import examine

    findings = examine(settings)
    ok = all(finding.ok for finding in findings)
    if as_json:
        _print({"kind": "doctor", "ok": ok, "findings": [asdict(finding) for finding in findings]})
    else:
        print(*(f"{'ok ' if found.ok else 'NO '} {found.what}: {found.says}" for found in findings), sep="\n")
    return 0 if ok else 1


def _refused(code: str, message: str, options: argparse.Namespace) -> int:
    """Say that the program can't start, in the shape that was asked for."""
    if getattr(options, "json", False):
        _print({"kind": VERB_KINDS[options.verb], "ok": False, "error": {"code": code, "message": message}})
    else:
        print(message, file=sys.stderr)
    return 1


def _print(plain: dict[str, Any]) -> None:
    print(json.dumps(plain, ensure_ascii=False))
