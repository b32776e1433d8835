"""What the shop asks Stripe, and what it makes of the answers. Not: HTTP, the databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import stripe

from shop.settings import Settings

TIMEOUT_SECONDS = 8.0
DISPUTES_THAT_ENDED_WELL = {"won", "warning_closed", "prevented"}


@dataclass(frozen=True)
class Facts:
    """A payment as Stripe shows it now. Amounts are integers in the minor unit; but for `canceled`, all only grow."""

    id: str
    order_id: str | None
    live: bool
    canceled: bool
    captured: int
    currency: str
    refunded: int
    bounced: int
    disputes_opened: int
    disputes_over: int


class Payments:
    def __init__(self, settings: Settings) -> None:
        if settings.stripe_ca_file:
            stripe.ca_bundle_path = str(settings.stripe_ca_file)
        self._http = stripe.HTTPXClient(timeout=TIMEOUT_SECONDS)
        self.stripe = stripe.StripeClient(
            settings.stripe_secret_key.get_secret_value(),
            base_addresses={"api": settings.stripe_api_base},
            http_client=self._http,
            max_network_retries=2,
        )

    async def close(self) -> None:
        await self._http.close_async()

    async def ask(self, order_id: str, amount: int, currency: str, key: str) -> stripe.PaymentIntent:
        """Ask for the money of an order. Asking again under the same key finds the same payment."""
        return await self.stripe.v1.payment_intents.create_async(
            {
                "amount": amount,
                "currency": currency,
                "automatic_payment_methods": {"enabled": True},
                "metadata": {"order_id": order_id},
            },
            {"idempotency_key": key},
        )

    async def find(self, payment: str) -> stripe.PaymentIntent:
        return await self.stripe.v1.payment_intents.retrieve_async(payment)

    async def give_back(self, payment: str, amount: int, key: str) -> str | None:
        """Give money back; return the refund, or None if Stripe refused. The same key gives nothing more."""
        asked = {"payment_intent": payment, "amount": amount}
        try:
            return (await self.stripe.v1.refunds.create_async(asked, {"idempotency_key": key})).id
        except stripe.InvalidRequestError:
            return None

    async def facts(self, payment: str) -> Facts | None:
        """Return what Stripe knows of a payment now, or None if it knows no such payment."""
        try:
            intent = await self.stripe.v1.payment_intents.retrieve_async(payment, {"expand": ["latest_charge"]})
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return None
            raise
        of_it = {"payment_intent": payment, "limit": 100}
        disputed = intent.latest_charge is not None and intent.latest_charge.disputed
        refunds, disputes = await asyncio.gather(
            _all(self.stripe.v1.refunds.list_async(of_it) if intent.amount_received else None),
            _all(self.stripe.v1.disputes.list_async(of_it) if disputed else None),
        )
        return Facts(
            id=intent.id,
            order_id=intent.metadata.to_dict().get("order_id"),
            live=intent.livemode,
            canceled=intent.status == "canceled",
            captured=intent.amount_received,
            currency=intent.currency,
            refunded=sum(refund.amount for refund in refunds),
            bounced=sum(refund.amount for refund in refunds if refund.status in {"failed", "canceled"}),
            disputes_opened=len(disputes),
            disputes_over=sum(dispute.status in DISPUTES_THAT_ENDED_WELL for dispute in disputes),
        )

    async def since(self, time: int) -> AsyncIterator[stripe.PaymentIntent]:
        """Yield every payment since a time, in unix seconds, over all pages of Stripe's list."""
        asked = {"created": {"gte": time}, "limit": 100, "expand": ["data.latest_charge"]}
        page = await self.stripe.v1.payment_intents.list_async(asked)
        async for intent in page.auto_paging_iter():
            yield intent


async def _all(listing):
    return [each async for each in (await listing).auto_paging_iter()] if listing else []


def claims_of(thing: dict) -> dict[str, int]:
    """Return what an event's object claims. Stripe's answers must confirm it, and they may lag a moment behind."""
    match thing["object"]:
        case "payment_intent":
            return {"captured": thing.get("amount_received") or 0, "canceled": int(thing.get("status") == "canceled")}
        case "charge":
            return {"refunded": thing.get("amount_refunded") or 0}
        case "dispute":
            return {"disputes_opened": 1}
    return {}


def confirms(facts: Facts, claims: dict[str, int]) -> bool:
    return all(getattr(facts, name) >= claimed for name, claimed in claims.items())
