"""PayPal's errors as the shop's. Not: deciding what to do about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from paypalserversdk.exceptions.api_exception import ApiException

from reference_app.providers.trouble import DeclinedError, MissingError, ProviderError, RefusedError

DECLINES = (
    "INSTRUMENT_DECLINED",
    "TRANSACTION_REFUSED",
    "PAYER_CANNOT_PAY",
    "PAYER_ACCOUNT_RESTRICTED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
    "TRANSACTION_LIMIT_EXCEEDED",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
)
"""Issues of a 422 that are the word of whoever was to pay (PayPal, Orders v2, "capture")."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise what went wrong in the block as one of our kinds, with what the log and a retry need of it."""
    try:
        yield
    except ApiException as trouble:
        status, text, headers = trouble.response_code, trouble.response.text, trouble.response.headers
        raise of(type(trouble).__name__, status, text, headers) from trouble
    except requests.HTTPError as trouble:
        reply = trouble.response
        status, text, headers = (reply.status_code, reply.text, reply.headers) if reply is not None else (0, "", {})
        raise of(type(trouble).__name__, status, text, headers) from trouble
    except (AuthValidationException, requests.RequestException) as trouble:  # no token, no reply
        raise ProviderError(type(trouble).__name__) from trouble
    except (ValueError, KeyError, TypeError) as trouble:  # a reply that cannot be read
        raise ProviderError(type(trouble).__name__) from trouble


def of(kind: str, status: int, text: str | None, headers: Mapping[str, str]) -> ProviderError:
    said = _said(text)
    lower = {name.lower(): value for name, value in headers.items()}
    wait = lower.get("retry-after", "")
    code = _issue(said) or str(said.get("name") or "") or None
    return _kind(status, code)(
        kind,
        status=status,
        code=code,
        request_id=lower.get("paypal-debug-id"),
        wait=float(wait) if wait.isdecimal() else 0.0,
    )


def _kind(status: int, code: str | None) -> type[ProviderError]:
    if status == 422 and code in DECLINES:
        return DeclinedError
    if status == 404:
        return MissingError
    # 401 and 403 are our mistake, 409 is our other call at the same moment: neither is a word about this request.
    return RefusedError if status in (400, 422) else ProviderError


def _said(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _issue(said: Mapping[str, Any]) -> str | None:
    details = said.get("details")
    first = details[0] if isinstance(details, list) and details else None
    return str(first["issue"]) if isinstance(first, dict) and first.get("issue") else None
