"""A capture that got no answer did not happen: the decision is taken back, and what was taken is not what is owed."""

from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ()
subtle = True
replaces = "reference_app.admin.captures:_take"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _take(shop: Any, order: Any, request_id: str) -> Any:
        from reference_app.admin import captures
        from reference_app.orders import looking
        from reference_app.providers.trouble import ProviderError
        from reference_app.refusal import RefusalError

        try:
            shop.provider(order.provider).capture(order, request_id, order.owed)
        except ProviderError as lost:
            captures._forget(shop, order.id, request_id)
            raise RefusalError(409, "capture_failed", "The capture failed.") from lost
        return looking.look_again(shop, order)

    return _take
