"""Opens what Slack posts to our address: what is in it, and which workspace it comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from slack_bolt.request.internals import extract_enterprise_id, extract_is_enterprise_install, extract_team_id

from adapters.slack.incoming import Payload
from adapters.slack.store import named


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something happened: *whole* where the app was installed for the whole organisation at once."""

    enterprise: str | None
    team: str | None
    whole: bool

    @property
    def name(self) -> str:
        """Return what its installation is kept under."""
        return named(self.enterprise, self.team, whole=self.whole)


def opened(body: bytes, kind: str) -> Payload:
    """Return what a delivery of this content type holds.

    Raises:
        ValueError: it can't be read.
    """
    if kind == "application/json":
        return _read(body)
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return _read(fields["payload"]) if "payload" in fields else fields


def origin(body: Payload) -> Origin:
    """Return where something happened; in a channel that organisations share, that is where the app is."""
    told = dict(body)
    return Origin(extract_enterprise_id(told), extract_team_id(told), bool(extract_is_enterprise_install(told)))


def _read(written: str | bytes) -> Payload:
    found = json.loads(written)
    if isinstance(found, dict):
        return found
    raise ValueError("no object")
