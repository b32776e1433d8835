"""Tokens: a card or an account sent away by a page, to be named once. Not: using one, see instruments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.people import instruments
from simulator.stripe.flows.people.accounts import BANK, us_numbers
from simulator.stripe.resources.token import Token

SIMULATED = ("bank_account", "card")
OTHERS = ("account", "cvc_update", "person", "pii", "customer")
"""What else can be made a token of, and the simulator has no use for."""

ADDRESS: Mapping[str, str] = {
    "address_city": "city",
    "address_country": "country",
    "address_line1": "line1",
    "address_line2": "line2",
    "address_state": "state",
    "address_zip": "postal_code",
}
"""How a typed-in card names its holder's address, and how the rest of the API does."""


def create(command: Command) -> Outcome:
    """POST /v1/tokens, from a browser or a server. No event tells of a token."""
    params = command.params
    for name in OTHERS:
        if params.get(name) is not None:
            raise errors.not_simulated(f"a token of {name}", name)
    given = [name for name in SIMULATED if params.get(name) is not None]
    if not given:
        raise setup_errors.nothing_to_tokenize()
    if len(given) > 1:
        raise setup_errors.one_thing_to_tokenize()
    part = params[given[0]]
    if not isinstance(part, Mapping):
        raise errors.not_simulated(f"a token of the {given[0]} of a customer", given[0])
    changes = Changes()
    return changes.outcome(changes.put(_of_card(command, part) if given[0] == "card" else _of_account(command, part)))


def _of_card(command: Command, given: Mapping[str, Any]) -> Token:
    books = command.books
    numbers = {name: given[name] for name in ("number", "exp_month", "exp_year", "cvc") if name in given}
    typed = instruments.of_number(books, numbers)
    instruments.check_side(books, typed.instrument)
    address = {name: given[old] for old, name in ADDRESS.items() if given.get(old)}
    holder: dict[str, Any] = {"name": given["name"]} if given.get("name") else {}
    return Token(
        id=naming.long(books, "tok_"),
        created=books.clock.now(),
        kind="card",
        part=naming.long(books, "card_"),
        card=typed.card,
        holder={**holder, "address": address} if address else holder,
        instrument=typed.instrument,
        client_ip="127.0.0.1",
    )


def _of_account(command: Command, given: Mapping[str, Any]) -> Token:
    """Only accounts of the US: numbers of other countries are built otherwise, and are a gap of the simulator."""
    books = command.books
    if given["country"].upper() != "US":
        raise errors.not_simulated(f"bank accounts of {given['country']}", "bank_account[country]")
    routing, number, account = us_numbers(books, given, "bank_account")
    shown = {
        "account_holder_name": given.get("account_holder_name"),
        "account_holder_type": given.get("account_holder_type"),
        "account_type": given.get("account_type"),
        "bank_name": BANK,
        "country": "US",
        "currency": str(given.get("currency") or "usd").lower(),
        "fingerprint": naming.fingerprint(books, routing + number),
        "last4": number[-4:],
        "routing_number": routing,
        "status": "new",
    }
    return Token(
        id=naming.long(books, "btok_"),
        created=books.clock.now(),
        kind="bank_account",
        part=naming.long(books, "ba_"),
        account=shown,
        instrument=account.name if account else None,
        client_ip="127.0.0.1",
    )


def retrieve(command: Command) -> Outcome:
    """GET /v1/tokens/{token}. The published names are no objects here (unconfirmed)."""
    return Outcome(find(command.books, Token, command.ids[0]))
