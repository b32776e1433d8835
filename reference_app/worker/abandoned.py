"""Protection: a cart that nobody pays any more keeps no piece for ever. Not: giving it back; the provider's word does.

A page of Stripe's expires by itself a day after it was opened. A PaymentIntent never does: whoever waits for its end
keeps the last piece in a cart that was left, until somebody cancels it. Nobody but us will.
"""

from __future__ import annotations

import time

from reference_app.logs import log
from reference_app.orders import apply, looking, states, stock
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.shop import Shop

LEFT_AFTER = 86_400
"""Seconds after which nobody comes back: as long as Stripe keeps a page of its own open."""


def let_go(shop: Shop) -> int:
    """Cancel the payments of old unpaid orders that keep pieces; return how many could not be asked about.

    One that is on its way is left to its news, though the provider might cancel it: that buyer has paid, for all he
    knows. What was paid in the meantime cannot be cancelled, and the provider says so.
    """
    trouble = 0
    with shop.database.reading() as look:
        left = stock.kept_by(look, states.PAYABLE, before=time.time() - LEFT_AFTER)
    for order in left:
        try:
            closed = shop.provider(order.provider).abandon(order)
            if closed is None or (not closed and not apply.give_up(shop.database, order.id)):
                continue
        except RefusedError as refused:
            log("not_let_go", order=order.id, code=refused.code)
        except ProviderError as broken:
            log("look_failed", order=order.id, kind=broken.kind)
            trouble += 1
        else:
            log("let_go", order=order.id)
            looking.look_again(shop, order)
    return trouble
