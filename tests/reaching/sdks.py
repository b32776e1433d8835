"""Official SDKs of every generation, installed side by side by the tests, and the programs that use them. Not: tests.

Where no package index can be reached, a test is skipped and says which SDK was not tried.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

PROGRAMS = Path(__file__).parent / "programs"
OURS = ("PYTHONPATH", "NODE_OPTIONS", "ASSAY_", "SSL_CERT", "REQUESTS_CA", "CURL_CA", "NODE_EXTRA", "PHP_INI")


@dataclass(frozen=True)
class Sdk:
    """A package at a major version, or the newest of its line, and the programs that are written with it."""

    language: Literal["python", "node"]
    package: str
    major: int
    programs: tuple[str, ...]
    asked: tuple[str, ...]
    """What each program asks of the provider: for test, and for live where it has a place of its own."""
    more: tuple[str, ...] = ()
    """Further arguments of the programs, after an id and a secret."""

    @property
    def name(self) -> str:
        return f"{self.language}-{self.package.removeprefix('@paypal/')}-{self.major}"

    def installed(self, shared: Path) -> Path:
        """Install it for Python, apart, and return its folder; skips the test where that cannot be done."""
        folder = shared / self.name
        uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        pip = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
        wanted = [f"{self.package}>={self.major},<{self.major + 1}", "requests"]
        _once(folder, f"{self.package} {self.major}", [*pip, "-q", "--target", str(folder), *wanted])
        return folder

    def beside(self, installed: Path) -> Path:
        """Return a folder of programs to which this version, of all that were installed for Node, is the package."""
        folder = installed / "programs" / self.name
        package = folder / "node_modules" / self.package
        package.parent.mkdir(parents=True, exist_ok=True)
        if not package.exists():
            package.symlink_to(installed / "node_modules" / self.name)
        for program in self.programs:
            shutil.copy(PROGRAMS / program, folder)
        return folder


def installed_for_node(folder: Path) -> Path:
    """Install every SDK for Node at once, each under a name of its own."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no SDK for Node is tried: there is no npm")
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    wanted = [f"{sdk.name}@npm:{sdk.package}@{sdk.major}" for sdk in NODE]
    _once(folder, "any SDK for Node", [npm, "install", *flags, "--prefix", str(folder), *wanted])
    return folder


HEEDING_VARIABLES = 24
"""The first Node that heeds the variables of a proxy, when told to by NODE_USE_ENV_PROXY."""


def heeding_node(folder: Path) -> str:
    """Return a Node that heeds the variables of a proxy: the machine's, or one that is installed apart."""
    found = shutil.which("node") or pytest.skip("interception of fetch and https is not tried: there is no Node")
    said = subprocess.run([found, "-p", "process.versions.node"], capture_output=True, text=True, check=True).stdout
    if int(said.partition(".")[0]) >= HEEDING_VARIABLES:
        return found
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"interception of fetch and https is not tried: Node before {HEEDING_VARIABLES}, and no npm")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", "--prefix", str(folder)]
    _once(folder, f"Node {HEEDING_VARIABLES}", [*install, f"node@{HEEDING_VARIABLES}"])
    return str(folder / "node_modules" / "node" / "bin" / "node")


def _once(folder: Path, what: str, install: list[str]) -> None:
    """Fill a folder that all workers share; the first that asks does it, the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.parent / f"{folder.name}.done"
        if not done.exists():
            _run(what, install)
            done.touch()


def other_python(version: str) -> str:
    """Return an interpreter of that version, installed by the system or by pyenv; skips the test if there is none."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for found in (shutil.which(f"python{version}"), *map(str, pyenv.glob(f"{version}.*/bin/python"))):
        if found and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0:
            return found
    pytest.skip(f"Python {version} is not tried: it is not installed")


def _run(what: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        pytest.skip(f"{what} is not tried: it could not be installed ({said[-1] if said else done.returncode})")


def clean() -> dict[str, str]:
    """Return this process's environment without what would re-point a program already."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(OURS) and "proxy" not in name.lower()
    }


def ran(command: list[str], env: dict[str, str], *, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env, cwd=cwd)


def lines(command: list[str], env: dict[str, str], *, cwd: Path | None = None) -> list[str]:
    """Run a program to its good end, and return what it printed."""
    done = ran(command, env, cwd=cwd)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout.split()


CUSTOMER, FILE = "POST /v1/customers", "POST /v1/files"
STRIPE_PYTHON = (CUSTOMER, CUSTOMER, FILE, "POST /oauth/deauthorize")
STRIPE_NODE = (CUSTOMER, CUSTOMER, FILE, "POST /oauth/deauthorize", CUSTOMER)
ORDERS = ("POST /v1/oauth2/token", "POST /v2/checkout/orders") * 2
PAYMENTS = ("POST /v1/oauth2/token", "POST /v1/payments/payment") * 2
ONE_TOKEN = (*ORDERS[:2], ORDERS[1])
"""The retired SDKs for Node keep a token by its id, whatever the environment."""
SQUARE = ("GET /v2/payments/X1",) * 2

PYTHON = [
    Sdk("python", "stripe", 7, ("stripe_shop.py",), (CUSTOMER, FILE, "POST /oauth/deauthorize"), ("files",)),
    *(Sdk("python", "stripe", major, ("stripe_shop.py",), STRIPE_PYTHON, ("files",)) for major in range(8, 17)),
    Sdk("python", "paypal-server-sdk", 1, ("paypal_server.py",), ORDERS),
    Sdk("python", "paypal-server-sdk", 2, ("paypal_server.py",), ORDERS),
    Sdk("python", "paypalrestsdk", 1, ("paypal_rest.py",), PAYMENTS),
    Sdk("python", "paypal-checkout-serversdk", 1, ("paypal_checkout.py",), ORDERS),
    Sdk("python", "squareup", 35, ("square_before.py",), SQUARE),
    Sdk("python", "squareup", 40, ("square_before.py",), SQUARE),
    *(Sdk("python", "squareup", major, ("square_shop.py",), (*SQUARE, SQUARE[0])) for major in (42, 46)),
]
MODULES = ("stripe_shop.cjs", "stripe_shop.mjs")
NODE = [
    *(
        # 19 sends less of a file than it announces, and waits for ever, at whatever address
        Sdk("node", "stripe", major, MODULES, STRIPE_NODE, ("files",))
        if major != 19
        else Sdk("node", "stripe", major, MODULES, (CUSTOMER, CUSTOMER, CUSTOMER))
        for major in range(8, 24)
    ),
    Sdk("node", "@paypal/paypal-server-sdk", 1, ("paypal_server.cjs", "paypal_server.mjs"), ORDERS),
    Sdk("node", "@paypal/paypal-server-sdk", 2, ("paypal_server.cjs", "paypal_server.mjs"), ORDERS),
    Sdk("node", "@paypal/checkout-server-sdk", 1, ("paypal_checkout.cjs",), ONE_TOKEN),
    Sdk("node", "paypal-rest-sdk", 1, ("paypal_rest.cjs",), (*PAYMENTS[:2], PAYMENTS[1])),
    Sdk("node", "square", 39, ("square_before.cjs",), SQUARE),
    *(Sdk("node", "square", major, ("square_shop.cjs", "square_shop.mjs"), SQUARE) for major in (40, 43)),
    Sdk("node", "square", 46, ("square_shop.cjs", "square_shop.mjs", "square_before.cjs"), SQUARE),
]
