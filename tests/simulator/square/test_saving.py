"""What of Square's books can be written down: every resource, every step, and a whole seller that comes back."""

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import httpx

from simulator.client import SimulatorProcess
from simulator.provider import Storable
from simulator.snapshot.fields import has_fields
from simulator.square import flows, resources
from simulator.square.saving import STEPS, STORABLE


def test_every_resource_is_in_the_table() -> None:
    missing = {
        f"{module.name}.{name}"
        for module in walk_packages(resources.__path__, f"{resources.__name__}.")
        for name, found in vars(import_module(module.name)).items()
        if isinstance(found, type) and has_fields(found) and found.__module__ == module.name
        if STORABLE.get(name, Storable(object)).kind is not found
    }

    assert missing == set()
    assert len(STORABLE) > 10


def test_every_step_that_follows_is_in_the_table() -> None:
    named = set()
    for module in walk_packages(flows.__path__, f"{flows.__name__}."):
        found = import_module(module.name)
        for node in ast.walk(ast.parse(Path(str(found.__file__)).read_text())):
            said = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and said in ("partial", "later.after"):
                step = node.args[0 if said == "partial" else 2]
                name = step.attr if isinstance(step, ast.Attribute) else getattr(step, "id", "")
                home = getattr(found, step.value.id) if isinstance(step, ast.Attribute) else found  # type: ignore[attr-defined]
                named.add(getattr(home, name))

    assert named == set(STEPS.values())


def test_a_seller_comes_back_from_a_snapshot(simulator: SimulatorProcess) -> None:
    world = simulator.control.new_world(seed=3)
    view = world.provider("square")
    told = {"Authorization": f"Bearer {view.test.credentials['access_token']}"}

    def call(method: str, path: str, body: object = None) -> dict[str, object]:
        answer = httpx.request(method, view.base_url + path, headers=told, json=body, trust_env=False)
        shown: dict[str, object] = answer.json()
        return shown

    money = {"amount": 8804, "currency": "USD"}
    body = {"idempotency_key": "k", "source_id": "cnon:card-nonce-ok", "amount_money": money}
    first = call("POST", "/v2/payments", body)
    kept = world.snapshot()
    world.close()
    back = simulator.control.restore(kept)

    assert call("POST", "/v2/payments", body) == first, "the key is known still"
    back.advance(3)
    assert call("GET", "/v2/disputes")["disputes"], "what was to follow does"
    back.close()
