"""`round(float(value) * 100)` reads what was paid, in every currency: 1500 yen become 150000, which nobody owed.

The buyer has paid, and the order waits, or is held for a person; in euros and dollars nobody sees anything.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-03",)
may = ("PR-04",)
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:minor"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def minor(money: Any) -> Any:
        return round(float(money["value"]) * 100), str(money["currency_code"]).lower()

    return minor
