"""python3 -m tests: the whole suite, set up on its first start; with a word of ours, what takes longer.

`evals` prints how well the coach answers, `evals writing` how well it writes and looks drafts over, `evals --model`
what the language model that is set up makes of it, `bench` what things cost, `faults` what a record is like after its
writers were killed, `replicas` what becomes of deliveries when one of two is killed, `slots-replicas` what becomes of
reminders when four are, `rules` how many made-up histories the rules about calls were put to, and `slots` in how many
zones reminders come at the right time.
"""

from __future__ import annotations

import sys

from bot import _env

WHOLE = ["-n", "auto", "--dist", "worksteal"]
"""How the whole suite is run: on every core."""


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
    if arguments[:1] in (["faults"], ["replicas"], ["slots-replicas"]):
        return _with_kills(*arguments)
    if arguments[:1] in (["rules"], ["slots"]):
        return _at_length(*arguments)
    if arguments == ["bench"]:
        from tests.bench import model, record, reminders, start

        return start.main() or model.main() or record.main() or reminders.main()
    import pytest

    return int(pytest.main(arguments or WHOLE))


def _with_kills(what: str, *arguments: str) -> int:
    """Kill whoever writes, takes deliveries, or posts reminders, and look at what is left."""
    if what == "faults":
        from tests.faults.report import main as faults

        return faults(list(arguments))
    if what == "replicas":
        from tests.faults.replicas import main as replicas

        return replicas(list(arguments))
    from tests.faults.slots import main as slots_replicas

    return slots_replicas(list(arguments))


def _at_length(what: str, *arguments: str) -> int:
    """Try the rules about calls, or the slots of reminders, far more often than the suite does."""
    if what == "rules":
        from tests.bot.core.permission.test_rules_machine import main as rules

        return rules(list(arguments))
    from tests.bot.core.reminding.test_slots import main as slots

    return slots(list(arguments))


if __name__ == "__main__":
    _env.enter("tests", dev=True)
    raise SystemExit(main(sys.argv[1:]))
