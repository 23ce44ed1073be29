"""Real servers on loopback in place of the platforms: they check every call and answer with the platforms' errors."""
