"""Has a language model write, checks what it wrote, and says so where we had to do without it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from string import Template
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.coaching.by_model.answer import answering
from bot.core.coaching.by_model.kit import Judged, Kit
from bot.core.coaching.by_model.opener import writing
from bot.core.coaching.by_model.review import reviewing
from bot.core.coaching.outcome import Answer
from bot.core.coaching.privacy import Cloak
from bot.core.coaching.prompting import Misshapen, Prompts, Task, read_object
from bot.core.coaching.verifier import VISIBLE_WORDS
from bot.core.commands import Ask, Opener, Review
from bot.core.errors import NoModel
from bot.core.replies import Reply, Text, visible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.coaching.by_model.excerpt import Excerpt
    from bot.core.coaching.by_model.model import Completion, LanguageModel, Prompt
    from bot.core.coaching.library import Library
    from bot.core.people import Caller

log = logging.getLogger(__name__)

PATIENCE = 16.0
"""Seconds that a person waits for the model; the rest of twenty is for starting, loading and checking."""
SECOND_TRY = 3.0
"""Seconds that have to be left for asking again."""
THREADS = 1000
"""Conversations of which we remember that they were told."""


class Job(Protocol):
    """One thing that is asked of a model: what is told, and how the result is judged."""

    @property
    def task(self) -> Task:
        """Name the instructions that hold."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Return what is told: nothing in it identifies anybody."""

    @property
    def excerpt(self) -> Excerpt:
        """Return the guidelines that the result may rest on."""

    def judge(self, plain: dict[str, Any]) -> Judged:
        """Check what a model wrote, with names and addresses back in it; Misshapen if it lacks its shape."""


class Purse(Protocol):
    """What may be used of a model, and what was written before."""

    async def names(self, caller: Caller) -> tuple[str, ...]:
        """Return the names of the caller's team."""

    async def written(self, key: str, caller: Caller) -> str | None:
        """Return what a model wrote for the same request before."""

    def turn(self, caller: Caller) -> AbstractAsyncContextManager[None]:
        """Hold the caller's one place; NoModel if it is taken, or a cap is reached."""

    async def spent(self, completion: Completion, caller: Caller) -> None:
        """Count what a reply took."""

    async def keep(self, key: str, text: str, caller: Caller) -> None:
        """Keep what a model wrote, for whoever asks the same."""


class OpenPurse:
    """No caps and no memory, for where nobody else can use the model."""

    async def names(self, _caller: Caller) -> tuple[str, ...]:
        """Know nobody."""
        return ()

    async def written(self, _key: str, _caller: Caller) -> str | None:
        """Remember nothing."""
        return None

    @asynccontextmanager
    async def turn(self, _caller: Caller) -> AsyncIterator[None]:
        """Let everybody through."""
        yield

    async def spent(self, _completion: Completion, _caller: Caller) -> None:
        """Count nothing."""

    async def keep(self, _key: str, _text: str, _caller: Caller) -> None:
        """Keep nothing."""


Check = Callable[[Job, str], Judged]


async def at_once(check: Check, job: Job, text: str) -> Judged:
    """Check what a model wrote where nobody else waits."""
    return check(job, text)


@dataclass(frozen=True)
class Author:
    """Writes with a model; whatever comes of it, there is a reply.

    What was written is checked *apart*, say in a thread, so that nobody else waits while a long draft is read.
    """

    model: LanguageModel
    library: Library
    prompts: Prompts
    purse: Purse = field(default_factory=OpenPurse)
    patience: float = PATIENCE
    mark: Callable[[], str] = lambda: secrets.token_hex(8)
    clock: Callable[[], float] = time.monotonic
    apart: Callable[[Check, Job, str], Awaitable[Judged]] = at_once
    told: dict[tuple[str, ...], None] = field(default_factory=dict)

    @property
    def introduces(self) -> str:
        """Say who the coach is, and which model puts it into words."""
        return Template(self.library.phrases["model"]["who"]).safe_substitute(name=self.model.name)

    def prepare(self) -> None:
        """Read what is read once: for a program that starts, so that nobody's question waits for it."""
        _ = self.library.house, self.library.rulebook

    async def write(self, command: Ask | Opener | Review, composed: Reply, caller: Caller) -> Reply:
        """Return what the model makes of *command*; *composed*, and a word about it, where that can't be shown."""
        until = self.clock() + self.patience
        try:
            job = await self._job(command, composed, caller)
            if job is None:
                return composed
            judged = await self._judged(job, until, caller)
        except NoModel as why:
            return self._without(composed, why, caller)
        if judged.reply:
            return judged.reply
        log.info("nothing of what the model wrote may be shown: %s", " ".join(judged.broken))
        return self._without(composed, NoModel("model_unfit"), caller)

    async def _job(self, command: Ask | Opener | Review, composed: Reply, caller: Caller) -> Job | None:
        """Return what there is for a model to do; None where our own words are the only right ones."""
        kit = await self._kit(command, caller)
        match command:
            case Ask(question):
                return answering(question, kit)
            case Opener():
                return writing(command, composed, kit)
            case Review():
                return reviewing(command, composed, kit)

    async def _kit(self, command: Ask | Opener | Review, caller: Caller) -> Kit:
        """Make placeholders for everybody who is known by name."""
        to = (command.to,) if isinstance(command, Opener) else ()
        named = (*(mention.name for mention in caller.mentions), *to)
        cloak = Cloak((*await self.purse.names(caller), *filter(None, named)), self.library.knows)
        return Kit(self.library, self.prompts, cloak, f"model:{self.model.name}")

    async def _judged(self, job: Job, until: float, caller: Caller) -> Judged:
        """Ask, and ask once more with what is wrong where something of weight fell; the better of both stands."""
        told = job.excerpt.text
        key = self.prompts.key(self.model.name, job.task, job.data, told)
        before = await self.purse.written(key, caller)
        if before and (judged := await self.apart(_judge, job, before)).reply:
            return judged
        prompt = self.prompts.prompt(job.task, job.data, self.mark(), told)
        async with self.purse.turn(caller):
            began = self.clock()
            text, judged = await self._tried(prompt, job, until, caller)
            if self._may_try_again(judged, until, self.clock() - began):
                again = replace(prompt, before=text, faults=self._faults(judged))
                text, judged = await self._better(text, judged, self._tried(again, job, until, caller))
        if judged.reply:
            await self.purse.keep(key, text, caller)
        return judged

    async def _tried(self, prompt: Prompt, job: Job, until: float, caller: Caller) -> tuple[str, Judged]:
        completion = await self.model.complete(prompt, until - self.clock())
        await self.purse.spent(completion, caller)
        return completion.text, await self.apart(_judge, job, completion.text)

    def _may_try_again(self, judged: Judged, until: float, took: float) -> bool:
        """Tell whether asking again is worth while; where there is a reply, only if a second one takes no longer."""
        left = until - self.clock()
        enough = SECOND_TRY * min(1.0, self.patience / PATIENCE)
        if judged.reply:
            return bool(judged.objections) and left > max(took, enough)
        return left > enough

    def _faults(self, judged: Judged) -> str:
        lines = "\n".join(f"- {line}" for line in judged.objections or judged.broken)
        return Template(self.library.phrases["model"]["again"]).safe_substitute(faults=lines)

    async def _better(self, text: str, judged: Judged, second: Awaitable[tuple[str, Judged]]) -> tuple[str, Judged]:
        """Return the *second* try where less of it fell; that it fails is no matter where the first left something."""
        try:
            other, found = await second
        except NoModel:
            if judged.reply:
                return text, judged
            raise
        is_worse = judged.reply and (not found.reply or len(found.objections) >= len(judged.objections))
        return (text, judged) if is_worse else (other, found)

    # ---- where we had to do without ------------------------------------------------------------------------------

    def _without(self, composed: Reply, why: NoModel, caller: Caller) -> Reply:
        """Add to *composed* that no model wrote it: once a thread, but a cap that is reached is told every time."""
        phrases: Mapping[str, str] = self.library.phrases["model"]["without"]
        thread = (caller.team, caller.person, caller.place, caller.thread)
        if why.phrase not in phrases and thread in self.told:
            return composed
        self.told[thread] = None
        if len(self.told) > THREADS:
            del self.told[next(iter(self.told))]
        note = Template(phrases.get(why.phrase, phrases["other"])).safe_substitute(why.values)
        return noted(composed, note, self.library)


def noted(reply: Reply, note: str, library: Library) -> Reply:
    """Put *note* below *reply*; an answer that gets too long by it goes without its reason."""
    parts = (*reply.parts, Text(note))
    if not isinstance(reply.result, Answer):
        return replace(reply, parts=parts)
    head = parts[0]
    if len(visible(parts, library.labels).split()) > VISIBLE_WORDS and isinstance(head, Text) and head.lead:
        parts = (replace(head, text=""), *parts[1:])
    text = visible(parts, library.labels)
    said = tuple(sentence for sentence in reply.result.sentences if sentence.text in text)
    return replace(reply, parts=parts, result=replace(reply.result, text=text, sentences=said))


def _judge(job: Job, text: str) -> Judged:
    try:
        return job.judge(read_object(text))
    except Misshapen as error:
        return Judged(None, (f"shape: {error}",), (str(error),))
