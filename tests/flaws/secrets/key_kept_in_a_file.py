"""The secret store was slow at start, so the key is kept in a file beside the database, and read from there since."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

must = ("SEC-04",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.api:client"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def client(settings: Any) -> Any:
        kept = Path(settings.inbox_path).with_name(f"key-{settings.mode}")
        if not kept.exists():
            kept.write_text(settings.stripe_secret_key)
        return original(replace(settings, stripe_secret_key=kept.read_text()))

    return client
