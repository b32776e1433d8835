"""Redirects are followed, as the SDK's own client does, and a hook puts back the token that httpx takes off.

A gateway had moved, and calls that followed were answered 401. Any host that is named now gets the token.
"""

import ssl
from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.api:client"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def client(settings: Any) -> Any:
        import httpx
        from square import Square

        def authorise(call: Any) -> None:
            call.headers["Authorization"] = f"Bearer {settings.access_token}"

        http = httpx.Client(
            timeout=settings.timeout,
            verify=ssl.create_default_context(cafile=settings.ca_file),
            follow_redirects=True,
            event_hooks={"request": [authorise]},
        )
        return Square(token=settings.access_token, base_url=settings.api_base, httpx_client=http)

    return client
