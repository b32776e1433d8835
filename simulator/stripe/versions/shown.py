"""What objects looked like before each version changed them. Not: parameters, or the newest form, see shapes/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.provider import StoredEvent
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.refund import Refund
from simulator.stripe.shapes import shape
from simulator.stripe.shapes.telling import event_without_object
from simulator.stripe.versions import billing
from simulator.stripe.versions.known import (
    BASIL,
    CLOVER,
    DAHLIA,
    DISPUTES_SUBMITTED,
    ENDIVE,
    LATEST_CHARGE,
    LEAN_CHECKOUT,
    MARKETING_FEATURES,
    before,
)
from simulator.world import Books

Undo = Callable[[Books, dict[str, Any], str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one kind of object: `undo` shows it as the versions before `since` do.

    `undo` is handed the books, the object at hand (its own keys may be replaced, what stands in them may not be
    changed in place) and the version asked for. `told` is where Stripe says it.
    """

    since: str
    of: str
    undo: Undo
    told: str
    renames: Mapping[str, str] | None = None
    """New names of attributes, and their old ones: `previous_attributes` have them too."""


def _without(*path: str) -> Undo:
    """Return the step that leaves out a key, of the object itself or of a hash in it."""

    def undo(_books: Books, shown: dict[str, Any], _version: str) -> None:
        if len(path) == 1:
            shown.pop(path[0], None)
        elif isinstance(shown.get(path[0]), dict):
            shown[path[0]] = {key: inner for key, inner in shown[path[0]].items() if key != path[1]}

    return undo


def _with(name: str, value: Any = None) -> Undo:
    """Return the step that shows a key which later versions have not: always null here, where it is not told."""

    def undo(_books: Books, shown: dict[str, Any], _version: str) -> None:
        shown[name] = value

    return undo


def _renamed(new: str, old: str) -> Undo:
    def undo(_books: Books, shown: dict[str, Any], _version: str) -> None:
        if new in shown:
            shown[old] = shown.pop(new)

    return undo


def _ui_mode(_books: Books, shown: dict[str, Any], _version: str) -> None:
    names = {"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"}
    shown["ui_mode"] = names.get(shown["ui_mode"], shown["ui_mode"])


def _with_coupon(where: str) -> Undo:
    """Return the step that shows the coupon whole and in its old place, out of the hash that names it now."""

    def undo(books: Books, shown: dict[str, Any], version: str) -> None:
        named = shown.pop(where)["coupon"]
        shown["coupon"] = render(books, books.objects[named], version) if isinstance(named, str) else named

    return undo


def _shipping_details(_books: Books, shown: dict[str, Any], _version: str) -> None:
    collected = shown.get("collected_information") or {}
    shown["shipping_details"] = collected.get("shipping_details")


def _aggregate_usage(_books: Books, shown: dict[str, Any], _version: str) -> None:
    if shown["recurring"] is not None:
        shown["recurring"] = dict(sorted({**shown["recurring"], "aggregate_usage": None}.items()))


def _ran_out(_books: Books, shown: dict[str, Any], _version: str) -> None:
    if shown["cancellation_reason"] == "expired":
        shown["cancellation_reason"] = "automatic"


def _let_go_is_refunded(books: Books, shown: dict[str, Any], _version: str) -> None:
    """What of a hold was let go counted as refunded, and a hold that was let go whole as never captured."""
    stored = books.objects.get(shown["id"])
    let_go = stored.let_go if isinstance(stored, Charge) else 0
    if shown["captured"] and shown["amount_captured"] < shown["amount"]:
        shown["amount_refunded"] += shown["amount"] - shown["amount_captured"]
    elif not shown["captured"] and let_go:
        shown |= {"amount_captured": None, "amount_refunded": let_go, "refunded": True}


def _with_charges(books: Books, shown: dict[str, Any], version: str) -> None:
    """Show the attempts to pay inside, newest first, as integrations of that time read them.

    The intent may be one as it was, in an event: attempts after its latest charge were not made yet.
    """
    made = [charge for charge in books.of_kind(Charge) if charge.payment_intent == shown["id"]]
    made = made[: 1 + next((nth for nth, charge in enumerate(made) if charge.id == shown["latest_charge"]), -1)]
    shown["charges"] = _newest_ten(books, made, f"/v1/charges?payment_intent={shown['id']}", version)


def _with_refunds(books: Books, shown: dict[str, Any], version: str) -> None:
    made = [refund for refund in books.of_kind(Refund) if refund.charge == shown["id"]]
    shown["refunds"] = _newest_ten(books, made, f"/v1/charges/{shown['id']}/refunds", version)


def _newest_ten(books: Books, made: list[Any], url: str, version: str) -> dict[str, Any]:
    """Return the list that stood inside an object: the newest of `made` (oldest first), and how many there are."""
    return {
        "object": "list",
        "data": [render(books, one, version) for one in reversed(made[-10:])],
        "has_more": len(made) > 10,
        "total_count": len(made),
        "url": url,
    }


def _shipping(_books: Books, shown: dict[str, Any], _version: str) -> None:
    """Show what basil moved again at its first place. The rate stood by itself; here a session has none."""
    shown["shipping"] = shown.pop("shipping_details")
    shown["shipping_rate"] = None
    del shown["shipping_cost"]


STEPS: tuple[Step, ...] = (
    Step(DISPUTES_SUBMITTED, "dispute", _without("intended_submission_method"), "stripe-node 23.1"),
    Step(DISPUTES_SUBMITTED, "dispute", _without("evidence_details", "submission_method"), "stripe-node 23.1"),
    Step(ENDIVE, "account", _without("business_profile", "specified_commercial_transactions_act_url"), "node 23.0"),
    Step(DAHLIA, "checkout.session", _ui_mode, "changelog/dahlia: ui_mode"),
    Step(CLOVER, "promotion_code", _with_coupon("promotion"), "changelog/clover/2025-09-30/polymorphic-coupon"),
    Step(CLOVER, "discount", _with_coupon("source"), "stripe-node 19: coupon of Discount"),
    Step(BASIL, "payment_intent", billing.intent, "changelog/basil: multiple partial payments on invoices"),
    Step(BASIL, "payment_intent", _ran_out, "changelog/basil: no Refund of a partial capture or a cancellation"),
    Step(BASIL, "charge", billing.charge, "changelog/basil: multiple partial payments on invoices"),
    Step(BASIL, "invoice", billing.invoice, "changelog/basil: multiple partial payments; parents of invoices; taxes"),
    Step(BASIL, "line_item", billing.line, "changelog/basil: pricing and parents of invoice lines"),
    Step(BASIL, "invoiceitem", billing.invoice_item, "changelog/basil: pricing and parents of invoice items"),
    Step(BASIL, "credit_note", billing.credit_note, "changelog/basil: credit notes; taxes"),
    Step(BASIL, "credit_note_line_item", billing.credit_line, "changelog/basil: taxes"),
    Step(BASIL, "subscription", billing.subscription, "changelog/basil: periods of subscription items; discounts"),
    Step(BASIL, "charge", _let_go_is_refunded, "changelog/basil: no Refund of a partial capture or a cancellation"),
    Step(BASIL, "checkout.session", _shipping_details, "changelog/basil/2025-03-31: checkout-session-remove-shipping…"),
    Step(BASIL, "plan", _with("aggregate_usage"), "changelog/basil: legacy usage-based billing"),
    Step(BASIL, "price", _aggregate_usage, "changelog/basil: legacy usage-based billing"),
    Step(
        MARKETING_FEATURES,
        "product",
        _renamed("marketing_features", "features"),
        "stripe-node 15: features of Product",
        renames={"marketing_features": "features"},
    ),
    Step(LATEST_CHARGE, "payment_intent", _with_charges, "changelog/2022-11-15/removes-charges-attribute-…"),
    Step(LATEST_CHARGE, "charge", _with_refunds, "changelog/2022-11-15/deprecates-charges-auto-expand"),
    Step(LEAN_CHECKOUT, "checkout.session", _shipping, "changelog/2022-08-01: shipping of a Checkout Session"),
)
"""Newest first: they are undone in this order, so each finds what the one before it left."""

_NEWEST = STEPS[0].since
_KINDS = frozenset(step.of for step in STEPS)


def newest(version: str) -> bool:
    """Say whether a version shows objects in their newest form."""
    return not before(version, _NEWEST)


def render(books: Books, value: Any, version: str) -> dict[str, Any]:
    """Return a value as that version shows it.

    An event is shown at the version it was made at, whichever is asked for (Stripe, "The Event object", api_version).
    """
    if isinstance(value, StoredEvent):
        return event(books, value, value.api_version)
    shown: dict[str, Any] = older(books, shape(books, value), version)
    return shown


def event(books: Books, stored: StoredEvent, version: str) -> dict[str, Any]:
    """Return an event with its object as it was, as that version shows both."""
    shown = event_without_object(books, stored)
    shown["api_version"] = version
    data: dict[str, Any] = {"object": render(books, stored.snapshot, version)}
    if stored.previous is not None:
        data["previous_attributes"] = _previous(data["object"].get("object"), stored.previous, version)
    shown["data"] = data
    return shown


def older(books: Books, shown: Any, version: str) -> Any:
    """Return what is shown at the newest version as `version` shows it, with all that stands in it.

    Keys stay in their order: those of an older version go by alphabet.
    """
    if not before(version, _NEWEST):
        return shown
    if isinstance(shown, list | tuple):
        return [older(books, inner, version) for inner in shown]
    if not isinstance(shown, dict) or shown.get("object") == "event":
        return shown  # an event is of the version it was made at
    made = {key: inner if key == "metadata" else older(books, inner, version) for key, inner in shown.items()}
    kind = made.get("object")
    if not isinstance(kind, str) or kind not in _KINDS or made.get("deleted"):
        return made
    due = [step for step in STEPS if step.of == kind and before(version, step.since)]
    if not due:
        return made
    for step in due:
        step.undo(books, made, version)
    head = {key: made.pop(key) for key in ("id", "object") if key in made}
    return head | dict(sorted(made.items()))


def _previous(kind: Any, previous: Mapping[str, Any], version: str) -> dict[str, Any]:
    names: dict[str, str] = {}
    for step in STEPS:
        if step.of == kind and before(version, step.since):
            names |= step.renames or {}
    return {names.get(key, key): value for key, value in previous.items()}
