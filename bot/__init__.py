"""Ask First: a networking-etiquette coach for a team's Slack, Discord and terminal."""
