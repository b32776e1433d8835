"""The control API from one answer to the next request, along the links of its OpenAPI document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ensure_resource_availability,
    response_schema_conformance,
    status_code_conformance,
)

from simulator.client import SimulatorProcess

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ensure_resource_availability,
]

SMALL = settings(
    max_examples=10,
    stateful_step_count=50,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same walks at every run, in a few seconds."""

ACTS = ("refund", "dispute")

PREFIXES = ("pi_", "ch_", "pm_")

MOMENT = 0.05
"""Seconds."""

PAID = {
    "amount": "1999",
    "currency": "eur",
    "payment_method": "pm_card_visa",
    "confirm": "true",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never",
}


@schemathesis.deserializer("application/octet-stream")
def _as_text(_: object, response: Response) -> str:
    """A snapshot: a link can carry text, and each byte is a character of this one."""
    return response.content.decode("latin-1")


@pytest.fixture
def own() -> Iterator[SimulatorProcess]:
    """A simulator in which worlds may be closed and replaced at will."""
    with SimulatorProcess.start(seed=7) as process:
        yield process


def test_whatever_follows_an_answer_is_answered_as_documented(own: SimulatorProcess) -> None:
    """In each world that is made somebody pays, or there would be no event to tell and no object to look at."""
    document = schemathesis.openapi.from_url(f"{own.control.base_url}/openapi.json")
    document.config.phases.stateful.inference.algorithms.clear()  # our links, and no guessed ones
    document.config.generation.with_security_parameters = False  # the token is ours to send
    document.config.generation.modes = [schemathesis.GenerationMode.POSITIVE]  # nonsense is sent by another test
    worlds = document.include(path_regex="^/worlds")
    answered: Counter[tuple[str, int]] = Counter()
    token = {"Authorization": f"Bearer {own.ready['control']['token']}"}
    session = requests.Session()
    closed: set[str] = set()

    class Walk(worlds.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: schemathesis.Case) -> None:
            _make_likely(case)

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            return {"headers": token, "session": session}

        def after_call(self, response: Response, case: schemathesis.Case) -> None:
            super().after_call(response, case)
            name = _operation(case)
            answered[name, response.status_code] += 1
            if name == "close_world" and response.status_code == 200:
                closed.add(case.path_parameters["world"])
            elif response.status_code == 201 and name in ("make_world", "restore_world"):
                closed.discard(response.json()["id"])
            else:
                assert response.status_code >= 400 or case.path_parameters.get("world") not in closed
            if (name, response.status_code) == ("make_world", 201):
                _pay(response.json()["providers"]["stripe"])

        def validate_response(self, response: Response, case: schemathesis.Case, **_: Any) -> None:
            case.validate_response(response, checks=CHECKS, recorder=self.recorder)

    Walk.run(settings=SMALL)

    done = {name for name, status in answered if status < 300}
    assert len(done) >= 20, f"the walks lead nowhere: {sorted(done)}"
    assert own.alive
    assert own.complaints == ""


def _operation(case: schemathesis.Case) -> str:
    return str(case.operation.definition.raw["operationId"])


def _make_likely(case: schemathesis.Case) -> None:
    """Say an act that there is, send a snapshot as it came, kill nobody, and wait for nothing longer than a moment."""
    body = case.body if isinstance(case.body, dict) else {}
    body.pop("kill", None)
    body.pop("process_group", None)
    match _operation(case):
        case "do_act":
            case.path_parameters["act"] = ACTS[len(case.path_parameters["act"]) % len(ACTS)]
        case "list_objects":
            if "prefix" in case.query:
                case.query["prefix"] = PREFIXES[len(case.query["prefix"]) % len(PREFIXES)]
        case "register_endpoint" if "url" in body:
            body |= {"url": "", "api_version": None}
        case "restore_world" if isinstance(case.body, str):
            case.body = case.body.encode("latin-1")
        case "wait_until_quiet" if _is_number(body.get("timeout")):
            body["timeout"] %= MOMENT
        case "get_feed" if _is_number(case.query.get("wait")):
            case.query["wait"] %= MOMENT
        case "deliver" if isinstance(body.get("schedule"), list):
            for one in body["schedule"]:
                if isinstance(one, dict) and _is_number(one.get("at")):
                    one["at"] %= 20


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _pay(stripe: dict[str, Any]) -> None:
    key = {"Authorization": f"Bearer {stripe['test']['secret_key']}"}
    assert httpx.post(f"{stripe['base_url']}/v1/payment_intents", data=PAID, headers=key, trust_env=False).is_success
