"""How a subscription is shown: whole, briefly, in an event; and a change that waits for its buyer. Not: its money.

Source: recorded replies and deliveries. In the answer to a merchant the last failure and the plan stand only where they
are asked for (`fields`). That a suspended one has no next billing time is unconfirmed; of a cancelled
one it is recorded.
"""

from __future__ import annotations

from typing import Any

from simulator.paypal.due_days import next_due
from simulator.paypal.moments import utc
from simulator.paypal.money import shown_brief
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.subscription import Failure, Revision, Subscription
from simulator.paypal.shapes.links import link
from simulator.paypal.shapes.plans import ENC_TYPE
from simulator.paypal.shapes.plans import terms as shown_terms
from simulator.paypal.terms import Terms, cycle_of, price_for
from simulator.world import Books

PLACE = "/v1/billing/subscriptions"
PAGE = "/webapps/billing/subscriptions"


def subscription(books: Books, value: Subscription, manner: str = "full") -> dict[str, Any]:
    """Return a subscription, keys in the recorded order. `manner` may name the fields that are asked for."""
    links = _links(books, value)
    if manner == "minimal":
        return {"status": value.status, "id": value.id, "create_time": utc(value.created), "links": links}
    of_event = manner == "event"
    made: dict[str, Any] = {"status": value.status}
    if value.note is not None:
        made["status_change_note"] = value.note
    made |= {
        "status_update_time": utc(value.status_updated),
        "id": value.id,
        "plan_id": value.plan,
        "start_time": utc(value.start),
        "quantity": value.quantity,
    }
    plan = books.objects.get(value.plan)  # a stock subscription has its own terms, and no plan
    terms: Terms = value.terms or plan.terms  # type: ignore[union-attr]  # that of another is never deleted
    if value.shipping_sent or value.since is not None:
        made["shipping_amount"] = shown_brief(value.shipping, terms.currency)
    if value.subscriber:
        made["subscriber"] = dict(value.subscriber)
    if value.since is not None:
        failure = value.last_failure if of_event or "last_failed_payment" in manner else None
        made["billing_info"] = _billing(value, terms, failure)
    made["create_time"] = utc(value.created)
    if value.updated != value.created:
        made["update_time"] = utc(value.updated)
    if value.custom_id is not None:
        made["custom_id"] = value.custom_id
    made["plan_overridden"] = value.terms is not None
    if "plan" in manner.split() and isinstance(plan, Plan):
        made["plan"] = _inline(value, plan)
    made["links"] = links
    return _in_event(made) if of_event else made


def _inline(value: Subscription, plan: Plan) -> dict[str, Any]:
    return {
        "product_id": plan.product,
        "name": plan.name,
        **({} if plan.description is None else {"description": plan.description}),
        **shown_terms(value.terms or plan.terms),
        "quantity_supported": plan.quantity_supported,
    }


def _in_event(made: dict[str, Any]) -> dict[str, Any]:
    """Put the keys in the order in which events have them, links with an encType (recorded)."""
    last = ("links", "id", "plan_overridden", "plan_id", "status", "status_update_time")
    made["links"] = [{**one, **ENC_TYPE} for one in made["links"]]
    ordered = {key: item for key, item in made.items() if key not in last} | {key: made[key] for key in last}
    return ordered | ({"auto_renewal": False} if "billing_info" in made else {})


def _billing(value: Subscription, terms: Terms, failure: Failure | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "outstanding_balance": shown_brief(value.outstanding, terms.currency),
        "cycle_executions": [
            {
                "tenure_type": cycle.tenure,
                "sequence": cycle.sequence,
                "cycles_completed": done,
                "cycles_remaining": max(0, cycle.total - done),
                "current_pricing_scheme_version": price_for(cycle, value.updated, value.since or value.created).version,
                "total_cycles": cycle.total,
            }
            for cycle, done in zip(terms.cycles, value.completed, strict=True)
        ],
    }
    if value.last_payment is not None:
        paid = value.last_payment
        made["last_payment"] = {"amount": shown_brief(paid.amount, terms.currency), "time": utc(paid.at)}
    if value.status == "ACTIVE" and value.due is not None:
        made["next_billing_time"] = utc(value.due)
        final = final_due(terms, value)
        if final is not None:
            made["final_payment_time"] = utc(final)
    made["failed_payments_count"] = value.failures
    if failure is not None:
        made["last_failed_payment"] = {
            "amount": shown_brief(failure.amount, terms.currency),
            "time": utc(failure.at),
            "reason_code": failure.reason,
            **({} if failure.retry_at is None else {"next_payment_retry_time": utc(failure.retry_at)}),
        }
    return made


def final_due(terms: Terms, value: Subscription) -> int | None:
    """Return when the last charge is due; None where nobody knows: it goes on until somebody ends it."""
    done, due = value.completed, value.due
    if due is None or any(cycle.total == 0 for cycle in terms.cycles):
        return None
    if value.attempt is not None:  # the cycle that is being paid is not one of those to come
        nth = value.attempt.cycle
        done = (*done[:nth], done[nth] + 1, *done[nth + 1 :])
    nth_next = cycle_of(terms, done)
    while nth_next is not None:
        done = (*done[:nth_next], done[nth_next] + 1, *done[nth_next + 1 :])
        following = cycle_of(terms, done)
        if following is not None:
            cycle = terms.cycles[nth_next]
            due = next_due(due, cycle.unit, cycle.count)
        nth_next = following
    return due


def _links(books: Books, value: Subscription) -> list[dict[str, str]]:
    place = f"{PLACE}/{value.id}"
    itself, edit = link(books, place, "self"), link(books, place, "edit", "PATCH")
    if value.status == "APPROVAL_PENDING":
        return [link(books, f"{PAGE}?ba_token={value.token}", "approve"), edit, itself]

    def action(name: str) -> dict[str, str]:
        return link(books, f"{place}/{name}", name, "POST")

    if value.status == "APPROVED":
        return [edit, itself, action("activate")]
    if value.status == "ACTIVE":
        return [action("cancel"), edit, itself, action("suspend"), action("capture")]
    if value.status == "SUSPENDED":
        return [action("cancel"), edit, itself, action("activate"), action("capture")]
    return [itself]


def revision(books: Books, value: Subscription, wanted: Revision, currency: str) -> dict[str, Any]:
    """Return a change that waits for the buyer (documented)."""
    place = f"{PLACE}/{value.id}"
    made: dict[str, Any] = {
        "plan_id": wanted.plan,
        "quantity": wanted.quantity,
        "plan_overridden": wanted.terms is not None,
        "shipping_amount": shown_brief(wanted.shipping, currency),
    }
    if wanted.address is not None:
        made["shipping_address"] = dict(wanted.address)
    made["links"] = [
        link(books, f"{PAGE}/update?ba_token={wanted.token}", "approve"),
        link(books, place, "edit", "PATCH"),
        link(books, place, "self"),
        *(link(books, f"{place}/{name}", name, "POST") for name in ("cancel", "suspend", "capture")),
    ]
    return made
