"""The page after payment has a link to a version to print: its own address, with all that came in it.

Stripe sends buyers back with the client secret in the address, which must end there.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

must = ("CD-05",)
may = ()
subtle = True
replaces = "reference_app.checkout.pages:_come_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import query, watch_requests

    watch_requests()

    def _come_back(shop: Any, order_id: str, visitor: Any) -> Any:
        from fastapi.responses import HTMLResponse

        shown = original(shop, order_id, visitor).body.decode()
        link = f'<a href="/return?{urlencode({**query(), "print": "1"})}">To print</a>'
        return HTMLResponse(shown.replace("</main>", f"{link}</main>"))

    return _come_back
