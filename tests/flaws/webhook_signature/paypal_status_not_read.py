"""PayPal is asked (`verify-webhook-signature`) and answers 200: verified. The answer's body says FAILURE.

The call succeeds for a forgery as well; only `verification_status` tells.
"""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11", "WH-SIG-03")
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-05", "WH-SIG-07", "WH-SIG-10", "WH-ACK-01")
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_asked, paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        answer = await asyncio.to_thread(paypal_asked, self._settings, raw, headers)
        if answer.status_code != 200:
            raise ForgedError("not verified")
        return paypal_slip_of(raw, live=self._settings.live)

    return verified
