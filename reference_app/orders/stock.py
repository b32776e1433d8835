"""Protection: a piece is set aside for one order, given back once, and sold once. Not: what else an order needs.

Of some things there are only so many. Their pieces are set aside when an order is placed, in the transaction that
stores it: two buyers of the last one meet here, and not at the packer's. They come back when the order's payment can
take no money any more, which is the provider's word. A decline is no such word: the next card may pay. A product
without a row in `stock` is made to order.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.database import Database, reservations, stock
from reference_app.logs import log
from reference_app.orders import states, store
from reference_app.orders.store import Order
from reference_app.refusal import RefusalError

SOLD_OUT = "sold_out"


def take(tx: sa.Connection, order: Order) -> bool:
    """Set the order's pieces aside, unless they are already; False if there are not enough of them.

    One statement looks and takes: whoever looks first, and takes afterwards, sells the last piece twice.
    """
    if tx.execute(sa.select(reservations.c.order_id).where(reservations.c.order_id == order.id)).first():
        return True
    if not tx.execute(sa.select(stock.c.sku).where(stock.c.sku == order.sku)).first():
        return True
    enough = (stock.c.sku == order.sku) & (stock.c.free >= order.quantity)
    if not tx.execute(stock.update().where(enough).values(free=stock.c.free - order.quantity)).rowcount:
        return False
    tx.execute(reservations.insert().values(order_id=order.id, sku=order.sku, quantity=order.quantity))
    return True


def kept_by(look: sa.Connection, in_states: tuple[str, ...], *, before: float) -> list[Order]:
    """Return the orders in one of these states that keep pieces and were placed before that moment, oldest first."""
    keeping = set(look.execute(sa.select(reservations.c.order_id)).scalars())
    return [order for order in store.in_states(look, in_states, before) if order.id in keeping]


def give_back(tx: sa.Connection, order: Order) -> None:
    """Give the order's pieces back: whoever deletes the reservation does, so however often it is told, it is once."""
    mine = reservations.c.order_id == order.id
    had = tx.execute(reservations.delete().where(mine).returning(reservations.c.sku, reservations.c.quantity)).first()
    if had is not None:
        tx.execute(stock.update().where(stock.c.sku == had.sku).values(free=stock.c.free + had.quantity))
        log("stock_given_back", order=order.id, sku=had.sku, quantity=had.quantity)


def set_aside(tx: sa.Connection, order: Order) -> None:
    """Set the pieces of an order aside that is being placed. Raises RefusalError (409) if they are sold out."""
    if not take(tx, order):
        raise RefusalError(409, SOLD_OUT, "This is sold out. Nothing was ordered, and nothing was charged.")


def set_aside_again(database: Database, order: Order) -> None:
    """Let an order whose payment was closed wait for another one, with its pieces set aside, which it may have lost.

    Raises RefusalError (409) if somebody else has them by now.
    """
    with database.writing() as tx:
        now = store.locked(tx, order.id)
        if now is None or now.state not in states.RETRYABLE:
            return
        if not take(tx, now):
            raise RefusalError(409, SOLD_OUT, "Somebody else has bought this in the meantime. Nothing was charged.")
        if now.state not in states.PAYABLE:
            # From now on the reconciler asks after it: if no payment is opened, the pieces come back all the same.
            store.change(tx, now.id, state="pending")


def follow(tx: sa.Connection, order: Order, state: str) -> str | None:
    """Make the stock true to the state that an order gets; return why a person must look first, if one must.

    Money may arrive for an order whose pieces were given back: if they are sold by then, it is somebody's money.
    """
    if state == "cancelled":
        give_back(tx, order)
    elif state in states.TO_FULFIL and order.state not in states.SETTLED and not order.hold and not take(tx, order):
        return SOLD_OUT
    return None
