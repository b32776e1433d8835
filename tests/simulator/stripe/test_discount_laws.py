"""Laws of discounts: what is taken off, from which line, in every currency; and that no limit is ever passed."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.money import exponent, step
from simulator.stripe.resources.discounts import Coupon, taken_off
from tests.simulator.stripe.inprocess import Merchant

CURRENCIES = st.sampled_from(["jpy", "usd", "eur", "kwd"])
LINES = st.lists(st.integers(0, 10**8), min_size=1, max_size=8)
PERCENTAGES = st.decimals("0.01", "100", places=2)


def by_percent(percent: Decimal) -> Coupon:
    return Coupon(id="c", created=1, percent_off=percent)


@given(LINES, CURRENCIES, st.one_of(PERCENTAGES.map(by_percent), st.integers(1, 10**9)))
def test_no_line_costs_less_than_nothing_and_no_unit_is_lost(
    amounts: list[int], currency: str, given_off: Coupon | int
) -> None:
    """Each line gives between nothing and all of itself; an amount off is taken off exactly, as far as there is one."""
    coupon = (
        Coupon(id="c", created=1, amount_off=given_off, currency=currency) if isinstance(given_off, int) else given_off
    )
    shares = taken_off(coupon, amounts, currency)

    assert len(shares) == len(amounts)
    assert all(0 <= share <= amount for share, amount in zip(shares, amounts, strict=True))
    if coupon.amount_off is not None:
        assert sum(shares) == min(coupon.amount_off, sum(amounts))


@given(LINES, CURRENCIES, PERCENTAGES)
def test_a_percentage_is_within_half_a_unit_of_the_exact_one(
    amounts: list[int], currency: str, percent: Decimal
) -> None:
    """Rounding happens once, of the sum: however many lines there are, the error is at most half of what is charged."""
    total, unit = sum(amounts), step(currency)
    off = sum(taken_off(by_percent(percent), amounts, currency))

    assert abs(off - percent * total / 100) <= Decimal(unit) / 2
    assert exponent(currency) < 3 or total % 10 or off % 10 == 0


@given(LINES, CURRENCIES)
def test_all_of_it_is_nothing_left(amounts: list[int], currency: str) -> None:
    assert list(taken_off(by_percent(Decimal(100)), amounts, currency)) == amounts


def test_the_documented_example() -> None:
    """500 over 1000 and 2000 is 166 and 334: shares are rounded down, the rest goes to the last."""
    assert taken_off(Coupon(id="c", created=1, amount_off=500, currency="usd"), [1000, 2000], "usd") == (166, 334)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 50_000), st.integers(1, 9)), min_size=1, max_size=4),
    st.sampled_from(["jpy", "usd", "kwd"]),
    PERCENTAGES,
)
def test_a_session_adds_up_down_to_the_intent(bought: list[tuple[int, int]], currency: str, percent: Decimal) -> None:
    """Total is subtotal less discount, the lines sum to the session, and the intent asks for just that."""
    merchant = Merchant()
    coupon = merchant.call("POST", "/v1/coupons", percent_off=str(percent)).body["id"]
    lines = [
        {"quantity": many, "price_data": {"currency": currency, "unit_amount": each, "product_data": {"name": "tea"}}}
        for each, many in bought
    ]
    fields: dict[str, Any] = {"success_url": "https://example.com/", "line_items": lines, "expand": ["line_items"]}
    reply = merchant.call("POST", "/v1/checkout/sessions", mode="payment", discounts=[{"coupon": coupon}], **fields)
    if reply.status == 400:
        assert reply.body["error"]["code"] == "amount_too_small"
        return
    shown = reply.body
    off, shown_lines = shown["total_details"]["amount_discount"], shown["line_items"]["data"]

    assert shown["amount_subtotal"] == sum(each * many for each, many in bought)
    assert shown["amount_total"] == shown["amount_subtotal"] - off >= 0
    for name, whole in (("amount_discount", off), ("amount_subtotal", shown["amount_subtotal"])):
        assert sum(line[name] for line in shown_lines) == whole
    paid, _ = merchant.act("pay", object=shown["id"])
    if shown["amount_total"] == 0:
        assert (paid["payment_intent"], paid["payment_status"]) == (None, "no_payment_required")
    else:
        intent = merchant.call("GET", f"/v1/payment_intents/{paid['payment_intent']}").body
        assert intent["amount_received"] == shown["amount_total"]
