"""What the checks of one provider read in a descriptor: its ways of checking out, and what they may buy."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.descriptor import read
from harness.descriptor.model import Coupon, Descriptor, Flow, HttpRequest, Product
from harness.descriptor.one_provider import of_one_provider, providers_with_a_checkout

HERE = Path(__file__).parent
TEA = Product(sku="tea", amount=1999, currency="EUR")
MUG = Product(sku="mug", amount=1450, currency="usd")
VASE = Product(sku="vase", amount=900, currency="eur", stock=1)
FLOW = Flow(requests=(HttpRequest(path="/buy"),), payment="payment_intent")
CODE = Coupon(field="coupon", codes=("A", "B"), percent=10)


def described(*, currencies: tuple[str, ...] = (), **sold: dict[str, Product] | dict[str, Coupon]) -> Descriptor:
    given = read(HERE / "good.toml")
    stripe = msgspec.structs.replace(given.provider["stripe"], currencies=currencies)
    checkout = msgspec.structs.replace(given.checkout, **sold)
    return msgspec.structs.replace(given, provider={"stripe": stripe}, checkout=checkout)


def test_a_descriptor_of_one_provider_is_read_as_it_stands() -> None:
    given = described(products={"tea": TEA, "vase": VASE}, coupons={"code": CODE})

    assert providers_with_a_checkout(given) == {"stripe"}
    assert of_one_provider(given, "stripe") == given


def test_only_what_the_account_can_be_paid_in_is_bought() -> None:
    given = described(products={"tea": TEA, "mug": MUG}, currencies=("eur",))

    assert list(of_one_provider(given, "stripe").checkout.products) == ["tea"]


def test_the_ways_of_others_are_not_there_for_the_main_provider_either() -> None:
    given = described(products={"tea": TEA})
    ours, others = (
        msgspec.structs.replace(FLOW, payment="checkout_session"),
        msgspec.structs.replace(FLOW, payment="square_payment"),
    )
    checkout = msgspec.structs.replace(given.checkout, other={"page": ours, "card": others})

    seen = of_one_provider(msgspec.structs.replace(given, checkout=checkout), "stripe").checkout

    assert list(seen.other) == ["page"]


def test_what_is_anothers_is_not_bought() -> None:
    others = {
        "products": {"tea": TEA, "vase": msgspec.structs.replace(VASE, provider="square")},
        "coupons": {"code": msgspec.structs.replace(CODE, provider="square")},
    }
    seen = of_one_provider(described(**others), "stripe").checkout

    assert (list(seen.products), list(seen.coupons)) == (["tea"], [])
