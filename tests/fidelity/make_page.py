"""Makes docs/fidelity.md and a page for each provider: python -m tests.fidelity.make_page [PROVIDER=DOCUMENT ...].

The official Stripe CLI is installed and each of its triggers that must work is run; `--tables` leaves that out, and
Stripe's page as it is. A document names a provider's operations: an OpenAPI document (`paypal=orders_v2.json`), or, of
Stripe's, a table whose keys are `GET /v1/charges/{charge}`; of several of one provider, all. Their names are kept in
`tests/fidelity/operations/`, and are read from there where no document is given.

Exit code: 0; 1 if a trigger failed; 2 for a document that cannot be read, or if there is no CLI.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import stripe

from simulator.client import SimulatorProcess
from simulator.paypal.routes import ROUTES as PAYPAL_ROUTES
from simulator.square.routes import routes as square_routes
from simulator.stripe import policy, versions
from simulator.stripe.routes import ROUTES, v2
from tests.fidelity import published
from tests.fidelity.cli import TELLS, TRIGGERS, VERSION, install, later
from tests.fidelity.pages import index, paypal, provider, square
from tests.fidelity.pages import stripe as stripe_page
from tests.fidelity.pages.parts import Fact
from tests.fidelity.pages.stripe import Seen
from tests.fidelity.paypal import test_server_sdks as paypal_sdks
from tests.fidelity.square.test_node_sdk import VERSION as SQUARE_FOR_NODE
from tests.fidelity.test_older_sdks import NODE, PYTHON

HERE = Path(__file__).parent
INDEX = HERE.parents[1] / "docs" / "fidelity.md"
PAGES = {name: INDEX.with_suffix("") / f"{name}.md" for name in ("stripe", "paypal", "square")}
LEDGER = HERE / "ledger.toml"


def facts(of: str) -> Sequence[Fact]:
    """Return a provider's rows of the ledger."""
    rows: list[Fact] = tomllib.loads(LEDGER.read_text())[of]
    return rows


def seen(triggers: dict[str, str], waiting: dict[str, str]) -> Seen:
    """Return what stands on the page, beside what the CLI did."""
    older = [("stripe for Python", version, told) for version, told in PYTHON.items()]
    nodes = [("stripe for Node", version, told) for version, told in NODE.items()]
    current = (("stripe for Python", stripe.VERSION.partition(".")[0], policy.API_VERSION),)
    return Seen(
        operations=[operation.call for operation in published.kept("stripe")],
        routes={f"{route.method} {route.path}": route.operation for route in (*ROUTES, *v2.ROUTES)},
        api_versions=[version for version in versions.listed() if not versions.before(version, versions.OLDEST)],
        sdks=[*older, *current, *nodes],
        cli=VERSION,
        triggers=triggers,
        waiting=waiting,
        facts=facts("stripe"),
    )


def told_of_paypal() -> provider.Told:
    """Return what stands on PayPal's page."""
    (python, version), (node, version_of_node) = paypal_sdks.PYTHON, paypal_sdks.NODE
    return provider.Told(
        words=paypal.WORDS,
        operations=published.kept("paypal"),
        routes={f"{route.method} {route.path}": route.operation for route in PAYPAL_ROUTES},
        sdks=[(f"{python} for Python", version), (f"{node} for Node", version_of_node)],
        facts=facts("paypal"),
    )


def told_of_square() -> provider.Told:
    """Return what stands on Square's page."""
    version = metadata.version("squareup").partition(".")[0]
    return provider.Told(
        words=square.WORDS,
        operations=published.kept("square"),
        routes={f"{route.method} {route.path}": route.operation for route in square_routes()},
        sdks=[("squareup for Python", version), ("square for Node", SQUARE_FOR_NODE)],
        facts=facts("square"),
    )


def from_tables() -> dict[Path, str]:
    """Return the pages that need no run, by their place. Stripe's part of the index needs none either."""
    of_stripe = seen({}, {})
    lines = [
        index.Line(
            "Stripe",
            _from_index(PAGES["stripe"]),
            stripe_page.coverage(of_stripe),
            _sdks([(name, version) for name, version, _ in of_stripe.sdks]),
            of_stripe.facts,
        )
    ]
    pages = {}
    for name, told in (("paypal", told_of_paypal()), ("square", told_of_square())):
        lines.append(
            index.Line(told.words.name, _from_index(PAGES[name]), provider.coverage(told), _sdks(told.sdks), told.facts)
        )
        pages[PAGES[name]] = provider.page(told)
    return {INDEX: index.page(lines), **pages}


def _from_index(page: Path) -> str:
    return str(page.relative_to(INDEX.parent))


def _sdks(versions_of: Sequence[tuple[str, str]]) -> str:
    """Return SDKs with the versions of each."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for name, version in versions_of:
        by_name[name].append(version)
    return "; ".join(f"{name} {', '.join(found)}" for name, found in by_name.items())


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fidelity", description="Write docs/fidelity.md and its pages.")
    parser.add_argument("documents", nargs="*", metavar="PROVIDER=DOCUMENT", help="whose operations are to be kept")
    parser.add_argument("--tables", action="store_true", help="leave out the run of the Stripe CLI, and Stripe's page")
    chosen = parser.parse_args()
    try:
        _keep(chosen.documents)
    except (OSError, ValueError, LookupError, AttributeError) as wrong:
        return _refuse(
            f"a document cannot be read: {wrong}. Give PROVIDER=DOCUMENT, where the provider is one of "
            f"{', '.join(PAGES)} and the document is OpenAPI or, of Stripe's, a table of operations."
        )
    PAGES["stripe"].parent.mkdir(exist_ok=True)
    for place, text in from_tables().items():
        place.write_text(text)
    return 0 if chosen.tables else _stripe()


def _keep(documents: Sequence[str]) -> None:
    """Keep what the documents name. Raises OSError, ValueError, LookupError or AttributeError for one that is none."""
    named: defaultdict[str, list[published.Operation]] = defaultdict(list)
    for told in documents:
        of, _, place = told.partition("=")
        if of not in PAGES:
            raise ValueError(f"{told!r} names no provider")
        named[of] += published.of_document(of, json.loads(Path(place).read_text()))
    for of, operations in named.items():
        published.keep(of, operations)


def _stripe() -> int:
    """Run the CLI, and write Stripe's page."""
    with tempfile.TemporaryDirectory() as folder:
        cli = install(Path(folder))
        if isinstance(cli, str):
            return _refuse(f"the Stripe CLI is not there: {cli}")
        with SimulatorProcess.start(seed=7) as simulator:
            done = cli.trigger_all(simulator.control, TRIGGERS)
        events = cli.events()
    failed = {event: end for event, end in done.items() if end.code or TELLS.get(event, event) not in end.types}
    for event, end in failed.items():
        sys.stderr.write(f"{event} was not triggered at {TRIGGERS[event]}:\n{end.said}\n")
    worked = {event: version for event, version in TRIGGERS.items() if event not in failed}
    waiting = {event: later(event) or "what it asks for" for event in events if event not in worked}
    PAGES["stripe"].write_text(stripe_page.page(seen(worked, waiting)))
    return 1 if failed else 0


def _refuse(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
