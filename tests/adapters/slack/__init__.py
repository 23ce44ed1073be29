"""Slack, tried against a Slack of our own."""
