"""Has another process do work beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def beside(work: Callable[..., T], *given: object) -> Iterator[Callable[[], T]]:
    """Begin *work* in another process, and yield what gives its result.

    Where there can be no other process, or it is killed, the work is done here when its result is asked for.
    """
    here = partial(work, *given)
    try:
        pool = ProcessPoolExecutor(1, get_context("spawn"))  # a fork would take threads along, half alive
        begun = pool.submit(work, *given)
    except OSError:
        yield here
        return

    def result() -> T:
        try:
            return begun.result()
        except BrokenExecutor:
            return here()

    with pool:
        yield result
