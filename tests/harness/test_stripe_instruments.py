"""The harness's table of published test instruments against the simulator's, and what each does on the live side."""

from __future__ import annotations

import pytest

from harness.providers import stripe_instruments as instruments
from simulator.client import SimulatorProcess
from simulator.stripe import test_values as published


def test_the_harness_names_only_what_is_published() -> None:
    names = {name for group in instruments.METHODS.values() for name in group}

    assert names <= published.BY_NAME.keys()
    assert set(instruments.CARDS) <= published.INSTRUMENTS.keys()
    assert instruments.UNPUBLISHED_CARD not in published.INSTRUMENTS


@pytest.mark.parametrize(("method", "number"), instruments.DECLINES.values(), ids=instruments.DECLINES)
def test_a_declined_method_and_its_number_are_one_instrument(method: str, number: str) -> None:
    instrument = published.named(method)

    assert instrument is not None
    assert (instrument.number, instrument.decline is not None) == (number, True)


def test_no_published_instrument_takes_money_on_the_live_side() -> None:
    """Numbers, payment methods and tokens; what decline code each gets in live is unconfirmed."""
    every = [*published.INSTRUMENTS, *(f"{kind}{name}" for name in published.BY_NAME for kind in ("pm_card_", "tok_"))]
    with SimulatorProcess.start() as simulator:
        world = simulator.control.new_world(1)
        created = _intent(world.provider().base_url, world.provider().live.secret_key)
        for card in every:
            world.act("pay", "live", object=created, card=card)

            assert world.object(created, "live")["status"] == "requires_payment_method", card
        world.act("pay", "live", object=created, card=instruments.UNPUBLISHED_CARD)

        assert world.object(created, "live")["status"] == "succeeded"


def _intent(base_url: str, key: str) -> str:
    import stripe  # noqa: PLC0415 - one test needs it

    client = stripe.StripeClient(key, base_addresses={"api": base_url})
    return client.v1.payment_intents.create({"amount": 1999, "currency": "eur"}).id
