"""The page of Stripe, docs/fidelity/stripe.md. Pure. Not: the runs behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.fidelity.pages.parts import Fact, behaviours, coded, differences, how_sure, listed, table

DIFFERENCES: Sequence[str] = (
    "An operation, or a parameter that would change what happens, that is not simulated is refused in Stripe's manner "
    "and marked `unsupported` in the journal: no verdict leans on it.",
    "`stripe listen` is not offered: it needs a web socket at Stripe's own address. Webhooks are posted to endpoints, "
    "made by the API or the control API. `stripe events resend` needs `--webhook-endpoint` for the same reason.",
    "`stripe trigger` names no API version, so the account's default counts, as at Stripe. A fresh world has the "
    "newest one, which no longer takes `payment_method_types`: give `--api-version` to the triggers that the table "
    "above names for an older one, or make a world whose default is older.",
    "A world begins with nothing: triggers of payouts and transfers need a balance that covers them, those of "
    "transfers an account that may be paid (`--skip account --override transfer:destination=acct_…`).",
    "Stripe.js is a script of ours with the calls that payment pages use; hosted pages are plain ones.",
    "Files are uploaded at the API's own address.",
    "Time is the world's clock: debits, payouts, disputes and retries hurry or wait as it is moved. Delays that "
    "Stripe does not publish are unconfirmed above.",
    "An account has a bank account for each currency from the start, converts no currency, and pays nothing out until "
    "its schedule is set.",
    "`balance.available` is told only of money that is available at once.",
    "Subscriptions are charged to cards, or their invoices sent, in periods of one length: schedules, another anchor, "
    "a date in the past, automatic taxes and items of different intervals are refused. Time is the world's clock, or a "
    "test clock's; a renewal that is caught up with bears the second for which it was due. What becomes of a "
    "subscription that nobody pays is chosen by the act `billing_settings`.",
    "Bank transfers pay payment intents: a session's page takes none, no refund goes into a cash balance, and none "
    "asks the customer for an account.",
    "A field that a newer API version only added is shown to older versions too; versions before the oldest one above "
    "are refused.",
    "Charges of debits have ids that begin with `ch_`, where Stripe writes `py_`.",
    "Only published test cards and bank accounts decide how a payment ends; on the live side every other one is "
    "approved.",
)
"""What is known to be otherwise than at Stripe."""


@dataclass(frozen=True)
class Seen:
    """All that stands on the page."""

    operations: Sequence[str]
    """Stripe's operations, `GET /v1/charges/{}`."""
    routes: Mapping[str, str]
    """The simulated ones, and the name of each: `charges.retrieve`."""
    api_versions: Sequence[str]
    sdks: Sequence[tuple[str, str, str]]
    """Official SDKs that drive the simulator: name, version, and the API version that they send."""
    cli: str
    triggers: Mapping[str, str]
    """Triggers of the CLI that worked, and the newest API version at which each does."""
    waiting: Mapping[str, str]
    """The others, and what the simulator has not of what they call."""
    facts: Sequence[Fact]
    """The rows of the ledger."""


def missing(seen: Seen) -> list[str]:
    """Return the operations of Stripe's that are not simulated."""
    return [operation for operation in seen.operations if operation not in seen.routes]


def coverage(seen: Seen) -> str:
    """Return in a few words how much is simulated."""
    return f"{len(seen.operations) - len(missing(seen))} of the {len(seen.operations)} operations that Stripe publishes"


def page(seen: Seen) -> str:
    """Return the whole page."""
    all_triggers = len(seen.triggers) + len(seen.waiting)
    summary = [
        ("operations", coverage(seen)),
        ("API versions", f"{len(seen.api_versions)}, from {seen.api_versions[0]} to {seen.api_versions[-1]}"),
        ("official SDKs that drive it", ", ".join(f"{name} {version}" for name, version, _ in seen.sdks)),
        (f"triggers of the Stripe CLI {seen.cli}", f"{len(seen.triggers)} of {all_triggers}"),
        ("behaviours", how_sure(seen.facts)),
    ]
    return "\n".join([
        "# Fidelity: Stripe",
        "",
        "Written by `make fidelity` from a run of the official Stripe CLI against the simulator, its tables and",
        "`tests/fidelity/ledger.toml`. [All providers](../fidelity.md).",
        "",
        *table(("", ""), summary),
        "",
        *_operations(seen),
        *_clients(seen),
        *_triggers(seen),
        *behaviours(seen.facts, "Stripe", "its own SDKs and CLI"),
        *differences(DIFFERENCES),
    ])  # fmt: skip


def _operations(seen: Seen) -> list[str]:
    by_resource: dict[str, list[str]] = {}
    for name in seen.routes.values():
        resource, _, verb = name.rpartition(".")
        by_resource.setdefault(resource, []).append(verb)
    private = sorted(name for operation, name in seen.routes.items() if operation not in seen.operations)
    return [
        "## Operations",
        "",
        *table(
            ("resource", "operations"),
            [(f"`{resource}`", ", ".join(verbs)) for resource, verbs in sorted(by_resource.items())],
        ),
        "",
        f"Stripe's document leaves out {listed(f'`{name}`' for name in private)}; they are addresses that Stripe has.",
        f"Each of the other {len(missing(seen))} answers as Stripe answers what it has not: 404, *Unrecognized request",
        "URL*. A test asks for every one of them.",
        "",
    ]


def _clients(seen: Seen) -> list[str]:
    return [
        "## API versions",
        "",
        ", ".join(f"`{version}`" for version in seen.api_versions) + ".",
        "",
        "## SDKs",
        "",
        "Unmodified, each at the API version that it sends.",
        "",
        *table(("SDK", "version", "API version"), [(name, version, f"`{told}`") for name, version, told in seen.sdks]),
        "",
    ]


def _triggers(seen: Seen) -> list[str]:
    by_version: dict[str, list[str]] = {}
    for event, version in seen.triggers.items():
        by_version.setdefault(version, []).append(event)
    by_lack: dict[str, list[str]] = {}
    for event, lacks in seen.waiting.items():
        by_lack.setdefault(lacks, []).append(event)
    return [
        "## The Stripe CLI",
        "",
        "`stripe trigger EVENT --api-base http://127.0.0.1:PORT --api-key sk_test_…` makes the event of its name.",
        "Some triggers send parameters that newer versions of the API no longer know: those work up to the version",
        "that is named here, which may be the account's default or be given with `--api-version`.",
        "",
        *table(
            ("works up to", "events"),
            [(f"`{version}`", coded(by_version[version])) for version in sorted(by_version, reverse=True)],
        ),
        "",
        "Not there yet:",
        "",
        *table(
            ("what is not simulated", "events"),
            [(lacks, coded(events)) for lacks, events in sorted(by_lack.items())],
        ),
        "",
        "`stripe get`, `stripe post` and the commands on resources (`stripe payment_intents create …`) work with the",
        "same two flags.",
        "",
    ]
