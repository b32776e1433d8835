"""A control API that fails is told in one sentence: the client never hands on what it could not read."""

from __future__ import annotations

import httpx
import pytest
import respx

from simulator.client import Control, SimulatorError

BASE = "http://127.0.0.1:4111"


@respx.mock(base_url=BASE)
def test_the_servers_own_sentence_is_the_error(respx_mock: respx.MockRouter) -> None:
    respx_mock.post("/worlds").respond(422, json={"error": "seed = 'x' is no integer"})

    with pytest.raises(SimulatorError, match="seed = 'x' is no integer"):
        Control(BASE, "token").new_world()


@respx.mock(base_url=BASE)
def test_an_answer_that_is_not_json_is_told_by_its_status(respx_mock: respx.MockRouter) -> None:
    respx_mock.post("/worlds").respond(502, html="<h1>Bad gateway</h1>")

    with pytest.raises(SimulatorError, match="answered 502 to POST /worlds"):
        Control(BASE, "token").new_world()


@pytest.mark.parametrize("broken", [httpx.ConnectError("refused"), httpx.ReadError("gone")])
@respx.mock(base_url=BASE)
def test_a_simulator_that_is_gone_is_told_with_its_address(
    broken: httpx.TransportError, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post("/worlds").mock(side_effect=broken)

    with pytest.raises(SimulatorError, match=r"the simulator at http://127\.0\.0\.1:4111 does not answer"):
        Control(BASE, "token").new_world()


@respx.mock(base_url=BASE)
def test_the_token_goes_with_every_call(respx_mock: respx.MockRouter) -> None:
    route = respx_mock.post("/worlds").respond(401, json={"error": "unknown token"})

    with pytest.raises(SimulatorError, match="unknown token"):
        Control(BASE, "token-1").new_world()

    assert route.calls.last.request.headers["Authorization"] == "Bearer token-1"
