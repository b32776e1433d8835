"""Installs what an example's requirements.txt asks for, into a `.venv` beside it and once; git ignores that.

Nothing is done for an example without a requirements.txt.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

WITHIN = 900
"""Seconds of real time for each command."""


class NotInstalledError(Exception):
    """The packages are not there and could not be brought; the message says why, in one line."""


def install(folder: Path) -> None:
    """Install the packages, unless those of the same list are there. Raises NotInstalledError.

    Of several that ask at the same time one installs, and the others wait.
    """
    listed = folder / "requirements.txt"
    if not listed.exists():
        return
    wanted = hashlib.sha256(listed.read_bytes()).hexdigest()
    environment = folder / ".venv"
    done = environment / ".installed"
    with listed.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == wanted:
            return
        for command in _commands(environment, listed):
            _run(command)
        done.write_text(wanted)


def _commands(environment: Path, listed: Path) -> list[list[str]]:
    python = str(environment / "bin" / "python")
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)]
        return [make, [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", str(listed)]]
    make = [sys.executable, "-m", "venv", "--clear", str(environment)]
    return [make, [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(listed)]]


def _run(command: list[str]) -> None:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN, check=False)
    except subprocess.TimeoutExpired as slow:
        raise NotInstalledError(f"{Path(command[0]).name} did not come to an end within {WITHIN} s") from slow
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise NotInstalledError(said[-1] if said else f"{Path(command[0]).name} ended with {ran.returncode}")
