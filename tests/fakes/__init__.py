"""Stand-ins for what is outside: real servers on this machine, which answer as the real ones do."""
