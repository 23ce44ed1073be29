"""Real servers on loopback in place of the platforms: they check every call and answer with the platforms' errors."""

PATIENCE = 5
"""Where a platform waits so many seconds, its fake waits so many times longer: a busy machine is no slow program.

That the program answers before it begins what takes long is tested by the order of things, not by this.
"""
