"""Installs what an example's package.json asks for, beside it and once: `node_modules`, which git ignores.

Nothing is done for an example without a package.json.
"""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

WITHIN = 600
"""Seconds of real time. Packages run no scripts of theirs, so nothing is compiled."""


class NotInstalledError(Exception):
    """The packages are not there and could not be brought; the message says why, in one line."""


def install(folder: Path) -> None:
    """Install the packages, unless those of the same list are there. Raises NotInstalledError.

    Of several that ask at the same time one installs, and the others wait.
    """
    manifest, lock = folder / "package.json", folder / "package-lock.json"
    if not manifest.exists():
        return
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NotInstalledError("node and npm are needed: on Debian, apt install nodejs npm")
    listed = hashlib.sha256(manifest.read_bytes() + lock.read_bytes()).hexdigest()
    done = folder / "node_modules" / ".installed"
    with manifest.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == listed:
            return
        _run([npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], folder)
        done.write_text(listed)


def _run(command: list[str], folder: Path) -> None:
    try:
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WITHIN, check=False)
    except subprocess.TimeoutExpired as slow:
        raise NotInstalledError(f"npm did not come to an end within {WITHIN} s") from slow
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise NotInstalledError(said[-1] if said else f"npm ended with {ran.returncode}")
