"""A Slack on loopback: Web API, Socket Mode, signed deliveries, views, response addresses, and people who use it."""

from tests.fakes.slack.server import FakeSlack

__all__ = ["FakeSlack"]
