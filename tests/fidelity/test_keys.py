"""Keys beside the first: rolled with an overlap, expired, restricted to some rights."""

from typing import Any

import pytest
import stripe

from simulator.stripe.rights import EXPANDED, RESOURCES, RIGHTS, lacking
from simulator.stripe.routes import ROUTES
from tests.fidelity.conftest import Merchant

INTENT = {"amount": 1999, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "off_session": True}


def using(merchant: Merchant, key: str) -> Any:
    return stripe.StripeClient(key, base_addresses={"api": merchant.base_url}).v1


def test_a_key_that_is_rolled_works_beside_the_new_one_until_it_expires(merchant: Merchant) -> None:
    old, new = merchant.view.secret_key, merchant.world.key().secret_key
    made = using(merchant, old).payment_intents.create(INTENT)

    assert new.startswith("sk_test_ASSAY")
    assert using(merchant, new).payment_intents.retrieve(made.id).amount == 1999
    merchant.world.expire_key(old)
    with pytest.raises(stripe.AuthenticationError) as refused:
        using(merchant, old).payment_intents.retrieve(made.id)
    assert (refused.value.http_status, refused.value.error.code) == (401, "api_key_expired")
    assert old[10:60] not in str(refused.value)
    assert using(merchant, new).payment_intents.retrieve(made.id).status == "succeeded"
    merchant.world.expire_key(old, expired=False)
    assert using(merchant, old).payment_intents.retrieve(made.id).id == made.id


def test_a_restricted_key_does_what_it_may_and_nothing_else(merchant: Merchant) -> None:
    key = merchant.world.key(rights=["payment_intent_write"]).secret_key
    narrow = using(merchant, key)
    made = narrow.payment_intents.create(INTENT)

    assert key.startswith("rk_test_ASSAY")
    assert narrow.payment_intents.retrieve(made.id).id == made.id
    with pytest.raises(stripe.PermissionError) as refused:
        narrow.refunds.create({"payment_intent": made.id})
    shown = refused.value
    assert (shown.http_status, shown.code, shown.error.type) == (403, None, "invalid_request_error")
    assert str(shown.user_message) == (
        f"The provided key 'rk_test_{'*' * (len(key) - 14)}{key[-6:]}' does not have the required permissions for this "
        f"endpoint on account '{merchant.view.account}'. Having the 'rak_charge_write' permission would allow this "
        "request to continue."
    )
    call = merchant.world.calls()[-1]
    assert (call.operation, call.status, call.lacks) == ("refunds.create", 403, "charge_write")
    assert merchant.sdk.refunds.list().data == []


def test_reading_is_no_writing_and_writing_is_reading(merchant: Merchant) -> None:
    made = merchant.sdk.payment_intents.create(INTENT)
    reader = using(merchant, merchant.world.key(rights=["payment_intent_read"]).secret_key)

    assert reader.payment_intents.retrieve(made.id).id == made.id
    with pytest.raises(stripe.PermissionError, match="rak_payment_intent_write"):
        reader.payment_intents.create(INTENT)
    with pytest.raises(stripe.PermissionError, match="rak_charge_read"):
        reader.payment_intents.retrieve(made.id, {"expand": ["latest_charge.refunds"]})


def test_every_operation_is_of_a_resource() -> None:
    """A resource that is forgotten would be open to every key."""
    assert [route.operation for route in ROUTES if lacking(frozenset(), route.operation, writes=False) is None] == []
    assert set(EXPANDED.values()) <= set(RESOURCES.values())
    assert all(lacking(RIGHTS, route.operation, writes=route.method != "GET") is None for route in ROUTES)
