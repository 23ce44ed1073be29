"""The benches run; what they print is for people."""

from __future__ import annotations

from tests.bench.start import ratios


def test_a_warm_question_can_be_measured_against_a_bare_start() -> None:
    (ratio,) = ratios(1)

    assert ratio > 0
