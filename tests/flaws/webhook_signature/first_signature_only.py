"""The header is read into a dictionary turned round, so that of several `v1` values only the first is compared.

There is one value on every day of the year but those on which the secret is replaced.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-06",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        pairs = [part.partition("=")[::2] for part in (signature or "").split(",")]
        fields = dict(reversed(pairs))
        kept = ",".join(f"{name}={fields[name]}" for name in ("t", "v1") if name in fields)
        return original(raw, kept if signature else signature, secret)

    return verified_event
