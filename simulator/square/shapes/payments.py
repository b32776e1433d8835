"""How payments and refunds look: field sets as recorded, by kind of source and state. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.payment import CARD_STATUS, Payment
from simulator.square.resources.refund import Refund
from simulator.square.shapes.parts import card_face, money, present
from simulator.world import Books

CAPABILITIES = ("EDIT_AMOUNT_UP", "EDIT_AMOUNT_DOWN", "EDIT_TIP_AMOUNT_UP", "EDIT_TIP_AMOUNT_DOWN")


def payment(books: Books, value: Payment) -> dict[str, Any]:
    """As the API shows it: with a version token and without a version."""
    return _payment(books, value) | {"version_token": value.version_token}


def payment_in_event(books: Books, value: Payment) -> dict[str, Any]:
    """As an event shows it: with a version and without a version token (recorded)."""
    return _payment(books, value) | {"version": value.version}


def _payment(books: Books, value: Payment) -> dict[str, Any]:
    failed, currency = value.status == "FAILED", value.currency
    shows_receipt = value.status not in ("CANCELED", "FAILED")
    return present(
        {
            "id": value.id,
            "created_at": times.shown(value.created_at),
            "updated_at": times.shown(value.updated_at),
            "amount_money": money(value.amount, currency),
            "tip_money": None if value.tip is None else money(value.tip, currency),
            "app_fee_money": None if value.app_fee is None else money(value.app_fee, currency),
            "status": value.status,
            "delay_duration": None if value.hold_seconds is None else times.hours(value.hold_seconds),
            "source_type": value.source_type,
            "card_details": _card_details(books, value),
            **value.details,
            "location_id": value.location_id,
            "order_id": value.order_id,
            "refund_ids": list(value.refund_ids),
            "risk_evaluation": _risk(value),
            "processing_fee": _fees(value),
            **value.given,
            "customer_id": value.customer_id,
            "total_money": money(value.total, currency),
            "approved_money": None if value.approved is None else money(value.approved, currency),
            "refunded_money": money(value.refunded, currency) if value.refund_ids else None,
            "capabilities": _capabilities(value),
            "receipt_number": value.id[:4] if shows_receipt else None,
            "receipt_url": _receipt_url(books, value),
            "delay_action": None if value.hold_seconds is None else value.delay_action,
            "delayed_until": None if value.delayed_until is None else times.shown(value.delayed_until),
            "application_details": None
            if failed and value.card is None
            else {"square_product": value.square_product, "application_id": books.publishable_key},
        }
    )


def _card_details(books: Books, value: Payment) -> dict[str, Any] | None:
    if value.card is None:
        return None
    failed = value.status == "FAILED"
    on_file = value.entry_method == "ON_FILE"
    timeline = {
        name: times.shown(at)
        for name, at in (
            ("authorized_at", value.authorized_at),
            ("captured_at", value.captured_at),
            ("voided_at", value.voided_at),
        )
        if at is not None
    }
    shown: dict[str, Any] = {
        "status": CARD_STATUS[value.status],
        "card": card_face(value.card, declined=failed),
        "entry_method": value.entry_method,
    }
    if failed:
        shown["errors"] = list(value.errors)
    else:
        shown |= {
            "cvv_status": "CVV_NOT_CHECKED" if on_file else "CVV_ACCEPTED",
            "avs_status": "AVS_ACCEPTED",
            "statement_description": "SQ *DEFAULT TEST ACCOUNT",
        }
        if books.livemode:
            shown["auth_result_code"] = value.id[:6].upper()
    return shown | {"card_payment_timeline": timeline}


def _risk(value: Payment) -> dict[str, Any] | None:
    if value.card is None or value.status == "FAILED" or value.authorized_at is None:
        return None
    return {"created_at": times.shown(value.authorized_at), "risk_level": value.risk_level}


def _fees(value: Payment) -> list[dict[str, Any]] | None:
    if value.fee is None:
        return None
    effective = times.seconds(value.fee.effective_at)[:-1] + ".000Z"
    return [{"effective_at": effective, "type": "INITIAL", "amount_money": money(value.fee.amount, value.currency)}]


def _capabilities(value: Payment) -> list[str] | None:
    """Recorded: a card has them while it is approved; what was paid elsewhere keeps them for good."""
    if value.source_type in ("EXTERNAL", "CASH"):
        return list(CAPABILITIES)
    return [*CAPABILITIES, "EDIT_DELAY_ACTION"] if value.status == "APPROVED" else None


def _receipt_url(books: Books, value: Payment) -> str | None:
    if value.status != "COMPLETED":
        return None
    host = "https://squareup.com" if books.livemode else "https://squareupsandbox.com"
    return f"{host}/receipt/preview/{value.id}"


def refund(_books: Books, value: Refund) -> dict[str, Any]:
    """As the API shows it: without a version."""
    fee = None
    if value.fee is not None:
        effective = times.seconds(value.fee_effective_at)[:-1] + ".000Z"
        fee = [{"effective_at": effective, "type": "INITIAL", "amount_money": money(value.fee, value.currency)}]
    return present(
        {
            "id": value.id,
            "status": value.status,
            "location_id": value.location_id,
            "destination_type": value.destination_type,
            "amount_money": money(value.amount, value.currency),
            "app_fee_money": None if value.app_fee is None else money(value.app_fee, value.currency),
            "processing_fee": fee,
            "payment_id": value.payment_id,
            "order_id": value.order_id,
            "reason": value.reason,
            "created_at": times.shown(value.created_at),
            "updated_at": times.shown(value.updated_at),
            "team_member_id": value.team_member_id,
        }
    )


def refund_in_event(books: Books, value: Refund) -> dict[str, Any]:
    """As an event shows it: with a version (recorded)."""
    return refund(books, value) | {"version": value.version}
