"""What a merchant writes on invoices: items that wait, or stand on a draft, and its lines. Not: what changes cost.

An item without a price of its own is shown with one that is made for it and not active; that Stripe does so is known
of older versions (unconfirmed for today's).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Command, find, standing
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import invoicing, pricing
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.prorations import rounded
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.redeeming import redeemed
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.catalogue.offers import new_price
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.resources.catalogue import Amount, Price, Product
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice, InvoiceLine
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import ENDED, Subscription
from simulator.stripe.wire import merged_metadata

GAPS = ("quantity_decimal", "tax_amounts", "tax_code")
"""Parameters that would change what is paid, and are not simulated."""

CURRENCY = "usd"
"""What the account is in: the currency of what names none."""


def create(command: Command) -> Outcome:
    """POST /v1/invoiceitems: on a draft at once, or for the customer's or the subscription's next invoice."""
    params, work = command.params, Work(command.books)
    customer = customer_of(work, params)
    invoice = None if params.get("invoice") is None else draft_of(work, params["invoice"], "invoice")
    item = put(work, customer, params, invoice=invoice)
    if invoice is not None:
        item = add(work, invoice, [item])[0]
    elif item.subscription is not None:
        owner: Subscription = work.books.objects[item.subscription]
        work.put(replace(owner, pending=(*owner.pending, item.id)))
    else:
        now = work.customer(customer.id)
        work.put(replace(now, pending=(*now.pending, item.id)))
    return work.outcome(item)


def customer_of(work: Work, params: Mapping[str, Any]) -> Customer:
    """Return the customer that is named. Raises the refusals for none."""
    if params.get("customer") is None:
        raise errors.missing("customer")
    customer = find(work.books, Customer, params["customer"], "customer")
    if customer.deleted:
        raise errors.no_such("customer", customer.id, "customer", in_path=False)
    return customer


def draft_of(work: Work, name: str, param: str | None = None) -> Invoice:
    """Return an invoice that is a draft. Raises the refusals for others."""
    invoice = find(work.books, Invoice, name, param)
    if invoice.status != "draft" or invoice.deleted:
        raise billing_errors.not_a_draft(param)
    return invoice


def put(
    work: Work, customer: Customer, params: Mapping[str, Any], *, invoice: Invoice | None = None, path: str = ""
) -> InvoiceItem:
    """Store a new item of what is given, and tell of it. Raises the refusals for what makes none."""
    for name in GAPS:
        if params.get(name) is not None:
            raise errors.not_simulated(f"{name} of an invoice item", _at(path, name))
    quantity = params.get("quantity", 1)
    if quantity < 0:
        raise errors.negative(_at(path, "quantity"))
    currency = _currency(work, customer, params, invoice)
    price, amount = _priced(work, params, currency, quantity, path)
    subscription = _subscription(work, customer, params, _at(path, "subscription"))
    period = params.get("period") or {"start": work.at, "end": work.at}
    name = naming.long(work.books, "ii_")
    description = params.get("description")
    if description is None:
        description = work.books.objects[price.product].name
    whose = {"customer": customer.id, "invoice_item": name}
    discounts = redeemed(
        work, params.get("discounts"), whose, currency, amount, path=_at(path, "discounts"), tells=False
    )
    item = work.put(
        InvoiceItem(
            id=name,
            date=work.at,
            amount=amount,
            currency=currency,
            customer=customer.id,
            description=description,
            period_start=period["start"],
            period_end=period["end"],
            price=price.id,
            product=price.product,
            quantity=quantity,
            unit=price.amount.exact,
            subscription=subscription,
            proration=False,
            discountable=params.get("discountable", amount >= 0),
            discounts=discounts,
            tax_rates=tax_rates(work, params.get("tax_rates"), _at(path, "tax_rates")),
            metadata=merged_metadata({}, params.get("metadata") or {}),
        )
    )
    work.tell("invoiceitem.created", item)
    return item


def with_entries(work: Work, subscription: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Return a subscription with what `add_invoice_items` name waiting for its next invoice, which may be the first."""
    names = []
    for nth, given in enumerate(params.get("add_invoice_items") or ()):
        path = f"add_invoice_items[{nth}]"
        period = given.get("period")
        if period and {"max_item_period_end", "min_item_period_start"} & {end["type"] for end in period.values()}:
            raise errors.not_simulated("periods of items that follow others", f"{path}[period]")
        plain = {name: value for name, value in given.items() if name != "period"}
        plain["currency"] = subscription.currency
        item = put(work, work.customer(subscription.customer), plain, path=path)
        names.append(work.put(replace(item, subscription=subscription.id)).id)
    return replace(subscription, pending=(*subscription.pending, *names)) if names else subscription


def _at(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _currency(work: Work, customer: Customer, params: Mapping[str, Any], invoice: Invoice | None) -> str:
    price = work.get(Price, (params.get("pricing") or {}).get("price") or params.get("price"))
    given = params.get("currency") or (params.get("price_data") or {}).get("currency")
    currency = str(given or (price.currency if price else None) or customer.currency or CURRENCY).lower()
    if currency not in CURRENCIES:
        raise errors.invalid_currency(currency, CURRENCIES)
    if invoice is not None and invoice.currency != currency:
        raise billing_errors.item_of_another_currency(invoice.currency, currency)
    if invoice is None and customer.currency not in (None, currency):
        raise billing_errors.another_currency(str(customer.currency))
    return currency


def _priced(work: Work, params: Mapping[str, Any], currency: str, quantity: int, path: str) -> tuple[Price, int]:
    """Return the price of an item, and what it comes to."""
    named = (params.get("pricing") or {}).get("price") or params.get("price")
    ways = [name for name in ("amount", "unit_amount_decimal", "price_data") if params.get(name) is not None]
    if named is not None:
        ways.append("price")
    if len(ways) > 1:
        raise errors.exclusive(*(_at(path, name) for name in ways))
    if named is not None:
        price = standing(work.books, Price, named, _at(path, "pricing[price]"))
        if price.recurring is not None:
            raise billing_errors.not_one_time(_at(path, "pricing[price]"))
        if not price.active:
            raise billing_errors.inactive_price(price.id, _at(path, "pricing[price]"))
    elif params.get("price_data") is not None:
        data = params["price_data"]
        product = standing(work.books, Product, data["product"], _at(path, "price_data[product]"))
        made = new_price(work.books, data, path=_at(path, "price_data"), active=False)
        price = work.put(replace(made, product=product.id))
    elif params.get("amount") is not None:
        price = _unnamed(work, params, currency, Decimal(params["amount"]) / max(quantity, 1))
        return price, int(params["amount"])
    else:
        unit = Decimal(params.get("unit_amount_decimal") or params.get("unit_amount") or 0)
        if not ways and "unit_amount" not in params:
            raise errors.missing(_at(path, "amount"))
        price = _unnamed(work, params, currency, unit)
    return price, rounded(pricing.exact_of(price, quantity) if price.amount.exact is not None else Fraction(0))


def _unnamed(work: Work, params: Mapping[str, Any], currency: str, unit: Decimal) -> Price:
    """Store a price, and a product that is called as the item is, for this item alone."""
    product = work.put(
        Product(
            id=naming.short(work.books, "prod_"),
            created=work.at,
            name=params.get("description") or "Invoice item",
            active=False,
        )
    )
    return work.put(
        Price(
            id=naming.long(work.books, "price_"),
            created=work.at,
            product=product.id,
            currency=currency,
            amount=Amount(exact=unit),
            active=False,
        )
    )


def _subscription(work: Work, customer: Customer, params: Mapping[str, Any], param: str) -> str | None:
    if params.get("subscription") is None:
        return None
    owner = find(work.books, Subscription, params["subscription"], param)
    if owner.customer != customer.id or owner.status in ENDED:
        raise errors.no_such("subscription", owner.id, param, in_path=False)
    return owner.id


# On a draft.


def add(work: Work, invoice: Invoice, items: list[InvoiceItem], *, tells: bool = True) -> list[InvoiceItem]:
    """Write items on a draft, each as a line at its end. Returns them as they are then."""
    taken = [work.put(replace(item, invoice=invoice.id)) for item in items]
    lines = (*invoice.lines, *(written.of_item(work, invoice.id, item) for item in taken))
    rewritten(work, invoice, lines, tells=tells)
    return taken


def rewritten(work: Work, before: Invoice, lines: tuple[InvoiceLine, ...], *, tells: bool = True) -> Invoice:
    """Store a draft with these lines, and what they come to."""
    after = work.put(invoicing.totalled(work, replace(before, lines=lines)))
    if tells:
        work.tell_change("invoice.updated", before, after)
    return after


def relined(work: Work, invoice: Invoice, item: InvoiceItem) -> Invoice:
    """Store a draft whose line for that item says what the item does now; the line keeps its id (noted)."""
    lines = tuple(
        replace(written.of_item(work, invoice.id, item), id=line.id) if line.invoice_item == item.id else line
        for line in invoice.lines
    )
    return rewritten(work, invoice, lines)


def changed_item(work: Work, item: InvoiceItem, params: Mapping[str, Any], path: str = "") -> InvoiceItem:
    """Store an item with what is given. Raises the refusals, also for what no merchant wrote."""
    money = {"amount", "price_data", "pricing", "quantity", "unit_amount_decimal", "period"} & params.keys()
    if item.proration and money:
        raise errors.not_simulated("changes of what a proration costs", _at(path, min(money)))
    for name in GAPS:
        if params.get(name) is not None:
            raise errors.not_simulated(f"{name} of an invoice item", _at(path, name))
    fields: dict[str, Any] = {name: params[name] for name in ("description", "discountable") if name in params}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(item.metadata, params["metadata"])
    if "tax_rates" in params:
        fields["tax_rates"] = tax_rates(work, params["tax_rates"], _at(path, "tax_rates"))
    if "period" in params:
        fields |= {"period_start": params["period"]["start"], "period_end": params["period"]["end"]}
    if money - {"period"}:
        quantity = params.get("quantity", item.quantity)
        kept = {} if {"amount", "price_data", "pricing", "unit_amount_decimal"} & params.keys() else {
            "unit_amount_decimal": item.unit or Decimal(0)
        }  # fmt: skip
        price, amount = _priced(work, {**kept, **params}, item.currency, quantity, path)
        kept_price = {"price": item.price, "product": item.product} if kept else {
            "price": price.id, "product": price.product,
        }  # fmt: skip
        fields |= {"quantity": quantity, "amount": amount, "unit": price.amount.exact, **kept_price}
    if "discounts" in params:
        whose = {"customer": item.customer, "invoice_item": item.id}
        fields["discounts"] = redeemed(
            work, params["discounts"], whose, item.currency, item.amount,
            path=_at(path, "discounts"), had=item.discounts, tells=False,
        )  # fmt: skip
    return work.put(replace(item, **fields))


def update(command: Command) -> Outcome:
    """POST /v1/invoiceitems/{invoiceitem}: as long as the invoice that took it is a draft."""
    work = Work(command.books)
    item = find(command.books, InvoiceItem, command.ids[0])
    invoice = _open_draft(work, item)
    after = changed_item(work, item, command.params)
    if invoice is not None:
        relined(work, invoice, after)
    return work.outcome(after)


def delete(command: Command) -> Outcome:
    """DELETE /v1/invoiceitems/{invoiceitem}: it leaves the draft that took it."""
    work = Work(command.books)
    item = standing(command.books, InvoiceItem, command.ids[0])
    invoice = _open_draft(work, item)
    gone = work.put(replace(item, deleted=True))
    if invoice is not None:
        rewritten(work, invoice, tuple(line for line in invoice.lines if line.invoice_item != item.id))
    owner = work.get(Subscription, item.subscription)
    if owner is not None:
        work.put(replace(owner, pending=tuple(name for name in owner.pending if name != item.id)))
    else:
        customer = work.customer(item.customer)
        work.put(replace(customer, pending=tuple(name for name in customer.pending if name != item.id)))
    work.tell("invoiceitem.deleted", gone)
    return work.outcome(deleted_stub("invoiceitem", item.id))


def _open_draft(work: Work, item: InvoiceItem) -> Invoice | None:
    """Return the draft that an item stands on, if it stands on one. Raises the refusal for what is billed."""
    if item.deleted:
        raise errors.no_such("invoiceitem", item.id, "id", in_path=True)
    invoice = work.get(Invoice, item.invoice)
    if invoice is not None and invoice.status != "draft":
        raise billing_errors.item_is_billed()
    return invoice
