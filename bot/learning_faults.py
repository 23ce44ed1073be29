"""Learns from the marked drafts of a folder of prompts, and prints it: run beside the count of all the rest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.core.coaching.library import learned_faults
from bot.core.coaching.reading import read

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    json.dump(learned_faults(read(folder), folder), sys.stdout)
