"""How subscriptions and invoices look: fields and their forms as recorded. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import calendar, times
from simulator.square.policy import CURRENCY
from simulator.square.resources.invoice import PAYABLE, Invoice, PaymentRequest
from simulator.square.resources.subscription import Action, Happening, SubscribedPhase, Subscription
from simulator.square.shapes.parts import money, present
from simulator.world import Books


def subscription(_books: Books, value: Subscription) -> dict[str, Any]:
    """Without its actions, which are shown to who asks for them."""
    return present(_subscription(value))


def with_actions(value: Subscription) -> dict[str, Any]:
    """With what is to come for it."""
    return present(_subscription(value) | {"actions": [action(one) for one in value.actions]})


def subscription_in_event(value: Subscription) -> dict[str, Any]:
    """With a `tenant` that the API does not show (recorded)."""
    return present(_subscription(value) | {"tenant": "BUYER"})


def _subscription(value: Subscription) -> dict[str, Any]:
    return {
        "id": value.id,
        "location_id": value.location_id,
        "plan_variation_id": value.plan_variation_id,
        "customer_id": value.customer_id,
        "start_date": value.start_date,
        "canceled_date": value.canceled_date,
        "charged_through_date": value.charged_through_date,
        "status": value.status,
        "tax_percentage": value.tax_percentage,
        "invoice_ids": list(value.invoice_ids),
        "price_override_money": None if value.price_override is None else money(value.price_override, CURRENCY),
        "version": value.version,
        "created_at": _local(value.created_at, value.timezone),
        "card_id": value.card_id,
        "timezone": value.timezone,
        "source": {"name": value.source_name},
        "monthly_billing_anchor_date": value.anchor_day,
        "phases": [_phase(one) for one in value.phases],
        "completed_date": value.completed_date,
    }


def _local(at: int, timezone: str) -> str:
    """Return whole seconds with the zone's offset, `-04:00` (recorded in production), and `Z` for none."""
    text = calendar.local(at // 1000, timezone).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _phase(one: SubscribedPhase) -> dict[str, Any]:
    shown = {"uid": one.uid, "ordinal": one.ordinal, "order_template_id": one.order_template_id}
    return present(shown | {"plan_phase_uid": one.plan_phase_uid})


def action(one: Action) -> dict[str, Any]:
    phases = [present({"ordinal": ordinal, "order_template_id": template}) for ordinal, template in one.phases]
    return present(
        {
            "id": one.id,
            "type": one.type,
            "effective_date": one.effective_date,
            "monthly_billing_anchor_date": one.monthly_billing_anchor_date,
            "phases": phases,
            "new_plan_variation_id": one.new_plan_variation_id,
        }
    )


def action_of(_books: Books, one: Action) -> dict[str, Any]:
    return action(one)


def happening(_books: Books, one: Happening) -> dict[str, Any]:
    info = None if one.info is None else {"detail": one.info[1], "code": one.info[0]}
    return present(
        {
            "id": one.id,
            "subscription_event_type": one.type,
            "effective_date": one.effective_date,
            "monthly_billing_anchor_date": one.monthly_billing_anchor_date,
            "info": info,
            "plan_variation_id": one.plan_variation_id,
        }
    )


# Invoices.


def invoice(books: Books, value: Invoice) -> dict[str, Any]:
    """Keys in the recorded order. A draft has no page, and only one that waits for money tells how much is next."""
    given = dict(value.given)
    public = value.status not in ("DRAFT", "SCHEDULED")
    waits = value.status in (*PAYABLE, "SCHEDULED")
    due = next((one.due for one in value.requests if one.due), 0)
    return present(
        {
            "id": value.id,
            "version": value.version,
            "location_id": value.location_id,
            "order_id": value.order_id,
            "primary_recipient": dict(value.recipient) or None,
            "payment_requests": [_request(one, value.currency) for one in value.requests],
            "delivery_method": value.delivery_method,
            "invoice_number": value.number,
            "title": given.pop("title", None),
            "description": given.pop("description", None),
            "scheduled_at": None if value.scheduled_at is None else times.seconds(value.scheduled_at),
            "public_url": f"{books.base_url}/pay-invoice/{value.id}" if public else None,
            "next_payment_amount_money": money(due, value.currency) if waits else None,
            "status": value.status,
            "timezone": value.timezone,
            "created_at": times.seconds(value.created_at),
            "updated_at": times.seconds(value.updated_at),
            "accepted_payment_methods": dict(value.methods) or None,
            **given,
            "subscription_id": value.subscription_id,
            "store_payment_method_enabled": value.stores_card,
        }
    )


def _request(one: PaymentRequest, currency: str) -> dict[str, Any]:
    return present(
        {
            "uid": one.uid,
            "request_type": one.type,
            "due_date": one.due_date,
            "tipping_enabled": one.tipping,
            "automatic_payment_source": one.automatic,
            "card_id": one.card_id,
            **one.given,
            "computed_amount_money": money(one.amount, currency),
            "total_completed_amount_money": money(one.completed, currency),
        }
    )
