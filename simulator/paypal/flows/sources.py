"""Payment sources: what a merchant names to be paid with, and what an order keeps of it. Not: taking the money.

Of a card only what may be shown is kept: name, last digits, expiry, brand. Its number and code are never stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.masking import luhn
from simulator.paypal import errors, test_values
from simulator.paypal.errors import detail
from simulator.paypal.resources.order import Order
from simulator.paypal.resources.vault import PaymentToken
from simulator.world import Books

WALLETS = ("paypal", "venmo")


class Named(msgspec.Struct, frozen=True):
    """An order with its source, and whether the money can be asked for at once."""

    order: Order
    at_once: bool


def name(books: Books, order: Order, given: Mapping[str, Any]) -> Named:
    """Return the order with the source that is named. Raises the refusal of one that cannot be used."""
    if "card" in given:
        return _card(books, order, given["card"])
    if "token" in given:
        return _kept(books, order, given["token"]["id"], "paypal")
    for wallet in WALLETS:
        if wallet in given:
            return _wallet(books, order, wallet, given[wallet])
    kind = next(iter(given), None)
    if kind is None:
        raise errors.invalid(detail("MISSING_REQUIRED_PARAMETER", field="/payment_source", value="", location="body"))
    context = _mapping(_mapping(given[kind]).get("experience_context"))
    shown = {key: value for key, value in _mapping(given[kind]).items() if key in ("name", "country_code")}
    return Named(_returning(replace(order, source={kind: shown}), context), at_once=False)


def _wallet(books: Books, order: Order, wallet: str, given: Mapping[str, Any]) -> Named:
    if "vault_id" in given:
        return _kept(books, order, given["vault_id"], wallet)
    shown = {key: given[key] for key in ("email_address", "name", "address", "phone") if key in given}
    buyer = {key: shown[key] for key in ("name", "email_address", "address", "phone") if key in shown}
    vault = _mapping(_mapping(given.get("attributes")).get("vault"))
    made = replace(order, source={wallet: shown}, buyer=buyer, vaults=wallet if vault else None)
    return Named(_returning(made, _mapping(given.get("experience_context"))), at_once=False)


def _returning(order: Order, context: Mapping[str, Any]) -> Order:
    """Return the order with the addresses to which its buyer comes back."""
    return replace(
        order,
        return_url=context.get("return_url") or order.return_url,
        cancel_url=context.get("cancel_url") or order.cancel_url,
        brand=context.get("brand_name") or order.brand,
        shipping_preference=context.get("shipping_preference") or order.shipping_preference,
        user_action=context.get("user_action") or order.user_action,
    )


def _card(books: Books, order: Order, given: Mapping[str, Any]) -> Named:
    if "vault_id" in given:
        return _kept(books, order, given["vault_id"], "card")
    number = given.get("number")
    attributes = _mapping(given.get("attributes"))
    method = _mapping(attributes.get("verification")).get("method")
    context = _mapping(given.get("experience_context"))
    if number is None:  # card fields: the buyer types the number into a frame of PayPal's
        shown = {"billing_address": given["billing_address"]} if "billing_address" in given else {}
        kept = "card" if "vault" in attributes else None
        made = replace(order, source={"card": shown}, verification=method, vaults=kept)
        return Named(_returning(made, context), at_once=False)
    if not luhn(number):
        raise errors.unprocessable("VALIDATION_ERROR", field="/payment_source/card/number")
    if _expired(given.get("expiry"), order.created):
        raise errors.unprocessable("CARD_EXPIRED", field="/payment_source/card/expiry")
    made = with_card(order, number, given.get("name"), given.get("expiry"))
    if "vault" in attributes:
        made = replace(made, vaults="card")
    asked = method == "SCA_ALWAYS" or (method == "SCA_WHEN_REQUIRED" and number in test_values.CHALLENGED)
    made = replace(
        _returning(made, context), challenged=asked, bank_answer=test_values.CHALLENGED.get(number, "success")
    )
    return Named(made, at_once=not asked)


def with_card(order: Order, number: str, holder: str | None, expiry: str | None) -> Order:
    """Return the order paid by a card: what its bank will say stands in the name on it (recorded)."""
    code = test_values.REJECTIONS.get((holder or "").strip())
    shown = card_shown(number, holder, expiry)
    if code is not None:
        shown = {**shown, "type": "UNKNOWN", "bin_details": {}}
    return replace(
        order,
        source={"card": shown},
        funding="completed" if code is None else "declined",
        processor=test_values.APPROVED if code is None else test_values.declined(code),
    )


def card_shown(number: str, holder: str | None, expiry: str | None) -> dict[str, Any]:
    """Return what may be shown of a card, keys in the recorded order."""
    brand = test_values.brand_of(number)
    made: dict[str, Any] = {} if holder is None else {"name": holder}
    made["last_digits"] = number[-4:]
    if expiry is not None:
        made["expiry"] = expiry
    return {
        **made, "brand": brand, "available_networks": [brand], "type": "CREDIT",
        "bin_details": {"bin": number[:6], "issuing_bank": "ASSAY TEST BANK", "bin_country_code": "US"},
    }  # fmt: skip


def _kept(books: Books, order: Order, token_id: str, kind: str) -> Named:
    """Return the order paid by what was kept: at once, without the buyer. An unknown id is 403 (recorded)."""
    token = books.objects.get(token_id)
    if not isinstance(token, PaymentToken) or token.deleted:
        raise errors.forbidden()
    if token.kind != kind and not (kind == "paypal" and token.kind in WALLETS):
        raise errors.unprocessable("BILLING_AGREEMENT_NOT_FOUND", field=f"/payment_source/{kind}/vault_id")
    made = replace(order, source={token.kind: _in_order(token)}, saved_by=token.id)
    if token.kind == "card":
        code = test_values.REJECTIONS.get(str(token.source.get("name", "")).strip())
        made = replace(
            made,
            funding="completed" if code is None else "declined",
            processor=test_values.APPROVED if code is None else test_values.declined(code),
        )
    else:
        made = replace(made, payer=payer_of(token.source))
    return Named(made, at_once=True)


def _in_order(token: PaymentToken) -> dict[str, Any]:
    """Return what an order shows of a way to pay that was kept."""
    hidden = ("usage_type", "usage_pattern", "customer_type", "permit_multiple_payment_tokens", "description")
    return {key: value for key, value in token.source.items() if key not in hidden}


def payer_of(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payer as an order shows one, from the wallet that pays."""
    made = {key: source[key] for key in ("name", "email_address") if key in source}
    payer_id = source.get("account_id") or source.get("payer_id")
    made |= {"payer_id": payer_id} if payer_id else {}
    country = _mapping(source.get("address")).get("country_code", "US")
    return {**made, "address": {"country_code": country}}


def _expired(expiry: str | None, now: int) -> bool:
    return expiry is not None and expiry < datetime.fromtimestamp(now, UTC).strftime("%Y-%m")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
