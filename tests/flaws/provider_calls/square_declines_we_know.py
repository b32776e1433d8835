"""A decline is one of the codes on a list. One that is new is Square's trouble, and the buyer is told to come later.

Its category, which stands beside the code, says that it is the bank's word.
"""

from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.translating:_kind"

KNOWN = (
    "GENERIC_DECLINE",
    "CARD_DECLINED",
    "CVV_FAILURE",
    "ADDRESS_VERIFICATION_FAILURE",
    "INSUFFICIENT_FUNDS",
    "INVALID_EXPIRATION",
    "CARD_EXPIRED",
    "TRANSACTION_LIMIT",
)


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _kind(status: int, category: str, code: str | None) -> Any:
        from reference_app.providers.trouble import ProviderError

        if category == "PAYMENT_METHOD_ERROR" and code not in KNOWN:
            return ProviderError
        return original(status, category, code)

    return _kind
