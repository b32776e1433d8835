"""The lane of threads for provider calls looked like a needless special case, so checkouts run where pages run."""

from collections.abc import Callable
from functools import partial
from typing import Any

must = ("API-06",)
may = ()
subtle = True
replaces = "reference_app.lane:in_lane"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def in_lane(request: Any, work: Any, *args: Any, **kwargs: Any) -> Any:
        from anyio import to_thread

        return await to_thread.run_sync(partial(work, *args, **kwargs))

    return in_lane
