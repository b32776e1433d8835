"""When a dispute is closed the hold is lifted: closed it was, and lost as well."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-05",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.refetch:disputes_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disputes_of(client: Any, told: Any) -> Any:
        disputes = list(client.v1.disputes.list({"payment_intent": told.intent_id or ""}).auto_paging_iter())
        over = ("won", "lost", "warning_closed", "prevented")
        return replace(told, disputed=any(dispute.status not in over for dispute in disputes))

    return disputes_of
