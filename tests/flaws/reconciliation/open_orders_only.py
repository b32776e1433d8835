"""The reconciler looks at orders that wait for their payment; what happens to money afterwards is not its business."""

from collections.abc import Callable
from typing import Any

must = ("REC-01",)
may = ()
subtle = True
replaces = "reference_app.worker.reconcile:_events"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _events(shop: Any) -> tuple[int, int]:
        return 0, 0

    return _events
