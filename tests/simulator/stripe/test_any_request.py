"""Whatever is sent, Stripe answers in its own manner: the simulator never fails where the real one would refuse."""

import string
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.stripe import wire
from simulator.stripe.resources.file import File
from simulator.stripe.routes import ROUTES
from simulator.stripe.routes.route import Route
from simulator.stripe.test_accounts import ACCOUNTS
from simulator.stripe.test_values import BY_NAME
from tests.simulator.stripe.inprocess import Merchant

WORDS = st.sampled_from([
    "", "0", "1", "-1", "50", "2000", "999999999999", "true", "false", "usd", "xxd", "pm_card_visa", "tok_visa", "card",
    "https://example.com/x", "abc", "4242424242424242", "4000000000000002", "\x00", "ü☕", "2026", "12", "a@b.co",
    "DE89370400440532013000", "customer_balance",
    "pm_card_authenticationRequired", "pm_success_de", "sepa_debit", "manual", "payment", "card_present",
])  # fmt: skip


def values(table: Any, known: list[str], noise: bool, depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw what fits the table; with `noise`, now and then what does not."""
    words = st.one_of(WORDS, st.sampled_from(known))
    if isinstance(table, str):
        good: st.SearchStrategy[Any] = {
            "i": st.integers(-5 if noise else 1, 5000).map(str),
            "b": st.sampled_from(["true", "false"]),
            "m": st.dictionaries(st.text(string.ascii_letters, min_size=1, max_size=41), words, max_size=3),
        }.get(table[0], words)
    elif "enum" in table:
        good = st.sampled_from(table["enum"])
    elif "list" in table:
        good = st.lists(values(table["list"], known, noise, depth + 1), max_size=3)
    elif "each" in table:
        keys = st.sampled_from(["eur", "jpy", "USD", "xxd"] if noise else ["eur", "jpy"])
        good = st.dictionaries(keys, values(table["each"], known, noise, depth + 1), max_size=2)
    elif "hash" in table:
        good = hashes(table, known, noise, depth)
    else:
        good = st.one_of(*(values(inner, known, noise, depth + 1) for inner in table["any"]))
    anything = st.one_of(words, st.dictionaries(st.sampled_from(["a", "0", "type"]), words, max_size=2))
    return st.one_of(good, good, good, anything) if noise else good


def hashes(table: Any, known: list[str], noise: bool, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {
        name: values(inner, known, noise, depth + 1) if noise or name not in FITTING else FITTING[name]
        for name, inner in table["hash"].items()
        if name not in NOT_TOGETHER or noise
    }
    required = {name: drawn[name] for name in table.get("required", ()) if name in drawn}
    rest = sorted(drawn.keys() - required.keys())
    if depth > 2 or not rest:
        return st.fixed_dictionaries(required)
    chosen = st.lists(st.sampled_from(rest), max_size=4, unique=True)
    optional = chosen.flatmap(lambda names: st.fixed_dictionaries({name: drawn[name] for name in names}))
    return st.builds(lambda first, more: {**first, **more}, st.fixed_dictionaries(required), optional)


FITTING: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.integers(50, 5000).map(str),
    "currency": st.sampled_from(["usd", "eur", "jpy"]),
    "payment_method": st.sampled_from([*(f"pm_card_{name}" for name in sorted(BY_NAME)), *sorted(ACCOUNTS)]),
    "url": st.just("http://127.0.0.1:1/"),
    "success_url": st.just("https://example.com/"),
    "cancel_url": st.just("https://example.com/"),
    "return_url": st.just("https://example.com/"),
    "email": st.just("a@b.co"),
    "expand": st.just([]),
    "type": st.just("card"),
    "mode": st.just("payment"),
    "query": st.sampled_from(["created>0", "-metadata['a']:null OR created<9", 'metadata["a"]:"b" -created=1']),
}
"""What lets a request through its first checks, so that its flow is reached."""

NOT_TOGETHER = frozenset({
    "allowed_payment_method_types", "confirmation_token", "ending_before", "excluded_payment_method_types",
    "payment_method_types", "source", "starting_after", "card",
})  # fmt: skip


def furnished() -> tuple[Merchant, list[str]]:
    """Return a merchant with one of everything, and the ids."""
    merchant = Merchant()
    customer = merchant.call("POST", "/v1/customers", email="a@b.co").body
    kept = merchant.call("POST", "/v1/payment_methods/pm_card_visa/attach", customer=customer["id"]).body
    card: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    paid = merchant.call("POST", "/v1/payment_intents", **card).body
    held = merchant.call("POST", "/v1/payment_intents", **card, capture_method="manual").body
    plain = merchant.call("POST", "/v1/payment_intents", amount=500, currency="eur", customer=customer["id"]).body
    asked = merchant.call(
        "POST", "/v1/payment_intents", **(card | {"payment_method": "pm_card_authenticationRequired"})
    ).body
    refund = merchant.call("POST", "/v1/refunds", payment_intent=paid["id"], amount=5).body
    line = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 1}
    session = merchant.call(
        "POST", "/v1/checkout/sessions", mode="payment", success_url="https://example.com/", line_items=[line]
    ).body
    endpoint = merchant.call("POST", "/v1/webhook_endpoints", url="http://127.0.0.1:1/", enabled_events=["*"]).body
    lost = merchant.call("POST", "/v1/payment_intents", **card).body
    dispute, _ = merchant.act("dispute", object=lost["id"])
    merchant.call("POST", "/v1/payment_intents", **{**card, "amount": 9000, "payment_method": "pm_card_bypassPending"})
    merchant.world.clock.advance(3)
    merchant.sandbox.tick()
    payout = merchant.call("POST", "/v1/payouts", amount=100, currency="usd").body
    file = File(id="file_1", created=1, filename="x.pdf", purpose="dispute_evidence", type="pdf", contents=b"%PDF-")
    merchant.books.put([file])
    lent = merchant.call("POST", "/v1/file_links", file=file.id).body
    setup = merchant.call("POST", "/v1/setup_intents", customer=customer["id"]).body
    token = merchant.call("POST", "/v1/tokens", card={"number": "4242424242424242", "exp_month": 12, "exp_year": 2040})
    debit: Any = {"allowed_payment_method_types": ["sepa_debit"], "payment_method": "pm_success_de", "confirm": True}
    allowed: Any = {"mandate_data": {"customer_acceptance": {"type": "offline"}}}
    permitted = merchant.call("POST", "/v1/setup_intents", **debit, **allowed).body
    delayed = merchant.call("POST", "/v1/payment_intents", **debit, **allowed, amount=900, currency="eur").body
    price = merchant.call(
        "POST", "/v1/prices", currency="usd", unit_amount=900, product_data={"name": "tea"}, lookup_key="tea"
    ).body
    coupon = merchant.call("POST", "/v1/coupons", percent_off="12.5").body
    code = merchant.call("POST", "/v1/promotion_codes", promotion={"type": "coupon", "coupon": coupon["id"]}).body
    link = merchant.call("POST", "/v1/payment_links", line_items=[{"price": price["id"], "quantity": 1}]).body
    catalogue = [price, coupon, code, link, {"id": price["product"]}]
    made = [
        *shared(merchant, card),
        *catalogue,
        customer,
        kept,
        paid,
        held,
        plain,
        asked,
        refund,
        session,
        endpoint,
        lost,
        dispute,
    ]
    made += waiting(merchant)
    made += billed(merchant)
    formula = {"formula": "sum"}
    made.append(
        merchant.call("POST", "/v1/billing/meters", display_name="a", event_name="a", default_aggregation=formula).body
    )
    made.append(merchant.call("POST", "/v1/tax_rates", display_name="VAT", percentage="20", inclusive=False).body)
    made.append(merchant.call("POST", "/v1/test_helpers/test_clocks", frozen_time=1_800_000_000).body)
    made += [setup, token.body, permitted, delayed, payout, lent, {"id": file.id}]
    ids = [thing["id"] for thing in made] + [paid["latest_charge"], held["latest_charge"], "cus_none", "pi_none"]
    ids.append(permitted["mandate"])
    return merchant, [*ids, next(iter(merchant.books.events))]


def waiting(merchant: Merchant) -> list[dict[str, Any]]:
    """Return a customer who has sent money, a row of that, a payment that waits for more of it, and a top-up."""
    owner = merchant.call("POST", "/v1/customers", cash_balance={"settings": {"reconciliation_mode": "manual"}}).body
    path = f"/v1/test_helpers/customers/{owner['id']}/fund_cash_balance"
    sent = merchant.call("POST", path, amount=5000, currency="usd").body
    transfer: Any = {"type": "us_bank_transfer"}
    asked: Any = {
        "payment_method_data": {"type": "customer_balance"}, "allowed_payment_method_types": ["customer_balance"],
        "payment_method_options": {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}},
    }  # fmt: skip
    intent = merchant.call(
        "POST", "/v1/payment_intents", amount=900, currency="usd", customer=owner["id"], confirm=True, **asked
    ).body
    assert intent["status"] == "requires_action"
    return [owner, sent, intent, merchant.call("POST", "/v1/topups", amount=5, currency="usd").body]


def billed(merchant: Merchant) -> list[dict[str, Any]]:
    """Return a subscriber, three subscriptions, and all that was billed for them or waits to be."""
    customer = merchant.call("POST", "/v1/customers").body
    card = merchant.call("POST", "/v1/payment_methods/pm_card_visa/attach", customer=customer["id"]).body
    settings = {"default_payment_method": card["id"]}
    merchant.call("POST", f"/v1/customers/{customer['id']}", invoice_settings=settings)
    often: Any = {"interval": "month"}
    prices = [
        merchant.call(
            "POST", "/v1/prices", currency="usd", unit_amount=amount, recurring=often, product_data={"name": "tea"}
        ).body
        for amount in (900, 910, 2000)
    ]
    items = [{"price": prices[0]["id"]}]
    ways: list[Any] = [{}, {"trial_period_days": 7}, {"payment_behavior": "default_incomplete"}]
    made = [
        merchant.call("POST", "/v1/subscriptions", customer=customer["id"], items=items, **way).body for way in ways
    ]
    path, item = f"/v1/subscriptions/{made[0]['id']}", made[0]["items"]["data"][0]
    cheap = [{"id": item["id"], "price": prices[1]["id"]}]
    merchant.call("POST", path, items=cheap, proration_behavior="always_invoice")
    merchant.call("POST", path, items=[{"id": item["id"], "quantity": 2}])
    lists = ("invoices", "invoiceitems", "invoice_payments", f"customers/{customer['id']}/balance_transactions")
    more = [one for name in lists for one in merchant.call("GET", f"/v1/{name}").body["data"]]
    features = {"subscription_cancel": {"enabled": True}}
    more.append(merchant.call("POST", "/v1/billing_portal/configurations", features=features).body)
    assert len(more) == 12
    note = merchant.call("POST", "/v1/credit_notes", invoice=made[2]["latest_invoice"], amount=5)
    more.append(note.body)
    return [customer, card, *prices, *made, item, *more]


def shared(merchant: Merchant, card: Any) -> list[dict[str, Any]]:
    """Return a connected account, and what was shared with it and taken back."""
    account = merchant.call("POST", "/v1/accounts", type="standard").body
    merchant.act("enable_account", object=account["id"])
    data = {"destination": account["id"]}
    merchant.call("POST", "/v1/payment_intents", **card, transfer_data=data, application_fee_amount=9)
    merchant.world.clock.advance(3)
    merchant.sandbox.tick()
    [fee] = merchant.call("GET", "/v1/application_fees").body["data"]
    [transfer] = merchant.call("GET", "/v1/transfers").body["data"]
    returned = merchant.call("POST", f"/v1/application_fees/{fee['id']}/refunds", amount=1).body
    reversal = merchant.call("POST", f"/v1/transfers/{transfer['id']}/reversals", amount=1).body
    return [account, fee, transfer, returned, reversal]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_request_makes_the_simulator_fail(data: st.DataObject) -> None:
    """Every operation, with parameters that fit and that do not, answers an object, a list, or one error envelope."""
    merchant, known = FURNISHED
    route: Route = data.draw(st.sampled_from([route for route in ROUTES if route.operation != "files.contents"]))
    noise = data.draw(st.sampled_from([True, False, False]))
    path = route.path
    while "{}" in path:
        noun = path.split("/{}")[0].rsplit("/", 1)[-1]
        inner = "fr_" if path.startswith("/v1/application_fees/fee_") else None
        prefix = "" if noise else inner or PREFIXES[noun]
        path = path.replace("{}", data.draw(st.sampled_from([name for name in known if name.startswith(prefix)])), 1)
    params = data.draw(hashes(wire.tables()[route.operation], known, noise))

    answer = merchant.send(route.method, path, urlencode(wire.encode(params)))

    assert answer.status in (200, 400, 402, 403, 404)
    if answer.status == 200:
        assert "object" in answer.body
    else:
        assert set(answer.body) == {"error"}
        assert answer.body["error"]["message"]
        code = answer.body["error"].get("code")
        documented = code not in (None, "subscription_payment_intent_requires_action")  # recorded: that one has none
        assert ("doc_url" in answer.body["error"]) == documented
    assert answer.headers["Request-Id"].startswith("req_")


PREFIXES = {
    "subscriptions": "sub_", "subscription_items": "si_", "invoices": "in_", "invoiceitems": "ii_",
    "invoice_payments": "inpay_", "configurations": "bpc_", "test_clocks": "clock_", "tax_rates": "txr_",
    "credit_notes": "cn_", "meters": "mtr_", "lines": "",
    "payouts": "po_", "files": "file_", "file_links": "link_",
    "payment_intents": "pi_", "charges": "ch_", "refunds": "re_", "customers": "cus_", "payment_methods": "pm_",
    "sessions": "cs_", "payment_pages": "cs_", "events": "evt_", "webhook_endpoints": "we_",
    "disputes": "du_", "balance_transactions": "", "accounts": "", "setup_intents": "seti_",
    "mandates": "mandate_", "tokens": "tok_",
    "products": "prod_", "prices": "price_", "coupons": "", "promotion_codes": "promo_",
    "cash_balance_transactions": "ccsbtxn_",
    "topups": "tu_", "plans": "price_",
    "payment_links": "plink_", "application_fees": "fee_", "transfers": "tr_", "reversals": "trr_",
}  # fmt: skip

FURNISHED = furnished()


@given(st.text(alphabet="ab[]=&%20+é\x00", max_size=40))
def test_any_form_can_be_decoded(form: str) -> None:
    wire.decode(form)


NAMES = st.text(string.ascii_letters + string.digits + "_ü ", min_size=1, max_size=8)
LEAVES = st.text(max_size=10)
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=8)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine makes trees slowly, and no worse
@given(st.dictionaries(NAMES, TREES, max_size=4))
def test_a_form_says_what_was_encoded(tree: dict[str, Any]) -> None:
    """Decoding is the inverse of encoding, whatever stands in names and values."""
    assert wire.decode(urlencode(wire.encode(tree))) == tree


def test_a_number_of_any_length_is_answered() -> None:
    merchant, _ = FURNISHED
    answers = {digits: merchant.call("GET", "/v1/customers", limit="9" * digits) for digits in (3, 18, 19, 9000)}

    assert [answer.status for answer in answers.values()] == [200, 200, 400, 400]
    assert answers[9000].body["error"]["code"] == "parameter_invalid_integer"
