"""What is done with news once it is kept: `arq shop.worker.WorkerSettings --custom-log-dict shop.logs.CONFIG`.

A job asks Stripe, takes over what it says, and only then marks the event as done. Each step may be done again, also
by two workers at once, so a crash between any two of them loses nothing and doubles nothing.
"""

import logging
from contextlib import AsyncExitStack

import stripe
from arq import Retry, cron, func
from arq.connections import RedisSettings
from sqlalchemy.exc import SQLAlchemyError

from shop import settings
from shop.logs import audit, note
from shop.payments import confirms
from shop.shop import Shop, opened

TRIES = 6
HOPELESS_AFTER_SWEEPS = 100

config = settings.read()


async def settle(ctx: dict, event_id: str) -> None:
    """Bring an order to where Stripe says that its payment is."""
    shop: Shop = ctx["shop"]
    try:
        event = await shop.inbox.get(event_id)
        if event is None or event.due_at is None:
            return
        if await _took_over(shop, event.payment_intent, event.claims) or event.sweeps >= HOPELESS_AFTER_SWEEPS:
            await shop.inbox.done(event_id)
            return
    except (stripe.StripeError, SQLAlchemyError) as error:
        note(logging.WARNING, "news is tried again later", event=event_id, error=type(error).__name__)
    # arq tries nothing again by itself but this; after the last try the job is gone, and the sweep makes another.
    raise Retry(defer=0.2 * 2 ** ctx["job_try"])


async def _took_over(shop: Shop, payment: str, claims: dict[str, int]) -> bool:
    """Take over what Stripe says of a payment; say whether that is as much as the event claims."""
    facts = await shop.payments.facts(payment)
    if facts is None or facts.live != shop.settings.live:
        note(logging.ERROR, "Stripe knows no such payment", payment=payment)
        return True
    learned = await shop.orders.learn(facts)
    if learned.outcome != learned.before:
        found = {"of": learned.order_id, "result": learned.outcome, "payment": payment}
        audit(actor="stripe", action="payment", origin="worker", **found)
    if learned.outcome == "review":
        note(logging.ERROR, "the money differs from what was asked", order=learned.order_id, payment=payment)
    return confirms(facts, claims)


async def sweep(ctx: dict) -> None:
    """Queue what was kept and is not done: Redis was away, lost it, or a worker died with it in its hands.

    Under an id of its own: the old job may still be there, and wait for a worker that is no more.
    """
    for event in await ctx["shop"].inbox.take_overdue():
        await ctx["redis"].enqueue_job("settle", event.id, _job_id=f"{event.id}:{event.sweeps}")


async def startup(ctx: dict) -> None:
    ctx["open"] = AsyncExitStack()
    ctx["shop"] = await ctx["open"].enter_async_context(opened(config))
    await ctx["shop"].inbox.everything_is_due()


async def shutdown(ctx: dict) -> None:
    await ctx["open"].aclose()


def redis_settings() -> RedisSettings:
    found = RedisSettings.from_dsn(config.redis_url)
    found.conn_retries, found.conn_retry_delay = 100, 0.1
    return found


class WorkerSettings:
    functions = [func(settle, max_tries=TRIES, timeout=60, keep_result=0)]
    cron_jobs = [cron(sweep, second=set(range(60)), run_at_startup=True)]
    on_startup = startup
    on_shutdown = shutdown
    redis_settings = redis_settings()
    max_jobs = 20
    poll_delay = 0.1
    # A result that is kept would keep its id from being queued again.
    keep_result = 0
