"""Stripe's errors as the shop's. Not: deciding what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from reference_app.providers.trouble import DeclinedError, KeyReusedError, MissingError, ProviderError, RefusedError


@contextmanager
def translated() -> Iterator[None]:
    """Raise what went wrong in the block as one of our kinds, with what the log and a retry need of it."""
    try:
        yield
    except stripe.StripeError as trouble:
        raise of(trouble) from trouble


def of(trouble: stripe.StripeError) -> ProviderError:
    said = (trouble.headers or {}).get("Retry-After", "")
    return _kind(trouble)(
        type(trouble).__name__,
        status=trouble.http_status,
        code=trouble.code,
        request_id=trouble.request_id,
        wait=float(said) if said.isdecimal() else 0.0,  # the SDK does not read it
        said=trouble.user_message,
    )


def _kind(trouble: stripe.StripeError) -> type[ProviderError]:
    if isinstance(trouble, stripe.CardError):
        return DeclinedError
    if isinstance(trouble, stripe.IdempotencyError):
        return KeyReusedError
    if isinstance(trouble, stripe.InvalidRequestError):
        return MissingError if trouble.code == "resource_missing" else RefusedError
    return ProviderError
