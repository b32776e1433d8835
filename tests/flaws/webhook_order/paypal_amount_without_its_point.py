"""An amount in cents is PayPal's decimal without its point. It always had two digits behind it; `14.5` is 145 cents."""

from collections.abc import Callable, Mapping
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:minor"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def minor(money: Mapping[str, object]) -> tuple[int, str]:
        return int(str(money["value"]).replace(".", "")), str(money["currency_code"]).lower()

    return minor
