"""Requests that no honest client sends, as strategies: raw bytes of forms, paths, headers. Not: what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from hypothesis import strategies as st

from simulator.stripe.routes import ROUTES, match
from simulator.stripe.wire import encode, tables
from tests.simulator.stripe.bad_words import (
    BODIES,
    BROKEN_NAMES,
    EXPANSIONS,
    HEADERS,
    METHODS,
    MULTIPART,
    NUMBERS,
    PATHS,
    QUERIES,
    RAW,
    WORDS,
)


@dataclass(frozen=True)
class Sent:
    """An HTTP request as its bytes are: `target` is path and query, still encoded; `headers` beside the key's."""

    method: str
    target: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def well_formed(names: Mapping[str, str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return calls that succeed as they stand: what is spoiled in one of them reaches far into its flow.

    `names` are ids of what is there, by kind.
    """
    card: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    line = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 1}
    page = {"mode": "payment", "success_url": "https://example.com/", "line_items": [line]}
    number = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    tea = {"name": "tea", "shippable": True, "package_dimensions": {"height": 1, "length": 2, "weight": 3, "width": 4}}
    debit: Any = {"allowed_payment_method_types": ["sepa_debit"], "payment_method": "pm_success_de", "confirm": True}
    allowed = {"mandate_data": {"customer_acceptance": {"type": "offline", "accepted_at": 1}}}
    transfer: Any = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "DE"}}
    sent: Any = {
        "allowed_payment_method_types": ["customer_balance"], "payment_method_data": {"type": "customer_balance"},
        "payment_method_options": {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}},
    }  # fmt: skip
    of_customer = f"/v1/customers/{names['customer']}"
    return [
        ("POST", "/v1/payment_intents", {**sent, "amount": 900, "currency": "eur", "customer": names["customer"],
        "confirm": True}),
        ("POST", f"/v1/test_helpers/customers/{names['customer']}/fund_cash_balance",
        {"amount": 5, "currency": "eur", "reference": "x"}),
        ("POST", f"{of_customer}/cash_balance", {"settings": {"reconciliation_mode": "manual"}}),
        ("GET", f"{of_customer}/cash_balance_transactions", {"limit": 3, "expand": ["data.customer"]}),
        ("POST", "/v1/payment_intents", {**card, "metadata": {"a": "b"}, "shipping": {"name": "A",
        "address": {"line1": "x"}}}),
        ("POST", "/v1/payment_intents", {**card, "capture_method": "manual", "statement_descriptor_suffix": "TEA"}),
        ("POST", "/v1/payment_intents", {**card, "receipt_email": "a@b.co", "return_url": "https://example.com"}),
        ("POST", "/v1/payment_intents", {**debit, **allowed, "amount": 900, "currency": "eur"}),
        ("POST", f"/v1/payment_intents/{names['plain']}", {"amount": 700, "currency": "eur", "description": "x"}),
        ("POST", f"/v1/payment_intents/{names['plain']}/confirm", {"payment_method": "pm_card_visa"}),
        ("POST", f"/v1/payment_intents/{names['held']}/capture", {"amount_to_capture": 5}),
        ("POST", f"/v1/payment_intents/{names['spare_intent']}/cancel", {"cancellation_reason": "abandoned"}),
        ("POST", "/v1/refunds", {"payment_intent": names["paid"], "amount": 5, "reason": "duplicate"}),
        ("POST", "/v1/refunds", {"charge": names["charge"], "amount": 5, "metadata": {"a": "b"}}),
        ("POST", "/v1/customers", {"email": "a@b.co", "name": "A", "balance": 4, "address": {"line1": "x"}}),
        ("POST", f"/v1/customers/{names['customer']}", {"invoice_settings": {"footer": "x"}, "metadata": {"a": ""}}),
        ("POST", "/v1/payment_methods", {"type": "card", "card": number, "billing_details": {"email": "a@b.co"}}),
        ("POST", "/v1/tokens", {"card": number}),
        ("POST", "/v1/setup_intents", {"customer": names["customer"], "usage": "off_session"}),
        ("POST", "/v1/setup_intents", {**debit, **allowed}),
        ("POST", "/v1/checkout/sessions", {**page, "expires_at": names["tomorrow"], "customer_email": "a@b.co"}),
        ("POST", "/v1/checkout/sessions", {**page, "allow_promotion_codes": True,
        "cancel_url": "https://example.com"}),
        ("POST", f"/v1/checkout/sessions/{names['session']}", {"metadata": {"a": "b"}}),
        ("POST", "/v1/products", {**tea, "default_price_data": {"currency": "usd", "unit_amount": 5}}),
        ("POST", "/v1/prices", {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}),
        ("POST", "/v1/prices", {"currency": "usd", "unit_amount_decimal": "9.5", "product": names["product"]}),
        ("POST", "/v1/coupons", {"percent_off": "12.5", "duration": "repeating", "duration_in_months": 3}),
        ("POST", "/v1/coupons", {"amount_off": 5, "currency": "usd", "max_redemptions": 3, "id": "SPRING"}),
        ("POST", "/v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": names["coupon"]}, "code": "TEA"}),
        ("POST", "/v1/payment_links", {"line_items": [{"price": names["price"], "quantity": 1}]}),
        ("POST", "/v1/payouts", {"amount": 1, "currency": "usd", "statement_descriptor": "TEA"}),
        ("POST", "/v1/webhook_endpoints", {"url": "http://127.0.0.1:1/", "enabled_events": ["*"]}),
        ("POST", "/v1/accounts", {"type": "standard", "country": "DE", "business_profile": {"mcc": "5734"}}),
        ("POST", "/v1/account_links", {"account": names["account"], "type": "account_onboarding",
                                       "refresh_url": "https://example.com", "return_url": "https://example.com"}),
        ("POST", "/v1/transfers", {"amount": 5, "currency": "usd", "destination": names["account"]}),
        ("POST", f"/v1/disputes/{names['dispute']}", {"evidence": {"customer_name": "A"}, "submit": False}),
        ("POST", "/v1/file_links", {"file": names["file"], "expires_at": names["tomorrow"]}),
        ("GET", "/v1/payment_intents", {"limit": 3, "created": {"gte": 1}, "expand": ["data.customer"]}),
        ("GET", f"/v1/payment_intents/{names['paid']}", {"expand": ["latest_charge.balance_transaction"]}),
        ("GET", "/v1/charges", {"limit": 3, "payment_intent": names["paid"], "starting_after": names["charge"]}),
        ("GET", "/v1/events", {"limit": 3, "types": ["charge.*"], "delivery_success": True}),
        ("GET", "/v1/balance_transactions", {"source": names["charge"], "created": {"lt": 5}}),
        ("GET", "/v1/payment_intents/search", {"query": "amount>5 AND metadata['a']:'b'", "limit": 4}),
        ("GET", "/v1/customers/search", {"query": 'email~"a@b" OR -created<9'}),
        ("GET", "/v1/customers", {"email": "a@b.co", "ending_before": names["customer"]}),
        ("DELETE", f"/v1/customers/{names['spare']}", {}),
        ("GET", "/v1/balance", {}),
    ]  # fmt: skip


def _encoded(text: str) -> str:
    return quote_plus(text, errors="replace")


def bad_values() -> st.SearchStrategy[str]:
    """Values that no table expects, percent-encoded or broken."""
    return st.one_of(
        st.sampled_from(NUMBERS).map(_encoded),
        st.sampled_from(WORDS).map(_encoded),
        st.sampled_from(RAW),
        st.text(max_size=12).map(_encoded),
        st.binary(max_size=6).map(lambda raw: "".join(f"%{byte:02X}" for byte in raw)),
    )


def _leaves(table: Any, path: str, depth: int = 0) -> Iterator[str]:
    """Yield the names that a table's leaves have on the wire."""
    if not isinstance(table, dict) or depth > 4:
        yield path
        return
    for name, inner in table.get("hash", {}).items():
        yield from _leaves(inner, f"{path}[{name}]" if path else name, depth + 1)
    for key in ("list", "each"):
        if key in table:
            yield from _leaves(table[key], f"{path}[{'usd' if key == 'each' else 0}]", depth + 1)
    for inner in table.get("any", ()):
        yield from _leaves(inner, path, depth + 1)
    if "enum" in table:
        yield path


NAMES = {operation: sorted(set(_leaves(table, ""))) or ["x"] for operation, table in tables().items()}
"""By operation, every name that a leaf of its parameters can have."""

Pairs = list[tuple[str, str]]


@st.composite
def spoiled(draw: st.DrawFn, pairs: Pairs, operation: str) -> Pairs:
    """Return pairs of names and encoded values with one to three things wrong about them."""
    pairs = list(pairs)
    for _ in range(draw(st.integers(1, 3))):
        what = draw(st.integers(0, 8))
        at = draw(st.integers(0, len(pairs) - 1)) if pairs else 0
        if what == 0:
            pairs.append((draw(st.sampled_from(BROKEN_NAMES)), draw(bad_values())))
        elif what == 1 or not pairs:
            pairs.append((draw(st.sampled_from(NAMES[operation])), draw(bad_values())))
        elif what == 2:
            pairs.insert(draw(st.integers(0, len(pairs))), (pairs[at][0], draw(bad_values())))
        elif what == 3:
            suffix = draw(st.sampled_from(["[]", "[0]", "[a]", "[", "]", "[][a]", "[a][b]", "%00", "[ ]", "[-1]"]))
            pairs[at] = (pairs[at][0] + suffix, pairs[at][1])
        elif what == 4:
            pairs[at] = (pairs[at][0].partition("[")[0], pairs[at][1])
        elif what == 5 and "query" in dict(pairs):
            pairs = [(name, value) for name, value in pairs if name != "query"]
            pairs.append(("query", _encoded(draw(st.sampled_from(QUERIES)))))
        elif what == 6:
            name = draw(st.sampled_from(["expand[]", "expand[0]", "expand"]))
            pairs.append((name, _encoded(draw(st.sampled_from(EXPANSIONS)))))
        else:
            pairs[at] = (pairs[at][0], draw(bad_values()))
    return pairs


def _pairs(params: Mapping[str, Any]) -> Pairs:
    return [(name, _encoded(value)) for name, value in encode(params)]


def _form(pairs: Pairs) -> str:
    return "&".join(f"{name}={value}" for name, value in pairs)


@st.composite
def almost_well_formed(draw: st.DrawFn, calls: list[tuple[str, str, dict[str, Any]]]) -> Sent:
    """A call that would succeed, but for a few parameters."""
    method, path, params = draw(st.sampled_from(calls))
    found = match(method, path)
    assert found is not None, path
    form = _form(draw(spoiled(_pairs(params), found[0].operation)))
    return Sent(method, path, form.encode(errors="replace")) if method == "POST" else Sent(method, f"{path}?{form}")


@st.composite
def any_operation(draw: st.DrawFn, ids: list[str]) -> Sent:
    """Any operation about whatever is there, with names of its own and values of nobody's."""
    route = draw(st.sampled_from(ROUTES))
    path = route.path
    while "{}" in path:
        path = path.replace("{}", draw(st.sampled_from([*ids, "%00", "x" * 300, "☕", "-1", "search"])), 1)
    names = draw(st.lists(st.sampled_from(NAMES[route.operation]), max_size=4))
    form = _form(draw(spoiled([(name, draw(bad_values())) for name in names], route.operation)))
    return Sent(route.method, path, form.encode()) if route.method == "POST" else Sent(route.method, f"{path}?{form}")


@st.composite
def strange(draw: st.DrawFn, calls: list[tuple[str, str, dict[str, Any]]]) -> Sent:
    """A call whose envelope is wrong: method, path, query, headers, body or the kind of its body."""
    method, path, params = draw(st.sampled_from(calls))
    form = urlencode(encode(params))
    sent = Sent(method, path, form.encode()) if method == "POST" else Sent(method, f"{path}?{form}")
    for _ in range(draw(st.integers(1, 3))):
        what = draw(st.integers(0, 6))
        if what == 0:
            sent = replace(sent, method=draw(st.sampled_from(METHODS)))
        elif what == 1:
            sent = replace(sent, target=draw(st.sampled_from(PATHS)))
        elif what == 2:
            sent = replace(sent, body=draw(st.sampled_from(BODIES)))
        elif what == 3:
            multipart = (("Content-Type", "multipart/form-data; boundary=x"),)
            sent = Sent("POST", "/v1/files", draw(st.sampled_from(MULTIPART)), multipart)
        elif what == 4:
            asked = draw(st.sampled_from(["amount=5", "%FF", "expand[]=x", "&", "key=pk_test_x", "limit=3"]))
            sent = replace(sent, target=f"{path}?{asked}")
        else:
            sent = replace(sent, headers=(*sent.headers, draw(st.sampled_from(HEADERS))))
    return sent


def requests(calls: list[tuple[str, str, dict[str, Any]]], ids: list[str]) -> st.SearchStrategy[Sent]:
    """Any bad request."""
    return st.one_of(almost_well_formed(calls), almost_well_formed(calls), any_operation(ids), strange(calls))


# Pages.

FIELDS = [
    "email", "card", "expiry", "cvc", "iban", "account_number", "succeed", "apply", "remove", "promotion_code",
    "payment_intent", "payment_intent_client_secret", "setup_intent",
    "setup_intent_client_secret", "framed", "return_url", "visit", "done", "key", "kind", "prefilled_email",
    "client_reference_id", "prefilled_promo_code", "object", "",
]  # fmt: skip

TYPED = {"email": "a@b.co", "card": "4242424242424242", "expiry": "12 / 40", "cvc": "123"}
ANSWERED = {"succeed": "true"}


@st.composite
def pages(draw: st.DrawFn, addresses: list[str]) -> Sent:
    """A page that a buyer's browser would open, with a form or a query that no page of ours has."""
    path, _, asked = draw(st.sampled_from(addresses)).partition("?")
    names = st.one_of(st.sampled_from(FIELDS), st.sampled_from(BROKEN_NAMES))
    typed = draw(st.sampled_from([{}, TYPED, ANSWERED, TYPED | {"promotion_code": "TEA", "apply": "1"}]))
    form = _form([*_pairs(typed), *draw(st.lists(st.tuples(names, bad_values()), max_size=4))])
    query = "&".join(part for part in (asked, draw(st.sampled_from([form, ""]))) if part)
    body = draw(st.one_of(st.just(form.encode()), st.sampled_from(BODIES), st.binary(max_size=30)))
    method = draw(st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]))
    return Sent(method, f"{path}?{query}" if query else path, b"" if method == "GET" else body)
