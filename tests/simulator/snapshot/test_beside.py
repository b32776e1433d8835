"""While a large world is written or read, everything else goes on."""

import asyncio
from collections.abc import Awaitable

import httpx

from simulator.control import app_of
from simulator.delivery.engine import Engine
from simulator.stripe import STRIPE
from tests.simulator.stripe.inprocess import Merchant

CARD = {
    "amount": 1999,
    "currency": "eur",
    "confirm": True,
    "payment_method": "pm_card_visa",
    "return_url": "http://a.b",
}
CUSTOMERS = 20_000
TURNS = 200
"""Far more turns of the event loop than answering needs, and far fewer than it has beside a thread that works."""


async def turns_beside(answer: Awaitable[httpx.Response]) -> tuple[httpx.Response, int]:
    """Return the answer, and how often the event loop had its turn before it came."""
    asked, turns = asyncio.ensure_future(answer), 0
    while not asked.done():
        turns += 1
        await asyncio.sleep(0)
    return await asked, turns


def test_others_have_their_turn_while_a_world_is_written_and_read() -> None:
    merchant = Merchant()
    for nth in range(CUSTOMERS):
        merchant.call("POST", "/v1/customers", name=f"Ada {nth}")
    control = app_of(merchant.sandbox, Engine({"stripe": STRIPE}), "token", str)
    place = f"/worlds/{merchant.world.id}"

    async def all_of_it() -> tuple[int, int, int]:
        transport, headers = httpx.ASGITransport(control), {"Authorization": "Bearer token"}
        async with httpx.AsyncClient(transport=transport, base_url="http://control", headers=headers) as client:
            _, few = await turns_beside(client.get("/worlds"))
            saved, writing = await turns_beside(client.post(f"{place}/snapshot"))
            restoring = client.post("/worlds/restore?replace=true", content=saved.content)
            restored, reading = await turns_beside(restoring)
            assert (saved.status_code, restored.status_code) == (200, 201)
        return few, writing, reading

    few, writing, reading = asyncio.run(all_of_it())

    assert few < TURNS < min(writing, reading)
