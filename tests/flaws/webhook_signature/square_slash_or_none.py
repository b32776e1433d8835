"""The dashboard had the address with a slash at its end and the setting had none; now both are tried, for good.

One more address that a signature may be for, which nobody has subscribed.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-08",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from dataclasses import replace

        from reference_app.inbox.slip import ForgedError

        try:
            return original(raw, signature, side, settings)
        except ForgedError:
            url = settings.notification_url
            other = url.removesuffix("/") if url.endswith("/") else f"{url}/"
            return original(raw, signature, side, replace(settings, notification_url=other))

    return verified_event
