"""Square numbers its retries in a header, so duplicates are easily known: whatever has the header was here before.

Retried is what was *not* taken. The one delivery that was refused, or lost, is then never taken.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-SIG-10",)
may = ("WH-ACK-03", "WH-ACK-02", "WH-ACK-04")
provider = "square"
replaces = "reference_app.providers.square.door:SquareDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        slip = await original(self, raw, headers)
        if "square-retry-number" not in headers:
            return slip
        return replace(slip, event_id=f"{slip.event_id}-again"[:255], event_type="duplicate")

    return verified
