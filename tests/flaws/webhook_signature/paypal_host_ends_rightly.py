"""`hostname.endswith("paypal.com")`: so does notpaypal.com, which is free to buy."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-07",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:allowed"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def allowed(url: str | None, hosts: Any) -> str:
        from urllib.parse import urlsplit

        from reference_app.inbox.slip import ForgedError

        parts = urlsplit(url or "")
        if parts.scheme != "https" or not parts.netloc.lower().endswith(tuple(hosts)):
            raise ForgedError("certificate address")
        return str(url)

    return allowed
