"""The first start: makes .venv from the locked packages, then runs inside it; standard library only.

It runs before anything is installed, on whatever Python the person has, so it imports nothing else of ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = HOME / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
DEV_LOCK = ROOT / "tests" / "requirements.lock"
RUN_LOCK = ROOT / "bot" / "requirements.lock"


def enter(module: str, dev: bool = False) -> None:
    """Go on as *module* inside .venv, making or renewing it first.

    Returns when this interpreter is already the right one. An installed wheel has no pyproject.toml beside it and
    needs no environment of ours.
    """
    if not (ROOT / "pyproject.toml").is_file():
        return
    if sys.version_info < (3, 11):
        sys.exit(f"Ask First needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    lock = DEV_LOCK if dev else RUN_LOCK
    if not _is_fresh(lock):
        _make(lock)
    if Path(sys.prefix).resolve() != HOME.resolve():
        _go_on([str(PYTHON), "-m", module, *sys.argv[1:]])


def _stamp(lock: Path) -> Path:
    return HOME / f".made-for-{lock.parent.name}"


def _wanted(lock: Path) -> str:
    """Name what the environment has to hold; it is renewed when one of these changes."""
    import hashlib  # 3 ms that only a checkout pays

    parts = ((ROOT / "pyproject.toml").read_bytes(), lock.read_bytes(), sys.version.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is_fresh(lock: Path) -> bool:
    stamp = _stamp(lock)
    return PYTHON.exists() and stamp.is_file() and stamp.read_text() == _wanted(lock)


def _make(lock: Path) -> None:
    with _one_at_a_time():
        if _is_fresh(lock):
            return
        print("Ask First: first start, setting up .venv (about half a minute) ...", file=sys.stderr, flush=True)
        _create()
        _install(lock)
        # The tests' lock holds the run lock whole, so it answers for both.
        for made in {lock, RUN_LOCK}:
            _stamp(made).write_text(_wanted(made))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let a second first start wait for the one that is already at work."""
    with (ROOT / ".venv.lock").open("w") as gate:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(gate.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _create() -> None:
    import subprocess
    import venv

    if PYTHON.exists() and _version_of(PYTHON) == sys.version:
        return
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=not WINDOWS).create(HOME)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"Ask First: could not make .venv ({error}).\nOn Debian or Ubuntu, install python3-venv first.")


def _version_of(python: Path) -> str:
    import subprocess

    asked = subprocess.run(
        [str(python), "-c", "import pip, sys; print(sys.version)"], capture_output=True, check=False, text=True
    )
    return asked.stdout.rstrip("\n")


def _install(lock: Path) -> None:
    """Install the locked packages and this project with uv, which is fast; with pip where uv will not run."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    pin = HOME / "uv.lock.txt"
    pin.write_text(_block("uv", DEV_LOCK))
    has_uv = _ran([*pip, "--require-hashes", "-r", str(pin)])
    for what in (["--require-hashes", "-r", str(lock)], ["--no-deps", "-e", str(ROOT)]):
        if not (has_uv and _ran([*uv, *what], quietly=True)) and not _ran([*pip, *what]):
            sys.exit("Ask First: the set-up failed; the lines above say why. Run the same command again to retry.")


def _block(package: str, lock: Path) -> str:
    """Return the lines of one *package* in a lock: its pin and, indented below, its hashes."""
    lines = lock.read_text().splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(package + "=="))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    return "".join(lines[start:end])


def _ran(command: list[str], *, quietly: bool = False) -> bool:
    """Run *command* and say whether it went well; *quietly* where another way is open if it does not."""
    import subprocess

    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL if quietly else None).returncode == 0


def _go_on(command: list[str]) -> None:
    if WINDOWS:  # exec there hands the prompt back before the program has ended
        import subprocess

        sys.exit(subprocess.run(command, check=False).returncode)
    if sys.stdout is not None:  # a program may be started without it
        sys.stdout.flush()
    os.execv(command[0], command)
