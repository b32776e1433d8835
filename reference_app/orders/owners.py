"""Protection: an order is opened by the account that placed it, or by a guest with its token. Not: staff (`admin/`).

Every route about an order asks here, and not only the first one: what is written later, a receipt, a second way to
pay, opens the same order.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.accounts import sessions
from reference_app.accounts.visitors import Visitor
from reference_app.orders import store, tokens
from reference_app.orders.store import Order
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def owned_order(shop: Shop, order_id: str, visitor: Visitor) -> Order:
    """Return the order if it is this visitor's. Somebody else's and a missing one look the same from outside."""
    with shop.database.reading() as look:
        account_id = sessions.account_of(look, visitor.session)
        order = order_of_account(look, order_id, account_id) or order_of_guest(look, order_id, visitor.token)
    if order is None:
        raise RefusalError(404, "no_such_order", "There is no such order, or it is not yours.")
    return order


def order_of_account(look: sa.Connection, order_id: str, account_id: str | None) -> Order | None:
    """Return the order if it is this account's: the owner stands in the query itself, and cannot be forgotten."""
    return store.of_owner(look, order_id, account_id) if account_id else None


def order_of_guest(look: sa.Connection, order_id: str, token: str | None) -> Order | None:
    """Return a guest's order if the token is its own. An account's is opened by no token."""
    order = store.of_owner(look, order_id, None)
    return order if order is not None and tokens.same_token(token, order.token) else None
