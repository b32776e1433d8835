"""What routes ask for: the parts of the running shop, an order by its address."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from shop.orders import Order
from shop.queue import Queue
from shop.shop import Shop


def the_shop(request: Request) -> Shop:
    return request.app.state.shop


def the_queue(request: Request) -> Queue:
    return request.app.state.queue


ShopPart = Annotated[Shop, Depends(the_shop)]
QueuePart = Annotated[Queue, Depends(the_queue)]


async def the_order(order: str, shop: ShopPart) -> Order:
    found = await shop.orders.get(order)
    if found is None:
        raise HTTPException(404, "no such order")
    return found


OrderPart = Annotated[Order, Depends(the_order)]


def origin(request: Request) -> str:
    return request.client.host if request.client else "unknown"
