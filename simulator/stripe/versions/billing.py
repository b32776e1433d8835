"""What subscriptions and invoices looked like before basil. Not: when, see shown.py.

Basil took apart what an invoice had one of: its payment, its subscription, its tax. Source: changelog/basil/2025-03-31
and the types of stripe-python 11. What an integration of that time reads is shown; `webhooks_delivered_at` and other
fields that were there before and after stay.
"""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.catalogue import Price, plan
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.shapes import catalogue
from simulator.stripe.shapes.discounts import applied
from simulator.stripe.shapes.discounts import coupon as catalogue_coupon
from simulator.world import Books

Shown = dict[str, Any]


def intent(books: Books, shown: Shown, _version: str) -> None:
    """Name the invoice that an intent pays."""
    stored = books.objects.get(shown["id"])
    shown["invoice"] = stored.invoice if isinstance(stored, PaymentIntent) else None


def charge(books: Books, shown: Shown, _version: str) -> None:
    """Name the invoice that a charge pays."""
    stored = books.objects.get(shown["id"])
    paid = books.objects.get(stored.payment_intent or "") if isinstance(stored, Charge) else None
    shown["invoice"] = paid.invoice if isinstance(paid, PaymentIntent) else None


def _first(books: Books, shown: Shown, version: str) -> Shown | None:
    """Return the first discount whole: of that time on, one stood apart from all of them."""
    name = next(iter(shown["discounts"]), None)
    if not isinstance(name, str) or name not in books.objects:  # whole already, or of a preview
        return name if isinstance(name, dict) else None
    discount: Shown = applied(books, books.objects[name])
    discount["coupon"] = catalogue_coupon(books, books.objects[discount.pop("source")["coupon"]])
    del version
    return discount


def invoice(books: Books, shown: Shown, version: str) -> None:
    """Show its one payment, its subscription and its one tax; since then there may be several."""
    details = (shown.pop("parent", None) or {}).get("subscription_details") or {}
    taxes = shown.pop("total_taxes", None) or []
    stored = books.objects.get(shown.get("id", ""))
    name = stored.payment_intent if isinstance(stored, Invoice) else None
    paid = books.objects.get(name or "")
    shown |= {
        "charge": paid.latest_charge if isinstance(paid, PaymentIntent) else None,
        "discount": _first(books, shown, version),
        "paid": shown["status"] == "paid",
        "paid_out_of_band": isinstance(stored, Invoice) and stored.out_of_band,
        "payment_intent": name,
        "quote": None,
        "subscription": details.get("subscription"),
        "subscription_details": {"metadata": details.get("metadata") or {}},
        "tax": sum(one["amount"] for one in taxes) if taxes else None,
        "total_tax_amounts": _tax_amounts(taxes),
        "transfer_data": None,
    }


def line(books: Books, shown: Shown, _version: str) -> None:
    """Show the price whole, and what the line comes from beside it."""
    parent, pricing = shown.pop("parent"), shown.pop("pricing")
    details = parent["subscription_item_details"] or parent["invoice_item_details"]
    taxes = shown.pop("taxes", None) or []
    shown.pop("quantity_decimal", None)
    if details["invoice_item"] is not None:
        shown["invoice_item"] = details["invoice_item"]
    shown |= {
        **_priced(books, pricing),
        "amount_excluding_tax": shown["amount"],
        "proration": details["proration"],
        "proration_details": details["proration_details"],
        "subscription": details["subscription"],
        "subscription_item": details.get("subscription_item"),
        "tax_amounts": _tax_amounts(taxes),
        "tax_rates": [],
        "type": "subscription" if details["invoice_item"] is None else "invoiceitem",
        "unit_amount_excluding_tax": pricing["unit_amount_decimal"],
    }


def credit_note(_books: Books, shown: Shown, _version: str) -> None:
    """Show its one refund and its taxes under their old name."""
    refunds = shown.pop("refunds", None) or []
    for name in ("post_payment_amount", "pre_payment_amount"):
        shown.pop(name, None)
    shown["refund"] = refunds[0]["refund"] if refunds else None
    shown["tax_amounts"] = _tax_amounts(shown.pop("total_taxes", None) or [])


def credit_line(_books: Books, shown: Shown, _version: str) -> None:
    """Show its taxes under their old name, and what a piece costs without them."""
    shown["tax_amounts"] = _tax_amounts(shown.pop("taxes", None) or [])
    shown["unit_amount_excluding_tax"] = shown["unit_amount_decimal"]
    shown["amount_excluding_tax"] = shown["amount"]


def _tax_amounts(taxes: list[Shown]) -> list[Shown]:
    return [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": tax["tax_rate_details"]["tax_rate"],
            "taxability_reason": tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes
    ]


def invoice_item(books: Books, shown: Shown, _version: str) -> None:
    """Show the price whole, and the subscription beside it."""
    details = (shown.pop("parent") or {}).get("subscription_details") or {}
    shown.pop("proration_details", None)
    priced = _priced(books, shown.pop("pricing"))
    shown |= {
        **priced,
        "subscription": details.get("subscription"),
        "subscription_item": details.get("subscription_item"),
        "unit_amount": priced["price"]["unit_amount"] if priced["price"] else None,
        "unit_amount_decimal": priced["price"]["unit_amount_decimal"] if priced["price"] else None,
    }


def _priced(books: Books, pricing: Shown) -> Shown:
    price = books.objects.get(pricing["price_details"]["price"])
    if not isinstance(price, Price):
        return {"plan": None, "price": None}
    shown: Shown = {"plan": None, "price": catalogue.price(books, price)}
    if price.recurring is not None:
        shown["plan"] = {**catalogue.plan(books, plan(price)), "aggregate_usage": None}
    if shown["price"]["recurring"] is not None:
        shown["price"]["recurring"] = {"aggregate_usage": None, **shown["price"]["recurring"]}
    return shown


def subscription(books: Books, shown: Shown, version: str) -> None:
    """Show the one period that all of its items had; that the items tell theirs too is an addition."""
    first = shown["items"]["data"][0]
    shown |= {name: first[name] for name in ("current_period_end", "current_period_start")}
    shown["discount"] = _first(books, shown, version)
