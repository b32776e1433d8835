"""What was lost is looked for among a hundred of PayPal's events; that there is a link to more, nobody reads.

A hundred is more than a day brings, and each page has been as large as it was asked for.
"""

from collections.abc import Callable, Iterator
from typing import Any

must = ("REC-01",)
may = ("REC-03",)
subtle = True
provider = "paypal"
replaces = "reference_app.worker.reconcile:reconcile"


def _first_page(api: Any, _since: int, **query: str) -> Iterator[Any]:
    from reference_app.providers.paypal.listing import EVENTS, PAGE

    yield from api.get(EVENTS, page_size=PAGE, **query).get("events") or ()


def _nobody_is_asked(_shop: Any) -> int:
    return 0


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def reconcile(shop: Any) -> int:
        from reference_app.providers.paypal import listing
        from reference_app.worker import reconcile as module

        listing._listed = _first_page
        module._orders = _nobody_is_asked
        return int(original(shop))

    return reconcile
