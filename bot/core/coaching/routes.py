"""The ways that a question can go."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """The four ways a question can go."""

    ANSWER = "answer"
    GAP = "gap"
    OFFTOPIC = "offtopic"
    CLARIFY = "clarify"


class Aside(StrEnum):
    """Why a question gets no guideline; each has its phrases under [answers] in prompts/phrases.toml."""

    OFFTOPIC = "offtopic"
    CLARIFY = "clarify"
    LANGUAGE = "language"
    TEXTS = "texts"
    INSIDE = "inside"
    URGENT = "urgent"
    UNSAFE = "unsafe"
    HARM = "harm"


SIGNS = {
    "someone-in-danger": Aside.URGENT,
    "asker-in-danger": Aside.UNSAFE,
    "means-harm": Aside.HARM,
    "source-texts": Aside.TEXTS,
    "orders-inside": Aside.INSIDE,
}
"""Names of prompts/lexicon.toml that settle a question whatever else stands in it, the most pressing first."""
