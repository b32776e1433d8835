"""`expand`: which ids may be shown as whole objects, checked before a call executes and done afterwards. Not: shapes.

A path is looked at by its first segment that cannot be expanded, as Stripe names it in the refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.stripe import errors
from simulator.stripe.command import Changes
from simulator.stripe.expandable import EXPANDABLE, Targets
from simulator.stripe.flows.payments.funding import balance_of
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.subscription import ENDED, Subscription
from simulator.stripe.shapes import catalogue, discounts
from simulator.stripe.versions import older, render
from simulator.stripe.versions.taken import counts, expanded
from simulator.world import Books

DEEPEST = 4


def check(paths: Sequence[str], kind: str, version: str) -> None:
    """Raise the refusal for the first path that leads nowhere. `kind` may be `list of …` or `search of …`."""
    if kind.startswith("search of ") or (kind.startswith("list of ") and counts(version)):
        paths, kind = [path for path in paths if path != "total_count"], kind.replace("search", "list", 1)
    for path in paths:
        segments = path.split(".")
        in_list = kind.startswith("list of ")
        depth = len(segments) - (1 if in_list and segments[0] == "data" else 0)
        if depth > DEEPEST:
            raise errors.expanded_too_deep(path)
        if in_list and segments[0] != "data":
            inner = kind.removeprefix("list of ")
            hint = _first_bad(segments, (inner,), version) is None
            raise errors.not_expandable(path if hint else segments[0], hint)
        bad = _first_bad(segments, (kind,), version)
        if bad is not None:
            raise errors.not_expandable(bad, False)


def _first_bad(segments: list[str], kinds: Targets, version: str) -> str | None:
    """Return the first segment that cannot be expanded from any of these kinds; None if the whole path can."""
    if not segments:
        return None
    lists = [kind.removeprefix("list of ") for kind in kinds if kind.startswith("list of ")]
    if lists:
        return _first_bad(segments[1:], tuple(lists), version) if segments[0] == "data" else segments[0]
    taken = 2 if len(segments) > 1 and _targets(kinds, ".".join(segments[:2]), version) is not None else 1
    targets = _targets(kinds, ".".join(segments[:taken]), version)
    if targets is None:
        return segments[0]
    return _first_bad(segments[taken:], targets, version) if targets else None


def _targets(kinds: Targets, name: str, version: str) -> Targets | None:
    found = [EXPANDABLE[kind][name] for kind in kinds if name in EXPANDABLE.get(kind, {})]
    found += [gone for kind in kinds if (gone := expanded(kind, name, version)) is not None]
    return tuple(target for targets in found for target in targets) if found else None


# Doing it.


def expand(books: Books, shown: dict[str, Any], paths: Sequence[str], version: str) -> dict[str, Any]:
    """Return what is shown with every path expanded; the paths have been checked."""
    for path in paths:
        _walk(books, shown, path.split("."), version)
    return shown


def _walk(books: Books, shown: dict[str, Any], segments: list[str], version: str) -> None:
    if not segments:
        return
    if shown.get("object") in ("list", "search_result") and segments[0] == "data":
        for item in shown["data"]:
            _walk(books, item, segments[1:], version)
        return
    name = segments[0]
    inside = INSIDE.get((str(shown.get("object")), ".".join(segments[:2])))
    if inside is not None:
        shown[name] = {**shown[name], segments[1]: inside(books, shown, version)}
        return
    include = INCLUDES.get((str(shown.get("object")), name))
    if include is not None:
        if name not in shown:
            shown[name] = include(books, shown, version)
        _walk(books, shown[name], segments[1:], version)
        return
    value = shown.get(name)
    if isinstance(value, str):
        # What is shared has another side, in other books of the family; no id of these is shown anywhere else.
        books = books if value in books.objects else (books.platform or books).holding(value)
        stored = books.objects.get(value)
        if stored is None:
            return
        value = shown[name] = render(books, stored, version)
    if isinstance(value, Mapping) and not isinstance(value, dict):
        value = shown[name] = dict(value)
    if isinstance(value, dict):
        _walk(books, value, segments[1:], version)
    if isinstance(value, list | tuple):
        value = shown[name] = [_named(books, inner, version) for inner in value]
        for inner in value:
            _walk(books, inner, segments[1:], version)


def _named(books: Books, inner: Any, version: str) -> Any:
    """Return what an id in a list stands for; whatever is shown already as it is."""
    stored = books.objects.get(inner) if isinstance(inner, str) else None
    return inner if stored is None else render(books, stored, version)


def _refunds(books: Books, charge: dict[str, Any], version: str) -> dict[str, Any]:
    made = [refund for refund in books.of_kind(Refund) if refund.charge == charge["id"]]
    data = [render(books, refund, version) for refund in reversed(made[-10:])]
    return {"object": "list", "data": data, "has_more": len(made) > 10, "url": f"/v1/charges/{charge['id']}/refunds"}


def _cash_balance(books: Books, customer: dict[str, Any], version: str) -> dict[str, Any]:
    return render(books, balance_of(books, Changes(), customer["id"]), version)


def _line_items(books: Books, seller: dict[str, Any], version: str) -> dict[str, Any]:
    stored: CheckoutSession | PaymentLink = books.objects[seller["id"]]
    data = [render(books, item, version) for item in stored.line_items[:10]]
    place = "checkout/sessions" if isinstance(stored, CheckoutSession) else "payment_links"
    url = f"/v1/{place}/{stored.id}/line_items"
    return {"object": "list", "data": data, "has_more": len(stored.line_items) > 10, "url": url}


def _lines_discounts(books: Books, item: dict[str, Any], version: str) -> list[dict[str, Any]]:
    """A line does not know its session; the one with that line is looked for. A link's line has no discount."""
    if not item["amount_discount"]:
        return []
    held = (s for s in books.of_kind(CheckoutSession) if any(line.id == item["id"] for line in s.line_items))
    return [{"amount": item["amount_discount"], "discount": older(books, discounts.discount(next(held)), version)}]


def _breakdown(books: Books, session: dict[str, Any], version: str) -> dict[str, Any]:
    stored: CheckoutSession = books.objects[session["id"]]
    if stored.discount is None:
        return {"discounts": [], "taxes": []}
    shown = older(books, discounts.discount(stored), version)
    return {"discounts": [{"amount": stored.taken_off, "discount": shown}], "taxes": []}


def _subscriptions(books: Books, customer: dict[str, Any], version: str) -> dict[str, Any]:
    """Those that have not ended, newest first (Stripe, "The Customer object")."""
    found = [one for one in books.of_kind(Subscription) if one.customer == customer["id"] and one.status not in ENDED]
    return {
        "object": "list",
        "data": [render(books, one, version) for one in reversed(found[-10:])],
        "has_more": len(found) > 10,
        "total_count": len(found),
        "url": f"/v1/customers/{customer['id']}/subscriptions",
    }


def _confirmation_secret(books: Books, invoice: dict[str, Any], _version: str) -> dict[str, Any] | None:
    """What a page confirms the first payment with; an invoice of nothing has none."""
    stored: Invoice = books.objects[invoice["id"]]
    intent: PaymentIntent | None = books.objects.get(stored.payment_intent or "")
    return None if intent is None else {"client_secret": intent.client_secret, "type": "payment_intent"}


def _payments(books: Books, invoice: dict[str, Any], version: str) -> dict[str, Any]:
    stored: Invoice = books.objects[invoice["id"]]
    made = [books.objects[name] for name in (*stored.attached, stored.payment) if name]
    data = [render(books, payment, version) for payment in made]
    return {"object": "list", "data": data, "has_more": False, "url": f"/v1/invoice_payments?invoice={stored.id}"}


Include = Callable[[Books, dict[str, Any], str], Any]

INCLUDES: Mapping[tuple[str, str], Include] = {
    ("charge", "refunds"): _refunds,
    ("customer", "cash_balance"): _cash_balance,
    ("customer", "subscriptions"): _subscriptions,
    ("checkout.session", "line_items"): _line_items,
    ("coupon", "applies_to"): lambda books, shown, _: discounts.applies_to(books.objects[shown["id"]]),
    ("coupon", "currency_options"): lambda books, shown, _: discounts.coupon_currencies(books.objects[shown["id"]]),
    ("invoice", "confirmation_secret"): _confirmation_secret,
    ("invoice", "payments"): _payments,
    ("item", "discounts"): _lines_discounts,
    ("item", "taxes"): lambda _books, _shown, _: [],
    ("payment_link", "line_items"): _line_items,
    ("price", "currency_options"): lambda books, shown, _: catalogue.currency_options(books.objects[shown["id"]]),
    ("plan", "tiers"): lambda books, shown, _: catalogue.tiers(books.objects[shown["id"]].amount) or None,
    ("price", "tiers"): lambda books, shown, _: catalogue.tiers(books.objects[shown["id"]].amount) or None,
}
"""What is shown only when it is asked for."""

INSIDE: Mapping[tuple[str, str], Include] = {
    ("checkout.session", "total_details.breakdown"): _breakdown,
    ("promotion_code", "restrictions.currency_options"): lambda books, shown, _: discounts.least_amounts(
        books.objects[shown["id"]]
    ),
}
"""The same of what stands inside a hash of the object."""
