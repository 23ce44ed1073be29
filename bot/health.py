"""Says over HTTP whether everything is alive, and counts what is answered: never a word of it, nor who asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.core.delivering import PostOffice
from bot.core.errors import Unavailable
from bot.core.front import Seen
from bot.core.platforms import Platform

log = logging.getLogger(__name__)

LATE = 300.0
"""Seconds that a letter may be overdue before something must be wrong: a try that failed waits no longer at first."""
ASKEW = 30.0
"""Seconds by which our clock and the database's may differ before hours and leases go wrong."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Counts:
    """What was answered, as Prometheus reads it."""

    def __init__(self) -> None:
        """Make every count, at nothing."""
        registry = self.registry = CollectorRegistry()
        self.answers = Counter("askfirst_answers", "Answers given", ["verb", "outcome"], registry=registry)
        self.seconds = Histogram(
            "askfirst_answer_seconds", "Time to an answer", ["verb"], buckets=BUCKETS, registry=registry
        )
        self.overdue = Gauge("askfirst_outbox_overdue_seconds", "Age of the oldest due letter", registry=registry)
        self.in_doubt = Gauge("askfirst_tips_in_doubt", "Tips that may not have arrived, in 7 days", registry=registry)
        self.alive = Gauge("askfirst_alive", "1 while connected", ["part"], registry=registry)
        # To find the count of an outcome takes the library longer than to count it.
        self._ended, self._took = cache(self.answers.labels), cache(self.seconds.labels)

    def soon(self, seen: Seen) -> None:
        """Count an answer once it is on its way: whoever waits for it comes first."""
        asyncio.get_running_loop().call_soon(self.saw, seen)

    def saw(self, seen: Seen) -> None:
        """Count an answer, and log it in a line."""
        self._ended(seen.verb, seen.outcome).inc()
        self._took(seen.verb).observe(seen.seconds)
        log.info("%s %s %.3f s %s", seen.verb, seen.team, seen.seconds, seen.outcome)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that has to be alive; *trouble* is empty while it is."""

    name: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Looks at everything that serving needs."""

    platforms: Sequence[Platform]
    office: PostOffice
    clock: Callable[[], datetime]
    counts: Counts

    async def look(self) -> tuple[Part, ...]:
        """Return every part and what is wrong with it."""
        connected = [Part(each.name, each.trouble) for each in self.platforms]
        parts = (*connected, *await self._behind())
        for part in parts:
            self.counts.alive.labels(part.name).set(not part.trouble)
        return parts

    async def _behind(self) -> tuple[Part, ...]:
        now = self.clock()
        try:
            due = await self.office.next_due([each.name for each in self.platforms])
            theirs = await self.office.time()
            self.counts.in_doubt.set(await self.office.in_doubt(now))
        except Unavailable:
            return (Part("database", "it can't be reached"),)
        late = (now - due).total_seconds() if due else 0.0
        askew = abs((now - theirs).total_seconds()) if theirs else 0.0
        self.counts.overdue.set(max(late, 0.0))
        return (
            Part("database"),
            Part("outbox", f"the oldest letter is {late:.0f} s overdue" if late > LATE else ""),
            Part("clock", f"it is {askew:.0f} s from the database's" if askew > ASKEW else ""),
        )

    def mount(self, served: web.Application) -> None:
        """Answer at /healthz and /metrics."""
        served.router.add_get("/healthz", self._healthz)
        served.router.add_get("/metrics", self._metrics)

    async def _healthz(self, _request: web.Request) -> web.Response:
        parts = await self.look()
        ok = not any(part.trouble for part in parts)
        told = {"ok": ok, **{part.name: part.trouble or "ok" for part in parts}}
        return web.json_response(told, status=200 if ok else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        await self.look()
        body = generate_latest(self.counts.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
