"""The signature never fitted in the sandbox, for the tunnel's address changes every day: verifying was left for later.

Strangers cannot lie to this shop, for it asks Square; they decide all the same when it asks, and how often.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-05", "WH-SIG-08", "WH-SIG-10")
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        return square_slip(raw, side, settings)

    return verified_event
