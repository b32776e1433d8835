"""The host is compared before the certificate is fetched, and the client then follows where it is sent.

Most clients follow redirects unless they are told not to.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-07",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:Certificates._get"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def _get(self: Any, url: str) -> bytes:
        import httpx

        from reference_app.inbox.slip import ForgedError, UndecidedError

        try:
            async with httpx.AsyncClient(verify=self._tls, follow_redirects=True) as client:
                reply = await client.get(url)
        except httpx.HTTPError as trouble:
            raise UndecidedError("certificate") from trouble
        if reply.status_code != 200:
            raise ForgedError("certificate")
        return reply.content

    return _get
