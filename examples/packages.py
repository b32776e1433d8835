"""Installs what an example needs beside Assay, into its own folder and once; git ignores it.

A package.json is installed into `node_modules`, a requirements.txt into `.venv`. An example without either needs none.
A program that an example starts beside its own is looked for, never installed.
"""

import fcntl
import hashlib
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

PLACES = ("node_modules", ".venv")
"""Where packages lie, in an example's folder."""
WITHIN = 900
"""Seconds of real time for each command. Packages for Node run no scripts of theirs, so nothing is compiled there."""

PROGRAMS = {"redis-server": "redis-server"}
"""Programs of others that are processes of an example, and the package of Debian that brings each."""


class NotInstalledError(Exception):
    """What is needed is not there and could not be brought; the message says why, in one line."""


def install(*folders: Path) -> None:
    """Install the packages of examples, unless those of the same list are there. Raises NotInstalledError.

    Of several that ask at the same time one installs, and the others wait.
    """
    for folder in folders:
        _are_there(folder)
        if (folder / "package.json").exists():
            _once(folder, ("package.json", "package-lock.json"), folder / "node_modules", _by_npm)
        if (folder / "requirements.txt").exists():
            _once(folder, ("requirements.txt",), folder / ".venv", _by_python)


def _are_there(folder: Path) -> None:
    descriptor = folder / "assay.toml"
    described = tomllib.loads(descriptor.read_text()) if descriptor.exists() else {}
    for command in described.get("target", {}).get("processes", {}).values():
        program = shlex.split(command)[0]
        if program in PROGRAMS and shutil.which(program) is None:
            raise NotInstalledError(f"{program} is needed: on Debian, apt install {PROGRAMS[program]}")


def _once(folder: Path, lists: tuple[str, ...], place: Path, how: Callable[[Path], Iterator[list[str]]]) -> None:
    wanted = hashlib.sha256(b"".join((folder / name).read_bytes() for name in lists)).hexdigest()
    done = place / ".installed"
    with (folder / lists[0]).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == wanted:
            return
        for command in how(folder):
            _run(command, folder)
        done.write_text(wanted)


def _by_npm(_folder: Path) -> Iterator[list[str]]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NotInstalledError("node and npm are needed: on Debian, apt install nodejs npm")
    yield [npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]


def _by_python(folder: Path) -> Iterator[list[str]]:
    place, listed = str(folder / ".venv"), str(folder / "requirements.txt")
    python = str(folder / ".venv" / "bin" / "python")
    if uv := shutil.which("uv"):
        yield [uv, "venv", "--quiet", "--clear", "--python", sys.executable, place]
        yield [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, "-r", listed]
        return
    yield [sys.executable, "-m", "venv", "--clear", place]
    yield [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", listed]


def _run(command: list[str], folder: Path) -> None:
    name = Path(command[0]).name
    try:
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WITHIN, check=False)
    except subprocess.TimeoutExpired as slow:
        raise NotInstalledError(f"{name} did not come to an end within {WITHIN} s") from slow
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise NotInstalledError(said[-1] if said else f"{name} ended with {ran.returncode}")
