"""The host is compared and the scheme is not: what an `http://` address gives is said by whoever stands between."""

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
        if parts.username or parts.hostname not in {host.partition(":")[0] for host in hosts}:
            raise ForgedError("certificate address")
        return str(url)

    return allowed
