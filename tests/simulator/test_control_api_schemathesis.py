"""The control API against its own OpenAPI document: whatever is sent, the answer is one that it documents."""

from collections import Counter

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from simulator.client import SimulatorProcess

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


DEEP = {"provider": "stripe", "side": "test"}


def test_every_answer_is_a_documented_one_and_none_a_5xx(simulator: SimulatorProcess) -> None:
    """Half of the calls go into a world that is there, or nothing but 404 would ever be seen."""
    document = schemathesis.openapi.from_url(f"{simulator.control.base_url}/openapi.json")
    there = {"world": simulator.control.new_world(seed=2).id, **DEEP}
    token = {"Authorization": f"Bearer {simulator.ready['control']['token']}"}
    answered: Counter[int] = Counter()
    session = requests.Session()

    for operation in document.get_all_operations():

        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy(), deep=booleans())
        def ask(case: schemathesis.Case, deep: bool) -> None:
            if deep and case.method != "DELETE":
                case.path_parameters |= {name: there[name] for name in case.path_parameters if name in there}
            reply = case.call(headers=token, session=session)
            case.validate_response(reply, checks=CHECKS)
            answered[reply.status_code] += 1

        ask()

    assert answered.keys() >= {200, 201, 404, 422}


def test_the_document_is_valid_openapi(simulator: SimulatorProcess) -> None:
    """No token is asked for it, and a generator of clients finds every schema that it names."""
    told = httpx.get(f"{simulator.control.base_url}/openapi.json", trust_env=False)

    validate(told.json(), cls=OpenAPIV31SpecValidator)


def test_operations_have_names_that_a_person_would_give(simulator: SimulatorProcess) -> None:
    told = httpx.get(f"{simulator.control.base_url}/openapi.json", trust_env=False).json()
    names = [operation["operationId"] for methods in told["paths"].values() for operation in methods.values()]

    assert {"make_world", "register_endpoint", "deliver", "set_fault", "advance_clock", "close_world"} <= set(names)
    assert len(names) == len(set(names))


def test_nothing_but_health_and_the_document_is_told_without_the_token(simulator: SimulatorProcess) -> None:
    open_ones = set()
    with httpx.Client(base_url=simulator.control.base_url, headers={"Authorization": "Bearer wrong"}) as stranger:
        for path, operations in stranger.get("/openapi.json").json()["paths"].items():
            for method in operations:
                if stranger.request(method, path).status_code != 401:
                    open_ones.add(path)

    assert open_ones == {"/health"}


def test_the_document_says_how_to_be_let_in(simulator: SimulatorProcess) -> None:
    told = httpx.get(f"{simulator.control.base_url}/openapi.json").json()

    assert told["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert all(
        operation["security"] == [{"HTTPBearer": []}]
        for path, operations in told["paths"].items()
        for operation in operations.values()
        if path != "/health"
    )
