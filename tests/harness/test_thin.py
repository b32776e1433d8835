"""What a check changes in a snapshot event is changed in a thin one, as far as there is anything to change."""

from typing import Any

import pytest

from harness.failures import Moot
from harness.thin import thinned
from simulator.schedules.schedule import one


@pytest.mark.parametrize(
    ("asked", "changed"),
    [
        ({}, {}),
        ({"/livemode": True, "/data/object/livemode": True}, {"/livemode": True}),
        ({"/type": "thing.happened"}, {"/type": "v1.thing.happened"}),
        (
            {"/data/object/id": "pi_1", "/data/object/payment_intent": "pi_1"},
            {"/related_object": {"id": "pi_1", "type": "payment_intent", "url": "/v1/payment_intents/pi_1"}},
        ),
        ({"/data/object/id": {"$ne": ""}}, {"/related_object/id": {"$ne": ""}}),
        ({"/data/object": {"object": "thing"}}, {"/related_object": None}),
        (
            {"/data/object": {"object": "thing", "id": "t_1"}},
            {"/related_object": {"id": "t_1", "type": "thing", "url": "/v1/thing/t_1"}},
        ),
        ({"/account": "acct_1"}, {"/context": "acct_1"}),
    ],
)
def test_a_change_of_the_object_is_one_of_the_reference(asked: dict[str, Any], changed: dict[str, Any]) -> None:
    (delivery,) = thinned(one("order/thing", set=asked, alter=asked))

    assert (delivery.set, delivery.alter) == (changed, changed)


def test_a_change_of_what_is_not_carried_is_no_question() -> None:
    with pytest.raises(Moot, match="there is no /data/object/amount to change"):
        thinned(one("order/thing", set={"/data/object/amount": 1}))
