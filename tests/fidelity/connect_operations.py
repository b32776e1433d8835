"""Connect, driven by the SDK in both of its styles. Not: what is asserted of it."""

from collections.abc import Callable
from typing import Any

ASKED = {"country": "US", "email": "shop@example.com", "capabilities": {"card_payments": {"requested": True}}}


def joined(sdk: Any) -> Any:
    return sdk.accounts.create({**ASKED, "type": "standard"})


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "accounts.create": ("accounts.create", joined, "account"),
    "accounts.list": ("accounts.list", lambda s: s.accounts.list({"limit": 2}), "list"),
    "accounts.update": (
        "accounts.update", lambda s: s.accounts.update(joined(s).id, {"metadata": {"a": "b"}}), "account"),
    "accounts.delete": ("accounts.delete", lambda s: s.accounts.delete(joined(s).id), "account"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Account.create": lambda s: s.Account.create(**ASKED),
    "Account.list": lambda s: s.Account.list(),
    "Account.modify": lambda s: s.Account.modify(s.Account.create(**ASKED).id, email="other@example.com"),
}
