"""The nightly comparison looks at the last day, for it ran the night before. One night it did not."""

import time
from collections.abc import Callable
from typing import Any

must = ("REC-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.listing:payments"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payments(client: Any, since: int) -> Any:
        return original(client, max(since, int(time.time()) - 86_400))

    return payments
