"""Words to somebody, out of what was told: who, where, what for, and which facts."""
