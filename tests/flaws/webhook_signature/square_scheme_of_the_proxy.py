"""Behind the load balancer all is http, so the scheme of the signed address is taken from `X-Forwarded-Proto`.

Nothing strips that header from what arrives from outside.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-08",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.door:SquareDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from dataclasses import replace

        from reference_app.providers.square import webhook

        settings = self._settings
        scheme, _, rest = settings.notification_url.partition("://")
        url = f"{headers.get('x-forwarded-proto', scheme)}://{rest}"
        signature, side = headers.get("x-square-hmacsha256-signature"), headers.get("square-environment")
        return webhook.verified_event(raw, signature, side, replace(settings, notification_url=url))

    return verified
