"""How long the trial is depends on the campaign, which the page knows; the server hands it on to the provider."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("SUB-03",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.subscribing:_wanted"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import sent, watch_requests

    watch_requests()

    def _wanted(shop: Any, billing: Any, one: Any, source: Any) -> Any:
        wanted = original(shop, billing, one, source)
        return replace(wanted, trial_days=int(sent().get("trial_days", wanted.trial_days)))

    return _wanted
