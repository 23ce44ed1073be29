"""The coach: knows no platform, no database, no network."""
