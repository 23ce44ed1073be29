"""The memory: SQL and nothing else; imports bot.core only."""
