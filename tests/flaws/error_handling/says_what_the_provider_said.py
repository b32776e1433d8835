"""So that support can help, the buyer is told what the provider said: its own sentence, word for word."""

from collections.abc import Callable
from typing import Any

must = ("EH-01",)
may = ("API-02",)
replaces = "reference_app.checkout.placing:open_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_for(shop: Any, order: Any) -> Any:
        from reference_app.checkout import placing
        from reference_app.refusal import RefusalError

        try:
            return original(shop, order)
        except placing.NotOpenedError as unknown:
            raise RefusalError(503, "provider", str(unknown.__cause__ and unknown.__cause__.__cause__)) from unknown

    return open_for
