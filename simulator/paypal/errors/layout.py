"""How an error's body is laid out: each of PayPal's APIs has a manner of its own (recorded). Not: what is refused."""

from __future__ import annotations

from typing import Any

from simulator.paypal.errors.texts import BILLING, TEXTS
from simulator.provider import Refusal

DOCS = "https://developer.paypal.com/docs/api"

_ORDERS = ("field", "value", "location", "issue", "description")
_PAYMENTS = ("issue", "field", "value", "description", "location")


def body_of(refusal: Refusal, family: str, debug_id: str) -> dict[str, Any]:
    """Return the body of a refusal as the API of that family lays it out, keys in the recorded order."""
    told = refusal.body
    if "error" in told:
        return dict(told)
    if "whole" in told:
        return dict(told["whole"])
    name, message, details = told["name"], told["message"], told["details"]
    issue = details[0]["issue"] if details else name
    if family == "orders":
        ordered = [_ordered(one, _ORDERS) for one in details]
        if refusal.status == 400:
            link = {"href": _orders_link(issue), "rel": "information_link", "encType": "application/json"}
            return {"name": name, "message": message, "debug_id": debug_id, "details": ordered, "links": [link]}
        links = [{"href": _orders_link(issue), "rel": "information_link", "method": "GET"}, *told.get("links", ())]
        return {"name": name, "details": ordered, "message": message, "debug_id": debug_id, "links": links}
    if family in ("webhooks", "disputes"):
        where = "webhooks/#errors" if family == "webhooks" else "customer-disputes/v1/#errors"
        common = {"name": name, "message": message, "debug_id": debug_id, "information_link": f"{DOCS}/{where}"}
        return {**common, "details": [dict(one) for one in details], "links": []}
    common = {"name": name, "message": message, "debug_id": debug_id}
    if family == "payments":
        if name == "INVALID_REQUEST":
            common["message"] = message.removesuffix(".")
        href = f"{DOCS}/payments/v2/#error-{issue}"
        ordered = [_ordered(one, _PAYMENTS) for one in details]
        return {**common, "details": ordered, "links": [{"href": href, "rel": "information_link"}]}
    if family == "sales":
        return {"name": issue, "message": details[0]["description"] if details else message,
                "information_link": f"{DOCS}/payments/#errors", "debug_id": debug_id}  # fmt: skip
    if family in ("catalog", "billing"):
        href = f"{DOCS}/v1/billing/subscriptions#{name}"
        ordered = [{key: one[key] for key in _ORDERS if one.get(key)} for one in details]
        if family == "billing":
            ordered = [_of_billing(one) for one in ordered]
        return {
            **common, "details": ordered, "links": [{"href": href, "rel": "information_link", "method": "GET"}],
        }  # fmt: skip
    href = f"{DOCS}/payment-tokens/v3/#error-{issue}" if family == "vault" else f"{DOCS}/overview/#error"
    ordered = [_ordered(one, _ORDERS) for one in details]
    made = {**common, "details": ordered} if ordered else common
    return {**made, "links": [{"href": href, "rel": "information_link"}]}


def _orders_link(issue: str) -> str:
    return f"https://developer.paypal.com/api/rest/reference/orders/v2/errors/#{issue}"


def _ordered(one: dict[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    return {key: one[key] for key in keys if key in one}


def _of_billing(one: dict[str, str]) -> dict[str, str]:
    """Return a detail with the sentence that Subscriptions v1 has for it, unless it was given one of its own."""
    said = BILLING.get(one["issue"])
    return {**one, "description": said} if said and one["description"] == TEXTS.get(one["issue"]) else one
