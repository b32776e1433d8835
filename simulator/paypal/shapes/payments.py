"""How authorizations, captures and refunds are shown: alone, in their order, as a call's answer, in events.

Source: recorded replies. Not: which call shows which.
"""

from __future__ import annotations

from typing import Any

from simulator.paypal.moments import pacific, utc
from simulator.paypal.money import shown
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.paypal.shapes.links import link
from simulator.world import Books

PAYMENTS = "/v2/payments"


def authorization(books: Books, value: Authorization, manner: str = "full") -> dict[str, Any]:
    """Return a hold: status first (recorded)."""
    if manner == "minimal":
        return {"id": value.id, "status": value.status, "links": _authorization_links(books, value)}
    made: dict[str, Any] = {"status": value.status}
    if value.reason:
        made["status_details"] = {"reason": value.reason}
    made |= {"id": value.id, "amount": shown(value.amount, value.currency)}
    made |= _numbers(value)
    made["seller_protection"] = _protection(value.eligible)
    if value.processor:
        made["processor_response"] = dict(value.processor)
    if manner != "in order":
        made["payee"] = dict(value.payee)
        made["supplementary_data"] = {"related_ids": {"order_id": value.order}}
    made |= {
        "expiration_time": utc(value.expires),
        "links": _authorization_links(books, value),
        "create_time": utc(value.created),
        "update_time": utc(value.updated),
    }
    if value.network:
        made["network_transaction_reference"] = dict(value.network)
    return made


def _authorization_links(books: Books, value: Authorization) -> list[dict[str, str]]:
    place = f"{PAYMENTS}/authorizations/{value.id}"
    made = [link(books, place, "self"), link(books, f"{place}/capture", "capture", "POST")]
    made.append(link(books, f"{place}/void", "void", "POST"))
    if not value.card:
        made.append(link(books, f"{place}/reauthorize", "reauthorize", "POST"))
    return [*made, link(books, f"/v2/checkout/orders/{value.order}", "up")]


def capture(books: Books, value: Capture, manner: str = "full") -> dict[str, Any]:
    """Return what was taken. A declined one shows the fee that it would have had, and cannot be refunded."""
    if manner == "minimal":
        return {"id": value.id, "status": value.status, "links": _capture_links(books, value)}
    made: dict[str, Any] = {"id": value.id}
    status: dict[str, Any] = {"status": value.status}
    if value.reason:
        status["status_details"] = {"reason": value.reason}
    if manner == "in order":
        made |= status
    made |= {"amount": shown(value.amount, value.currency), "final_capture": value.final}
    if value.card:
        made["disbursement_mode"] = "INSTANT"
    made["seller_protection"] = _protection(value.eligible)
    if value.status != "PENDING":
        made["seller_receivable_breakdown"] = {
            "gross_amount": shown(value.amount, value.currency),
            "paypal_fee": shown(value.fee, value.currency),
            "net_amount": shown(value.amount - value.fee, value.currency),
        }
    made |= _numbers(value)
    if manner != "in order":
        made |= status
    if value.processor:
        made["processor_response"] = dict(value.processor)
    if manner != "in order":
        related = {"order_id": value.order}
        if value.authorization:
            related["authorization_id"] = value.authorization
        made["payee"] = dict(value.payee)
        made["supplementary_data"] = {"related_ids": related}
    made |= {
        "links": _capture_links(books, value),
        "create_time": utc(value.created),
        "update_time": utc(value.updated),
    }
    if value.network:
        made["network_transaction_reference"] = dict(value.network)
    return _in_event(made) if manner == "event" else made


def _in_event(made: dict[str, Any]) -> dict[str, Any]:
    """Put the keys in the order in which events have them: id and status last (recorded)."""
    last = ("links", "id", "status_details", "status")
    return {
        key: made[key] for key in (*(key for key in made if key not in last), *(key for key in last if key in made))
    }


def _capture_links(books: Books, value: Capture) -> list[dict[str, str]]:
    place = f"{PAYMENTS}/captures/{value.id}"
    made = [link(books, place, "self")]
    if value.status != "DECLINED":
        made.append(link(books, f"{place}/refund", "refund", "POST"))
    up = f"/v2/checkout/orders/{value.order}"
    if value.authorization:
        up = f"{PAYMENTS}/authorizations/{value.authorization}"
    return [*made, link(books, up, "up")]


def refund(books: Books, value: Refund, manner: str = "full") -> dict[str, Any]:
    """Return what was given back. Its times are those of US Pacific (recorded)."""
    links = [
        link(books, f"{PAYMENTS}/refunds/{value.id}", "self"),
        link(books, f"{PAYMENTS}/captures/{value.capture}", "up"),
    ]
    if manner == "minimal":
        return {"id": value.id, "status": value.status, "links": links}
    made: dict[str, Any] = {"id": value.id, "amount": shown(value.amount, value.currency)}
    if value.note:
        made["note_to_payer"] = value.note
    made["seller_payable_breakdown"] = {
        "gross_amount": shown(value.amount, value.currency),
        "paypal_fee": shown(0, value.currency),
        "net_amount": shown(value.amount, value.currency),
        "total_refunded_amount": shown(value.total, value.currency),
    }
    made |= _numbers(value)
    made["status"] = value.status
    if value.reason:
        made["status_details"] = {"reason": value.reason}
    made |= {"create_time": pacific(value.created), "update_time": pacific(value.updated), "links": links}
    return _in_event(made) if manner == "event" else made


def _numbers(value: Authorization | Capture | Refund) -> dict[str, str]:
    told = {"invoice_id": value.invoice_id, "custom_id": value.custom_id}
    return {key: text for key, text in told.items() if text is not None}


def _protection(eligible: bool) -> dict[str, Any]:
    if not eligible:
        return {"status": "NOT_ELIGIBLE"}
    return {"status": "ELIGIBLE", "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"]}
