"""What the coach needs from a language model, whoever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: rules that never change, the data of one request, and the shape of the reply.

    *data* alone holds what people typed. After a reply that could not be used, *before* is that reply and *faults* says
    what was wrong with it.
    """

    task: str
    rules: str
    data: str
    schema: Mapping[str, Any]
    before: str = ""
    faults: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and how many tokens that took: sent, of these taken from its cache, and written."""

    text: str
    sent: int = 0
    cached: int = 0
    written: int = 0

    @property
    def tokens(self) -> int:
        """Return how many tokens are counted against the cap."""
        return self.sent + self.written


class LanguageModel(Protocol):
    """Writes what a prompt asks for."""

    @property
    def name(self) -> str:
        """Return what the model is called."""

    async def close(self) -> None:
        """Let go of the connections."""

    async def complete(self, prompt: Prompt, seconds: float) -> Completion:
        """Return what the model writes within so many *seconds*.

        Raises:
            NoModel: it can't be reached, refuses, takes too long, or says nothing.
        """
