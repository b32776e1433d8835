"""The errors of API v2: a code and a sentence, and nothing else. Not: deciding when one applies.

`not_found` (404) and `idempotency_error` (409) are documented at each operation; the words of `invalid_fields` are
reported in public code and issues (stripe/terraform-provider-stripe 40). Everything else is unconfirmed.
"""

from __future__ import annotations

from typing import Any

from simulator.provider import Refusal

CODES = {400: "invalid_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 429: "rate_limit"}
"""By status, the code of a refusal that has none of its own. Unconfirmed."""


def error(status: int, code: str, message: str, *, unsupported: bool = False) -> Refusal:
    """Return an error of this shape. A failed call is executed again with its idempotency key ("API v2 overview")."""
    body = {"code": code, "message": message}
    return Refusal(status, body, message=message, code=code, executed=False, unsupported=unsupported)


def not_found(noun: str, object_id: str) -> Refusal:
    """The sentence is unconfirmed."""
    return error(404, "not_found", f"No such {noun}: '{object_id}'")


def invalid_field(path: str, what: str, *, unsupported: bool = False) -> Refusal:
    """Say what is wrong with one field."""
    return error(
        400,
        "invalid_fields",
        f"Some fields in the request were invalid: '{path}: {what}'",
        unsupported=unsupported,
    )


def unknown_value(path: str, value: str, known: tuple[str, ...]) -> Refusal:
    return invalid_field(path, f"Unrecognized enum value '{value}', valid values are: {', '.join(sorted(known))}.")


def not_json() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "invalid_request", "Invalid request: the body of a request to the v2 API must be a JSON object.")


def no_version() -> Refusal:
    """That the header is required is documented; the words are unconfirmed."""
    return error(400, "invalid_request", "Requests to the v2 API must have a Stripe-Version header.")


def too_many(most: int) -> Refusal:
    """Unconfirmed wording."""
    return error(400, "invalid_request", f"You have reached the maximum of {most} event destinations.")


def body_of(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """Return status and body of a refusal as API v2 says it, whichever API it was made for."""
    if refusal.body.get("type") == "idempotency_error":
        return 409, {"code": "idempotency_error", "message": refusal.message, "type": "idempotency_error"}
    code = refusal.code or CODES.get(refusal.status, "internal_error")
    return refusal.status, {"code": code, "message": refusal.message}
