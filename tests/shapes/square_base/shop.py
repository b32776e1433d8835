"""The shop's doors: an order and its page at Square, a look at it, and news, which is kept, then acknowledged."""

import asyncio
import json
import logging
import sqlite3
import time
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from square.utils.webhooks_helper import verify_signature
from till import NoAnswerError
from worker import read_event

CATALOGUE = {"kettle": (4900, "usd"), "tray": (2700, "usd")}
"""Nobody but this table says what a thing costs, in minor units."""
LARGEST = 128 * 1024

log = logging.getLogger("shop")


def make_shop(shape, settings, inbox, orders, till, worker):
    @asynccontextmanager
    async def working(_shop):
        task = asyncio.create_task(worker.run())
        yield
        task.cancel()

    shop = FastAPI(lifespan=working, docs_url=None, redoc_url=None, openapi_url=None)

    @shop.get("/up")
    async def up():
        return {"open": True}

    @shop.post("/orders")
    async def buy(request: Request):
        """Open an order for a cart, or find it, and its page: a double click and a reload ask again."""
        try:
            told = json.loads(await request.body())
        except (ValueError, RecursionError):
            told = None
        sku, cart = told.get("sku") if isinstance(told, dict) else None, request.headers.get("Idempotency-Key", "")
        if not isinstance(sku, str) or sku not in CATALOGUE or not cart:
            return JSONResponse({"problem": "no such thing"}, 422)
        order = await asyncio.to_thread(orders.open_order, cart, sku, *CATALOGUE[sku])
        if order["sku"] != sku:
            return JSONResponse({"problem": "this cart has another order"}, 409)
        try:
            page = await page_of(order)
        except NoAnswerError as problem:
            log.warning("order %s: asking for the money failed (%s)", order["id"], problem)
            return JSONResponse({"problem": "the payment provider does not answer; please try again"}, 503)
        log.info("order %s waits to be paid", order["id"])
        return JSONResponse({"order": order["id"], "pay": page}, 201)

    async def page_of(order):
        """Return the address of the page on which the buyer pays: the same one, or one after it is over."""
        if order["payment"] and await till.is_open(order["payment"]):
            return (await till.ask(order, f"{order['id']}-{order['tries'] - 1}")).url
        link = await till.ask(order, f"{order['id']}-{order['tries']}")
        await asyncio.to_thread(orders.wait_for, order, link.order_id)
        return link.url

    @shop.get("/orders/{order_id}")
    async def look(order_id: str):
        order = await asyncio.to_thread(orders.order, order_id)
        if order is None:
            return JSONResponse({"problem": "no such order"}, 404)
        refunded = order["refunded"] - order["bounced"]
        return {name: order[name] for name in ("state", "amount", "currency")} | {"refunded": refunded}

    @shop.get("/thanks/{order_id}")
    async def thanks(order_id: str):
        """The buyer comes back: the page says what the books say, whatever the address claims."""
        order = await asyncio.to_thread(orders.order, order_id)
        if order is None:
            return JSONResponse({"problem": "no such order"}, 404)
        return {"message": f"Your order is {order['state']}."}

    @shop.post("/news")
    async def news(request: Request):
        raw = b""
        async for piece in request.stream():
            raw += piece
            if len(raw) > LARGEST:
                return JSONResponse({"problem": "too large"}, 413)
        if not genuine(raw, request.headers.get("x-square-hmacsha256-signature")):
            log.warning("news refused: not signed by the provider")
            return JSONResponse({"problem": "not signed by the provider"}, shape.refused)
        try:
            event = read_event(raw)
        except ValueError:
            log.warning("news refused: no event")
            return JSONResponse({"problem": "no event"}, 400)
        try:
            await asyncio.to_thread(inbox.keep, event["id"], json.dumps(event), None, time.time())
        except sqlite3.Error as problem:
            log.warning("news could not be kept: %s", type(problem).__name__)
            return JSONResponse({"problem": "not kept; please send it again"}, 503)
        return JSONResponse({"kept": True}, shape.accepted)

    def genuine(raw, signature):
        try:
            return bool(signature) and verify_signature(
                request_body=raw.decode(),
                signature_header=signature,
                signature_key=settings.signature_key,
                notification_url=settings.news_url,
            )
        except (ValueError, TypeError):
            return False

    return shop
