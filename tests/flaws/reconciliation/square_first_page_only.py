"""ListPayments is asked once, and its cursor is not read: a hundred payments were all there were, that day."""

from collections.abc import Callable
from typing import Any

must = ("REC-03",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.refetch:payments_since"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payments_since(client: Any, since: int, location_id: str) -> Any:
        from datetime import UTC, datetime

        begin = datetime.fromtimestamp(since, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        listed = client.payments.list(begin_time=begin, location_id=location_id, limit=100)
        return (one for one in listed.items or () if one.status == "COMPLETED")

    return payments_since
