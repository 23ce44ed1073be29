"""Prints how well openers, reviews, free words and the fact guard do on sets written without sight of them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.evals.writing import report_guard, report_lines, report_openers, report_reviews

REPORTS = {
    "openers": report_openers.main,
    "reviews": report_reviews.main,
    "lines": report_lines.main,
    "guard": report_guard.main,
}


def main(argv: Sequence[str]) -> int:
    """Print one report, with its own arguments, or all four."""
    if argv and argv[0] in REPORTS:
        return REPORTS[argv[0]](argv[1:])
    for name, report in REPORTS.items():
        print(f"\n{name}")
        report([])
    return 0
