"""What the checks of one provider read in a descriptor: its ways of checking out, and what they may buy."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.descriptor import read
from harness.descriptor.model import Coupon, Descriptor, Product
from harness.descriptor.one_provider import of_one_provider, providers_with_a_checkout

HERE = Path(__file__).parent
TEA = Product(sku="tea", amount=1999, currency="EUR")
MUG = Product(sku="mug", amount=1450, currency="usd")
VASE = Product(sku="vase", amount=900, currency="eur", stock=1)
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


def test_what_is_anothers_is_not_bought() -> None:
    others = {
        "products": {"tea": TEA, "vase": msgspec.structs.replace(VASE, provider="square")},
        "coupons": {"code": msgspec.structs.replace(CODE, provider="square")},
    }
    seen = of_one_provider(described(**others), "stripe").checkout

    assert (list(seen.products), list(seen.coupons)) == (["tea"], [])
