"""A world with PayPal in it is written down and comes back: its objects, its tokens, and what follows by itself."""

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from simulator.client import SimulatorProcess, WorldClient
from simulator.paypal import flows, resources
from simulator.paypal.saving import STEPS, STORABLE
from simulator.snapshot.fields import has_fields
from tests.simulator.paypal.conftest import Api


def test_a_world_comes_back_as_it_was(simulator: SimulatorProcess, world: WorldClient, api: Api) -> None:
    order = api.order("10.00")
    world.act("pay", provider="paypal", object=order, captured=True)
    world.act("dispute", provider="paypal", object=order)
    api.post("/v1/catalogs/products", {"name": "Tea", "type": "PHYSICAL"})
    kinds = ("Order", "Capture", "Dispute", "Product")
    before = [world.objects(kind=kind, provider="paypal") for kind in kinds]
    saved = world.snapshot()
    world.close()
    again = simulator.control.restore(saved)
    seen = api.http.get(f"/v2/checkout/orders/{order}")
    after = [again.objects(kind=kind, provider="paypal") for kind in kinds]
    again.advance(241)
    told = [event.type for event in again.events(provider="paypal")]

    assert after == before
    assert all(before)
    assert (seen.status_code, seen.json()["status"]) == (200, "COMPLETED")
    assert told[-1] == "CUSTOMER.DISPUTE.UPDATED"


def test_a_subscription_goes_on_in_a_world_that_comes_back(
    simulator: SimulatorProcess, world: WorldClient, api: Api
) -> None:
    asked = {"name": "Tea", "amount": 1_000, "currency": "usd", "interval": "month"}
    plan = world.act("sell_plan", provider="paypal", **asked).answer["id"]
    name = world.act("subscribe", provider="paypal", plan=plan).answer["id"]
    world.act("change_card", provider="paypal", object=name, card="declined")
    world.advance(31 * 86_400)
    api.post(f"/v1/billing/subscriptions/{name}/revise", {"quantity": "2"})
    kinds = ("Plan", "Subscription", "Sale")
    before = [world.objects(kind=kind, provider="paypal") for kind in kinds]
    saved = world.snapshot()
    world.close()
    again = simulator.control.restore(saved)
    after = [again.objects(kind=kind, provider="paypal") for kind in kinds]
    again.act("pay", provider="paypal", object=name)  # agrees to the change
    again.act("pay", provider="paypal", object=name)
    again.advance(31 * 86_400)
    told = [event.type for event in again.events(name, provider="paypal")]

    assert after == before
    assert all(before)
    assert told[-4:] == [
        "BILLING.SUBSCRIPTION.PAYMENT.FAILED",
        "BILLING.SUBSCRIPTION.UPDATED",
        *["PAYMENT.SALE.COMPLETED"] * 2,
    ]


def test_every_resource_is_in_the_table() -> None:
    missing = {
        name
        for module in walk_packages(resources.__path__, f"{resources.__name__}.")
        for name, found in vars(import_module(module.name)).items()
        if isinstance(found, type) and has_fields(found) and found.__module__ == module.name
        if name not in STORABLE
    }

    assert missing == set()


def test_every_step_that_follows_is_in_the_table() -> None:
    named = set()
    for module in walk_packages(flows.__path__, f"{flows.__name__}."):
        found = import_module(module.name)
        for node in ast.walk(ast.parse(Path(str(found.__file__)).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "partial":
                named.add(eval(ast.unparse(node.args[0]), vars(found)))

    assert named == set(STEPS.values())
