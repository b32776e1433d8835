"""The signed address is put together from the request: the shop runs under three names, and a setting was one too many.

What `Host` says is the sender's choice, so it is he who says for which address the delivery was signed.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-08",)
may = ()
provider = "square"
replaces = "reference_app.providers.square.door:SquareDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from dataclasses import replace

        from reference_app.providers.square import webhook

        settings = self._settings
        scheme = settings.notification_url.partition("://")[0]
        url = f"{scheme}://{headers.get('host')}/webhooks/square"
        signature, side = headers.get("x-square-hmacsha256-signature"), headers.get("square-environment")
        return webhook.verified_event(raw, signature, side, replace(settings, notification_url=url))

    return verified
