"""The official Stripe CLI against a simulator: installed, asked, and which of its triggers must work. Not: test cases.

The triggers say no API version, so an account's own counts, as at Stripe. Some use parameters that newer versions no
longer have: each stands here with the newest version at which it works.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

from simulator.client import Control, WorldClient

VERSION = "1.52.0"

NEWEST, DAHLIA = "2026-10-28.endive", "2026-08-26.dahlia"
"""Endive refuses `payment_method_types`, which most triggers send."""
BASIL = "2025-08-27.basil"
"""The last version whose promotion codes are made of a `coupon`."""
ACACIA = "2025-02-24.acacia"
"""The last one whose customers can be given a coupon."""
PAID: Any = {"amount": 10_000, "currency": "usd", "confirm": True, "capture_method": "automatic"}

TRIGGERS: Mapping[str, str] = {
    "account.application.deauthorized": NEWEST,
    "account.updated": NEWEST,
    "balance.available": DAHLIA,
    "cash_balance.funds_available": NEWEST,
    "charge.captured": DAHLIA,
    "charge.dispute.closed": DAHLIA,
    "charge.dispute.created": DAHLIA,
    "charge.dispute.updated": DAHLIA,
    "charge.failed": DAHLIA,
    "charge.refund.updated": DAHLIA,
    "charge.refunded": DAHLIA,
    "charge.succeeded": DAHLIA,
    "checkout.session.async_payment_failed": DAHLIA,
    "checkout.session.async_payment_succeeded": DAHLIA,
    "checkout.session.completed": NEWEST,
    "checkout.session.expired": NEWEST,
    "coupon.created": NEWEST,
    "coupon.deleted": NEWEST,
    "coupon.updated": NEWEST,
    "credit_note.created": NEWEST,
    "credit_note.updated": NEWEST,
    "credit_note.voided": NEWEST,
    "customer.created": NEWEST,
    "customer.deleted": NEWEST,
    "customer.discount.created": ACACIA,
    "customer.discount.deleted": ACACIA,
    "customer.discount.updated": ACACIA,
    "customer.subscription.created": NEWEST,
    "customer.subscription.deleted": NEWEST,
    "customer.subscription.paused": NEWEST,
    "customer.subscription.trial_will_end": NEWEST,
    "customer.subscription.updated": NEWEST,
    "customer.updated": NEWEST,
    "customer_cash_balance_transaction.created": NEWEST,
    "invoice.created": NEWEST,
    "invoice.deleted": NEWEST,
    "invoice.finalized": NEWEST,
    "invoice.marked_uncollectible": NEWEST,
    "invoice.paid": NEWEST,
    "invoice.payment_failed": NEWEST,
    "invoice.payment_succeeded": NEWEST,
    "invoice.sent": NEWEST,
    "invoice.updated": NEWEST,
    "invoice.voided": NEWEST,
    "invoiceitem.created": NEWEST,
    "invoiceitem.deleted": NEWEST,
    "payment_intent.amount_capturable_updated": DAHLIA,
    "payment_intent.canceled": NEWEST,
    "payment_intent.created": DAHLIA,
    "payment_intent.partially_funded": DAHLIA,
    "payment_intent.payment_failed": DAHLIA,
    "payment_intent.processing": DAHLIA,
    "payment_intent.requires_action": DAHLIA,
    "payment_intent.succeeded": DAHLIA,
    "payment_link.created": NEWEST,
    "payment_link.updated": NEWEST,
    "payment_method.attached": NEWEST,
    "payment_method.detached": NEWEST,
    "payment_method.updated": NEWEST,
    "payout.created": DAHLIA,
    "payout.updated": DAHLIA,
    "plan.created": NEWEST,
    "plan.deleted": NEWEST,
    "plan.updated": NEWEST,
    "price.created": NEWEST,
    "price.updated": NEWEST,
    "product.created": NEWEST,
    "product.deleted": NEWEST,
    "product.updated": NEWEST,
    "promotion_code.created": BASIL,
    "promotion_code.updated": BASIL,
    "setup_intent.canceled": DAHLIA,
    "setup_intent.created": DAHLIA,
    "setup_intent.requires_action": NEWEST,
    "setup_intent.setup_failed": DAHLIA,
    "setup_intent.succeeded": DAHLIA,
    "subscription.payment_failed": NEWEST,
    "subscription.payment_succeeded": NEWEST,
    "tax_rate.created": NEWEST,
    "tax_rate.updated": NEWEST,
    "test_helpers.test_clock.advancing": NEWEST,
    "test_helpers.test_clock.created": NEWEST,
    "test_helpers.test_clock.deleted": NEWEST,
    "test_helpers.test_clock.ready": NEWEST,
    "topup.created": NEWEST,
    "transfer.created": NEWEST,
    "transfer.reversed": NEWEST,
    "transfer.updated": NEWEST,
}
"""What must work, and the newest version at which it does."""

NOT_YET: Mapping[str, str] = {
    "billing_portal.": "the customer portal",
    "customer.source.": "nothing: cards as sources are refused here as Stripe refuses them on accounts of today",
    "identity.": "Identity",
    "invoice.payment_action_required": "nothing: paying is refused where the bank asks, here as at Stripe",
    "issuing_": "Issuing",
    "quote.": "quotes",
    "reporting.": "reports",
    "subscription_schedule.": "schedules of subscriptions",
    "v1.billing.": "streams of meter events",
}
"""How the names of the other triggers begin, and what the simulator has not of what they call."""


TELLS: Mapping[str, str] = {
    "subscription.payment_failed": "invoice.payment_failed",
    "subscription.payment_succeeded": "invoice.payment_succeeded",
}
"""Triggers that have a name of their own, and the type of the event that they make."""


@dataclass(frozen=True)
class Triggered:
    """What came of a trigger: how the CLI ended, what it said, and the types of the events, oldest first."""

    code: int
    said: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Cli:
    """An installed CLI. It is kept from looking for a newer version, and from telling of its use."""

    binary: Path
    home: Path

    def run(self, *arguments: str, world: WorldClient | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command, with the world's address and key if one is given."""
        env = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "HTTPS_PROXY": "http://127.0.0.1:1",  # nothing listens there: whatever is asked of the world outside fails
            "DO_NOT_TRACK": "1",
            "GOGC": "off",
        }
        at: tuple[str, ...] = ()
        if world is not None:
            provider = world.provider("stripe")
            at = ("--api-base", provider.base_url, "--api-key", provider.test.secret_key)
        command = [str(self.binary), *arguments, *at, "--color", "off"]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)

    def version(self) -> str:
        said = re.search(r"stripe version (\S+)", self.run("version").stdout)
        return said.group(1) if said else ""

    def events(self) -> tuple[str, ...]:
        """Return every event that can be triggered, as the CLI lists them."""
        listed = self.run("trigger", "--help").stdout.partition("Supported events:")[2].partition("Usage:")[0]
        return tuple(listed.split())

    def trigger(self, control: Control, event: str, api_version: str) -> Triggered:
        """Trigger an event in a world of its own, whose clock is then put on so far that what follows has followed."""
        world = control.new_world(seed=1, api_versions={"stripe": api_version})
        try:
            done = self.run("trigger", event, *_prepared(world, event), world=world)
            world.advance(10)
            types = tuple(told.type for told in world.events(side="test"))
        finally:
            world.close()
        return Triggered(done.returncode, (done.stdout + done.stderr)[-1500:], types)

    def trigger_all(self, control: Control, versions: Mapping[str, str]) -> dict[str, Triggered]:
        """Trigger each event at its version, a few at a time."""
        with ThreadPoolExecutor(3) as pool:
            done = pool.map(lambda event: self.trigger(control, event, versions[event]), versions)
            return dict(zip(versions, done, strict=True))


def _prepared(world: WorldClient, event: str) -> tuple[str, ...]:
    """Prepare an account as one in use is, and return what its trigger is told then.

    There is money in the balance already, for a trigger's own payment is less a fee or booked a moment later; and a
    transfer goes to an account that has been through its onboarding.
    """
    if not event.startswith(("payout.", "transfer.")):
        return ()
    provider = world.provider("stripe")
    sdk = stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url}).v1
    sdk.payment_intents.create({**PAID, "payment_method": "pm_card_bypassPending"})
    if event.startswith("payout."):
        return ()
    account = sdk.accounts.create({"type": "express", "capabilities": {"transfers": {"requested": True}}})
    world.act("enable_account", object=account.id)
    return ("--skip", "account", "--override", f"transfer:destination={account.id}")


def later(event: str) -> str | None:
    """Return what the simulator has not of what a trigger calls; None for a trigger that nobody has spoken of."""
    return next((lacks for begins, lacks in NOT_YET.items() if event.startswith(begins)), None)


def install(folder: Path) -> Cli | str:
    """Install the CLI's published binary from npm; the reason, if that cannot be done."""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm"
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    asked = [npm, "install", *flags, "--prefix", str(folder), f"@stripe/cli@{VERSION}"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        return f"it could not be installed ({said[-1] if said else done.returncode})"
    found = list((folder / "node_modules" / "@stripe").glob("cli-*/bin/stripe"))
    if not found:
        return f"npm has no binary of it for {platform.system()} on {platform.machine()}"
    home = folder / "home"
    home.mkdir()
    return Cli(found[0], home)
