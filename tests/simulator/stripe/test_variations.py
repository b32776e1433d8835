"""What Stripe does not promise, varied: each set changes what it says and nothing else, and the SDK copes with all."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import stripe

from simulator.client import SimulatorError, SimulatorProcess, WorldClient
from simulator.schedules.variations import sets_of
from simulator.stripe.variations import MANNER, NEW_TYPE, SETS
from simulator.varying import NEW_FIELD, OTHER_SENTENCE, PAGE
from tests.simulator.receiver import Receiver
from tests.simulator.test_control_api import paid, sdk

CREATED: dict[str, Any] = {"amount": 700, "currency": "eur"}
DECLINED: dict[str, Any] = {
    **CREATED,
    "confirm": True,
    "payment_method": "pm_card_visa_chargeDeclined",
    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
}


def shown(world: WorldClient, path: str) -> dict[str, Any]:
    """Return what the API shows, keys in the order in which they were written."""
    provider = world.provider()
    answer = httpx.get(provider.base_url + path, auth=(provider.test.secret_key, ""), trust_env=False)
    body: dict[str, Any] = answer.json()
    return body


def test_each_set_says_what_it_varies_and_none_varies_by_itself(world: WorldClient) -> None:
    intent = paid(world)

    assert world.view.variations == ()
    assert all(SETS.values())
    assert tuple(SETS) == sets_of("stripe")
    assert len(intent.id) == len("pi_3") + 5 + 10 + 8
    assert NEW_FIELD not in shown(world, f"/v1/payment_intents/{intent.id}")


def test_properties_are_added_to_objects_and_events(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.vary(["fields"])
    intent = sdk(world).v1.payment_intents.create({**CREATED, "metadata": {"order": "7"}})  # type: ignore[typeddict-item]
    event = receiver.wait_for(1)[0].verified(endpoint.secret).to_dict()

    body = shown(world, f"/v1/payment_intents/{intent.id}")
    assert NEW_FIELD in body
    assert NEW_FIELD in body["payment_method_options"]["card"]
    assert body["metadata"] == {"order": "7"}
    assert NEW_FIELD in event
    assert NEW_FIELD in event["data"]["object"]


def test_properties_come_in_another_order_which_is_the_same_each_time(world: WorldClient) -> None:
    path = f"/v1/payment_intents/{paid(world).id}"
    before = shown(world, path)
    world.vary(["field-order"])
    after, again = shown(world, path), shown(world, path)

    assert after == before
    assert list(after) != list(before)
    assert list(after) == list(again)


def test_words_are_added_where_lists_of_words_grow(world: WorldClient) -> None:
    world.vary(["enum-values"])
    intent = sdk(world).v1.payment_intents.retrieve(paid(world).id, {"expand": ["latest_charge"]})
    card = intent.latest_charge.payment_method_details.card  # type: ignore[union-attr]

    with pytest.raises(stripe.CardError) as refused:
        sdk(world).v1.payment_intents.create(DECLINED)  # type: ignore[arg-type]

    assert card.brand == MANNER.new_word  # type: ignore[union-attr]
    assert intent.payment_method_types[-1] == MANNER.new_word
    assert intent.status == "succeeded"
    assert refused.value.code == "card_declined"
    assert refused.value.error.decline_code == MANNER.new_word  # type: ignore[union-attr]


def test_ids_are_longer_and_still_tell_payments_apart(world: WorldClient) -> None:
    world.vary(["id-lengths"])
    pairs = ((paid(world), paid(world)) for _ in range(20))
    first, second = next((one, other) for one, other in pairs if one.created == other.created)  # ids tell the second

    assert 100 < len(first.id) <= 255
    assert first.id[:100] == second.id[:100]
    assert first.id != second.id
    assert len(str(first.latest_charge)) > 100
    assert sdk(world).v1.payment_intents.retrieve(first.id).status == "succeeded"


def test_sentences_are_others_and_codes_stay(world: WorldClient) -> None:
    world.vary(["messages"])

    with pytest.raises(stripe.CardError) as refused:
        sdk(world).v1.payment_intents.create(DECLINED)  # type: ignore[arg-type]

    assert refused.value.user_message == OTHER_SENTENCE
    assert refused.value.code == "card_declined"
    assert refused.value.error.decline_code == "generic_decline"  # type: ignore[union-attr]


def test_events_of_types_that_are_new_follow_the_others(world: WorldClient, receiver: Receiver) -> None:
    everything = world.endpoint(receiver.url + "/everything")
    world.endpoint(receiver.url + "/chosen", enabled_events=("payment_intent.created",))
    world.vary(["event-types"])
    intent = sdk(world).v1.payment_intents.create(CREATED)  # type: ignore[arg-type]
    got = {
        (hook.path, hook.verified(everything.secret).type)
        for hook in receiver.wait_for(3)
        if hook.path.endswith("/everything")
    }

    assert [event.type for event in world.events(object=intent.id)] == [
        "payment_intent.created",
        f"payment_intent.{NEW_TYPE}",
    ]
    assert got == {
        ("/webhooks/stripe/everything", "payment_intent.created"),
        ("/webhooks/stripe/everything", f"payment_intent.{NEW_TYPE}"),
    }
    assert [hook.path for hook in receiver.got].count("/webhooks/stripe/chosen") == 1


def test_a_list_turns_what_was_made_in_one_second_and_pages_stay_whole(world: WorldClient) -> None:
    client = sdk(world)
    made = [client.v1.customers.create({"name": str(number)}) for number in range(12)]
    world.vary(["list-order"])
    listed = list(client.v1.customers.list({"limit": 5}).auto_paging_iter())

    assert sorted(customer.id for customer in listed) == sorted(customer.id for customer in made)
    assert [customer.created for customer in listed] == sorted((customer.created for customer in made), reverse=True)
    first = [customer.id for customer in made if customer.created == made[0].created]
    assert [customer.id for customer in listed if customer.created == made[0].created] == first


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_are_small_and_lose_nothing(world: WorldClient, *, backwards: bool) -> None:
    client = sdk(world)
    made = [client.v1.customers.create({"name": str(number)}).id for number in range(8)]
    world.vary(["page-sizes"])
    asked: Any = {"limit": 100, **({"ending_before": made[0]} if backwards else {})}
    page = client.v1.customers.list(asked)

    assert len(page.data) == PAGE
    assert page.has_more
    found = [customer.id for customer in page.auto_paging_iter()]
    assert found == (made[1:] if backwards else made[::-1])


def test_names_of_headers_are_written_in_small_letters(world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    world.vary(["header-case"])
    paid(world)
    hook = receiver.wait_for(1)[0]
    assert world.quiet()
    (record, *_) = world.deliveries()

    assert "stripe-signature" in record.request_headers
    assert "Stripe-Signature" not in record.request_headers
    assert hook.verified(endpoint.secret)


def test_a_world_may_vary_from_its_beginning_and_says_so(simulator: SimulatorProcess) -> None:
    world = simulator.control.new_world(seed=3, variations=["fields", "id-lengths"])
    try:
        assert world.view.variations == ("fields", "id-lengths")
        assert len(paid(world).id) > 100
    finally:
        world.close()


def test_a_set_that_there_is_not_is_refused_by_name(world: WorldClient) -> None:
    with pytest.raises(
        SimulatorError, match=r"there is none named 'colours'\. Write some of: amount-digits, enum-values"
    ):
        world.vary(["colours"])


def test_a_payment_is_made_whatever_varies(world: WorldClient, receiver: Receiver) -> None:
    """All sets at once, read by the official SDK, whose types know none of it."""
    endpoint = world.endpoint(receiver.url)
    world.vary(SETS)
    intent = paid(world)
    refund = sdk(world).v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    hooks = receiver.wait_for(1)

    assert intent.status == "succeeded"
    assert refund.status == "succeeded"
    assert all(hook.verified(endpoint.secret).id for hook in hooks)


def test_a_checkpoint_keeps_what_a_world_varied_in(world: WorldClient) -> None:
    world.vary(["id-lengths"])
    world.checkpoint()
    world.vary([])
    assert len(paid(world).id) < 100

    world.go_back()

    assert len(paid(world).id) > 100


def test_a_snapshot_keeps_what_a_world_varies_in(simulator: SimulatorProcess, world: WorldClient) -> None:
    world.vary(["id-lengths"])
    restored = simulator.control.restore(world.snapshot(), replace=True)

    assert restored.view.variations == ("id-lengths",)
    assert len(paid(restored).id) > 100
