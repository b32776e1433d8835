"""`cert_url.startswith("https://api.paypal.com")` without the slash behind it: so does api.paypal.com@another.host."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-07",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:allowed"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def allowed(url: str | None, hosts: Any) -> str:
        from reference_app.inbox.slip import ForgedError

        if not (url or "").startswith(tuple(f"https://{host.partition(':')[0]}" for host in hosts)):
            raise ForgedError("certificate address")
        return str(url)

    return allowed
