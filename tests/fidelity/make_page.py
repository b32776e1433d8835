"""Makes docs/fidelity.md: python -m tests.fidelity.make_page [DOCUMENT ...].

The official Stripe CLI is installed and each of its triggers that must work is run. A document names Stripe's
operations: its OpenAPI document (spec3.json), or a table whose keys are `GET /v1/charges/{charge}`; of several, all.
Their names are kept in `tests/fidelity/operations.txt`, and are read from there if no document is given.

Exit code: 0; 1 if a trigger failed; 2 for a document that cannot be read, or if there is no CLI.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import stripe

from simulator.client import SimulatorProcess
from simulator.stripe import policy, versions
from simulator.stripe.routes import ROUTES, v2
from tests.fidelity.cli import TRIGGERS, VERSION, install, later
from tests.fidelity.page import Seen, page
from tests.fidelity.test_older_sdks import NODE, PYTHON

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "fidelity.md"
OPERATIONS = HERE / "operations.txt"
LEDGER = HERE / "ledger.toml"


def published(document: dict[str, Any]) -> set[str]:
    """Return the operations that a document names, with `{}` for each id in a path."""
    paths = document.get("paths")
    named = document if paths is None else [f"{verb.upper()} {path}" for path in paths for verb in paths[path]]
    return {
        re.sub(r"\{[^}]+\}", "{}", name) for name in named if name.startswith(("GET /", "POST /", "DELETE /"))
    }  # fmt: skip


def known_operations() -> list[str]:
    """Return the names that are kept."""
    return OPERATIONS.read_text().splitlines()


def seen(triggers: dict[str, str], waiting: dict[str, str]) -> Seen:
    """Return what stands on the page, beside what the CLI did."""
    older = [("stripe for Python", version, told) for version, told in PYTHON.items()]
    nodes = [("stripe for Node", version, told) for version, told in NODE.items()]
    current = (("stripe for Python", stripe.VERSION.partition(".")[0], policy.API_VERSION),)
    return Seen(
        operations=known_operations(),
        routes={f"{route.method} {route.path}": route.operation for route in (*ROUTES, *v2.ROUTES)},
        api_versions=[version for version in versions.listed() if not versions.before(version, versions.OLDEST)],
        sdks=[*older, *current, *nodes],
        cli=VERSION,
        triggers=triggers,
        waiting=waiting,
        facts=tomllib.loads(LEDGER.read_text())["stripe"],
    )


def main() -> int:
    try:
        named = [published(json.loads(Path(path).read_text())) for path in sys.argv[1:]]
    except (OSError, ValueError, AttributeError) as wrong:
        return _refuse(f"a document cannot be read: {wrong}. Give Stripe's spec3.json, or a table of operations.")
    if named:
        OPERATIONS.write_text("\n".join(sorted(set().union(*named), key=lambda name: name.split()[::-1])) + "\n")
    with tempfile.TemporaryDirectory() as folder:
        cli = install(Path(folder))
        if isinstance(cli, str):
            return _refuse(f"the Stripe CLI is not there: {cli}")
        with SimulatorProcess.start(seed=7) as simulator:
            done = cli.trigger_all(simulator.control, TRIGGERS)
        events = cli.events()
    failed = {event: end for event, end in done.items() if end.code or event not in end.types}
    for event, end in failed.items():
        sys.stderr.write(f"{event} was not triggered at {TRIGGERS[event]}:\n{end.said}\n")
    worked = {event: version for event, version in TRIGGERS.items() if event not in failed}
    waiting = {event: later(event) or "what it asks for" for event in events if event not in worked}
    PAGE.write_text(page(seen(worked, waiting)))
    return 1 if failed else 0


def _refuse(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
