"""Tells Slack's own deliveries from everybody else's, before anything reads them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

FRESH = 300.0
"""Seconds that a delivery is good for (docs.slack.dev, Verifying requests from Slack)."""
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


@dataclass(slots=True)
class Proof:
    """Checks signatures, and that none is shown twice."""

    secret: bytes = field(repr=False)
    seen: dict[str, float] = field(default_factory=dict)

    def holds(self, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        """Say whether Slack itself sent this, just now (*now* in seconds since 1970), for the first time."""
        stamp, signature = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 16 and signature.isascii()):
            return False
        if abs(now - int(stamp)) > FRESH:
            return False
        made = "v0=" + hmac.new(self.secret, b"v0:%s:" % stamp.encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(made, signature) and signature not in self.seen

    def spend(self, headers: Mapping[str, str], now: float) -> None:
        """Let a delivery that was taken be shown no second time; one that failed Slack sends again, as it stands."""
        while self.seen and next(iter(self.seen.values())) < now - 2 * FRESH:
            del self.seen[next(iter(self.seen))]
        self.seen[headers[SIGNATURE]] = now
