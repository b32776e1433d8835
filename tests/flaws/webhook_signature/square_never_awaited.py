"""The verifier became asynchronous with the rest of the shop, and here nobody awaits it: `if verify(...)` is true.

A coroutine is an object, and objects are true. There is a warning about it in the log, among others.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-05", "WH-SIG-08", "WH-SIG-10")
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_slip

    async def is_genuine(raw: bytes, signature: str | None, side: str | None, settings: Any) -> bool:
        return original(raw, signature, side, settings) is not None

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        genuine = is_genuine(raw, signature, side, settings)
        if not genuine:
            raise ForgedError("signature")
        genuine.close()  # what the interpreter does to it, without its warning
        return square_slip(raw, side, settings)

    return verified_event
