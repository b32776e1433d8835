"""`if "paypal.com" in cert_url`: it stands before an @, in a query and in a path as well."""

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

        if not any(host.partition(":")[0] in (url or "") for host in hosts):
            raise ForgedError("certificate address")
        return str(url)

    return allowed
