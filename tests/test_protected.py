"""No run of six words of the source documents stands anywhere in the project.

The documents are other people's texts and are not here; what is here are salted hashes of their runs of six words. The
few words of a title may be quoted as a title. `.venv/bin/python tests/test_protected.py FOLDER` writes the hashes
anew from the texts.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HASHES = Path(__file__).with_name("protected.gz")
RUN = 6
SALT = b"ask first, six words"
SIZE = 8
TITLES = (
    "Is Asking Permission to Call Someone – The New Norm for Social Business Networking?",
    "If you’re going for a business “relationship,” why not give them a phone call?",
    "Does Social Media Mean You’ll Never Have to Cold Call Again?",
)
BINARY = {".gz", ".lock", ".png", ".ttf"}
PASSED_OVER = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def runs(text: str) -> set[bytes]:
    """Return the salted hash of every run of six words in *text*."""
    split = words(text)
    lines = (" ".join(split[i : i + RUN]) for i in range(len(split) - RUN + 1))
    return {hashlib.blake2b(line.encode(), digest_size=SIZE, key=SALT).digest() for line in lines}


def protected(hashes: Path = HASHES) -> set[bytes]:
    """Return the hashes that are kept."""
    kept = gzip.decompress(hashes.read_bytes())
    return {kept[i : i + SIZE] for i in range(0, len(kept), SIZE)}


def protect(folder: Path, hashes_file: Path = HASHES) -> None:
    """Write the hashes of all texts in *folder*, titles apart."""
    hashes = set[bytes]().union(*(runs(path.read_text("utf-8", "replace")) for path in folder.glob("*.txt")))
    hashes_file.write_bytes(gzip.compress(b"".join(sorted(hashes.difference(*map(runs, TITLES)))), mtime=0))


def ours() -> list[Path]:
    """Return every text file of the project."""
    paths = (path for path in ROOT.rglob("*") if path.is_file() and path.suffix not in BINARY)
    return [path for path in paths if PASSED_OVER.isdisjoint(path.relative_to(ROOT).parts)]


def test_no_run_of_six_protected_words_stands_in_the_project() -> None:
    kept = protected()
    shared = {path: runs(path.read_text("utf-8", "replace")) & kept for path in ours()}

    assert [path for path, hits in shared.items() if hits] == []


def test_a_copied_run_is_found_however_it_is_set(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("The quick brown fox jumps over the lazy dog, twice.")
    protect(tmp_path, tmp_path / "hashes.gz")
    kept = protected(tmp_path / "hashes.gz")

    assert runs("he says that the quick BROWN fox -- jumps; over it") & kept
    assert not runs("the quick brown fox jumped over the lazy cat") & kept
    assert not runs("the quick brown fox jumps") & kept


def test_the_documents_are_there_as_hashes_and_the_project_is_read_whole() -> None:
    assert len(protected()) > 2900
    assert {"README.md", "answers.py", "answers.txt", "phrases.toml", "terminal.svg"} <= {path.name for path in ours()}


if __name__ == "__main__":
    protect(Path(sys.argv[1]))
