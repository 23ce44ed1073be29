"""python3 -m tests: the whole suite, set up on its first start; with `evals`, the evaluation table."""

import sys

from bot import _env

if __name__ == "__main__":
    _env.enter("tests", dev=True)

    if sys.argv[1:2] == ["evals"]:
        from tests.evals.report import main

        raise SystemExit(main(sys.argv[2:]))

    import pytest

    raise SystemExit(pytest.main(sys.argv[1:]))
