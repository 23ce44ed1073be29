"""Takes out of what people paste whatever speaks to a program and not to a person, before a model reads it.

No list of signs is whole: this makes attacks rarer, and what a model writes is checked as if there were no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.core.coaching.privacy import unfolded

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?]+[\"\u201d')\]>]*(?=\s|\Z)|[\u3002\uff01\uff1f]+|(?=\n)|\Z)")
_BEGINS = r"(?:\A\W*|[:;,\"\u201c\u201d(\[\u3002]\s*|\b(?:and|then|please|just|now|do)[\s:]+)"
_SPOKEN = r"\W{0,3}\s*(?:\w+\s+){0,2}[\"\u201c:'\[<]"
_YOURS = r"[^.?!]*\b(?:in|to|as|with|on)\s+(?:your|the|every|each)\s+(?:answer|reply|verdict|draft|output|response)"

Signs = Mapping[str, Sequence[str]]
"""From [model.orders] of prompts/phrases.toml: *plain* ones are orders anywhere, *verbs* where a sentence begins."""


def without_orders(text: str, signs: Signs, *, verbs: bool = True) -> str:
    """Return *text* without the sentences that are orders to a program; without *verbs*, only the plain ones."""
    plain, begins, spoken = _patterns(tuple(signs["plain"]), tuple(signs["verbs"]))
    also = begins if verbs else spoken

    def kept(hit: re.Match[str]) -> str:
        sentence = hit[0]
        asked = sentence.rstrip(" \"\u201d')").endswith("?")
        return "" if plain.search(sentence) or (not asked and also.search(sentence)) else sentence

    return _SENTENCE.sub(kept, unfolded(text)).strip()


@lru_cache(maxsize=4)
def _patterns(plain: tuple[str, ...], verbs: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    either, verb = "|".join(plain), rf"(?:{'|'.join(verbs)})\b"
    begins, spoken = rf"{_BEGINS}{verb}", rf"{_BEGINS}{verb}(?:{_SPOKEN}|{_YOURS})"
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (either, begins, spoken))
