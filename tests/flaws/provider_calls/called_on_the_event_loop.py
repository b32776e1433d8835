"""The handlers are `async def`, the SDK is not, and it is called in the handler: the whole process waits with it."""

from collections.abc import Callable
from typing import Any

must = ("API-06",)
may = ()
replaces = "reference_app.lane:in_lane"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def in_lane(request: Any, work: Any, *args: Any, **kwargs: Any) -> Any:
        return work(*args, **kwargs)

    return in_lane
