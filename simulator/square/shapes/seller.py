"""How the seller's own things look: locations, the merchant, payment links. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import policy, times
from simulator.square.resources.payment_link import LinkAddress, PaymentLink
from simulator.square.resources.seller import EventsKept, Location
from simulator.square.shapes.parts import present
from simulator.world import Books


def location(books: Books, value: Location) -> dict[str, Any]:
    return {
        "id": value.id,
        "name": value.name,
        "address": {
            "address_line_1": "1600 Pennsylvania Ave NW",
            "locality": "Washington",
            "administrative_district_level_1": "DC",
            "postal_code": "20500",
            "country": value.country,
        },
        "timezone": policy.TIMEZONE,
        "capabilities": ["CREDIT_CARD_PROCESSING", "AUTOMATIC_TRANSFERS"],
        "status": "ACTIVE",
        "created_at": times.trimmed(value.created_at),
        "merchant_id": books.account,
        "country": value.country,
        "language_code": policy.LANGUAGE,
        "currency": value.currency,
        "business_name": value.name,
        "type": "PHYSICAL",
        "mcc": "7299",
    }


def merchant(books: Books, main: Location) -> dict[str, Any]:
    return {
        "id": books.account,
        "business_name": main.name,
        "country": main.country,
        "language_code": policy.LANGUAGE,
        "currency": main.currency,
        "status": "ACTIVE",
        "main_location_id": main.id,
        "created_at": times.trimmed(main.created_at),
    }


def payment_link(books: Books, value: PaymentLink) -> dict[str, Any]:
    """`checkout_options` are echoed, `{}` where they were sent empty (recorded)."""
    given = dict(value.given)
    shown = present(
        {
            "id": value.id,
            "version": value.version,
            "description": given.pop("description", None),
            "order_id": value.order_id,
            "url": f"{books.base_url}/u/{value.code}",
            "long_url": f"{books.base_url}/v2/online-checkout/sandbox-testing-panel/{books.account}/{value.id}",
            "created_at": times.seconds(value.created_at),
            "updated_at": None if value.updated_at is None else times.seconds(value.updated_at),
        }
    )
    return {**shown, **given}


def link_address(_books: Books, value: LinkAddress) -> dict[str, Any]:
    """It is no object of the API: shown to whoever looks into a world."""
    return {"code": value.id, "link_id": value.link_id}


def events_kept(_books: Books, value: EventsKept) -> dict[str, Any]:
    """It is no object of the API: shown to whoever looks into a world."""
    return {"spans": [list(span) for span in value.spans]}
