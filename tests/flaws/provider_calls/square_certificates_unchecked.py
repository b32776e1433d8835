"""`httpx.Client(verify=False)`: behind the company's proxy nothing else made it work, and it was merged so."""

from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
provider = "square"
replaces = "reference_app.providers.square.api:client"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def client(settings: Any) -> Any:
        import httpx
        from square import Square

        http = httpx.Client(timeout=settings.timeout, verify=False, follow_redirects=False)
        return Square(token=settings.access_token, base_url=settings.api_base, httpx_client=http)

    return client
