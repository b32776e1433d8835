"""The path is taken as it was asked for, query and all: `base_url + request.url.path + "?" + query`.

Whoever sends the request then chooses for which address its signature counts.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-08",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.door:SquareDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import asked_for, watch_requests

    watch_requests()

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from dataclasses import replace

        from reference_app.providers.square import webhook

        settings = self._settings
        scheme, _, rest = settings.notification_url.partition("://")
        url = f"{scheme}://{rest.partition('/')[0]}{asked_for()}"
        signature, side = headers.get("x-square-hmacsha256-signature"), headers.get("square-environment")
        return webhook.verified_event(raw, signature, side, replace(settings, notification_url=url))

    return verified
