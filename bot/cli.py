"""The terminal's doors: the chat, and one-shot verbs that scripts can read."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import app
from bot.core.coach import Coach
from bot.core.coaching.answers import LONGEST
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Answer, Shelf
from bot.core.commands import Ask, Cards, Clarify, Help, Opener, Remind, Review, Settle, SmallTalk, Why
from bot.core.errors import BadSettings, BrokenWords, CoachError
from bot.core.people import Caller
from bot.core.replies import Reply, Trouble, visible
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.replies import Letter
    from bot.turn import Turn

TEAM = "terminal"
LONGEST_DRAFT = 20_000
"""Characters of a draft that are read from standard input; a review refuses more."""
PERMISSION, REMINDER = "permission", "reminder"
ON_RECORD = {PERMISSION: "permission", REMINDER: "reminders"}
"""Verbs that need the record, and the page of the help that lists what they take."""
KINDS: dict[type, str] = {
    Ask: "answer", Why: "answer", Settle: "answer", Cards: "cards", Help: "help", SmallTalk: "smalltalk",
    Opener: "opener", Review: "review", Remind: "reminder", Clarify: "clarify",
}  # fmt: skip
VERB_KINDS = {"ask": "answer", "say": "answer"} | {
    verb: verb for verb in ("cards", "doctor", "opener", "review", PERMISSION, REMINDER)
}
UNDERSTOOD: dict[str, str] = {
    "answer": "ask",
    "cards": "help",
    "help": "help",
    "smalltalk": "smalltalk",
    "opener": "opener",
    "review": "review",
    "reminder": "reminder",
    "clarify": "clarify",
    PERMISSION: PERMISSION,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 answered, 1 refused or failed, 2 usage."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # a program started without them has none
            stream.reconfigure(encoding="utf-8", errors=errors)
    typed = sys.argv[1:] if argv is None else argv
    argv = [word.encode("utf-8", "replace").decode("utf-8") for word in typed]  # what is no UTF-8 can't be answered
    try:
        return _run(_options(argv))
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        _mute()
        return 0
    except NotPrinted as error:
        _mute()
        print(f"{error.strerror}: nothing could be printed.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class NotPrinted(OSError):
    """Standard output took nothing: its disk is full, or its terminal went away."""


def _need_output() -> None:
    if sys.stdout is None:
        raise NotPrinted(errno.EBADF, os.strerror(errno.EBADF))


def _put(text: str) -> None:
    """Print *text* at once, so that it is known whether it arrived."""
    _need_output()
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotPrinted(error.errno, error.strerror) from error


def _mute() -> None:
    """Let nothing more go to standard output, which would only fail once more at the end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _options(argv: Sequence[str]) -> argparse.Namespace:
    """Read what was typed; flags may stand anywhere behind the verb, also between its words."""
    parser, verbs = _parser(argv)
    verb = verbs.get(argv[0]) if argv else None
    if verb is None:
        return parser.parse_args(argv)
    return verb.parse_intermixed_args(argv[1:], argparse.Namespace(verb=argv[0]))


def _parser(argv: Sequence[str]) -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """Declare what can be typed; return it whole, and by its verbs."""
    parser = argparse.ArgumentParser(prog="askfirst", description="Without a verb, a chat opens.")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs for scripts", prog=parser.prog)
    for name, purpose in (
        ("ask", "answer a question; without one, it is read from standard input"),
        ("say", "answer whatever somebody might type in a direct message"),
    ):
        verb = verbs.add_parser(name, help=purpose, description=purpose)
        verb.add_argument("words", nargs="*", metavar="WORDS")
        verb.add_argument("--as", dest="person", metavar="PERSON", help="who is speaking (default: you)")
        verb.add_argument("--thread", default="", metavar="ID", help="the conversation this belongs to")
    verbs.add_parser("cards", help="list what the coach goes by, or show one entry").add_argument(
        "id", nargs="?", default=""
    )
    slack = verbs.add_parser("slack", help="print the manifest from which Slack makes the app")
    slack.add_argument("what", choices=["manifest"])
    slack.add_argument("--http", default="", metavar="URL", help="where Slack reaches you (default: Socket Mode)")
    verbs.add_parser("doctor", help="check the set-up, and say what to do about what is wrong")
    permission = verbs.add_parser(PERMISSION, help="ask for, give, take back and look up permission to call")
    reminder = verbs.add_parser(REMINDER, help="set up, show and change tips that come round")
    writing = {
        "opener": verbs.add_parser("opener", help="write an opener, or call scripts, from what you know"),
        "review": verbs.add_parser("review", help="look a draft over; without one, it is read from standard input"),
    }
    if writing.keys() & set(argv):
        from bot import drafting

        drafting.add_opener(writing["opener"])
        drafting.add_review(writing["review"])
    if ON_RECORD.keys() & set(argv):  # what they take is worth loading only then
        from bot.typed import add_permission, add_reminder

        add_permission(permission)
        add_reminder(reminder)
    for name in ("ask", "say", "opener", "review"):
        verbs.choices[name].add_argument("--writer", choices=("offline", "model"), help="who writes the answer")
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help="print one JSON object")
    verbs.add_parser("serve", help="serve Slack and Discord, whichever the settings name")
    _add_upkeep(verbs)
    return parser, verbs.choices


def _run(options: argparse.Namespace) -> int:
    try:
        settings = Settings.read(os.environ, Path(".env"))
        app.log_to_screen(settings)
        writer = getattr(options, "writer", None)
        if writer == "model" and settings.model is None:
            return _refused("no_model", app.library(settings).phrases["errors"]["no_model"], options)
        return _verb(replace(settings, model=None) if writer == "offline" else settings, options)
    except BadSettings as error:
        return _refused("bad_settings", str(error), options)
    except BrokenWords as error:
        return _refused("broken_words", str(error), options)


def _verb(settings: Settings, options: argparse.Namespace) -> int:
    match options.verb:
        case None:
            return _chat(settings)
        case "doctor":
            return _doctor(settings, options.json)
        case "serve" | "slack" | "backup" | "restore" | "erasures":
            return _run_house(settings, options)
        case "say":
            return _say(settings, options)
        case "permission" | "reminder":
            return _on_record(settings, options)
        case _:
            return _once(_command(options), settings, options)


def _once(command: Command, settings: Settings, options: argparse.Namespace) -> int:
    """Answer one command that needs no memory, and print the reply."""
    library = app.library(settings)
    reply = _answered(command, library, settings, options)
    text = visible(reply.parts, library.labels)
    if options.json:
        _print(_object(reply, command, text, options))
    else:
        _put(text)
    return _exit_code(reply)


def _answered(command: Command, library: Library, settings: Settings, options: argparse.Namespace) -> Reply:
    if settings.model and isinstance(command, Ask | Opener | Review):
        from bot.turn import once  # a model takes what a short command does without

        return once(command, _caller(options), library, settings)
    return _finished(Coach(library).handle(command, _caller(options)))


def _command(options: argparse.Namespace) -> Command:
    """Return what a verb that needs no memory asks for."""
    if options.verb == "cards":
        return Cards(options.id)
    if options.verb == "ask":
        return Ask(_typed(options))
    from bot.drafting import opener_of, review_of

    typed = " ".join(options.words)
    return opener_of(options, typed) if options.verb == "opener" else review_of(options, typed or _piped(LONGEST_DRAFT))


def _caller(options: argparse.Namespace) -> Caller:
    person = getattr(options, "person", None) or _me()
    return Caller(TEAM, person, thread=getattr(options, "thread", ""), admin=True)


def _typed(options: argparse.Namespace) -> str:
    return " ".join(options.words) if options.words else _piped()


def _say(settings: Settings, options: argparse.Namespace) -> int:
    from bot.turn import say  # the record is slow to open

    library = app.library(settings)
    return _shown(say(_typed(options), _caller(options), library, settings), library, settings, options)


def _on_record(settings: Settings, options: argparse.Namespace) -> int:
    from bot.turn import Turn, recorded

    library = app.library(settings)
    try:
        turn = recorded(options, _caller(options), library, settings)
    except CoachError as error:
        turn = Turn(app.trouble(error, settings))
    if turn is None:
        page = _finished(Coach(library).handle(Help(ON_RECORD[options.verb]), _caller(options)))
        print(visible(page.parts, library.labels), file=sys.stderr)
        return 2
    return _shown(turn, library, settings, options)


def _shown(turn: Turn, library: Library, settings: Settings, options: argparse.Namespace) -> int:
    """Print a turn, what waited first, and return the exit code; letters that nobody saw wait on."""
    from bot.turn import put_back

    try:
        _draw(turn, library, options)
    except (BrokenPipeError, NotPrinted):
        put_back(turn.letters, _caller(options), library, settings)
        raise
    return _exit_code(turn.reply)


def _draw(turn: Turn, library: Library, options: argparse.Namespace) -> None:
    reply = turn.reply
    if options.json:
        told = _object(reply, turn.command, visible(reply.parts, library.labels), options)
        waiting = [_waited(letter, library) for letter in turn.letters]
        _print(told | ({"waiting": waiting} if waiting or told["kind"] == PERMISSION else {}))
    else:
        letters = [letter.reply for letter in turn.letters]
        every = (reply, *letters) if options.verb == "say" else (*letters, reply)
        _put("\n\n".join(_plain(each, library) for each in every))


def _exit_code(reply: Reply) -> int:
    return 1 if isinstance(reply.result, Trouble) or getattr(reply.result, "ok", True) is False else 0


def _waited(letter: Letter, library: Library) -> dict[str, Any]:
    buttons = [button.label for button in letter.reply.buttons]
    return {"text": visible(letter.reply.parts, library.labels), "buttons": buttons, "request": letter.refers}


def _plain(reply: Reply, library: Library) -> str:
    buttons = " ".join(f"[{button.label}]" for button in reply.buttons)
    return "\n".join(filter(None, (visible(reply.parts, library.labels), buttons)))


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


def _object(reply: Reply, command: Command | None, text: str, options: argparse.Namespace) -> dict[str, Any]:
    """Give the outcome of *command* as scripts read it: fields may be added, not renamed."""
    told = getattr(reply.result, "kind", None)  # in a conversation, other words may have been meant than were typed
    kind = told if isinstance(told, str) else KINDS.get(type(command)) or _kind_on_record(command, options)
    plain: dict[str, Any] = {"kind": kind}
    match reply.result:
        case Trouble() as trouble:
            verb = {"verb": options.action} if options.verb in ON_RECORD else {}
            plain |= verb | {"ok": False, "text": text, "error": asdict(trouble)}
        case None:
            plain |= {"text": text}
        case Answer() | Shelf():
            plain |= asdict(reply.result)
        case outcome:  # imported here: a question, the commonest of all, needs neither
            from bot.core.coaching.written import Opening, Reviewed
            from bot.core.permission.outcome import plain as flat
            from bot.core.reminding.outcome import Reminded

            whole = isinstance(outcome, Opening | Reviewed)
            told = asdict(outcome) if isinstance(outcome, Opening | Reviewed | Reminded) else flat(outcome)
            plain |= told if whole else told | {"text": text}
    if options.verb == "say":
        asked_back = "clarify" if plain.get("route") == "clarify" else UNDERSTOOD[plain["kind"]]
        plain["understood"] = PERMISSION if isinstance(command, Clarify) and command.about == "calls" else asked_back
    return plain


def _kind_on_record(command: Command | None, options: argparse.Namespace) -> str:
    if command is None and options.verb in ON_RECORD:
        return str(options.verb)
    from bot.core.reminding.verbs import ReminderCommand

    return REMINDER if isinstance(command, ReminderCommand) else PERMISSION


def _piped(longest: int = LONGEST) -> str:
    return "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read(longest + 2).strip()


def _me() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user number without a name, as in some containers
        return "me"


def _chat(settings: Settings) -> int:
    import asyncio

    from bot.serve import chat

    _need_output()
    try:
        asyncio.run(chat(settings, Caller(TEAM, _me(), admin=True)))
    except OSError as error:
        if error.errno in {errno.EIO, errno.ENOSPC}:  # the terminal went away, or its disk is full
            raise NotPrinted(error.errno, error.strerror) from error
        raise
    return 0


def _add_upkeep(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare what whoever runs an installation needs."""
    backup = verbs.add_parser("backup", help="copy the embedded database to a file, also while it is served")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = verbs.add_parser("restore", help="take such a copy back; whoever was forgotten since stays forgotten")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--erasures", type=Path, metavar="LIST", help="the newest list that `erasures` printed")
    erasures = verbs.add_parser("erasures", help="list who was forgotten, by numbers that mean nothing elsewhere")
    erasures.add_argument("--apply", type=Path, metavar="LIST", help="forget again whom a list names")


def _keep_up(settings: Settings, options: argparse.Namespace) -> str:
    from bot import upkeep

    match options.verb:
        case "backup":
            return upkeep.backup(options.file, settings)
        case "restore":
            return upkeep.restore(options.file, options.erasures, settings)
        case _:
            return upkeep.apply(options.apply, settings) if options.apply else upkeep.erasures(settings)


def _run_house(settings: Settings, options: argparse.Namespace) -> int:
    """Serve, or do what keeps an installation safe."""
    try:
        if options.verb in {"serve", "slack"}:
            return _serve(settings) if options.verb == "serve" else _manifest(settings, options)
        _put(_keep_up(settings, options))
    except CoachError as error:
        print(visible(app.trouble(error, settings).parts, app.library(settings).labels), file=sys.stderr)
        return 1
    return 0


def _serve(settings: Settings) -> int:
    import asyncio

    from bot.serve import serve

    asyncio.run(serve(settings, lambda line: print(line, flush=True)))
    return 0


def _manifest(settings: Settings, options: argparse.Namespace) -> int:
    from bot import connections

    made = connections.slack_manifest(settings, options.http)
    _put(json.dumps(made, indent=None if options.json else 2, ensure_ascii=False))
    return 0


def _doctor(settings: Settings, as_json: bool) -> int:
    from bot.doctor import examine

    findings = examine(settings)
    ok = all(finding.ok for finding in findings)
    if as_json:
        _print({"kind": "doctor", "ok": ok, "findings": [asdict(finding) for finding in findings]})
    else:
        _put("\n".join(f"{'ok ' if found.ok else 'NO '} {found.what}: {found.says}" for found in findings))
    return 0 if ok else 1


def _refused(code: str, message: str, options: argparse.Namespace) -> int:
    """Say that the program can't start, in the shape that was asked for."""
    if getattr(options, "json", False):
        _print({"kind": VERB_KINDS[options.verb], "ok": False, "error": {"code": code, "message": message}})
    else:
        print(message, file=sys.stderr)
    return 1


def _print(plain: dict[str, Any]) -> None:
    _put(json.dumps(plain, ensure_ascii=False))
