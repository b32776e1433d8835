"""When a dispute is decided the hold is lifted: decided it was. LOST and ACCEPTED are ends as well as WON.

The money of a lost dispute is gone, and the desk refunds it a second time.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-05",)
may = ("PAY-04",)
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        from reference_app.providers.square import reading

        over = (*reading.HARMLESS_DISPUTES, *reading.LOST_DISPUTES)
        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replace(told, disputed=any(str(one.state) not in over for one in disputes), lost=0)

    return of_order
