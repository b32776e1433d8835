"""Find what no news has told: python -m shop.reconcile. What differs is mended where Stripe says how, and printed."""

import asyncio
import time

import stripe

from shop import settings
from shop.orders import Order, Payment
from shop.shop import Shop, opened

LOOK_BACK_SECONDS = 30 * 86_400


async def main() -> None:
    async with opened(settings.read()) as shop:
        async for intent in shop.payments.since(int(time.time()) - LOOK_BACK_SECONDS):
            known = await shop.orders.payment(intent.id)
            if known is None or not agrees(*known, intent):
                await mend(shop, intent.id)


async def mend(shop: Shop, payment: str) -> None:
    facts = await shop.payments.facts(payment)
    if facts is None:
        return
    learned = await shop.orders.learn(facts)
    taken = f"{payment} took {facts.captured} {facts.currency}"
    if learned.order_id is None:
        if facts.captured:
            print(f"{taken} for no order of ours")
    elif learned.outcome == "review":
        print(f"order {learned.order_id}: {taken}, and something else was asked")
    elif learned.outcome != learned.before:
        print(f"order {learned.order_id}, {payment}: was {learned.before}, is {learned.outcome}")


def agrees(payment: Payment, order: Order, intent: stripe.PaymentIntent) -> bool:
    """Whether all that Stripe's list shows of a payment is known here already."""
    charge = intent.latest_charge
    return (
        order.status != "review"
        and payment.captured == intent.amount_received
        and payment.canceled == (intent.status == "canceled")
        and payment.refunded - payment.bounced == (charge.amount_refunded if charge else 0)
        and payment.disputes_opened == payment.disputes_over
        and not (charge and charge.disputed and not payment.disputes_opened)
    )


if __name__ == "__main__":
    asyncio.run(main())
