"""Stripe's errors as they stand on the wire, one function each. Not: deciding when one applies.

Wording is recorded (September 2026, see tests/fidelity/ledger.toml) unless a line says *unconfirmed*. `doc_url` is
there exactly when there is a code; absent keys are left out, never null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.provider import Refusal

DOCS = "https://stripe.com/docs/error-codes/"

Extra = Mapping[str, Any]


def error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    kind: str = "invalid_request_error",
    executed: bool = True,
    extra: Extra | None = None,
    unsupported: bool = False,
) -> Refusal:
    """Return an error of this shape; `extra` are further keys of the body, None among them left out."""
    body: dict[str, Any] = {"message": message, "type": kind}
    if code is not None:
        body["code"] = code
        body["doc_url"] = DOCS + code.replace("_", "-")
    if param is not None:
        body["param"] = param
    body.update((key, value) for key, value in (extra or {}).items() if value is not None)
    return Refusal(status, body, message=message, code=code, executed=executed, unsupported=unsupported)


# Who calls, and what.


def no_key() -> Refusal:
    """Unconfirmed wording."""
    return error(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization header, using "
        "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        "https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
        executed=False,
    )


def invalid_key(key: str) -> Refusal:
    """The key is shown with its middle starred. Unconfirmed how many stars."""
    shown = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}" if len(key) > 12 else "*" * len(key)
    return error(401, f"Invalid API Key provided: {shown}", executed=False)


def secret_key_required() -> Refusal:
    """Status and wording unconfirmed; the code is in Stripe's list."""
    return error(
        401,
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of "
        "your API keys at https://dashboard.stripe.com/account/apikeys.",
        code="secret_key_required",
        executed=False,
    )


def unknown_version(version: str) -> Refusal:
    return error(400, f"Invalid Stripe API version: {version}", executed=False)


def version_not_simulated(version: str, oldest: str) -> Refusal:
    """Stripe knows it, the simulator does not: see `not_simulated`."""
    return error(
        400,
        f"The simulator does not know API version {version}: the oldest that it has is {oldest}.",
        executed=False,
        unsupported=True,
    )


def not_a_form() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any "
        "questions, we can help at https://support.stripe.com/.",
        executed=False,
    )


def unsupported_type(content_type: str) -> Refusal:
    """Seen in public (flutter_stripe_demo, issue 9); the status is unconfirmed."""
    return error(
        400,
        f"Invalid request: unsupported Content-Type {content_type}. If error persists and you need assistance, please "
        "contact support@stripe.com.",
        executed=False,
    )


def not_utf8() -> Refusal:
    """Seen in public (stripe-dotnet, issue 1654), there with some of the body quoted; the status is unconfirmed."""
    return error(
        400,
        "Invalid UTF-8 characters found in POST body. For assistance, please contact support@stripe.com.",
        executed=False,
    )


def unknown_url(method: str, path: str, unsupported: bool) -> Refusal:
    return error(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
        executed=False,
        unsupported=unsupported,
    )


# Parameters.


def unknown_parameters(names: Sequence[str]) -> Refusal:
    plural = "s" if len(names) > 1 else ""
    return error(
        400,
        f"Received unknown parameter{plural}: {', '.join(names)}",
        code="parameter_unknown",
        param=names[0],
        executed=False,
    )


def missing(param: str) -> Refusal:
    return error(400, f"Missing required param: {param}.", code="parameter_missing", param=param, executed=False)


def empty(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty "
        "value.",
        code="parameter_invalid_empty",
        param=param,
        executed=False,
    )


def invalid_integer(param: str, value: str) -> Refusal:
    return error(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=param, executed=False)


def invalid_value(param: str, kind: str, value: str = "") -> Refusal:
    """`Invalid string: {…}`, `Invalid boolean: x`, `Invalid object`."""
    return error(400, f"Invalid {kind}: {value}" if value else f"Invalid {kind}", param=param, executed=False)


def invalid_enum(param: str, allowed: Sequence[str]) -> Refusal:
    listed = ", ".join(allowed[:-1]) + f", or {allowed[-1]}" if len(allowed) > 2 else " or ".join(allowed)
    return error(400, f"Invalid {param}: must be one of {listed}", param=param, executed=False)


def too_small(param: str, least: int = 1) -> Refusal:
    return error(
        400,
        f"This value must be greater than or equal to {least}.",
        code="parameter_invalid_integer",
        param=param,
        executed=False,
    )


def negative(param: str) -> Refusal:
    return error(400, "Invalid non-negative integer", param=param, executed=False)


def exclusive(*names: str) -> Refusal:
    return error(
        400,
        f"You may only specify one of these parameters: {', '.join(names)}.",
        param=names[0],
        executed=False,
    )


def one_of(*names: str) -> Refusal:
    return error(
        400,
        f"One of the following params should be provided for this request: {' or '.join(names)}.",
        executed=False,
    )


def invalid_currency(value: str, supported: Sequence[str]) -> Refusal:
    return error(
        400,
        f"Invalid currency: {value}. Stripe currently supports these currencies: {', '.join(supported)}",
        param="currency",
        executed=False,
    )


def invalid_email(value: str, param: str = "email") -> Refusal:
    return error(400, f"Invalid email address: {value}", code="email_invalid", param=param, executed=False)


def in_the_past(param: str, value: int) -> Refusal:
    return error(
        400,
        f"The parameter `{param}` expects a unix timestamp representing a date and time in the future. You "
        f"specified the value `{value}` which is in the past.",
        param=param,
        executed=False,
    )


def metadata_too_long(what: str, limit: int, value: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"Metadata {what}s can have up to {limit} characters, but you passed in a {what} that is {len(value)} "
        f"characters. Invalid {what}: {value}",
        param="metadata",
        executed=False,
    )


def metadata_too_many(limit: int) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Metadata can have up to {limit} keys.", param="metadata", executed=False)


def methods_no_longer_supported() -> Refusal:
    """Stripe, changelog endive (2026-09-30); the sentence is unconfirmed."""
    return error(
        400,
        "The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` or manage "
        "your payment methods in the Dashboard instead.",
        code="payment_method_types_no_longer_supported",
        param="payment_method_types",
        executed=False,
    )


def invalid_url(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "Not a valid URL",
        code="url_invalid",
        param=param,
        executed=False,
    )


def not_simulated(message: str, param: str) -> Refusal:
    """Stripe takes this, the simulator does not: the journal marks it as a gap of ours, not as a fault of theirs."""
    return error(400, f"The simulator does not know this: {message}", param=param, executed=False, unsupported=True)


# Objects and lists.


def no_such(noun: str, object_id: str, param: str, *, in_path: bool, other_side: str | None = None) -> Refusal:
    """404 for an id in the path, 400 for one in a parameter; `other_side` is the mode in which it does exist."""
    message = f"No such {noun}: '{object_id}'"
    if other_side is not None:
        own = "test" if other_side == "live" else "live"
        message += (
            f"; a similar object exists in {other_side} mode, but a {own} mode key was used to make this request."
        )
    return error(404 if in_path else 400, message, code="resource_missing", param=param)


def already_exists(noun: str) -> Refusal:
    """For an id that a merchant chose and has used before; recorded for coupons."""
    return error(400, f"{noun} already exists.", code="resource_already_exists")


def both_cursors() -> Refusal:
    return error(
        400,
        "Received both starting_after and ending_before parameters. Please pass in only one.",
        executed=False,
    )


def not_expandable(path: str, in_list: bool) -> Refusal:
    hint = f" You may want to try expanding 'data.{path}' instead." if in_list else ""
    return error(400, f"This property cannot be expanded ({path}).{hint}", executed=False)


def expanded_too_deep(path: str) -> Refusal:
    """Four levels are documented; the sentence is unconfirmed."""
    return error(400, f"You cannot expand more than 4 levels of a property ({path}).", executed=False)


# Idempotency, limits, faults.


def key_reused(key: str) -> Refusal:
    return error(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a "
        f"key other than '{key}' if you meant to execute a different request.",
        kind="idempotency_error",
        executed=False,
    )


def key_of_wrong_length(length: int, most: int) -> Refusal:
    """Seen in public (cartalyst/stripe, issue 65), for an empty one; `type` is unconfirmed."""
    return error(
        400,
        f"Idempotent key length is {length}, which is outside accepted lengths. Idempotent Keys must be 1-{most} "
        "characters long. If you're looking for a decent generator, try using a UUID defined by IETF RFC 4122.",
        kind="idempotency_error",
        executed=False,
    )


def no_such_account(account: str) -> Refusal:
    """The key's merchant is not the platform of that account, or there is none. Unconfirmed wording."""
    return error(
        403,
        f"The provided key does not have access to account '{account}' (or that account does not exist). Application "
        "access may have been revoked.",
        code="account_invalid",
        executed=False,
    )


def key_in_flight(key: str) -> Refusal:
    """`type` is unconfirmed: both `idempotency_error` and `invalid_request_error` are reported."""
    return error(
        409,
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted "
        f"twice, and the other request is still going through): {key}. Please try again later.",
        code="idempotency_key_in_use",
        kind="idempotency_error",
        executed=False,
    )


def rate_limited() -> Refusal:
    """Unconfirmed wording."""
    return error(
        429,
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
        code="rate_limit",
        executed=False,
    )


def stripe_failed(status: int, message: str | None = None) -> Refusal:
    """Unconfirmed wording."""
    return error(
        status,
        message or "Sorry! There was an error while talking to one of our backends. Support has been notified.",
        kind="api_error",
        executed=False,
    )
