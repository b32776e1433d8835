"""Whatever is sent, Square answers in its own manner: the simulator never fails where the real one would refuse."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.square import wire
from simulator.square.routes import Route, routes
from tests.simulator.square.furnished import furnished
from tests.simulator.square.inprocess import Answer, Seller

SELLER, KNOWN = furnished()

WORDS = st.sampled_from([
    "", "0", "1", "-1", "50", "1.5", "true", "USD", "XXX", "cnon:card-nonce-ok", "ccof:customer-card-id-ok", "CASH",
    "EXTERNAL", "https://example.com/x", "#new", "ü☕", "\x00", "2026-11-01T10:00:00Z", "PT1H", "P9D", "a@b.co", "7",
    "CANCEL", "ITEM", "ITEM_VARIATION", "payment.updated", "line_items[x]", "x" * 700,
])  # fmt: skip
NUMBERS = st.one_of(st.integers(-5, 5000), st.sampled_from([2**63, -(2**63), 10**30, 99_999_999, 100_000_000]))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(allow_nan=False), WORDS, st.sampled_from(KNOWN))
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2), max_leaves=5
)


def values(node: Any, noise: bool, depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw what fits the table; with `noise`, now and then what does not."""
    good = _fitting(node, noise, depth)
    return st.one_of(good, good, good, ANYTHING) if noise else good


def _fitting(node: Any, noise: bool, depth: int) -> st.SearchStrategy[Any]:
    kind = node if isinstance(node, str) else next(iter(node))
    inner = None if isinstance(node, str) else node[kind]
    if kind == "ref":
        return st.just({}) if depth > 5 else _fitting(wire.table()["objects"][inner], noise, depth)
    if kind == "enum":
        return st.sampled_from(inner)
    if kind == "list":
        return st.lists(values(inner, noise, depth + 1), max_size=2)
    if kind == "each":
        return st.dictionaries(WORDS, values(inner, noise, depth + 1), max_size=2)
    if kind == "fields":
        return _hashes(node, noise, depth)
    plain = {"i": st.integers(-2 if noise else 1, 5000), "b": st.booleans(), "n": st.floats(allow_nan=False)}
    return plain.get(kind, st.one_of(WORDS, st.sampled_from(KNOWN)) if kind == "s" else ANYTHING)


def _hashes(node: Any, noise: bool, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    names = sorted(set(node["fields"]) - set(node.get("read_only", ())))
    needed = [name for name in node.get("required", ()) if name in names and not noise]
    chosen = st.lists(st.sampled_from(names), max_size=4, unique=True) if names else st.just([])
    return chosen.flatmap(
        lambda some: st.fixed_dictionaries(
            {name: values(node["fields"][name], noise, depth + 1) for name in sorted({*needed, *some})}
        )
    )


def ask(route: Route, path: str, params: dict[str, Any]) -> Answer:
    if route.method in ("GET", "DELETE"):
        query = urlencode({name: value for name, value in params.items() if not isinstance(value, dict | list)})
        return SELLER.send(route.method, path, b"", query)
    return SELLER.send(route.method, path, json.dumps(params).encode())


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_request_makes_the_simulator_fail(data: st.DataObject) -> None:
    """Every operation, with parameters that fit and that do not, answers an object or one list of errors."""
    route: Route = data.draw(st.sampled_from(routes()))
    noise = data.draw(st.booleans())
    path = route.path
    while "{}" in path:
        path = path.replace("{}", data.draw(st.sampled_from(KNOWN)), 1)
    told = wire.table()["operations"][route.operation]
    node = told.get("body") or {"fields": told.get("query", {})}
    params = data.draw(values(node, noise).filter(lambda drawn: isinstance(drawn, dict)))

    answer = ask(route, path, params)

    assert answer.status in (200, 400, 403, 404, 501), answer.body
    assert ("errors" in answer.body) == (answer.status != 200)
    for error in answer.body.get("errors", []):
        assert error["category"]
        assert error["code"] in wire.table()["objects"]["ErrorCode"]["enum"], error
        assert error["detail"]
    assert answer.headers["Square-Version"] == "2026-09-16"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"1", b'"x"', b"{", b"\xff", b'{"a":' * 2000, b'{"a":NaN}', b"a=b&c=d"]
)
@pytest.mark.parametrize("path", ["/v2/payments", "/v2/orders", "/v2/customers", "/v2/webhooks/subscriptions"])
def test_a_body_that_is_no_object_is_refused(path: str, body: bytes) -> None:
    answer = SELLER.send("POST", path, body)

    assert (answer.status, answer.body["errors"][0]["category"]) == (400, "INVALID_REQUEST_ERROR") or (
        answer.status == 200 and path == "/v2/orders" and not body
    )


@given(st.text(max_size=60))
def test_any_cursor_is_refused_or_read(cursor: str) -> None:
    answer = SELLER.get("/v2/payments", urlencode({"cursor": cursor}))

    assert answer.status in (200, 400)
    assert answer.status == 200 or answer.code == "INVALID_CURSOR"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v2/no-such-thing", 404, "NOT_FOUND"),
        ("GET", "/v2/terminals/checkouts", 404, "NOT_FOUND"),
        ("DELETE", "/v2/payments", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/v2/payments/", 404, "NOT_FOUND"),
        ("GET", "/", 404, "NOT_FOUND"),
        ("POST", "/oauth2/token", 404, "NOT_FOUND"),
    ],
)
def test_what_is_not_served_is_refused_in_squares_manner(method: str, path: str, status: int, code: str) -> None:
    answer = SELLER.send(method, path)

    assert (answer.status, answer.code) == (status, code)


def test_what_the_simulator_does_not_know_is_marked_as_its_own_gap() -> None:
    seller = Seller()
    for path in ("/v2/terminals/checkouts", "/v2/payments/none", "/favicon.ico"):
        seller.get(path)
    told = {call.path: call.unsupported for call in seller.sandbox.journal.of(seller.world.id)}

    assert told == {"/v2/terminals/checkouts": True, "/v2/payments/none": False, "/favicon.ico": False}


@pytest.mark.parametrize("token", [None, "Bearer nobody", "Basic abc", "Bearer ", "Bearer {application}"])
def test_who_has_no_token_is_not_let_in(token: str | None) -> None:
    seller = Seller()
    told = (token or "").replace("{application}", seller.books.publishable_key)
    answer = seller.send("GET", "/v2/payments", headers={"authorization": told})

    assert (answer.status, answer.code) == (401, "UNAUTHORIZED")
    assert answer.body["errors"][0] == {
        "code": "UNAUTHORIZED",
        "detail": "This request could not be authorized.",
        "category": "AUTHENTICATION_ERROR",
    }
