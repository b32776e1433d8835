"""What a webhook came with is logged, so that support can tell the provider which one it was: all of its headers."""

from collections.abc import Awaitable, Callable
from typing import Any

from reference_app.logs import log

must = ("LOG-02",)
may = ()
subtle = True
replaces = "reference_app.inbox.routes:_received"


def flawed(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def received(request: Any, provider: str) -> Any:
        log("webhook_came", headers=dict(request.headers))
        return await original(request, provider)

    return received
