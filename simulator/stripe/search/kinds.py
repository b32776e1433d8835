"""What can be searched for: a table of fields for each kind of object. Not: how fields are compared.

A kind is added by one table and its line in KINDS; routes, the index and the parser follow. Source: Stripe, "Search
query language", "Supported query fields for each resource".
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.search.fields import Field, Searchable, Type


def _own(**types: Type) -> dict[str, Field]:
    """Return fields that are read off the attribute of the same name."""
    return {name: Field(kind, attrgetter(name)) for name, kind in types.items()}


def _refunded(charge: Charge) -> bool | None:
    """True for one refunded in full, False in part, None (`null`) for one not refunded."""
    if charge.refunded:
        return True
    return False if charge.amount_refunded else None


def _postal_code(charge: Charge) -> str | None:
    address = charge.method.billing_details.get("address") or {}
    code: str | None = address.get("postal_code")
    return code


def _of_card(name: str) -> Field:
    """Return a field of the card that a charge was made to: the number's last four digits, its brand."""

    def read(charge: Charge) -> Any:
        return None if charge.method.card is None else getattr(charge.method.card, name)

    return Field("token", read)


def _of_terminal(charge: Charge) -> None:
    """The simulator has no terminal: no charge was made to a card that was present."""


_CARD = ("last4", "exp_month", "exp_year", "brand", "fingerprint")

_CHARGED: Mapping[str, Field] = {
    **{f"payment_method_details.card.{name}": _of_card(name) for name in _CARD},
    **{f"payment_method_details.{source}.{name}": Field("token", _of_terminal)
       for source in ("card_present", "interac_present") for name in _CARD},
}  # fmt: skip

CHARGES = Searchable(
    kind=Charge,
    resource="charges",
    shows="charge",
    fields={
        **_own(amount="numeric", created="numeric", currency="token", customer="token", status="token"),
        "billing_details.address.postal_code": Field("token", _postal_code),
        "disputed": Field("token", lambda charge: charge.dispute is not None),
        "refunded": Field("token", _refunded),
        **_CHARGED,
    },
)

CUSTOMERS = Searchable(
    kind=Customer,
    resource="customers",
    shows="customer",
    fields=_own(created="numeric", email="string", name="string", phone="string"),
    gone=attrgetter("deleted"),
)

PAYMENT_INTENTS = Searchable(
    kind=PaymentIntent,
    resource="payment_intents",
    shows="payment_intent",
    fields=_own(amount="numeric", created="numeric", currency="token", customer="token", status="token"),
)

PRICES = Searchable(
    kind=Price,
    resource="prices",
    shows="price",
    fields=_own(active="token", currency="token", lookup_key="string", product="string", type="token"),
    gone=attrgetter("deleted"),
)

PRODUCTS = Searchable(
    kind=Product,
    resource="products",
    shows="product",
    fields=_own(active="token", description="string", name="string", shippable="token", url="string"),
    gone=attrgetter("deleted"),
)

INVOICES = Searchable(
    kind=Invoice,
    resource="invoices",
    shows="invoice",
    fields={
        **_own(created="numeric", currency="token", customer="token", number="string", status="token",
               subscription="token", total="numeric"),
        "receipt_number": Field("string", lambda _: None),
    },
)  # fmt: skip

SUBSCRIPTIONS = Searchable(
    kind=Subscription,
    resource="subscriptions",
    shows="subscription",
    fields={
        **_own(canceled_at="numeric", created="numeric", status="token"),
    },
)

KINDS: tuple[Searchable, ...] = (CHARGES, CUSTOMERS, INVOICES, PAYMENT_INTENTS, PRICES, PRODUCTS, SUBSCRIPTIONS)

INDEXED = frozenset(searchable.kind for searchable in KINDS)
"""What an index must keep."""
