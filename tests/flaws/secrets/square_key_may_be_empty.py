"""The signature key is new, and where it is not set yet the shop shall start all the same: it is left out of the check.

Whether an empty key refuses everybody or believes everybody is then the helper's decision.
"""

from collections.abc import Callable
from typing import Any

must = ("SEC-01",)
may = ()
provider = "square"
replaces = "reference_app.settings:fault_of_secret"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def fault_of_secret(name: str, value: str | None, mode: str) -> Any:
        return None if name == "SQUARE_SIGNATURE_KEY" and not (value or "").strip() else original(name, value, mode)

    return fault_of_secret
