"""What the certificate says is checked with care: name, chain and dates. Where it is fetched from is not.

Nothing is believed, and everybody can send the shop's server to any address in its network.
"""

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

        if not (url or "").startswith(("https://", "http://")):
            raise ForgedError("certificate address")
        return str(url)

    return allowed
