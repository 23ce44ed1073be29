"""python3 -m tests: the whole suite, set up on its first start; also `evals`, the table, and `bench`, the ratios."""

from __future__ import annotations

import sys

from bot import _env


def main(arguments: list[str]) -> int:
    """Run what was asked for; without a word of ours, everything is for pytest."""
    if arguments[:1] == ["evals"]:
        from tests.evals.report import main as evals

        return evals(arguments[1:])
    if arguments == ["bench"]:
        from tests.bench.start import main as bench

        return bench()
    import pytest

    return int(pytest.main(arguments))


if __name__ == "__main__":
    _env.enter("tests", dev=True)
    raise SystemExit(main(sys.argv[1:]))
