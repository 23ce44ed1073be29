"""Makes prompts: all guidelines first and byte for byte the same every time, what people typed last and as data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from bot.core.coaching.model import Prompt
from bot.core.coaching.tokens import words
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
        told = {task: read(library.prompts, task) for task in TASKS}
        shelf = "\n".join(_shelf(library))
        self._rules = {task: f"{shelf}\n\n{Template(text).substitute(links=links)}" for task, text in told.items()}
        self._schemas = {"answer": _answer(library), "opener": _opener(library), "review": _review(library)}
        self.secret = frozenset(run for text in told.values() for run in runs(text))

    def prompt(self, task: Task, data: Mapping[str, Any], mark: str) -> Prompt:
        """Return the prompt for one request; nobody who wrote a part of *data* can know its *mark*."""
        told = json.dumps(data, ensure_ascii=False)
        lines = (_OPEN.format(mark=mark), told, _SHUT.format(mark=mark))
        return Prompt(task, self._rules[task], "\n".join(lines), self._schemas[task])

    def key(self, model: str, task: Task, data: Mapping[str, Any]) -> str:
        """Return what a request is known by: the same content, asked of the same model with the same rules."""
        whole = json.dumps((model, self._rules[task], self._schemas[task], data), sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def read(folder: Path, task: Task) -> str:
    """Read the instructions for one task.

    Raises:
        BrokenWords: they can't be read, or have an open place that nobody fills.
    """
    file = f"{task}.md"
    try:
        text = (folder / file).read_text(encoding="utf-8-sig")
        Template(text).substitute(links="")
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


def _shelf(library: Library) -> Iterator[str]:
    yield "GUIDELINES"
    for card in library.cards.values():
        yield f"{card.id} | {library.source(card)} | {card.stance} | {card.rule} {card.why} {card.how}"
    yield "POINTS THAT PULL APART"
    for quarrel in library.disagreements.values():
        sides = " / ".join(f"{side.says} ({' '.join(side.cards)})" for side in quarrel.sides)
        yield f"{quarrel.id} | {quarrel.about} | {sides} | what decides: {quarrel.decides}"
    yield "ON NONE OF THESE IS ANYTHING SAID"
    yield from (f"{gap.id} | {gap.says}" for gap in library.gaps.values())


# ---- shapes: every field is there, none more; no lengths, which few endpoints can be held to ------------------------


def _answer(library: Library) -> Plain:
    sentence = _object(kind=_one_of(("guidance", "link")), text=_TEXT, cards=_some(library.cards), quote=_MAYBE)
    return _object(
        route=_one_of(ROUTES),
        sentences=_list(sentence),
        paste=_MAYBE,
        disagreement=_one_of((*library.disagreements, None)),
        gap=_one_of((*library.gaps, None)),
    )


def _opener(library: Library) -> Plain:
    sentence = _object(kind=_one_of(KINDS), text=_TEXT, facts=_list(_TEXT), cards=_some(library.cards))
    return _object(sentences=_list(sentence), subject=_MAYBE)


def _review(library: Library) -> Plain:
    finding = _object(words=_TEXT, card=_one_of(tuple(library.cards)), quote=_TEXT, advice=_TEXT, rewrite=_MAYBE)
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


def _some(names: Collection[str]) -> Plain:
    return _list(_one_of(tuple(names)))


# ---- what came back ------------------------------------------------------------------------------------------------


def read_object(text: str) -> Plain:
    """Cut the first JSON object out of *text*, whatever stands around it.

    Raises:
        Misshapen: there is none, or only a part of one.
    """
    start = text.find("{")
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start) if start >= 0 else (None, 0)
    except (ValueError, RecursionError) as error:
        raise Misshapen("no JSON object") from error
    if not isinstance(found, dict):
        raise Misshapen("no JSON object")
    return found


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
    """Return a list of texts; Misshapen if it is none."""
    value = plain.get(field)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Misshapen(f"{field} is no list of texts")
    return tuple(value)


def objects_in(plain: Plain, field: str) -> tuple[Plain, ...]:
    """Return a list of objects; Misshapen if it is none."""
    value = plain.get(field)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Misshapen(f"{field} is no list of objects")
    return tuple(value)
