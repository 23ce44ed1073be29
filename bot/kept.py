"""Keeps what was counted from prompts/ between starts, so that a start reads only the rows a question needs.

Counting takes seconds and loading it all as one value a tenth of one; a person who asks one question in the terminal
needs forty rows. The file is a heap of lines: its length, the nouns as JSON, the signature of what it was made from,
then one sorted line a token with its row in every table. It can be deleted at any time.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from bot.core import coaching
from bot.core.coaching.library import Library

WORDS = {".md", ".toml", ".txt"}
LENGTH_DIGITS = 12
_TAB = b"\t"
_NEWLINE = b"\n"
_TABLES = {"alike": "weights", "chances": "weights", "quarrels": "weights", "contested": "weights",
           "missing": "weights", "lacking": "weights", "subjects": "counts", "spelling": "forms",
           "intents": "weights", "wished": "weights", "faults": "weights"}  # fmt: skip


class Rows:
    """Token → its rows in every table, found by bisection among the sorted lines of a file."""

    def __init__(self, lines: mmap, start: int) -> None:
        self._lines = lines
        self._start = start
        self._read: dict[str, Mapping[str, list[int]]] = {}

    def row(self, token: str) -> Mapping[str, list[int]]:
        """Return the rows of *token*, one a table that holds it."""
        if token not in self._read:
            self._read[token] = self._found(token.encode() + _TAB)
        return self._read[token]

    def tokens(self) -> Iterator[str]:
        """Name every token there is."""
        lines = self._lines[self._start :].split(_NEWLINE)
        return (line.partition(_TAB)[0].decode() for line in lines)

    def _found(self, start: bytes) -> Mapping[str, list[int]]:
        places = range(self._start, len(self._lines))
        place = bisect_left(places, start, key=lambda place: self._line(place, len(start)))
        if place == len(places) or self._line(places[place], len(start)) != start:
            return {}
        begin = self._begin(places[place])
        end = self._lines.find(_NEWLINE, begin)
        rows: Mapping[str, list[int]] = json.loads(self._lines[begin + len(start) : end])
        return rows

    def _line(self, place: int, length: int) -> bytes:
        begin = self._begin(place)
        return self._lines[begin : begin + length]

    def _begin(self, place: int) -> int:
        return self._lines.rfind(_NEWLINE, self._start - 1, place) + 1


class Table(Mapping[str, list[int]]):
    """One table of the rows, read like a dictionary."""

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows = rows
        self._name = name

    def __getitem__(self, token: str) -> list[int]:
        return self._rows.row(token)[self._name]

    def __iter__(self) -> Iterator[str]:
        return (token for token in self._rows.tokens() if self._name in self._rows.row(token))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def library(prompts: Path, home: Path, wait: Callable[[], None] | None = None) -> Library:
    """Return what the coach knows, from the kept file in *home* if *prompts* has not changed since.

    Else it is counted, which takes so long that *wait* is called before.

    Raises:
        BrokenWords: something in *prompts* is broken.
    """
    signature, file = _signature(prompts), home / "counted"
    with _unswept():
        if found := _kept(prompts, file, signature):
            return found
        if wait:
            wait()
        return _made(prompts, file, signature)


def _signature(prompts: Path) -> bytes:
    """Name the state of *prompts* and of the code that counts, as make does: every file's name, size and time."""
    words = (path for path in prompts.rglob("*") if path.suffix in WORDS and not path.name.startswith("."))
    core = Path(coaching.__file__).parent
    code = [*core.rglob("*.py"), *core.parent.glob("hear*.py")]
    states = [(str(path), (stat := path.stat()).st_size, stat.st_mtime_ns) for path in sorted([*words, *code])]
    return json.dumps(states).encode()


def _kept(prompts: Path, file: Path, signature: bytes) -> Library | None:
    """Return the library from *file*, unless that is missing, cut short, garbled or of another state."""
    try:
        with file.open("rb") as opened:
            lines = mmap(opened.fileno(), 0, access=ACCESS_READ)
        length, nouns = lines.readline(), lines.readline()
        if int(length) != len(lines) or lines.readline() != signature + _NEWLINE:
            return None
        condensed = json.loads(nouns)
        rows = Rows(lines, lines.tell())
        for name, field in _TABLES.items():
            condensed["counts"][name][field] = Table(rows, name)
        return Library(condensed, prompts)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _made(prompts: Path, file: Path, signature: bytes) -> Library:
    from bot.beside import beside
    from bot.core.coaching.library import condense, learned_faults
    from bot.core.coaching.reading import read

    words = read(prompts)
    with beside("bot.learning_faults", str(prompts)) as printed:
        condensed = condense(words, prompts, lambda: json.loads(printed() or "{}") or learned_faults(words, prompts))
    _keep(file, signature, condensed)
    return Library(condensed, prompts)


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no circles in memory meanwhile: what is read or counted is made of small things that all stay."""
    import gc

    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _keep(file: Path, signature: bytes, condensed: Mapping[str, Any]) -> None:
    """Write *condensed* to *file*, or leave it: a home that can't be written costs time at the next start, no more."""
    import os
    import tempfile  # with its own imports 5 ms, which only a first start pays

    draft = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(_written(signature, condensed))
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(file)
    except OSError:
        if draft:
            Path(draft).unlink(missing_ok=True)


def _written(signature: bytes, condensed: Mapping[str, Any]) -> bytes:
    rows: dict[str, dict[str, list[int]]] = {}
    small = dict(condensed["counts"])
    for name, field in _TABLES.items():
        small[name] = {key: value for key, value in small[name].items() if key != field}
        for token, row in condensed["counts"][name][field].items():
            rows.setdefault(token, {})[name] = row
    lines = sorted(token.encode() + _TAB + _json(row) for token, row in rows.items())
    body = _NEWLINE.join([_json({**condensed, "counts": small}), signature, *lines, b""])
    length = len(body) + LENGTH_DIGITS + len(_NEWLINE)
    return str(length).zfill(LENGTH_DIGITS).encode() + _NEWLINE + body


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
