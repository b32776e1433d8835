"""Protection: a subscription belongs to its account; every route asks here. Not: sessions (`accounts/`)."""

from __future__ import annotations

from reference_app.accounts import sessions
from reference_app.accounts.visitors import Visitor
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions import store
from reference_app.subscriptions.store import Subscription


def own_subscription(shop: Shop, name: str, visitor: Visitor) -> Subscription:
    """Return it to its owner. Raises RefusalError (404) for everybody else, as for one that never was."""
    with shop.database.reading() as look:
        account = sessions.account_of(look, visitor.session)
        one = store.by_id(look, name)
    if one is None or account is None or one.account_id != account:
        raise RefusalError(404, "no_such_subscription", "There is no such subscription.")
    return one


def signed_in(shop: Shop, visitor: Visitor) -> str:
    """Return whose session this is. Raises RefusalError (401): guests do not subscribe."""
    with shop.database.reading() as look:
        account = sessions.account_of(look, visitor.session)
    if account is None:
        raise RefusalError(401, "not_signed_in", "Please sign in first.")
    return account
