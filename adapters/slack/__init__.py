"""Slack: acknowledges what comes, names who it is from, passes it on and draws what the coach says."""
