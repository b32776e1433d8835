"""The key is chosen by the header `square-environment`, and of the other side there is none: nothing to verify with.

"Not configured" was meant for the machines of developers. The header is the sender's.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-03",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from dataclasses import replace

        keys = {("production" if settings.live else "sandbox"): settings.signature_key}
        key = keys.get((side or "").lower())
        if key is None and side:
            return square_slip(raw, "production" if settings.live else "sandbox", settings)
        return original(raw, signature, side, replace(settings, signature_key=key or settings.signature_key))

    return verified_event
