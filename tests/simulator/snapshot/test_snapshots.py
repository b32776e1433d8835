"""A world is written down and comes back as it was: what it holds, what follows in it, and what comes next."""

import contextlib
import threading

import msgspec
import pytest
import stripe

from simulator import snapshot
from simulator.client import Control, Fault, SimulatorError, SimulatorProcess, WorldClient
from simulator.snapshot.file import MAGIC
from simulator.stripe.test_values import INSTRUMENTS
from tests.simulator.receiver import Receiver
from tests.simulator.test_control_api import paid, sdk

A_DAY = 86_400.0
CONFIRMED = {
    "amount": 1999,
    "currency": "eur",
    "confirm": True,
    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
}


def told(world: WorldClient) -> dict[str, object]:
    """Return all that the control API tells of a world."""
    prefixes = ("pi_", "ch_", "pm_", "cus_", "cs_", "re_", "txn_", "prod_", "price_", "acct_", "du_", "po_", "file_")
    return {prefix: world.objects(prefix) for prefix in prefixes} | {"events": world.events(), "faults": world.faults()}


def busy(world: WorldClient) -> stripe.PaymentIntent:
    """Let many different things happen; return the last payment."""
    client = sdk(world)
    customer = client.v1.customers.create({"email": "ada@example.com", "metadata": {"shop": "tea"}})
    for card in ("pm_card_visa", "pm_card_chargeDeclined", "pm_card_createDispute", "pm_card_threeDSecure2Required"):
        of_customer = {"customer": customer.id} if card == "pm_card_visa" else {}
        with contextlib.suppress(stripe.CardError):
            client.v1.payment_intents.create(
                {**CONFIRMED, **of_customer, "payment_method": card}  # type: ignore[arg-type]
            )
    price = client.v1.prices.create({"unit_amount": 450, "currency": "eur", "product_data": {"name": "Tea"}})
    coupon = client.v1.coupons.create({"percent_off": 25, "duration": "once"})
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price": price.id, "quantity": 2}],
            "discounts": [{"coupon": coupon.id}],
            "success_url": "http://127.0.0.1:1/done",
        }
    )
    world.act("pay", object=session.id)
    account = client.v1.accounts.create({"type": "standard", "country": "DE"})
    last = paid(world)
    client.v1.refunds.create({"payment_intent": last.id, "amount": 500})
    client.v1.payment_intents.create({"amount": 700, "currency": "eur"}, {"stripe_account": account.id})
    return last


def again(control: Control, world: WorldClient) -> WorldClient:
    return control.restore(world.snapshot(), replace=True)


def test_all_that_is_told_of_a_world_is_told_of_it_again(simulator: SimulatorProcess, world: WorldClient) -> None:
    busy(world)
    world.fault(Fault(operation="refunds.create", status=503, times=2))
    before = told(world)
    restored = again(simulator.control, world)

    assert told(restored) == before
    assert restored.view == world.view
    assert len(world.events()) > 10


def test_what_follows_by_itself_still_follows_and_the_same_ids_come_next(simulator: SimulatorProcess) -> None:
    """The book-keeping of two charges, a dispute and a refund are still to come when the world is written down."""
    first = simulator.control.new_world(seed=11)
    busy(first)
    saved = first.snapshot()

    def goes_on(world: WorldClient) -> tuple[object, list[str]]:
        world.advance(40 * A_DAY)
        kinds = [event.type for event in world.events()]
        return kinds, [name[-8:] for name in (paid(world).id, sdk(world).v1.customers.create({}).id)]

    went_on = goes_on(first)
    first.close()
    second = simulator.control.restore(saved)

    assert goes_on(second) == went_on
    assert "charge.dispute.created" in went_on[0]  # type: ignore[operator]
    second.close()


def test_the_clock_goes_on_from_where_it_stood(simulator: SimulatorProcess, world: WorldClient) -> None:
    then = world.advance(3 * A_DAY)
    saved = world.snapshot()
    world.advance(30 * A_DAY)
    restored = simulator.control.restore(saved, replace=True)

    assert 0 <= restored.advance(0) - then < A_DAY


def test_an_idempotency_key_is_still_answered_as_before(simulator: SimulatorProcess, world: WorldClient) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "order-1"}
    first = sdk(world).v1.payment_intents.create({"amount": 100, "currency": "eur"}, options)
    restored = again(simulator.control, world)

    assert sdk(restored).v1.payment_intents.create({"amount": 100, "currency": "eur"}, options).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        sdk(restored).v1.payment_intents.create({"amount": 101, "currency": "eur"}, options)


def test_what_was_found_by_a_search_is_found_again(simulator: SimulatorProcess, world: WorldClient) -> None:
    paid(world)
    world.advance(120)
    paid(world)
    restored = again(simulator.control, world)

    def found() -> int:
        return len(sdk(restored).v1.payment_intents.search({"query": "status:'succeeded'"}).data)

    assert found() == 1
    restored.advance(120)
    assert found() == 2


def test_held_news_and_retries_wait_on(simulator: SimulatorProcess, world: WorldClient, receiver: Receiver) -> None:
    receiver.status = 500
    world.endpoint(receiver.url, enabled_events=["payment_intent.succeeded"])
    paid(world)
    receiver.wait_for(1)
    assert world.quiet()
    world.hold_news()
    held = paid(world)
    restored = again(simulator.control, world)
    receiver.status = 200

    assert len(receiver.got) == 1
    restored.advance(7 * A_DAY)
    assert len(receiver.wait_for(2)) == 2, "the retry came due"
    assert restored.quiet()
    assert {event.held for event in restored.events(object=held.id)} == {True}
    restored.release()
    receiver.wait_for(3)


def test_no_card_number_is_in_it(world: WorldClient) -> None:
    for number in ("4242424242424242", "378282246310005", "4000000000009995"):
        intent = sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"})
        world.act("pay", object=intent.id, card=number)
    content = world.snapshot()

    assert not [number for number in INSTRUMENTS if number.encode() in content]


def test_a_world_that_is_open_is_replaced_only_on_request(simulator: SimulatorProcess, world: WorldClient) -> None:
    saved = world.snapshot()

    with pytest.raises(SimulatorError, match=rf"world '{world.id}' is open"):
        simulator.control.restore(saved)
    assert world.events() == []


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda _: b"PK\x03\x04", "no saved world"),
        (lambda content: content[:-9], "cut short"),
        (lambda content: content[:60] + b"?" + content[61:], "damaged"),
        (lambda _: MAGIC + b"\0\0\0\0", "no saved world"),
    ],
)
def test_what_is_no_snapshot_is_refused_in_a_sentence(
    simulator: SimulatorProcess, world: WorldClient, spoil: object, sentence: str
) -> None:
    with pytest.raises(SimulatorError, match=sentence):
        simulator.control.restore(spoil(world.snapshot()), replace=True)  # type: ignore[operator]
    assert world.events() == []


def test_a_snapshot_that_was_tampered_with_opens_nothing(simulator: SimulatorProcess, world: WorldClient) -> None:
    """Names stand for kinds and steps: one that no provider lists is refused, and nothing of it is looked up."""
    paid(world)
    good = snapshot.decode(world.snapshot())
    replace = msgspec.structs.replace
    evil = [
        replace(good, chunks=[replace(good.chunks[0], kind="os.system")]),
        replace(good, chunks=good.chunks[:1]),
        replace(good, chunks=[replace(chunk, count=5_000) for chunk in good.chunks]),
        replace(good, fields={**good.fields, "event": ["id", "os.system"]}),
        replace(good, fields={**good.fields, "event": good.fields["event"][1:]}),
        replace(good, books=[replace(good.books[0], due=[replace(good.books[0].due[0], step="os.system")])]),
        replace(good, books=[]),
        replace(good, format=99),
    ]
    for spoilt in evil:
        with pytest.raises(SimulatorError, match="cannot be read"):
            simulator.control.restore(bytes(snapshot.encode(spoilt)), replace=True)

    assert len(world.objects("pi_")) == 1


def test_calls_go_on_beside_a_snapshot(simulator: SimulatorProcess, world: WorldClient) -> None:
    """A call that is held while its world is replaced ends, and changes nothing of the new one."""
    fault = world.fault(Fault(operation="customers.create", action="hold", seconds=20))
    saved = world.snapshot()
    failed: list[Exception] = []

    def calling() -> None:
        try:
            sdk(world).v1.customers.create({}, {"max_network_retries": 0})
        except stripe.StripeError as lost:
            failed.append(lost)

    caller = threading.Thread(target=calling)
    caller.start()
    while not any(struck.holding for struck in world.faults()):
        pass
    restored = simulator.control.restore(saved, replace=True)
    restored.heal(fault)
    caller.join(10)

    assert not caller.is_alive()
    assert restored.objects("cus_") == []
