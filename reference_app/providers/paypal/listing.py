"""What has happened at PayPal since, for the reconciler. Not: what to do about it.

PayPal lists no orders and no captures. What it lists are the events of this app, for a month: they lead to the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reference_app.inbox.slip import Slip
from reference_app.providers.payment import Payment
from reference_app.providers.paypal import orders, reading, refetch, webhook
from reference_app.providers.paypal.api import Api

EVENTS = "/v1/notifications/webhooks-events"
PAGE = "100"
TAKEN = "PAYMENT.CAPTURE.COMPLETED"


def events(api: Api, since: int, *, livemode: bool) -> Iterator[Slip]:
    """Every event of ours that PayPal still lists, over all its pages, oldest page last."""
    for event in _listed(api, since):
        if event.get("event_type") in refetch.TYPES:
            yield webhook.slip_of(event, livemode=livemode)


def payments(api: Api, since: int, *, livemode: bool) -> Iterator[Payment]:
    """Every payment that PayPal has taken since, as it is now: each is asked for once, however often it was told."""
    seen = set()
    for event in _listed(api, since, event_type=TAKEN):
        capture_id = str(event["resource"]["id"])
        if capture_id in seen:
            continue
        seen.add(capture_id)
        capture = orders.get_capture(api, capture_id)
        if capture["status"] == "COMPLETED":
            yield reading.of_capture(capture, livemode=livemode)
        elif order_id := reading.order_of(capture):  # what of it went back stands in its order
            yield refetch.payment_now(api, order_id, None, livemode=livemode)


def _listed(api: Api, since: int, **query: str) -> Iterator[Mapping[str, Any]]:
    start = datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    asked = {"page_size": PAGE, "start_time": start, **query}
    while True:
        page = api.get(EVENTS, **asked)
        yield from page.get("events") or ()
        further = next((link["href"] for link in page.get("links") or () if link.get("rel") == "next"), None)
        if further is None:
            return
        # where the next page is, is not the reply's to say; which it is, is
        asked = {**query, **dict(parse_qsl(urlsplit(further).query))}
