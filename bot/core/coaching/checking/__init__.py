"""What every sentence of a model is held to: what was told, what the guidelines say, and what we say ourselves."""
