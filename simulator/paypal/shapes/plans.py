"""How a plan is shown: whole, briefly, in a list. Not: what it costs.

Source: recorded replies: its links have an encType, the one that deactivates is called `self`, amounts have one decimal
where they can.
"""

from __future__ import annotations

from typing import Any

from simulator.paypal.moments import utc
from simulator.paypal.money import shown_brief
from simulator.paypal.resources.plan import Plan
from simulator.paypal.shapes.links import link
from simulator.paypal.terms import Cycle, Terms
from simulator.world import Books

ENC_TYPE = {"encType": "application/json"}


def plan(books: Books, value: Plan, manner: str = "full") -> dict[str, Any]:
    """Return a plan, keys in the recorded order."""
    place = f"/v1/billing/plans/{value.id}"
    links = [link(books, place, "self"), link(books, place, "edit", "PATCH")]
    if value.status == "ACTIVE":
        links.append(link(books, f"{place}/deactivate", "self", "POST"))
    else:
        links.append(link(books, f"{place}/activate", "self", "POST"))
    links = [{**one, **ENC_TYPE} for one in links]
    made: dict[str, Any] = {"id": value.id}
    if manner != "listed":
        made["product_id"] = value.product
    made |= {"name": value.name, "status": value.status}
    if value.description is not None:
        made["description"] = value.description
    made["usage_type"] = "LICENSED"
    if manner in ("listed", "minimal"):
        return {**made, "create_time": utc(value.created), "links": links[:1] if manner == "listed" else links}
    made |= terms(value.terms)
    made["quantity_supported"] = value.quantity_supported
    return {**made, "create_time": utc(value.created), "update_time": utc(value.updated), "links": links}


def terms(value: Terms) -> dict[str, Any]:
    """Return what is charged, as a plan and a subscription's own plan show it."""
    made: dict[str, Any] = {
        "billing_cycles": [_cycle(one, value.currency) for one in value.cycles],
        "payment_preferences": {
            "service_type": "PREPAID",
            "auto_bill_outstanding": value.auto_bill,
            "setup_fee": shown_brief(value.setup_fee, value.currency),
            "setup_fee_failure_action": value.fee_failure,
            "payment_failure_threshold": value.threshold,
        },
    }
    if value.tax is not None:
        made["taxes"] = {"percentage": _percentage(value.tax), "inclusive": value.inclusive}
    return made


def _percentage(text: str) -> str:
    """Return a percentage with a decimal: `10.0` for `10` (recorded)."""
    return text if "." in text else f"{text}.0"


def _cycle(value: Cycle, currency: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if value.price.amount is not None:
        made["pricing_scheme"] = {
            "version": value.price.version,
            "fixed_price": shown_brief(value.price.amount, currency),
            "create_time": utc(value.price.since),
            "update_time": utc(value.price.since),
        }
    return made | {
        "frequency": {"interval_unit": value.unit, "interval_count": value.count},
        "tenure_type": value.tenure,
        "sequence": value.sequence,
        "total_cycles": value.total,
    }
