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
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or "
        "we can help at https://support.stripe.com/.",
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
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; however "
        f"'{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value.",
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
        f"The parameter `{param}` expects a unix timestamp representing a date and time in the future. You specified the "
        f"value `{value}` which is in the past.",
        param=param,
        executed=False,
    )


def metadata_too_long(what: str, limit: int, value: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"Metadata {what}s can have up to {limit} characters, but you passed in a {what} that is {len(value)} characters. "
        f"Invalid {what}: {value}",
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
        "The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` or manage your "
        "payment methods in the Dashboard instead.",
        code="payment_method_types_no_longer_supported",
        param="payment_method_types",
        executed=False,
    )


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


def stripe_failed(status: int) -> Refusal:
    """Unconfirmed wording."""
    return error(
        status,
        "Sorry! There was an error while talking to one of our backends. Support has been notified.",
        kind="api_error",
        executed=False,
    )


# Cards.


def card_error(
    message: str, *, code: str, decline_code: str | None = None, param: str | None = None, extra: Extra | None = None
) -> Refusal:
    """402: what the bank, the network or Stripe said about a card."""
    more = {"decline_code": decline_code, **(extra or {})}
    return error(402, message, code=code, param=param, kind="card_error", extra=more)


def incorrect_number() -> Refusal:
    return card_error("Your card number is incorrect.", code="incorrect_number", param="number")


def invalid_expiry(param: str, part: str) -> Refusal:
    return card_error(f"Your card's expiration {part} is invalid.", code=f"invalid_expiry_{part}", param=param)


def invalid_cvc() -> Refusal:
    return card_error("Your card's security code is invalid.", code="invalid_cvc", param="cvc")


# Payment intents.

UNEXPECTED_STATE = "payment_intent_unexpected_state"


def amount_below_minimum() -> Refusal:
    """For zero and below; two spaces stand in the recorded text."""
    return error(
        400,
        "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency "
        "set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment "
        "Method for future use without an immediate payment, use a Setup Intent instead: "
        "https://docs.stripe.com/payments/setup-intents",
        code="parameter_invalid_integer",
        param="amount",
        executed=False,
    )


def amount_too_small(least: str, currency: str) -> Refusal:
    """For one unit and more, below the minimum. Unconfirmed wording."""
    return error(
        400, f"Amount must be at least {least} {currency}", code="amount_too_small", param="amount", executed=False
    )


def amount_too_large(most: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Amount must be no more than {most}", code="amount_too_large", param="amount", executed=False)


def nothing_to_confirm_with(customer: str | None) -> Refusal:
    if customer is None:
        rest = (
            "You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it "
            "again directly with a payment method or ConfirmationToken."
        )
    else:
        rest = (
            f"To confirm the PaymentIntent with {customer}, specify a payment method attached to this customer along "
            "with the customer ID."
        )
    message = f"You cannot confirm this PaymentIntent because it's missing a payment method. {rest}"
    return error(400, message, code=UNEXPECTED_STATE)


def cannot_confirm(status: str) -> Refusal:
    """Unconfirmed wording."""
    if status == "succeeded":
        why = "it has already succeeded after being previously confirmed."
    else:
        why = (
            f"it has a status of {status}. Only a PaymentIntent with one of the following statuses may be confirmed: "
            "requires_confirmation, requires_action."
        )
    return error(400, f"You cannot confirm this PaymentIntent because {why}", code=UNEXPECTED_STATE)


def cannot_capture(status: str) -> Refusal:
    return error(
        400,
        f"This PaymentIntent could not be captured because it has a status of {status}. Only a PaymentIntent with one of "
        "the following statuses may be captured: requires_capture.",
        code=UNEXPECTED_STATE,
    )


def nothing_left_to_capture() -> Refusal:
    return error(
        400,
        "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount "
        "has been released.",
        code=UNEXPECTED_STATE,
    )


def captures_too_much() -> Refusal:
    return error(
        400,
        "The payment could not be captured because the requested capture amount is greater than the amount you can "
        "capture for this charge. Contact us via https://support.stripe.com/contact/ for help.",
        code="amount_too_large",
    )


def cannot_cancel(status: str) -> Refusal:
    return error(
        400,
        f"You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the "
        "following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, "
        "requires_confirmation, requires_action, expired, processing.",
        code=UNEXPECTED_STATE,
    )


def cannot_update(param: str, status: str) -> Refusal:
    return error(
        400,
        f"This PaymentIntent's {param} could not be updated because it has a status of {status}. You may only update the "
        f"{param} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, "
        "requires_action.",
        code=UNEXPECTED_STATE,
        param=param,
    )


def wrong_client_secret() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The client_secret provided does not match any associated PaymentIntent on this account. Ensure the client "
        "secret and the publishable key used belong to the same account.",
        code="payment_intent_invalid_parameter",
        param="client_secret",
        executed=False,
    )


# Whose method.


def method_needs_its_customer(method: str, owner: str) -> Refusal:
    return error(
        400,
        f"The `payment_method` parameter supplied {method} belongs to the Customer {owner}. Please include the Customer "
        "in the `customer` parameter on the PaymentIntent.",
        code="parameter_missing",
        param="source",
    )


def method_of_another(method: str, customer: str) -> Refusal:
    return error(
        400,
        f"The PaymentMethod {method} does not belong to the Customer you supplied {customer}. Please use this "
        "PaymentMethod with the Customer that it belongs to instead.",
        param="payment_method",
    )


def method_used_up() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a "
        "connected account without Customer attachment, or was detached from a Customer. It may not be used again. To "
        "use a PaymentMethod multiple times, you must attach it to a Customer first.",
    )


def method_already_attached() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "The payment method you provided has already been attached to a customer.")


def method_not_attached() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "The payment method you provided is not attached to a customer so detachment is impossible.")


# Charges and refunds.


def already_captured(charge: str) -> Refusal:
    return error(400, f"Charge {charge} has already been captured.", code="charge_already_captured")


def charge_expired(charge: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"Charge {charge} could not be captured because its authorization has expired or was released.",
        code="charge_expired_for_capture",
    )


def update_the_intent(intent: str, field: str) -> Refusal:
    return error(
        400,
        f"This Charge was created by a PaymentIntent ({intent}). You must update the `{field}` on the PaymentIntent "
        "instead of updating the Charge directly. See https://stripe.com/docs/api#update_payment_intent",
    )


def source_needed() -> Refusal:
    return error(400, "Must provide source or customer.", code="parameter_missing")


def card_tokens_ended() -> Refusal:
    """The middle of the recorded text is not known."""
    return error(
        400,
        "Card Token usage on the Customers API and Charges API has reached end of life. Use Payment Intents and Payment "
        "Methods instead, or enable this functionality in your API policies settings: "
        "https://dashboard.stripe.com/settings/developers/api-policies",
    )


def no_saved_details(has_method: bool) -> Refusal:
    if has_method:
        message = (
            "This Customer doesn't have any legacy saved payment details, but does have a Payment Method attached. Use a "
            "Payment Intent instead of creating a Charge: https://stripe.com/docs/payments/payment-intents/migration"
        )
    else:
        message = (
            "This Customer doesn't have any saved payment details. Attach a legacy Token, Card, Bank Account, or Source "
            "to this Customer and then try this request again, or use Payment Intents and Payment Methods instead."
        )
    return card_error(message, code="missing", param="card")


def refund_too_large(amount: str, left: str) -> Refusal:
    return error(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")


def already_refunded(charge: str) -> Refusal:
    return error(400, f"Charge {charge} has already been refunded.", code="charge_already_refunded")


def nothing_to_refund(intent: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"This PaymentIntent ({intent}) does not have a successful charge to refund.")


def charge_not_refundable(charge: str, why: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Charge {charge} cannot be refunded because it {why}.")


def cannot_cancel_refund(status: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"You cannot cancel this Refund because it has a status of {status}. Only a Refund with one of the following "
        "statuses may be canceled: requires_action.",
    )


# Checkout.


def session_not_open(verb: str, status: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f'Only Checkout Sessions with a status in ["open"] can be {verb}. This Checkout Session has a status of '
        f"{status}.",
    )


def session_expiry_out_of_range(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
        param=param,
    )


def not_simulated(message: str, param: str) -> Refusal:
    """Stripe takes this; the simulator does not. It is marked so in the journal: a gap of ours, not a fault of theirs."""
    return error(400, f"The simulator does not know this: {message}", param=param, executed=False, unsupported=True)


def invalid_url(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "Not a valid URL",
        code="url_invalid",
        param=param,
        executed=False,
    )


def manual_confirmation_from_browser() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "This PaymentIntent cannot be confirmed using your publishable key because its `confirmation_method` is set to "
        "`manual`. Please use your secret key instead, or create a PaymentIntent with `confirmation_method` set to "
        "`automatic`.",
    )


def session_total_too_small(least: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"The Checkout Session's total amount due must add up to at least {least}",
        code="amount_too_small",
    )
