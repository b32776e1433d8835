"""Square's errors as the shop's. Not: deciding what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from square.core.api_error import ApiError

from reference_app.providers.trouble import DeclinedError, KeyReusedError, MissingError, ProviderError, RefusedError

NOT_A_DECLINE = ("TEMPORARY_ERROR", "INVALID_FEES", "PAYMENT_LIMIT_EXCEEDED")
"""Codes under PAYMENT_METHOD_ERROR that are no word of the buyer's bank."""
NO_WORD_ABOUT_IT = ("TEMPORARY_ERROR", "VERSION_MISMATCH")
"""Codes under which the same may succeed a moment later: somebody else has changed it since we looked."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise what went wrong in the block as one of our kinds, with what the log and a retry need of it."""
    try:
        yield
    except ApiError as trouble:
        raise of(trouble) from trouble
    except (httpx.HTTPError, ValueError) as trouble:  # no reply, or one that is no JSON
        raise ProviderError(type(trouble).__name__) from trouble


def of(trouble: ApiError) -> ProviderError:
    first = trouble.errors[0] if trouble.errors else None
    headers = {name.lower(): value for name, value in (trouble.headers or {}).items()}
    said = headers.get("retry-after", "")
    code = str(first.code) if first else None
    return _kind(trouble.status_code or 0, str(first.category) if first else "", code)(
        type(trouble).__name__,
        status=trouble.status_code,
        code=code,
        request_id=headers.get("x-speleo-traceid"),
        wait=float(said) if said.isdecimal() else 0.0,
    )


def _kind(status: int, category: str, code: str | None) -> type[ProviderError]:
    if category == "PAYMENT_METHOD_ERROR" and code not in NOT_A_DECLINE:
        return DeclinedError
    if code == "IDEMPOTENCY_KEY_REUSED":
        return KeyReusedError
    if status == 404:
        return MissingError
    # 401 and 403 are our mistake, 409 is somebody else at the same moment: neither is a word about this request.
    return RefusedError if status in (400, 402, 422) and code not in NO_WORD_ABOUT_IT else ProviderError
