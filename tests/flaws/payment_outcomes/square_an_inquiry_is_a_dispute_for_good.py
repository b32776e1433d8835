"""Only WON lifts the hold. An inquiry is never won: it is closed, and the order waits for a person who never comes.

INQUIRY_CLOSED is a state that no test of the sandbox shows.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-05",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replace(told, disputed=any(str(one.state) != "WON" for one in disputes))

    return of_order
