"""Connect, driven by the SDK in both of its styles. Not: what is asserted of it."""

from collections.abc import Callable
from typing import Any

ASKED = {"country": "US", "email": "shop@example.com", "capabilities": {"card_payments": {"requested": True}}}


def joined(sdk: Any) -> Any:
    return sdk.accounts.create({**ASKED, "type": "standard"})


def asked_to_join(account: str) -> dict[str, str]:
    return {"account": account, "type": "account_onboarding", "refresh_url": "http://127.0.0.1:9/again",
            "return_url": "http://127.0.0.1:9/back"}  # fmt: skip


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "account_links.create": (
        "account_links.create", lambda s: s.account_links.create(asked_to_join(joined(s).id)), "account_link"),
    "accounts.create": ("accounts.create", joined, "account"),
    "accounts.list": ("accounts.list", lambda s: s.accounts.list({"limit": 2}), "list"),
    "accounts.update": (
        "accounts.update", lambda s: s.accounts.update(joined(s).id, {"metadata": {"a": "b"}}), "account"),
    "accounts.delete": ("accounts.delete", lambda s: s.accounts.delete(joined(s).id), "account"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "AccountLink.create": lambda s: s.AccountLink.create(**asked_to_join(s.Account.create(**ASKED).id)),
    "Account.create": lambda s: s.Account.create(**ASKED),
    "Account.list": lambda s: s.Account.list(),
    "Account.modify": lambda s: s.Account.modify(s.Account.create(**ASKED).id, email="other@example.com"),
}
