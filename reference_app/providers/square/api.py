"""The client of Square's API: its timeouts and retries, and whom it takes for Square. Not: a single call."""

from __future__ import annotations

import ssl

import httpx
from square import Square
from square.core.request_options import RequestOptions

from reference_app.settings_of_others import SquareSettings

CONNECTIONS = 32
"""Kept open at a time: as many as threads may wait for the provider."""
ONCE_MORE = RequestOptions(max_retries=1)
"""For every call: the SDK asks a 429 or a 5xx once again, under the same key; later is the worker's business."""


def client(settings: SquareSettings) -> Square:
    """Make the official client for this shop's account.

    It follows no redirect, so our token goes nowhere but to Square; certificates and names are checked by default.
    """
    timeout = httpx.Timeout(settings.timeout, connect=min(3.0, settings.timeout))
    verify = ssl.create_default_context(cafile=settings.ca_file) if settings.ca_file else True
    http = httpx.Client(
        timeout=timeout,
        verify=verify,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
    )
    return Square(token=settings.access_token, base_url=settings.api_base, httpx_client=http, timeout=settings.timeout)
