"""Square's refusals, one function each, with the recorded words. Not: when they are made.

Nobody else names a status. Source: square-recorded replies (tests/fidelity/ledger.toml, "square.errors"); a status
per code from the error codes page of 2020. What was not recorded is said to be unconfirmed where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.provider import Refusal

INVALID, AUTHENTICATION = "INVALID_REQUEST_ERROR", "AUTHENTICATION_ERROR"
REFUND, API, RATE_LIMIT = "REFUND_ERROR", "API_ERROR", "RATE_LIMIT_ERROR"
PAYMENT_METHOD = "PAYMENT_METHOD_ERROR"

STATUS_OF_DECLINES = 400
"""Unconfirmed: public integrations have 400 in their current tests and 402 in older ones; the SDKs treat both alike."""


def error(
    status: int,
    code: str,
    detail: str,
    field: str | None = None,
    *,
    category: str = INVALID,
    executed: bool = False,
    unsupported: bool = False,
) -> Refusal:
    """Return a refusal with one error in it; `executed` ones belong to their idempotency key."""
    return Refusal(
        status,
        {"errors": (fact(category, code, detail, field),)},
        message=detail,
        code=code,
        executed=executed,
        unsupported=unsupported,
    )


def fact(category: str, code: str, detail: str, field: str | None = None) -> dict[str, Any]:
    """Return one error as it stands in `errors`: keys in the recorded order."""
    named = {} if field is None else {"field": field}
    return {"code": code, "detail": detail, **named, "category": category}


def declined(code: str, detail: str | None = None) -> Refusal:
    """Return the refusal of a payment that was tried and declined: it is stored, and belongs to its key."""
    detail = detail or f"Authorization error: '{code}'"
    return error(STATUS_OF_DECLINES, code, detail, category=PAYMENT_METHOD, executed=True)


# Who calls.


def unauthorized() -> Refusal:
    return error(401, "UNAUTHORIZED", "This request could not be authorized.", category=AUTHENTICATION)


def expired_token() -> Refusal:
    """The sentence is unconfirmed."""
    return error(401, "ACCESS_TOKEN_EXPIRED", "The access token has expired.", category=AUTHENTICATION)


def insufficient_scopes(scopes: Sequence[str]) -> Refusal:
    detail = (
        "The merchant has not given your application sufficient permissions to do that. The merchant must authorize "
        f"your application for the following scopes: {', '.join(scopes)}"
    )
    refusal = error(403, "INSUFFICIENT_SCOPES", detail, category=AUTHENTICATION)
    refusal.lacks = scopes[0] if scopes else None
    return refusal


def foreign_location(location_id: str) -> Refusal:
    """Recorded as 403 FORBIDDEN; the sentence was not logged."""
    detail = f"The merchant is not allowed to use the location {location_id}."
    return error(403, "FORBIDDEN", detail, "location_id", category=AUTHENTICATION)


# What is asked for.


def no_such_path(*, unsupported: bool) -> Refusal:
    return error(404, "NOT_FOUND", "Resource not found.", unsupported=unsupported)


def method_not_allowed(method: str) -> Refusal:
    """The sentence is unconfirmed."""
    return error(405, "METHOD_NOT_ALLOWED", f"Method {method} is not allowed for this resource.")


def not_simulated(what: str, field: str | None = None) -> Refusal:
    """A gap of ours, said as such and marked so in the journal."""
    return error(501, "NOT_IMPLEMENTED", f"The simulator has no {what}.", field, category=API, unsupported=True)


def invalid_version(version: str) -> Refusal:
    """A version that there is not is an error (documented); that it is this one, and the sentence, is unconfirmed."""
    detail = f"The Square-Version header {version!r} is no version of the API: write YYYY-MM-DD."
    return error(400, "INVALID_SQUARE_VERSION_FORMAT", detail)


def no_json(detail: str) -> Refusal:
    return error(400, "EXPECTED_JSON_BODY", detail)


def broken_json(detail: str) -> Refusal:
    return error(400, "BAD_REQUEST", detail)


def unknown_field(name: str, field: str) -> Refusal:
    return error(400, "BAD_REQUEST", f"The field named '{name}' is unrecognized (line 1, character 2)", field)


def missing(field: str) -> Refusal:
    return error(400, "MISSING_REQUIRED_PARAMETER", "Missing required parameter.", field)


def expected(kind: str, field: str) -> Refusal:
    """Return the refusal for a value of another kind: string, integer, boolean, array, object."""
    article = "an" if kind[0] in "aio" else "a"
    return error(400, f"EXPECTED_{kind.upper()}", f"Expected {article} {kind} value (line 1, character 2)", field)


def not_in_enum(value: str, enum: str, field: str) -> Refusal:
    detail = f"`{value}` is not a valid enum value for `{enum}` (line 1, character 2)"
    return error(400, "INVALID_ENUM_VALUE", detail, field)


def too_long(most: int, field: str | None) -> Refusal:
    return error(400, "VALUE_TOO_LONG", f"Field must not be greater than {most} in length", field)


def empty(field: str) -> Refusal:
    return error(400, "VALUE_EMPTY", "Field must not be blank", field)


def too_low(least: int, field: str) -> Refusal:
    return error(400, "VALUE_TOO_LOW", f"Must be greater than or equal to {least}", field)


def too_high(most: int, field: str) -> Refusal:
    return error(400, "VALUE_TOO_HIGH", f"Must be less than or equal to {most}", field)


def invalid(detail: str, field: str | None = None) -> Refusal:
    return error(400, "INVALID_VALUE", detail, field)


def bad_request(detail: str, field: str | None = None) -> Refusal:
    return error(400, "BAD_REQUEST", detail, field)


def conflicting(detail: str, field: str) -> Refusal:
    return error(400, "CONFLICTING_PARAMETERS", detail, field)


def invalid_time(value: str, field: str) -> Refusal:
    return error(400, "INVALID_TIME", f"`{value}` is not a valid RFC 3339 timestamp.", field)


def invalid_cursor() -> Refusal:
    return error(400, "INVALID_CURSOR", "Invalid cursor.", "cursor")


def invalid_email(field: str) -> Refusal:
    return error(400, "INVALID_EMAIL_ADDRESS", "Invalid email address.", field)


def not_found(noun: str, object_id: str, field: str | None = None) -> Refusal:
    """`Could not find payment with id: …`: recorded of payments and refunds."""
    return error(404, "NOT_FOUND", f"Could not find {noun} with id: {object_id}", field)


def other_currency(home: str, given: str, field: str = "amount_money.currency") -> Refusal:
    detail = f"This merchant can only process payments in {home}, but amount was provided in {given}"
    return error(400, "INVALID_VALUE", detail, field)


# Idempotency.


def key_reused(key: str) -> Refusal:
    return error(
        400, "IDEMPOTENCY_KEY_REUSED", f"Different request parameters used for the same idempotency_key: {key}"
    )


def key_in_flight() -> Refusal:
    """Unconfirmed: nobody has recorded two payments at once with one key."""
    return error(409, "CONFLICT", "A request with the same idempotency_key is being processed.", "idempotency_key")


# Payments.


def nonce_not_found() -> Refusal:
    return error(404, "NOT_FOUND", "Card nonce not found", "source_id")


def nonce_used() -> Refusal:
    return error(400, "CARD_TOKEN_USED", "Card nonce already used; please request new nonce.", "source_id")


def no_such_card(card_id: str) -> Refusal:
    return error(404, "NOT_FOUND", f"Invalid card_id: {card_id}", "source_id")


def stale_payment_version() -> Refusal:
    detail = "Version mismatch: The specified version_token in the request does not match the current version_token."
    return error(400, "VERSION_MISMATCH", detail, "version_token")


def in_state(payment_id: str, status: str) -> Refusal:
    detail = f"Payment {payment_id} is in inflight state {status}, which is invalid for the requested operation"
    return error(400, "BAD_REQUEST", detail)


def total_mismatch() -> Refusal:
    return error(400, "BAD_REQUEST", "The payment total does not match the order total.")


def already_paid() -> Refusal:
    return error(400, "BAD_REQUEST", "The order is already paid")


# Refunds.


def refund_too_large() -> Refusal:
    detail = "The requested refund amount exceeds the amount available to refund."
    return error(400, "REFUND_AMOUNT_INVALID", detail, "amount_money.amount", category=REFUND)


def needs_completion() -> Refusal:
    """The sentence is unconfirmed."""
    detail = "Cannot refund a payment that is not completed."
    return error(400, "REFUND_ERROR_PAYMENT_NEEDS_COMPLETION", detail, category=REFUND)


def not_refundable(detail: str = "The payment is not refundable.") -> Refusal:
    """The sentence is unconfirmed."""
    return error(400, "PAYMENT_NOT_REFUNDABLE", detail, category=REFUND)


def disputed() -> Refusal:
    """The sentence is unconfirmed."""
    detail = "The payment is not refundable due to a dispute."
    return error(400, "PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE", detail, category=REFUND)


# Orders.


def stale_version(noun: str, given: int, current: int, object_id: str, field: str) -> Refusal:
    detail = f"Supplied version {given} does not match the current version {current} of {noun} {object_id}."
    return error(400, "VERSION_MISMATCH", detail, field)


# Faults.


def rate_limited() -> Refusal:
    """The sentence is unconfirmed."""
    return error(429, "RATE_LIMITED", "Your application has reached its rate limit.", category=RATE_LIMIT)


FAILURES: Mapping[int, tuple[str, str]] = {
    500: (
        "INTERNAL_SERVER_ERROR",
        "An internal error has occurred, and the API was unable to service your request.",
    ),
    502: ("BAD_GATEWAY", "Bad gateway."),
    503: ("SERVICE_UNAVAILABLE", "Service unavailable."),
    504: ("GATEWAY_TIMEOUT", "Gateway timeout."),
}


def square_failed(status: int, message: str | None = None) -> Refusal:
    """Return the refusal for a fault: 500 is recorded, the sentences of the others are unconfirmed."""
    code, detail = FAILURES.get(status, FAILURES[500])
    if status < 500:
        return error(status, "BAD_REQUEST", message or "Bad request.")
    return error(status, code, message or detail, category=API)
