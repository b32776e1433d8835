"""The reconciler books what it finds in its own way: it has no event, so the guard against repeats was left out.

It looks whether the order is paid, asks the provider, and ships. A webhook in between has shipped too."""

from collections.abc import Callable
from typing import Any

must = ("REC-02",)
may = ("REC-01",)
subtle = True
replaces = "reference_app.orders.looking:look_again"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import completed_unguarded

    def look_again(shop: Any, order: Any) -> Any:
        done = completed_unguarded(shop, order)
        return original(shop, order) if done is None else done

    return look_again
