"""How the SDK drives billing: subscriptions, their items and invoices. Not: test cases."""

from collections.abc import Callable
from typing import Any

from tests.fidelity.catalogue_operations import price

MONTH = {"interval": "month"}


def subscriber(sdk: Any, card: str = "pm_card_visa", **more: Any) -> str:
    """Return a customer whose default is a card."""
    customer = sdk.customers.create({"email": "a@example.com", **more}).id
    method = sdk.payment_methods.attach(card, {"customer": customer}).id
    sdk.customers.update(customer, {"invoice_settings": {"default_payment_method": method}})
    return str(customer)


def subscription(sdk: Any, customer: str | None = None, **more: Any) -> Any:
    items = [{"price": price(sdk, recurring=MONTH).id}]
    return sdk.subscriptions.create({"customer": customer or subscriber(sdk), "items": items, **more})


def incomplete(sdk: Any) -> str:
    """Return an invoice that is open."""
    return str(subscription(sdk, payment_behavior="default_incomplete").latest_invoice)


def pending(sdk: Any) -> Any:
    """Return an invoice item that waits."""
    made = subscription(sdk)
    sdk.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 3}]})
    return sdk.invoice_items.list({"customer": made.customer, "pending": True}).data[0]


def draft(sdk: Any) -> str:
    """Return an invoice that is a draft: the last one of a subscription that was canceled."""
    made = subscription(sdk)
    return str(sdk.subscriptions.cancel(made.id, {"prorate": True, "invoice_now": True}).latest_invoice)


def added(sdk: Any) -> Any:
    """Return a second item of a subscription."""
    more = price(sdk, recurring=MONTH).id
    return sdk.subscription_items.create({"subscription": subscription(sdk).id, "price": more})


def payments(sdk: Any) -> Any:
    return sdk.invoice_payments.list({"invoice": incomplete(sdk)})


def balance(sdk: Any) -> Any:
    """Return a customer's entry: a change that comes to less than can be charged."""
    made = subscription(sdk)
    items = [{"id": made["items"].data[0].id, "price": price(sdk, recurring=MONTH, unit_amount=1010).id}]
    sdk.subscriptions.update(made.id, {"items": items, "proration_behavior": "always_invoice"})
    return sdk.customers.balance_transactions.list(made.customer).data[0]


def retrieved_balance(sdk: Any) -> Any:
    one = balance(sdk)
    return sdk.customers.balance_transactions.retrieve(one.customer, one.id)


def written(sdk: Any, customer: str | None = None, **more: Any) -> Any:
    """Return a draft that a merchant wrote, with one line."""
    customer = customer or subscriber(sdk)
    made = sdk.invoices.create({"customer": customer, **more})
    sdk.invoice_items.create({"customer": customer, "invoice": made.id, "amount": 1500, "currency": "usd",
                              "description": "Advice"})  # fmt: skip
    return sdk.invoices.retrieve(made.id)


def sent(sdk: Any) -> Any:
    return written(sdk, collection_method="send_invoice", days_until_due=30)


def waiting_item(sdk: Any) -> Any:
    return sdk.invoice_items.create({"customer": subscriber(sdk), "amount": 700, "currency": "usd"})


def attached(sdk: Any) -> Any:
    customer = subscriber(sdk)
    made = sdk.invoices.finalize_invoice(written(sdk, customer).id)
    paid = sdk.payment_intents.create({
        "amount": 500, "currency": "usd", "customer": customer, "payment_method": "pm_card_visa", "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    })  # fmt: skip
    return sdk.invoices.attach_payment(made.id, {"payment_intent": paid.id})


def entry(sdk: Any) -> Any:
    return sdk.customers.balance_transactions.create(subscriber(sdk), {"amount": -500, "currency": "usd"})


def credited(sdk: Any) -> Any:
    made = sdk.invoices.finalize_invoice(written(sdk).id)
    return sdk.credit_notes.create({"invoice": made.id, "amount": 500})


def credit(sdk: Any) -> dict[str, Any]:
    return {"invoice": sdk.invoices.finalize_invoice(written(sdk).id).id, "amount": 500}


def removed(sdk: Any) -> Any:
    made = written(sdk)
    return sdk.invoices.remove_lines(made.id, {"lines": [{"id": made.lines.data[0].id, "behavior": "delete"}]})


def relined(sdk: Any, one: bool) -> Any:
    made = written(sdk)
    line = made.lines.data[0].id
    if one:
        return sdk.invoices.line_items.update(made.id, line, {"amount": 900})
    return sdk.invoices.update_lines(made.id, {"lines": [{"id": line, "amount": 900}]})


def discounted(sdk: Any) -> str:
    coupon = sdk.coupons.create({"percent_off": 20, "duration": "forever"}).id
    return str(subscription(sdk, discounts=[{"coupon": coupon}]).id)


def rate(sdk: Any) -> Any:
    return sdk.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "subscriptions.create": ("subscriptions.create", subscription, "subscription"),
    "subscriptions.list": ("subscriptions.list", lambda s: [subscription(s), s.subscriptions.list()][1], "list"),
    "subscriptions.retrieve": (
        "subscriptions.retrieve", lambda s: s.subscriptions.retrieve(subscription(s).id), "subscription"),
    "subscriptions.update": (
        "subscriptions.update", lambda s: s.subscriptions.update(subscription(s).id, {"metadata": {"a": "b"}}),
        "subscription"),
    "subscriptions.cancel": (
        "subscriptions.cancel", lambda s: s.subscriptions.cancel(subscription(s).id), "subscription"),
    "subscriptions.delete_discount": (
        "subscriptions.discount.delete", lambda s: s.subscriptions.delete_discount(discounted(s)), "discount"),
    "tax_rates.create": ("tax_rates.create", rate, "tax_rate"),
    "tax_rates.list": ("tax_rates.list", lambda s: [rate(s), s.tax_rates.list()][1], "list"),
    "tax_rates.retrieve": ("tax_rates.retrieve", lambda s: s.tax_rates.retrieve(rate(s).id), "tax_rate"),
    "tax_rates.update": (
        "tax_rates.update", lambda s: s.tax_rates.update(rate(s).id, {"active": False}), "tax_rate"),
    "subscription_items.create": ("subscription_items.create", added, "subscription_item"),
    "subscription_items.update": (
        "subscription_items.update", lambda s: s.subscription_items.update(added(s).id, {"quantity": 3}),
        "subscription_item"),
    "subscription_items.delete": (
        "subscription_items.delete", lambda s: s.subscription_items.delete(added(s).id), "subscription_item"),
    "subscription_items.list": (
        "subscription_items.list", lambda s: s.subscription_items.list({"subscription": subscription(s).id}), "list"),
    "subscription_items.retrieve": (
        "subscription_items.retrieve",
        lambda s: s.subscription_items.retrieve(subscription(s)["items"].data[0].id), "subscription_item"),
    "credit_notes.create": ("credit_notes.create", credited, "credit_note"),
    "credit_notes.list": ("credit_notes.list", lambda s: [credited(s), s.credit_notes.list()][1], "list"),
    "credit_notes.retrieve": (
        "credit_notes.retrieve", lambda s: s.credit_notes.retrieve(credited(s).id), "credit_note"),
    "credit_notes.update": (
        "credit_notes.update", lambda s: s.credit_notes.update(credited(s).id, {"memo": "sorry"}), "credit_note"),
    "credit_notes.void_credit_note": (
        "credit_notes.void", lambda s: s.credit_notes.void_credit_note(credited(s).id), "credit_note"),
    "credit_notes.line_items.list": (
        "credit_notes.lines.list", lambda s: s.credit_notes.line_items.list(credited(s).id), "list"),
    "credit_notes.preview": ("credit_notes.preview", lambda s: s.credit_notes.preview(credit(s)), "credit_note"),
    "credit_notes.preview_lines.list": (
        "credit_notes.preview_lines", lambda s: s.credit_notes.preview_lines.list(credit(s)), "list"),
    "invoices.create": ("invoices.create", lambda s: s.invoices.create({"customer": subscriber(s)}), "invoice"),
    "invoices.delete": ("invoices.delete", lambda s: s.invoices.delete(written(s).id), "invoice"),
    "invoices.send_invoice": ("invoices.send", lambda s: s.invoices.send_invoice(sent(s).id), "invoice"),
    "invoices.create_preview": (
        "invoices.create_preview",
        lambda s: s.invoices.create_preview({"subscription": subscription(s).id}), "invoice"),
    "invoices.attach_payment": ("invoices.attach_payment", attached, "invoice"),
    "invoices.add_lines": (
        "invoices.add_lines",
        lambda s: s.invoices.add_lines(written(s).id, {"lines": [{"amount": 100, "description": "tea"}]}), "invoice"),
    "invoices.update_lines": ("invoices.update_lines", lambda s: relined(s, one=False), "invoice"),
    "invoices.remove_lines": ("invoices.remove_lines", removed, "invoice"),
    "invoices.line_items.update": ("invoices.lines.update", lambda s: relined(s, one=True), "line_item"),
    "invoice_items.create": ("invoiceitems.create", waiting_item, "invoiceitem"),
    "invoice_items.update": (
        "invoiceitems.update", lambda s: s.invoice_items.update(waiting_item(s).id, {"amount": 900}), "invoiceitem"),
    "invoice_items.delete": (
        "invoiceitems.delete", lambda s: s.invoice_items.delete(waiting_item(s).id), "invoiceitem"),
    "customers.balance_transactions.create": (
        "customers.balance_transactions.create", entry, "customer_balance_transaction"),
    "customers.balance_transactions.update": (
        "customers.balance_transactions.update",
        lambda s: s.customers.balance_transactions.update(
            (made := entry(s)).customer, made.id, {"description": "tea"}),
        "customer_balance_transaction"),
    "invoices.list": ("invoices.list", lambda s: [subscription(s), s.invoices.list()][1], "list"),
    "invoices.retrieve": ("invoices.retrieve", lambda s: s.invoices.retrieve(incomplete(s)), "invoice"),
    "invoices.line_items.list": (
        "invoices.lines.list", lambda s: s.invoices.line_items.list(incomplete(s)), "list"),
    "invoices.finalize_invoice": (
        "invoices.finalize", lambda s: s.invoices.finalize_invoice(draft(s)), "invoice"),
    "invoices.pay": (
        "invoices.pay", lambda s: s.invoices.pay(incomplete(s)), "invoice"),
    "invoices.update": (
        "invoices.update", lambda s: s.invoices.update(incomplete(s), {"metadata": {"a": "b"}}), "invoice"),
    "invoices.void_invoice": ("invoices.void", lambda s: s.invoices.void_invoice(incomplete(s)), "invoice"),
    "invoices.mark_uncollectible": (
        "invoices.mark_uncollectible", lambda s: s.invoices.mark_uncollectible(incomplete(s)), "invoice"),
    "invoice_payments.list": ("invoice_payments.list", payments, "list"),
    "invoice_payments.retrieve": (
        "invoice_payments.retrieve", lambda s: s.invoice_payments.retrieve(payments(s).data[0].id),
        "invoice_payment"),
    "invoice_items.list": ("invoiceitems.list", lambda s: [pending(s), s.invoice_items.list()][1], "list"),
    "invoice_items.retrieve": (
        "invoiceitems.retrieve", lambda s: s.invoice_items.retrieve(pending(s).id), "invoiceitem"),
    "customers.balance_transactions.list": (
        "customers.balance_transactions.list",
        lambda s: s.customers.balance_transactions.list(balance(s).customer), "list"),
    "customers.balance_transactions.retrieve": (
        "customers.balance_transactions.retrieve",
        retrieved_balance,
        "customer_balance_transaction"),
}  # fmt: skip


def _subscription(stripe: Any, **more: Any) -> Any:
    made = stripe.Price.create(currency="usd", unit_amount=1000, recurring=MONTH, product_data={"name": "tea"})
    customer = stripe.Customer.create()
    method = stripe.PaymentMethod.attach("pm_card_visa", customer=customer.id)
    items = [{"price": made.id}]
    return stripe.Subscription.create(customer=customer.id, items=items, default_payment_method=method.id, **more)


GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Subscription.create": _subscription,
    "Subscription.modify": lambda s: s.Subscription.modify(_subscription(s).id, cancel_at_period_end=True),
    "Subscription.cancel": lambda s: s.Subscription.cancel(_subscription(s).id),
    "Subscription.list": lambda s: s.Subscription.list(status="all"),
    "SubscriptionItem.list": lambda s: s.SubscriptionItem.list(subscription=_subscription(s).id),
    "Invoice.retrieve": lambda s: s.Invoice.retrieve(_subscription(s).latest_invoice),
    "Invoice.void_invoice": lambda s: s.Invoice.void_invoice(
        _subscription(s, payment_behavior="default_incomplete").latest_invoice
    ),
    "InvoicePayment.list": lambda s: s.InvoicePayment.list(invoice=_subscription(s).latest_invoice),
}
