"""Whether an answer of Square's looks as it is published: names, types, enums, what is always there.

The table is `simulator/square/table.json` (see make_table.py), of 2025-08-20 and with what the SDK's types have beside
it. What is absent is left out and never null (recorded), so a null is wrong everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from simulator.square import wire
from simulator.square.routes import match

_MADE = "id created_at updated_at"
_PAYMENT = f"{_MADE} amount_money status source_type location_id order_id total_money"
_TOTALS = "total_money total_tax_money total_discount_money total_tip_money total_service_charge_money net_amounts"

ALWAYS: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "Payment": _PAYMENT,
        "Order": f"location_id state {_TOTALS} net_amount_due_money source",
        "PaymentRefund": f"{_MADE} status amount_money payment_id order_id location_id",
        "PaymentLink": "id version url order_id created_at",
        "Customer": f"{_MADE} version creation_source",
        "Card": "card_brand last_4 exp_month exp_year fingerprint",
    }.items()
}
"""What every recording of an object has; the document requires next to nothing."""

TYPES: Mapping[str, Any] = {"s": str, "i": int, "n": (int, float), "b": bool}


ANSWERED: set[str] = set()
"""Operations of which a good answer was looked at in this process."""


def misfits(value: Any, node: Any, path: str = "") -> list[str]:
    """Return in which places a value is not what the table says, each with what is wrong there."""
    if value is None:
        return [f"{path} is null"]
    kind = node if isinstance(node, str) else next(iter(node))
    inner = None if isinstance(node, str) else node[kind]
    if kind == "m":
        return []
    if kind == "ref":
        lacking = sorted(ALWAYS.get(inner, frozenset()).difference(value)) if isinstance(value, dict) else []
        found = misfits(value, wire.table()["objects"][inner], path)
        return [*(f"{path}.{name} is missing" for name in lacking), *found]
    if kind == "enum":
        return [] if value in inner else [f"{path} is {value!r}, none of {inner}"]
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path} is {value!r}, and no list"]
        if not value:
            return [f"{path} is empty, and would be left out"]
        return [wrong for nth, one in enumerate(value) for wrong in misfits(one, inner, f"{path}[{nth}]")]
    if kind == "each":
        if not isinstance(value, dict):
            return [f"{path} is {value!r}, and no map"]
        return [wrong for name, one in value.items() for wrong in misfits(one, inner, f"{path}.{name}")]
    if kind == "fields":
        return _object(value, node, path)
    return _scalar(value, kind, inner, path)


def _object(value: Any, node: Mapping[str, Any], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} is {value!r}, and no object"]
    wrong = [f"{path}.{name} is missing" for name in node.get("required", ()) if name not in value]
    wrong += [f"{path}.{name} is unknown" for name in value if name not in node["fields"]]
    for name, one in value.items():
        if name in node["fields"]:
            wrong += misfits(one, node["fields"][name], f"{path}.{name}")
    return wrong


def _scalar(value: Any, kind: str, limits: Any, path: str) -> list[str]:
    if not isinstance(value, TYPES[kind]) or (kind != "b" and isinstance(value, bool)):
        return [f"{path} is {value!r}, and no {kind}"]
    most = limits[1] if limits else None
    if kind == "s" and most is not None and len(value) > most:
        return [f"{path} is longer than {most}"]
    return []


def check_answer(method: str, path: str, status: int, body: bytes) -> None:
    """Raise AssertionError if an answer is not of the shape that is published for its operation."""
    shown = json.loads(body)
    if status >= 300:
        wrong = misfits(shown["errors"], {"list": {"ref": "Error"}}, "errors")
        wrong += misfits(shown["payment"], {"ref": "Payment"}, "payment") if "payment" in shown else []
    else:
        found = match(method, path)
        assert found is not None, f"{method} {path} is no operation"
        operation = found[0].operation
        wrong = misfits(shown, wire.table()["operations"][operation]["answer"], operation)
        ANSWERED.add(operation)
    assert not wrong, "\n".join(wrong)


def check_event(body: bytes) -> dict[str, Any]:
    """Return the event of a delivery. Raises AssertionError if it is not of the shape that is published."""
    event: dict[str, Any] = json.loads(body)
    wrong = misfits(event, {"ref": wire.table()["events"][event["type"]]}, event["type"])
    assert not wrong, "\n".join(wrong)
    return event


def looked_at(answer: httpx.Response) -> None:
    """Look at an answer before the SDK sees it: a hook of the SDK's own HTTP client."""
    answer.read()
    check_answer(answer.request.method, answer.request.url.path, answer.status_code, answer.content)


async def looked_at_async(answer: httpx.Response) -> None:
    await answer.aread()
    check_answer(answer.request.method, answer.request.url.path, answer.status_code, answer.content)
