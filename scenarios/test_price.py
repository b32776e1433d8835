"""PR: what is asked for and what was paid are the shop's own figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.scenario import (
    Change,
    Judge,
    Moot,
    Sandbox,
    Target,
    control,
    proofs,
    stimuli,
    with_fields,
    with_headers,
    with_numbers,
    with_query,
)

CHEAP = 51
"""Minor units: far below any price, and above what providers call too small."""

Tampering = Callable[[Target], Change]


def _field(**fields: Any) -> Tampering:
    return lambda _target: with_fields(fields)


def _currency(target: Target) -> Change:
    other = "jpy" if target.product.currency != "jpy" else "krw"
    return with_fields({"currency": other})


def _in_query(_target: Target) -> Change:
    return with_query({"amount": str(CHEAP), "price": str(CHEAP)})


def _in_both(_target: Target) -> Change:
    query, body = (
        with_query({"amount": str(CHEAP), "price": str(CHEAP)}),
        with_fields({"amount": CHEAP, "price": CHEAP}),
    )
    return lambda request: body(query(request))


def _cookie(_target: Target) -> Change:
    return with_headers({"Cookie": f"amount={CHEAP}; price={CHEAP}; total={CHEAP}; discount=99"})


def _each_price(target: Target) -> Change:
    return with_numbers(target.product.amount, CHEAP)


@control("PR-01")
@stimuli(
    amount=_field(amount=CHEAP),
    price=_field(price=CHEAP),
    unit_amount=_field(unit_amount=CHEAP, unit_price=CHEAP),
    total=_field(total=CHEAP, total_amount=CHEAP, amount_total=CHEAP),
    discount=_field(discount=10_000, discount_percent=99),
    unknown_coupon=_field(coupon="ASSAY-99", voucher="ASSAY-99"),
    array=_field(amount=[CHEAP], price=[CHEAP, CHEAP], unit_amount={"value": CHEAP}),
    shipping_and_tax=_field(shipping=-10_000, shipping_amount=-10_000, tax=-10_000, tax_amount=-10_000),
    cookie=_cookie,
    query_and_body=_in_both,
    nested=_field(product={"price": CHEAP, "amount": CHEAP}, items=[{"amount": CHEAP, "price": CHEAP, "quantity": 1}]),
    currency=_currency,
    query=_in_query,
    each_price_in_the_body=_each_price,
)
def test_the_server_sets_the_price(target: Target, sandbox: Sandbox, stimulus: Tampering, verdict: Judge) -> None:
    """A browser can send any field it likes; what the provider is asked for comes from the shop's own catalogue."""
    before = sandbox.position()
    target.order("honest")
    honest = sandbox.provider_calls(before)
    since = sandbox.position()

    tried = target.try_checkout(change=stimulus(target))

    verdict(
        proofs.server_sets_price(
            "a checkout with changed money fields",
            sandbox.provider_calls(since),
            honest=next((call for call in honest if call.amount is not None), None),
            expected=(target.product.amount, target.product.currency),
            refused=not tried.succeeded,
        )
    )


def _half(target: Target) -> dict[str, Any]:
    return {"amount": target.product.amount // 2}


def _one_less(target: Target) -> dict[str, Any]:
    return {"amount": target.product.amount - 1}


def _more(target: Target) -> dict[str, Any]:
    return {"amount": target.product.amount + 100}


def _other_currency(target: Target) -> dict[str, Any]:
    return {"currency": "jpy" if target.product.currency != "jpy" else "krw"}


@control("PR-03")
@stimuli(half=_half, one_less=_one_less, more=_more, other_currency=_other_currency)
def test_what_was_paid_is_compared_with_what_was_owed(
    target: Target, sandbox: Sandbox, stimulus: Callable[[Target], dict[str, Any]], verdict: Judge
) -> None:
    """The provider's own record says settled, but with another amount or in another currency than was asked for."""
    if not sandbox.terms.settles_otherwise:
        raise Moot(f"{sandbox.terms.title} takes what was asked for and nothing else")
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        settled = stimulus(target)
        sample.pay(**settled)

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    owed, currency = target.product.amount, target.product.currency
    paid = f"{settled.get('amount', owed)} {settled.get('currency', currency)}"
    tried = f"{owed} {currency} were owed and the payment settled with {paid}"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("PR-03", "captured-in-part")
def test_what_was_captured_is_compared_with_what_was_owed(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The whole was authorised and half of it captured: `amount` still says the whole, and the rest was released."""
    if not sandbox.terms.captures_in_part:
        raise Moot(f"{sandbox.terms.title} captures what was held as a whole")
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        sample.act("authorize")
        sample.act("capture", amount=target.product.amount // 2)

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = f"{target.product.amount} {target.product.currency} were owed and half of it was captured"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))
