"""When the bank asks the buyer to authenticate, and where it does. Not: what comes of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.ids import text
from simulator.provider import Caller
from simulator.stripe.flows.payments import mandates
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.test_values import INSTRUMENTS
from simulator.world import Books


@dataclass(frozen=True, slots=True)
class Manner:
    """How a confirmation is meant."""

    off_session: bool = False
    refuses_actions: bool = False
    by_sdk: bool = False
    """The page's script handles the authentication itself; no redirect is needed."""
    acceptance: Mapping[str, Any] | None = None
    """`mandate_data[customer_acceptance]`: the customer lets their account be debited."""
    mandate: str | None = None
    """An earlier permission that this debit rests on."""


def manner_of(params: Mapping[str, Any], caller: Caller = "secret_key") -> Manner:
    """Read the manner from a call's parameters; `off_session` may also be a word.

    A browser that says nothing of a mandate accepts one: Stripe.js adds that to what it sends (unconfirmed how).
    """
    acceptance = (params.get("mandate_data") or {}).get("customer_acceptance")
    if acceptance is None and caller == "publishable_key":
        acceptance = mandates.ON_THE_PAGE
    return Manner(
        acceptance=acceptance,
        mandate=params.get("mandate"),
        off_session=bool(params.get("off_session")),
        refuses_actions=bool(params.get("error_on_requires_action")),
        by_sdk=bool(params.get("use_stripe_sdk")),
    )


def challenged(books: Books, intent: PaymentIntent | SetupIntent, method: PaymentMethod, manner: Manner) -> bool:
    """Say whether the bank asks the buyer to authenticate. On the live side a test card never gets that far."""
    instrument = INSTRUMENTS.get(method.instrument or "")
    if instrument is None or books.livemode:
        return books.livemode and method.asks
    wanted = intent.payment_method_options.get("card", {}).get("request_three_d_secure")
    match instrument.challenge:
        case "always":
            return True
        case "optional":
            return wanted in ("any", "challenge")
        case "on_session":
            return not manner.off_session
        case "unless_set_up":
            return not (method.set_up and manner.off_session)
        case _:
            return False


def way_to_the_bank(books: Books, intent: PaymentIntent | SetupIntent, manner: Manner) -> dict[str, Any]:
    """Where the buyer authenticates: by redirect if there is a way back, else inside the page's script."""
    kind = "setup_intent" if isinstance(intent, SetupIntent) else "payment_intent"
    source = intent.latest_attempt if isinstance(intent, SetupIntent) else _attempt_id(books, intent)
    address = (
        f"{books.base_url}/3d_secure_2/hosted?merchant={books.account}&{kind}={intent.id}"
        f"&{kind}_client_secret={intent.client_secret}&publishable_key={books.publishable_key}"
        f"&source={source}"
    )
    if intent.return_url is not None and not manner.by_sdk:
        return {"redirect_to_url": {"return_url": intent.return_url, "url": address}, "type": "redirect_to_url"}
    sdk = {
        "directory_server_encryption": None,
        "merchant": books.account,
        "one_click_authn": None,
        "publishable_key": books.publishable_key,
        "server_transaction_id": text(books.random, 27),
        "source": source if isinstance(intent, SetupIntent) else _attempt_id(books, intent),
        "stripe_js": address,
        "three_ds_method_url": "",
        "three_ds_optimizations": "k",
        "type": "three_d_secure_redirect",
    }
    return {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}


def _attempt_id(books: Books, intent: PaymentIntent) -> str:
    return f"payatt_{intent.id[3:20]}{text(books.random, 7)}"
