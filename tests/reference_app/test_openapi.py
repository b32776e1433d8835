"""The published description of the API is true: whatever is sent, the answer is one that it describes."""

from __future__ import annotations

from collections import Counter

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans, one_of
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

GOOD_CHECKOUT = {"sku": "tea", "quantity": 1, "flow": "elements", "email": "ada@example.com"}


def test_every_answer_is_a_described_one_and_none_a_5xx(trade) -> None:
    """Half of the calls are about an order that is there, or nothing but 404 would ever be seen."""
    document = schemathesis.openapi.from_url(f"{trade.shop.url}/openapi.json")
    there = trade.shop.checkout()
    staff = {"Authorization": f"Bearer {trade.shop.env['ADMIN_TOKEN']}"}
    owner = {"X-Order-Token": there["token"]}
    answered: Counter[int] = Counter()

    for operation in document.get_all_operations():
        both = one_of(operation.ok().as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)

        @settings(max_examples=16, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=both, known=booleans())
        def ask(case: schemathesis.Case, known: bool) -> None:
            if known and "order" in case.path_parameters:
                case.path_parameters |= {"order": there["order"]}
            if known and isinstance(case.body, dict) and "sku" in case.body:
                case.body = dict(GOOD_CHECKOUT)  # or a created order would be a matter of luck
                case.headers = {}
            reply = case.call(headers={**staff, **owner} if known else None, timeout=40)
            case.validate_response(reply, checks=CHECKS)
            answered[reply.status_code] += 1

        ask()

    assert answered.keys() >= {200, 201, 400, 401, 404, 422}


def test_the_live_shop_publishes_no_description(own_trade) -> None:
    live = own_trade(SHOP_MODE="live").shop

    assert live.http.get("/openapi.json").status_code == 404
    assert live.http.get("/docs").status_code == 404
