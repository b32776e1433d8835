"""Vault v3: setup tokens, which buyers approve, and payment tokens, which are paid with. Not: paying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.masking import luhn
from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, Plain, Shown, find
from simulator.paypal.errors import detail
from simulator.paypal.flows.paying import BUYER
from simulator.paypal.flows.sources import WALLETS, card_shown
from simulator.paypal.paging import flag, page, page_size
from simulator.paypal.resources.vault import PaymentToken, SetupToken
from simulator.paypal.shapes.links import link
from simulator.paypal.shapes.vault import payment_token
from simulator.provider import Outcome
from simulator.world import Books

PLACE = "/v3/vault/payment-tokens"


def create_setup(command: Command) -> Outcome:
    """POST /v3/vault/setup-tokens: a wallet's owner has to approve, a card with a number has not (recorded)."""
    kind, given = _source(command.params)
    context = given.get("experience_context") or {}
    made = SetupToken(
        id=naming.made(command.books),
        created=command.now,
        customer=_customer(command.books, command.params),
        kind=kind,
        source=_shown(kind, given),
        status="PAYER_ACTION_REQUIRED" if kind in WALLETS else "APPROVED" if given.get("number") else "CREATED",
        return_url=context.get("return_url"),
        cancel_url=context.get("cancel_url"),
    )
    return Outcome(Shown(made), puts=(made,), status=201)


def get_setup(command: Command) -> Outcome:
    """GET /v3/vault/setup-tokens/{id}."""
    return Outcome(Shown(find(command.books, SetupToken, command.ids[0], errors.not_found())))


def approve_setup(changes: Changes, token: SetupToken, *, card: str | None = None) -> SetupToken:
    """Let the buyer agree. Raises the refusal of what was agreed to already."""
    if token.status in ("APPROVED", "VAULTED"):
        raise errors.act(f"{token.id} has a status of {token.status}: nobody needs to agree to it any more.")
    if token.kind == "card":
        source: Mapping[str, Any] = {**token.source, **_brief(card_shown(card or "4012888888881881", None, "2030-12"))}
    else:
        draw = changes.books.random
        source = {
            **token.source,
            "email_address": f"buyer-{draw.randrange(10**6):06d}@personal.example.com",
            "account_id": naming.account(draw),
            "name": BUYER["name"],
        }
    return changes.put(replace(token, status="APPROVED", source=source))


def create_payment(command: Command) -> Outcome:
    """POST /v3/vault/payment-tokens: from an approved setup token, or from a card as it stands."""
    given = command.params["payment_source"]
    changes = Changes(command.books)
    if "token" in given:
        setup = command.books.objects.get(given["token"]["id"])
        if not isinstance(setup, SetupToken):
            raise errors.unprocessable("TOKEN_NOT_FOUND", field="/payment_source/token/id")
        if setup.status != "APPROVED":
            raise errors.unprocessable("PAYER_ACTION_REQUIRED", field="/payment_source/token/id")
        changes.put(replace(setup, status="VAULTED"))
        kind, source, customer = setup.kind, setup.source, setup.customer
    else:
        kind, told = _source(command.params)
        if kind != "card" or not told.get("number"):
            raise errors.invalid(
                detail("MISSING_REQUIRED_PARAMETER", field="/payment_source/card/number", value="", location="body")
            )
        source, customer = _shown(kind, told), _customer(command.books, command.params)
    made = PaymentToken(
        id=naming.payment_token(command.books.random, command.books),
        created=command.now,
        customer=customer,
        kind=kind,
        source=source,
    )
    changes.put(made)
    changes.tell("VAULT.PAYMENT-TOKEN.CREATED", made)
    return changes.outcome(Shown(made), 201)


def get_payment(command: Command) -> Outcome:
    """GET /v3/vault/payment-tokens/{id}. Of a deleted one: 404 (another log has an empty 204)."""
    return Outcome(Shown(_kept(command)))


def delete_payment(command: Command) -> Outcome:
    """DELETE /v3/vault/payment-tokens/{id}: 204, again too (recorded)."""
    found = command.books.objects.get(command.ids[0])
    changes = Changes(command.books)
    if isinstance(found, PaymentToken) and not found.deleted:
        gone = changes.put(replace(found, deleted=True))
        changes.tell("VAULT.PAYMENT-TOKEN.DELETED", gone)
    return changes.outcome(Plain(None, (command.ids[0],)), 204)


def list_payments(command: Command) -> Outcome:
    """GET /v3/vault/payment-tokens?customer_id=… lists a customer's."""
    query, books = command.called.query, command.books
    customer = query.get("customer_id")
    if not customer:
        raise errors.invalid(detail("MISSING_REQUIRED_PARAMETER", field="customer_id", value="", location="query"))
    size, number, total = page_size(books, query, most=5, usual=5), page(query), flag(query, "total_required")
    mine = [one for one in books.of_kind(PaymentToken) if one.customer == customer and not one.deleted]
    shown = mine[(number - 1) * size : number * size]
    address = f"{PLACE}?customer_id={customer}&page_size={size}"
    links = [link(books, f"{address}&page={number}", "self")]
    if len(mine) > number * size:
        links.append(link(books, f"{address}&page={number + 1}", "next"))
    counts = {"total_items": len(mine), "total_pages": -(-len(mine) // size)} if total else {}
    tokens = [payment_token(books, one, "full") for one in shown]
    body = {**counts, "customer": {"id": customer}, "payment_tokens": tokens, "links": links}
    return Outcome(Plain(body, tuple(one.id for one in shown)))


def _kept(command: Command) -> PaymentToken:
    found = find(command.books, PaymentToken, command.ids[0], errors.not_found())
    if found.deleted:
        raise errors.not_found()
    return found


def _source(params: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    given = params["payment_source"]
    kind = next((kind for kind in ("card", *WALLETS) if kind in given), None)
    if kind is None:
        raise errors.invalid(detail("MISSING_REQUIRED_PARAMETER", field="/payment_source", value="", location="body"))
    return kind, given[kind]


def _shown(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be kept and shown of a source."""
    if kind != "card":
        keep = ("description", "usage_type", "usage_pattern", "customer_type", "permit_multiple_payment_tokens")
        return {key: given[key] for key in keep if key in given}
    number = given.get("number")
    if number is None:
        return {key: given[key] for key in ("billing_address",) if key in given}
    if not luhn(number):
        raise errors.unprocessable("INVALID_CARD_NUMBER", field="/payment_source/card/number")
    return _brief(card_shown(number, given.get("name"), given.get("expiry")))


def _brief(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a payment token shows of a card (recorded)."""
    return {key: card[key] for key in ("name", "last_digits", "brand", "expiry") if key in card}


def _customer(books: Books, params: Mapping[str, Any]) -> str:
    """Return the customer that is named, or a new one (recorded)."""
    told = params.get("customer") or {}
    return str(told.get("id") or naming.customer(books.random))
