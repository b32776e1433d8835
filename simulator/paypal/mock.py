"""Negative testing by the header PayPal-Mock-Response: the error that a call is told to answer. Not: by magic values.

Source: PayPal, "Negative testing"; the two bodies of INTERNAL_SERVER_ERROR are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.paypal import errors
from simulator.paypal.command import Route
from simulator.paypal.errors import detail
from simulator.provider import Refusal

HEADER = "paypal-mock-response"

STATUSES: Mapping[str, tuple[int, str]] = {
    "INTERNAL_SERVER_ERROR": (500, "INTERNAL_SERVER_ERROR"),
    "INTERNAL_SERVICE_ERROR": (500, "INTERNAL_SERVER_ERROR"),
    "SERVICE_UNAVAILABLE": (503, "SERVICE_UNAVAILABLE"),
    "PERMISSION_DENIED": (403, "NOT_AUTHORIZED"),
    "CONSENT_NEEDED": (403, "NOT_AUTHORIZED"),
    "INVALID_RESOURCE_ID": (404, "RESOURCE_NOT_FOUND"),
    "PREVIOUS_REQUEST_IN_PROGRESS": (409, "RESOURCE_CONFLICT"),
    **dict.fromkeys(
        ("MISSING_REQUIRED_PARAMETER", "INVALID_PARAMETER_VALUE", "INVALID_PARAMETER_SYNTAX", "INVALID_STRING_LENGTH",
         "INVALID_ARRAY_MIN_ITEMS", "INVALID_ARRAY_MAX_ITEMS", "FIELD_NOT_PATCHABLE", "MALFORMED_REQUEST_JSON"),
        (400, "INVALID_REQUEST")),
}  # fmt: skip
"""Issues whose status is not 422."""


def refusal(header: str | None, route: Route) -> Refusal | None:
    """Return what the header asks for; None where it says nothing that is understood."""
    if header is None or not route.mock:
        return None
    try:
        told: Any = msgspec.json.decode(header)
    except msgspec.DecodeError:
        return None
    code = told.get("mock_application_codes") if isinstance(told, dict) else None
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or not code.isupper() or len(code) > 100:
        return None
    status, name = STATUSES.get(code, (422, "UNPROCESSABLE_ENTITY"))
    if status == 500:
        words = "An internal service error has occurred" if route.operation == "orders.create" else None
        whole = {"name": name, "message": words} if words else None
        return errors.refusal(500, name, [], message=words, whole=whole)
    return errors.refusal(status, name, [detail(code)])
