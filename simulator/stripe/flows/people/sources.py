"""Sources of customers, as cards were kept before payment methods. Not: payment methods.

A card's token, or a card, is refused on every account of today, in the words of the Customers API's other calls
(recorded there; of this call unconfirmed). So `stripe trigger customer.source.created` fails at Stripe, too.
"""

from __future__ import annotations

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.people.customers import existing
from simulator.stripe.lists import page

OF_BANKS = ("btok_", "ba_", "src_")
"""How ids begin of what else may be a source: accounts, which are not simulated as such."""


def list_sources(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/sources: there are none, for payment methods are no sources."""
    customer = existing(command.books, command.ids[0])
    url = f"/v1/customers/{customer.id}/sources"
    return Outcome(page(command.params, (), {}, "source", url, lambda _: False))


def create(command: Command) -> Outcome:
    """POST /v1/customers/{customer}/sources: always refused."""
    existing(command.books, command.ids[0])
    params = command.params
    source = params.get("source")
    if "bank_account" in params or (isinstance(source, str) and source.startswith(OF_BANKS)):
        raise errors.not_simulated("an account as a source of a customer", "source")
    if source is None and "card" not in params:
        raise errors.missing("source")
    raise payment_errors.card_tokens_ended()
