"""python3 -m tests: the whole suite, set up on its first start; with a word of ours, what takes longer.

`evals` prints how well the coach answers, `evals writing` how well it writes and looks drafts over, `evals --model`
what the language model that is set up makes of it, `evals fabricated` what becomes of what a model makes up, `bench`
what things cost, `pace` whether many reminders at once go out as fast as platforms take them, `faults` what a record is
like after its writers were killed, `replicas` what becomes of deliveries when one of two is killed, `slots-replicas`
what becomes of reminders when four are, `rules` how many made-up histories the rules about calls were put to, and
`slots` in how many zones reminders come at the right time.
"""

from __future__ import annotations

import sys
from importlib import import_module

from bot import _env

WHOLE = ["-n", "auto", "--dist", "worksteal"]
"""How the whole suite is run: on every core."""


LONGER = {
    ("evals", "--model"): "tests.evals.by_model",
    ("evals", "writing"): "tests.evals.writing.report",
    ("evals", "fabricated"): "tests.evals.fabrications",
    ("evals",): "tests.evals.report",
    ("faults",): "tests.faults.report",
    ("pace",): "tests.bench.pace",
    ("replicas",): "tests.faults.replicas",
    ("rules",): "tests.bot.core.permission.test_rules_machine",
    ("slots-replicas",): "tests.faults.slots",
    ("slots",): "tests.bot.core.reminding.test_slots",
}
"""What takes longer, and whose `main` does it with the words that are left."""


def main(arguments: list[str]) -> int:
    """Run what was asked for; without a word of ours, everything is for pytest."""
    for words, module in LONGER.items():
        if tuple(arguments[: len(words)]) == words:
            return int(import_module(module).main(arguments[len(words) :]))
    if arguments == ["bench"]:
        from tests.bench import acks, deliveries, interactions, model, record, reminders, start

        benches = (start, model, record, reminders, acks, interactions, deliveries)
        return max(int(bench.main()) for bench in benches)
    import pytest

    return int(pytest.main(arguments or WHOLE))


if __name__ == "__main__":
    _env.enter("tests", dev=True)
    raise SystemExit(main(sys.argv[1:]))
