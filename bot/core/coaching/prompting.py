"""Makes prompts: instructions first and byte for byte the same every time, what people typed last and as data."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from bot.core.coaching.by_model.model import Prompt
from bot.core.coaching.counting.tokens import words
from bot.core.errors import BrokenWords

if TYPE_CHECKING:
    from bot.core.coaching.library import Library

Task = Literal["answer", "opener", "review"]
Plain = dict[str, Any]

TASKS: tuple[Task, ...] = ("answer", "opener", "review")
ROUTES = ("answer", "gap", "offtopic", "clarify")
KINDS = ("greeting", "anchor", "ask", "offer", "exit", "courtesy")
RUN = 10
"""So many words of our instructions in a row are not to be told."""
MOST_BEGUN = 50
"""Braces behind which an object is looked for in a reply: thoughts aloud may hold some."""
_OPEN, _SHUT = "<<<{mark}", "{mark}>>>"


class Misshapen(ValueError):
    """What a model wrote has not the shape it was given."""


class Prompts:
    """What a model is told for each task; made once, so that every request begins alike."""

    def __init__(self, library: Library) -> None:
        """Read the instructions in prompts/.

        Raises:
            BrokenWords: one of them is missing or leaves a place open.
        """
        links = "; ".join(f'"{line}"' for line in link_lines(library))
        gaps = "; ".join(f"{gap.id}: {gap.says}" for gap in library.gaps.values())
        told = {task: read(library.prompts, task) for task in TASKS}
        self._rules = {task: Template(text).substitute(links=links, gaps=gaps) for task, text in told.items()}
        self._schemas = {"answer": _answer(library), "opener": _opener(), "review": _review()}
        self.secret = frozenset(run for text in told.values() for run in runs(text))

    def prompt(self, task: Task, data: Mapping[str, Any], mark: str, guidelines: str = "") -> Prompt:
        """Return the prompt for one request; nobody who wrote a part of *data* can know its *mark*."""
        told = json.dumps(data, ensure_ascii=False)
        lines = (_OPEN.format(mark=mark), told, _SHUT.format(mark=mark))
        return Prompt(task, self._whole(task, guidelines), "\n".join(lines), self._schemas[task])

    def key(self, model: str, task: Task, data: Mapping[str, Any], guidelines: str = "") -> str:
        """Return what a request is known by: the same content, asked of the same model with the same rules."""
        whole = json.dumps((model, self._whole(task, guidelines), self._schemas[task], data), sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _whole(self, task: Task, guidelines: str) -> str:
        """Put what differs from request to request last, so that a server has read the rest before."""
        return f"{self._rules[task]}\n{guidelines}"


def read(folder: Path, task: Task) -> str:
    """Read the instructions for one task.

    Raises:
        BrokenWords: they can't be read, or have an open place that nobody fills.
    """
    file = f"{task}.md"
    try:
        text = (folder / file).read_text(encoding="utf-8-sig")
        Template(text).substitute(links="", gaps="")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(file, "", f"can't be read ({error})") from error
    except (KeyError, ValueError) as error:
        raise BrokenWords(file, "", f"nobody fills {error}; a dollar sign is written as two") from error
    return text


def link_lines(library: Library) -> tuple[str, ...]:
    """Return the lines that lead from one sentence to the next; they claim nothing."""
    echoes = (echo.says for echo in library.situations.echoes if "{" not in echo.says)
    return tuple(dict.fromkeys((*echoes, *library.phrases["model"]["links"])))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of RUN words in *text*."""
    line = words(text)
    return (tuple(line[i : i + RUN]) for i in range(len(line) - RUN + 1))


# ---- shapes: every field is there, none more; no lengths, which few endpoints can be held to ------------------------


def _answer(library: Library) -> Plain:
    sentence = _object(kind=_one_of(("guidance", "link")), text=_TEXT, cards=_list(_TEXT), quote=_MAYBE)
    return _object(
        route=_one_of(ROUTES),
        sentences=_list(sentence),
        paste=_MAYBE,
        disagreement=_one_of((*library.disagreements, None)),
        gap=_one_of((*library.gaps, None)),
    )


def _opener() -> Plain:
    sentence = _object(kind=_one_of(KINDS), text=_TEXT, facts=_list(_TEXT))
    return _object(sentences=_list(sentence), subject=_MAYBE)


def _review() -> Plain:
    finding = _object(words=_TEXT, card=_TEXT, quote=_TEXT, advice=_TEXT, rewrite=_MAYBE)
    return _object(findings=_list(finding), rewrite=_MAYBE)


_TEXT: Plain = {"type": "string"}
_MAYBE: Plain = {"type": ["string", "null"]}


def _object(**fields: Plain) -> Plain:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(items: Plain) -> Plain:
    return {"type": "array", "items": items}


def _one_of(values: Collection[str | None]) -> Plain:
    named = [value for value in values if value is not None]
    return {"type": "string", "enum": named} if len(named) == len(values) else {
        "type": ["string", "null"], "enum": [*named, None]
    }  # fmt: skip


# ---- what came back ------------------------------------------------------------------------------------------------


def read_object(text: str) -> Plain:
    """Cut the longest JSON object out of *text*, whatever stands around it: a fence, a greeting, thoughts aloud.

    Raises:
        Misshapen: there is none, or only a part of one.
    """
    begins = islice((hit.start() for hit in re.finditer("{", text)), MOST_BEGUN)
    found = [each for at in begins if (each := _object_at(text, at)) is not None]
    if not found:
        raise Misshapen("no JSON object")
    return max(found, key=lambda each: len(str(each)))


def _object_at(text: str, at: int) -> Plain | None:
    try:
        found, _ = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text_in(plain: Plain, field: str) -> str:
    """Return a text; Misshapen if it is none."""
    value = plain.get(field)
    if not isinstance(value, str):
        raise Misshapen(f"{field} is no text")
    return value


def maybe_in(plain: Plain, field: str) -> str:
    """Return a text, empty for null; Misshapen if it is neither."""
    return "" if plain.get(field) is None else text_in(plain, field)


def texts_in(plain: Plain, field: str) -> tuple[str, ...]:
    """Return a list of texts; one text alone is a list of one, null is none; Misshapen if it is neither."""
    value = plain.get(field)
    if value is None or isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Misshapen(f"{field} is no list of texts")
    return tuple(value)


def objects_in(plain: Plain, field: str) -> tuple[Plain, ...]:
    """Return a list of objects; Misshapen if it is none."""
    value = plain.get(field)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Misshapen(f"{field} is no list of objects")
    return tuple(value)
