"""All that a scenario's author imports: what a scenario is of, what it is tried with, and the proofs. Not: fixtures.

A scenario is a pytest function with one `control`. It prepares, stimulates and judges; it never sleeps, never asks
what the target is, and gives its verdict through the `verdict` fixture, exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest

from harness.barriers import Aside, Barrier
from harness.canaries import card_number
from harness.currencies import WITH_THREE_DECIMALS
from harness.descriptor.model import Flow, PaymentKind, Product
from harness.failures import Moot, NoVerdict, WindowShut
from harness.observation import Answer, Door, Forged, ProviderCall, Reached, Returned, Scan, Sight
from harness.providers.paypal import is_elsewhere
from harness.providers.subscriptions import BILLING
from harness.providers.terms import Fact, Field, Kind, Terms
from harness.sandbox import Delivered, Delivering, News, Sandbox, kind, merged
from harness.target import (
    addresses,
    clocks,
    comparing,
    complaints,
    crawl,
    crowd,
    deeds,
    doors,
    foreign_pages,
    keys,
    killing,
    payment_page,
    periods,
    racing,
    reconciling,
    renewing,
    subscribers,
    surfaces,
    typed,
    way_out,
)
from harness.target.bending import (
    coupon,
    coupon_for_some,
    coupon_from,
    of_a_round_price,
    priced_in,
    with_coupon,
    with_quantity,
)
from harness.target.capturing import Capturing, authorised_order, captured_by_staff, told_of_the_hold
from harness.target.carts import Cart
from harness.target.checkout import (
    Change,
    Tried,
    fresh_key,
    main_way,
    payment_of,
    ways,
    with_fields,
    with_headers,
    with_numbers,
    with_query,
    with_texts,
    with_values,
)
from harness.target.credentials import sessions, signatures
from harness.target.cross_site import CrossSite, last_delivery, needs_a_session, resent_as_our_page
from harness.target.customers import Customer, nobody_reaches_for
from harness.target.desk_across_sites import DeskAcrossSites
from harness.target.expiry import expired
from harness.target.foreign_pages import Way
from harness.target.intercept import Wrong
from harness.target.ledger import books_of
from harness.target.meeting import Other, around_the_capture, calls_about, inside_the_capture
from harness.target.opening import cookie_keys
from harness.target.order import Order
from harness.target.over_tls import OverTls, tried_in_the_open
from harness.target.plans import another_plan, plan_with
from harness.target.plans import declared as declared_subscriptions
from harness.target.purchase import (
    Purchase,
    asking_for_money,
    before_and_press,
    confirming,
    next_attempt,
    offer_money,
    takes_money_by,
    told,
)
from harness.target.racing import Race
from harness.target.refunding import Refunding, Step, part_of, returned, step_by_step
from harness.target.requests import Browser, Replied
from harness.target.shelf import Shelf, sold_out
from harness.target.staff import NO_KEYS, Keys
from harness.target.strangers import as_written_by, made_in_the_browser, of_a_stranger
from harness.target.subscribers import Subscriber, granted_subscriber, unpaid_subscriber
from harness.target.target import Target
from harness.verdicts import proofs
from harness.verdicts.proofs import entitlements
from harness.verdicts.verdict import Verdict
from harness.windows import tls
from harness.windows.api_calls import SDK_ATTEMPTS
from harness.windows.machine import Load
from harness.windows.settle import insist
from harness.windows.traces import search_secrets
from simulator.client import Kill
from simulator.schedules import forgeries as catalogue
from simulator.schedules.forgeries import Forgery as ForgeryEntry
from simulator.schedules.schedule import Delivery, Schedule
from simulator.schedules.variations import sets_of

__all__ = [
    "AT_ONCE",
    "BILLING",
    "NO_KEYS",
    "SDK_ATTEMPTS",
    "WITH_THREE_DECIMALS",
    "Answer",
    "Aside",
    "Barrier",
    "Browser",
    "Capturing",
    "Cart",
    "Change",
    "CrossSite",
    "Customer",
    "Delivered",
    "Delivering",
    "Delivery",
    "DeskAcrossSites",
    "Door",
    "Fact",
    "Field",
    "Flow",
    "Forged",
    "Forgery",
    "Judge",
    "Keys",
    "Kill",
    "Kind",
    "Load",
    "Moot",
    "News",
    "NoVerdict",
    "Order",
    "Other",
    "OverTls",
    "PaymentKind",
    "Product",
    "ProviderCall",
    "Purchase",
    "Race",
    "Reached",
    "Refunding",
    "Replied",
    "Returned",
    "Sandbox",
    "Scan",
    "Schedule",
    "Shelf",
    "Sight",
    "Step",
    "Subscriber",
    "Target",
    "Terms",
    "Tried",
    "Verdict",
    "Way",
    "WindowShut",
    "Wrong",
    "addresses",
    "another_plan",
    "around_the_capture",
    "as_written_by",
    "asking_for_money",
    "authorised_order",
    "before_and_press",
    "books_of",
    "calls_about",
    "captured_by_staff",
    "card_number",
    "clocks",
    "comparing",
    "complaints",
    "confirming",
    "control",
    "cookie_keys",
    "coupon",
    "coupon_for_some",
    "coupon_from",
    "crawl",
    "crowd",
    "declared_subscriptions",
    "deeds",
    "doors",
    "each_kind",
    "entitlements",
    "expired",
    "foreign_pages",
    "forgeries",
    "fresh_key",
    "granted_subscriber",
    "inside_the_capture",
    "insist",
    "is_elsewhere",
    "keys",
    "killing",
    "kind",
    "last_delivery",
    "made_in_the_browser",
    "main_way",
    "merged",
    "needs_a_session",
    "next_attempt",
    "nobody_reaches_for",
    "of_a_round_price",
    "of_a_stranger",
    "of_each_provider",
    "of_the_shop",
    "offer_money",
    "only",
    "part_of",
    "payment_of",
    "payment_page",
    "periods",
    "plan_with",
    "priced_in",
    "proofs",
    "racing",
    "reconciling",
    "renewing",
    "resent_as_our_page",
    "returned",
    "search_secrets",
    "sessions",
    "sets_of",
    "signatures",
    "sold_out",
    "step_by_step",
    "stimuli",
    "subscribers",
    "surfaces",
    "takes_money_by",
    "tls",
    "told",
    "told_of_the_hold",
    "tried_in_the_open",
    "typed",
    "unpaid_subscriber",
    "way_out",
    "ways",
    "with_coupon",
    "with_fields",
    "with_headers",
    "with_numbers",
    "with_quantity",
    "with_query",
    "with_texts",
    "with_values",
]

AT_ONCE = 2.0
"""Seconds of real time: ten times what an acknowledgement may take, and far less than anything stands still here."""

Function = TypeVar("Function", bound=Callable[..., object])
Judge = Callable[[Verdict], None]
"""What the `verdict` fixture is: give it the proof's answer."""


class Forgery:
    """A way to make a webhook that must be refused, ready to be applied to genuine or invented news."""

    def __init__(self, entry: ForgeryEntry) -> None:
        """Wrap the catalogue's entry."""
        self.name = entry.name
        self.meaning = entry.meaning

    def __call__(self, news: News) -> News:
        """Return the same deliveries, forged."""
        return news.each(forgery=self.name)


def control(control_id: str, stimulus: str | None = None) -> Callable[[Function], Function]:
    """Say which control the scenario judges.

    `stimulus` names what is done, for the check's id (`CONTROL/provider/stimulus`); parameters are added to it. Without
    either it is the function's name.
    """

    def mark(function: Function) -> Function:
        marked: Function = pytest.mark.assay_control(control_id, stimulus)(function)
        return marked

    return mark


def stimuli(**named: object) -> Callable[[Function], Function]:
    """Run the scenario once for each named value, which it receives as `stimulus`."""

    def mark(function: Function) -> Function:
        marked: Function = pytest.mark.parametrize("stimulus", list(named.values()), ids=_ids(named))(function)
        return marked

    return mark


def _ids(named: dict[str, object]) -> list[str]:
    return [name.replace("_", "-") for name in named]


def of_each_provider(argument: str, values: Callable[[Terms], Mapping[str, object]]) -> Callable[[Function], Function]:
    """Run the scenario once for each of the named values that a provider's terms give, received as `argument`.

    A provider that gives none has no such checks.
    """

    def mark(function: Function) -> Function:
        marked: Function = pytest.mark.assay_of_each_provider(argument, values)(function)
        return marked

    return mark


def each_kind(function: Function) -> Function:
    """Run the scenario once for each kind of payment that a checkout can make, received as `stimulus`."""

    def kinds(terms: Terms) -> dict[str, object]:
        return {kind.name: kind.name for kind in terms.kinds if kind.waits}

    return of_each_provider("stimulus", kinds)(function)


def only(*providers: str) -> Callable[[Function], Function]:
    """Run the scenario for these providers alone: it is about something that others do not have."""

    def mark(function: Function) -> Function:
        marked: Function = pytest.mark.assay_only(*providers)(function)
        return marked

    return mark


def of_the_shop(function: Function) -> Function:
    """Run the scenario for the main provider alone: it is about the shop, whichever provider is paid by."""
    marked: Function = pytest.mark.assay_of_the_shop(function)
    return marked


class forgeries:  # noqa: N801 - it reads as a word of the scenario: @forgeries.of("WH-SIG-01")
    """Running a scenario once for each forgery of a control."""

    @staticmethod
    def of(control_id: str) -> Callable[[Function], Function]:
        """Run the scenario once for each forgery that the catalogue lists for `control_id`, as `forgery`."""

        def entries(terms: Terms) -> dict[str, object]:
            return {entry.name: Forgery(entry) for entry in catalogue.of(control_id, terms.name)}

        return of_each_provider("forgery", entries)
