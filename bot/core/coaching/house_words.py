"""The words that stand in our own guidelines, templates and sentences: what a message says beside them, somebody told.

A model that makes something up needs words for it. In words to send there is no need for any that are neither the
writer's nor ours, so that a sentence with one is not taken; advice, which has to say things in its own way, is not held
to this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.coaching.model_rules import filled

if TYPE_CHECKING:
    from bot.core.coaching.library import Library

OURS = (
    "phrases.toml", "openers.toml", "scripts.toml", "rules.toml", "disagreements.toml", "situations.toml", "answer.md",
    "opener.md", "review.md",
)  # fmt: skip


def house_words(library: Library) -> frozenset[str]:
    """Return the stems of our own words."""
    cards = sorted((library.prompts / "cards").glob("*.md"))
    files = (*cards, *(library.prompts / name for name in OURS))
    texts = (file.read_text(encoding="utf-8") for file in files)
    return frozenset(stem for text in texts for stem in library.lexicon.stems(text))


def strange_words(text: str, said: str, library: Library) -> tuple[str, ...]:
    """Return the words of *text*, as stems, that are neither in what was *said* nor ours; open places are none."""
    ours = library.house.union(library.lexicon.stems(said))
    return tuple(word for word in library.lexicon.tokens(filled(text)).content if word not in ours)
