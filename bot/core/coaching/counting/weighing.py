"""Weighs the tokens of lines: rare ones more, and every line the same in all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

SCALE = 10_000
"""Learned weights are kept as whole numbers, so that they are short to write and read back the same."""


def rarity(lines: Iterable[Iterable[str]]) -> dict[str, float]:
    """Return each token's inverse document frequency over N *lines*, n of which hold it: ln((N + 1) / (n + 1)) + 1.

    A token met in a single line teaches nothing about others, and is left out.
    """
    known = list(lines)
    holders = Counter(token for line in known for token in line)
    return {token: math.log((len(known) + 1) / (n + 1)) + 1 for token, n in holders.items() if n > 1}


def unit_line(tokens: Iterable[str], rarity: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the known ones of *tokens* with weights by their *rarity*, scaled so that the line has length one."""
    found = [(token, rarity[token]) for token in tokens if token in rarity]
    length = math.hypot(*(weight for _, weight in found)) or 1.0
    return [(token, weight / length) for token, weight in found]
