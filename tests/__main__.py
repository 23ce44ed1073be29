"""python3 -m tests: the whole suite, set up on its first start; with a word of ours, what takes longer.

`evals` prints how well the coach answers, `evals writing` how well it writes and looks drafts over, `evals --model`
what the language model that is set up makes of it, `bench` what things cost, `faults` what a record is like after its
writers were killed, `replicas` what becomes of deliveries when one of two is killed, and `rules` how many made-up
histories the rules about calls were put to.
"""

from __future__ import annotations

import sys

from bot import _env


def main(arguments: list[str]) -> int:
    """Run what was asked for; without a word of ours, everything is for pytest."""
    if arguments[:2] == ["evals", "writing"]:
        from tests.evals.writing.report import main as writing

        return writing(arguments[2:])
    if arguments[:1] == ["evals"] and "--model" in arguments:
        from tests.evals.by_model import main as by_model

        return by_model([word for word in arguments[1:] if word != "--model"])
    if arguments[:1] == ["evals"]:
        from tests.evals.report import main as evals

        return evals(arguments[1:])
    if arguments[:1] == ["faults"]:
        from tests.faults.report import main as faults

        return faults(arguments[1:])
    if arguments[:1] == ["replicas"]:
        from tests.faults.replicas import main as replicas

        return replicas(arguments[1:])
    if arguments[:1] == ["rules"]:
        from tests.bot.core.permission.test_rules_machine import main as rules

        return rules(arguments[1:])
    if arguments == ["bench"]:
        from tests.bench import model, record, start

        return start.main() or model.main() or record.main()
    import pytest

    return int(pytest.main(arguments))


if __name__ == "__main__":
    _env.enter("tests", dev=True)
    raise SystemExit(main(sys.argv[1:]))
