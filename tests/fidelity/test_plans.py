"""Plans, the older name of recurring prices: one thing with two faces, which the official SDK reads as either."""

from typing import Any

import pytest
import stripe

from tests.fidelity.catalogue_operations import MONTHLY, price, product
from tests.fidelity.conftest import Merchant

KEYS = (
    "id object active amount amount_decimal billing_scheme created currency interval interval_count livemode metadata "
    "meter nickname product tiers_mode transform_usage trial_period_days usage_type"
)


def test_a_plan_has_the_recorded_fields_and_is_a_price(merchant: Merchant) -> None:
    made = merchant.sdk.plans.create({**MONTHLY, "trial_period_days": 7, "expand": ["product"]})
    face = merchant.sdk.prices.retrieve(made.id)

    assert list(made.to_dict()) == KEYS.split()
    assert (made.amount, str(made.amount_decimal), made.interval) == (2000, "2000", "month")
    assert made.product.name == "tea"
    assert (face.unit_amount, face.type, face.product) == (2000, "recurring", made.product.id)
    assert (face.recurring.interval, face.recurring.trial_period_days) == ("month", 7)
    assert merchant.types() == ["product.created", "plan.created", "price.created"]


def test_a_recurring_price_is_a_plan_and_another_is_none(merchant: Merchant) -> None:
    sdk = merchant.sdk
    monthly, once = price(sdk, recurring={"interval": "month"}), price(sdk)

    assert sdk.plans.retrieve(monthly.id).interval == "month"
    assert [plan.id for plan in sdk.plans.list().data] == [monthly.id]
    with pytest.raises(stripe.InvalidRequestError, match="No such plan"):
        sdk.plans.retrieve(once.id)


def test_both_faces_are_told_of_a_change_and_of_the_end(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = sdk.plans.create({**MONTHLY, "id": "gold", "product": product(sdk).id})
    sdk.plans.update(made.id, {"metadata": {"a": "b"}, "nickname": "Gold"})
    told = [event.data.previous_attributes.to_dict() for event in sdk.events.list({"limit": 2}).data]
    gone = sdk.plans.delete("gold")

    assert told == [{"metadata": {"a": None}, "nickname": None}] * 2
    assert gone.to_dict() == {"id": "gold", "object": "plan", "deleted": True}
    assert merchant.types()[3:] == ["plan.updated", "price.updated", "plan.deleted", "price.deleted"]
    assert (sdk.plans.list().data, sdk.prices.list().data) == ([], [])
    for face in (sdk.plans, sdk.prices):
        with pytest.raises(stripe.InvalidRequestError, match="No such p"):
            face.retrieve("gold")
    with pytest.raises(stripe.InvalidRequestError, match="No such price"):
        sdk.payment_links.create({"line_items": [{"price": "gold", "quantity": 1}]})
    assert sdk.products.delete(made.product).deleted


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"amount": None}, "amount"),
        ({"product": None}, "product"),
        ({"product": "prod_none"}, "product"),
        ({"interval": "fortnight"}, "interval"),
        ({"currency": "xxd"}, "currency"),
    ],
)
def test_what_is_no_plan_is_refused(changed: dict[str, Any], param: str, merchant: Merchant) -> None:
    params = {name: value for name, value in {**MONTHLY, **changed}.items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.sdk.plans.create(params)

    assert refused.value.param == param
