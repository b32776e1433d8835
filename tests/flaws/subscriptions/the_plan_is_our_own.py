"""Which plan somebody has is known: it was chosen here. That it is changed in the portal, too, is not read."""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("REC-02",)
subtle = True
replaces = "reference_app.subscriptions.apply:take_over"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def take_over(database: Any, one: Any, look: int, record: Any, event_key: Any, plans: Any) -> str:
        return str(original(database, one, look, record, event_key, (None, None)))

    return take_over
