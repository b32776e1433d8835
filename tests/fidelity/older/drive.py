"""Drives the simulator with whichever stripe-python is on the path; prints what it saw as JSON. Not: a test."""

import json
import sys
from pathlib import Path

import stripe

key, base, folder = sys.argv[1:4]
CardError = stripe.CardError if hasattr(stripe, "CardError") else stripe.error.CardError
stripe.api_key, stripe.api_base, stripe.max_network_retries = key, base, 0
folder = Path(folder)

customer = stripe.Customer.create(email="a@example.com")
intent = stripe.PaymentIntent.create(
    amount=2000,
    currency="usd",
    customer=customer.id,
    payment_method="pm_card_visa",
    confirm=True,
    automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    expand=["latest_charge.balance_transaction"],
)
refund = stripe.Refund.create(payment_intent=intent.id, amount=500)
try:
    stripe.PaymentIntent.create(amount=900, currency="usd", payment_method="pm_card_chargeDeclined", confirm=True,
                                automatic_payment_methods={"enabled": True, "allow_redirects": "never"})  # fmt: skip
    declined = None
except CardError as error:
    declined = error.code
line = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 2}
page = stripe.checkout.Session.create(mode="payment", success_url="https://shop.example/ok", line_items=[line])
before = stripe.api_version < "2025-03-31"
price = stripe.Price.create(
    currency="usd", unit_amount=1000, recurring={"interval": "month"}, product_data={"name": "tea"}
)
begun = stripe.Subscription.create(
    customer=customer.id,
    items=[{"price": price.id}],
    payment_behavior="default_incomplete",
    expand=["latest_invoice.payment_intent" if before else "latest_invoice.payments"],
)
bill = begun.latest_invoice
waiting = bill.payment_intent.id if before else bill.payments.data[0].payment.payment_intent
stripe.PaymentIntent.confirm(waiting, payment_method="pm_card_visa", return_url="https://shop.example")
subscription = stripe.Subscription.retrieve(begun.id)
ends = subscription.current_period_end if before else subscription["items"].data[0].current_period_end
event = stripe.Webhook.construct_event(
    (folder / "body").read_bytes(), (folder / "signature").read_text(), (folder / "secret").read_text()
)
listed = [found.id for found in stripe.Customer.list(limit=1).auto_paging_iter()]
seen = {
    "sdk": stripe.version.VERSION if hasattr(stripe, "version") else stripe.VERSION,
    "version": stripe.api_version,
    "status": intent.status,
    "invoice": "invoice" in json.loads(str(intent)),
    "charge": intent.latest_charge.object,
    "refund": refund.status,
    "declined": declined,
    "subscription": [begun.status, subscription.status],
    "ends": ends > subscription.created,
    "ui_mode": page.ui_mode,
    "event": event.data.object.id,
    "listed": customer.id in listed,
}  # fmt: skip
sys.stdout.write(json.dumps(seen) + "\n")
