"""Orders: made, read, changed by version, paid by approved payments, searched. Not: their prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, lists, naming, times
from simulator.square.command import Changes, Command, answer, find, found, milliseconds
from simulator.square.flows import charging, tills
from simulator.square.flows.locations import location_of
from simulator.square.flows.pricing import price
from simulator.square.resources import order as orders
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.shapes import orders as shapes
from simulator.world import Books

GIVEN = ("reference_id", "customer_id", "metadata", "ticket_name", "pricing_options")
"""What is shown as it was sent; a customer is not looked for (recorded)."""

PRICED = ("line_items", "taxes", "discounts", "service_charges", "fulfillments")

_CLEARED = re.compile(r"(\w+)(?:\[([^\]]{1,60})\])?(?:\.\w+)*\Z")

MOST_AT_ONCE = 100
"""Orders of one batch. Square, "Batch retrieve orders"."""


def create(command: Command) -> Outcome:
    """POST /v2/orders."""
    changes = Changes()
    order = changes.put(made(command.books, command.params.get("order")))
    changes.tell("order.created", order)
    return changes.outcome(answer(order=order))


def made(books: Books, given: Mapping[str, Any] | None, *, state: str | None = None) -> Order:
    """Return an order as it was sent, priced. Raises the refusal for what is missing or cannot be."""
    if given is None:
        raise errors.missing("order")
    if "location_id" not in given:
        raise errors.missing("order.location_id")
    location = location_of(books, given["location_id"])
    priced = price(books, given)
    now = milliseconds(books)
    return Order(
        id=naming.order(books),
        location_id=location.id,
        currency=location.currency,
        created_at=now,
        updated_at=now,
        state=_first_state(given, state),  # type: ignore[arg-type]  # checked to be one
        source_name=given.get("source", {}).get("name") or tills.source_name(books),
        priced=priced.shown,
        given={name: given[name] for name in GIVEN if name in given},
        total=priced.total,
        tax=priced.tax,
        discount=priced.discount,
        service_charge=priced.service_charge,
    )


def _first_state(given: Mapping[str, Any], state: str | None) -> str:
    asked = given.get("state", "OPEN")
    if asked not in ("OPEN", "DRAFT"):
        raise errors.invalid(f"An order cannot be created in state {asked}.", "order.state")
    return state or str(asked)


def get(command: Command) -> Outcome:
    return Outcome(answer(order=_order(command)))


def batch_get(command: Command) -> Outcome:
    """POST /v2/orders/batch-retrieve: those that there are, in the order asked for."""
    ids = command.params["order_ids"]
    if len(ids) > MOST_AT_ONCE:
        raise errors.error(400, "ARRAY_LENGTH_TOO_LONG", f"At most {MOST_AT_ONCE} orders.", "order_ids")
    location = command.params.get("location_id")
    orders_found = [one for one in (found(command.books, Order, object_id) for object_id in ids) if one is not None]
    return Outcome(answer(orders=[one for one in orders_found if location in (None, one.location_id)]))


def calculate(command: Command) -> Outcome:
    """POST /v2/orders/calculate: what an order would cost; nothing is stored."""
    order = made(command.books, command.params.get("order"))
    shown = shapes.order(command.books, order)
    for name in ("id", "created_at", "updated_at"):
        del shown[name]
    return Outcome(answer(order=shown))


def clone(command: Command) -> Outcome:
    """POST /v2/orders/clone: a new order, a draft, of the same content."""
    books = command.books
    before = find(books, Order, command.params["order_id"], "order", "order_id")
    _check_version(before, command.params.get("version"), "version")
    now, changes = milliseconds(books), Changes()
    order = replace(
        before, id=naming.order(books), created_at=now, updated_at=now, state="DRAFT", version=1, tenders=(),
        refunds=(), returned=0, returns=(), closed_at=None, link_id=None,
    )  # fmt: skip
    changes.put(order)
    changes.tell("order.created", order)
    return changes.outcome(answer(order=order))


# Changing.


def update(command: Command) -> Outcome:
    """PUT /v2/orders/{}: sparse; the version must be the current one, and lists of lines are merged by uid."""
    books, before, told = command.books, _order(command), command.params.get("order", {})
    if "version" not in told:
        raise errors.bad_request("Missing required parameter.", "order.version")
    _check_version(before, told["version"], "order.version")
    cleared = [_cleared(path) for path in command.params.get("fields_to_clear", ())]
    changes_money = any(name in told for name in PRICED[:4]) or any(name in PRICED[:4] for name, _ in cleared)
    if changes_money and before.captured:
        raise errors.bad_request("LineItems cannot be modified for finalized tenders.", "order.line_items")
    if before.state in ("COMPLETED", "CANCELED") and changes_money:
        raise errors.bad_request(f"Order is in state {before.state} and cannot be modified.", "order.state")
    now, changes = milliseconds(books), Changes()
    after, events = orders.move(_with_parts(books, before, told, cleared), _what(before, told), now)
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    if _fulfilled(before) != _fulfilled(after):
        changes.tell("order.fulfillment.updated", after)
    return changes.outcome(answer(order=after))


def _what(before: Order, told: Mapping[str, Any]) -> str:
    state = told.get("state", before.state)
    if state == before.state:
        return "changed"
    moves = {("DRAFT", "OPEN"): "opened", ("OPEN", "CANCELED"): "canceled", ("DRAFT", "CANCELED"): "canceled"}
    what = moves.get((before.state, state))
    if state == "COMPLETED" and before.state == "OPEN" and before.due == 0:
        what = "completed"
    if what is None or (what == "canceled" and before.captured):
        raise errors.bad_request(f"Order cannot move from state {before.state} to {state}.", "order.state")
    return what


def _with_parts(books: Books, before: Order, told: Mapping[str, Any], cleared: list[tuple[str, str | None]]) -> Order:
    """Return the order with what was sent in place of what it had, without what is to be cleared, priced anew."""
    parts: dict[str, Any] = {name: list(before.priced.get(name, ())) for name in PRICED}
    given = dict(before.given)
    for name, uid in cleared:
        if name in PRICED:
            parts[name] = [] if uid is None else [one for one in parts[name] if one.get("uid") != uid]
        elif name in GIVEN:
            given.pop(name, None)
    for name in PRICED:
        for one in told.get(name, ()):
            place = next((nth for nth, held in enumerate(parts[name]) if held.get("uid") == one.get("uid")), None)
            if place is None:
                parts[name].append(one)
            else:
                parts[name][place] = {**parts[name][place], **one}
    given |= {name: told[name] for name in GIVEN if name in told}
    asked = {name: [_asked(one) for one in parts[name]] for name in PRICED if parts[name]}
    priced = price(books, asked)
    return replace(
        before,
        priced=priced.shown,
        given=given,
        total=priced.total,
        tax=priced.tax,
        discount=priced.discount,
        service_charge=priced.service_charge,
    )


def _asked(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part without what Square has worked out."""
    return {name: value for name, value in shown.items() if not name.startswith("total_") and name != "applied_money"}


def _cleared(path: str) -> tuple[str, str | None]:
    read = _CLEARED.match(path)
    if read is None or read[1] not in (*PRICED, *GIVEN):
        raise errors.invalid(f"`{path}` is not a field that can be cleared.", "fields_to_clear")
    return read[1], read[2]


def _fulfilled(order: Order) -> list[tuple[str, str]]:
    return [(one["uid"], one["state"]) for one in order.priced.get("fulfillments", ())]


# Paying.


def pay(command: Command) -> Outcome:
    """POST /v2/orders/{}/pay: capture approved payments whose sum is the total; other ones of the order are voided."""
    books, params, order = command.books, command.params, _order(command)
    if params.get("order_version") is not None:
        _check_version(order, params["order_version"], "order_version")
    if order.state != "OPEN":
        if order.state == "COMPLETED":
            raise errors.already_paid()
        raise errors.bad_request(f"Order {order.id} is in state {order.state} and cannot be paid.", "order_id")
    chosen = [
        find(books, Payment, name, "payment", "payment_ids") for name in dict.fromkeys(params.get("payment_ids", ()))
    ]
    for one in chosen:
        if one.order_id != order.id:
            raise errors.invalid(f"Payment {one.id} is not of order {order.id}.", "payment_ids")
        if one.status != "APPROVED":
            raise errors.in_state(one.id, one.status)
    if sum(one.total for one in chosen) != order.total + sum(one.tip or 0 for one in chosen):
        raise errors.total_mismatch()
    now, changes = milliseconds(books), Changes()
    held = {one.id for one in chosen}
    for tender in order.tenders:
        other = found(books, Payment, tender.id)
        if other is not None and other.status == "APPROVED" and other.id not in held:
            charging.void(books, changes, other, now)
            order = _latest(changes, order)
    for one in chosen:
        charging.capture(books, changes, one, order, now)
        order = _latest(changes, order)
    if not chosen:
        order, events = orders.move(order, "completed", now)
        changes.put(order)
        for event in events:
            changes.tell(event, order)
    return changes.outcome(answer(order=order))


def _latest(changes: Changes, order: Order) -> Order:
    """Return the order as the changes so far have made it."""
    return next((one for one in reversed(changes.puts) if isinstance(one, Order) and one.id == order.id), order)


# Searching.


def search(command: Command) -> Outcome:
    """POST /v2/orders/search: up to 500 by default, newest first."""
    books, params = command.books, command.params
    locations = params.get("location_ids") or ()
    for name in locations:
        location_of(books, name)
    query = params.get("query", {})
    keeps = _filter(query.get("filter", {}), frozenset(locations))
    sort = query.get("sort", {})
    at = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "CLOSED_AT": "closed_at"}[
        sort.get("sort_field", "CREATED_AT")
    ]
    kept = [one for one in books.of_kind(Order) if keeps(one)]
    kept.sort(key=lambda one: getattr(one, at) or 0, reverse=sort.get("sort_order", "DESC") == "DESC")
    shown, cursor = lists.page(books, params, kept, default=500, most=1000)
    if params.get("return_entries"):
        entries = [{"order_id": one.id, "version": one.version, "location_id": one.location_id} for one in shown]
        return Outcome(answer(order_entries=entries, cursor=cursor), objects=tuple(one.id for one in shown))
    return Outcome(answer(orders=shown, cursor=cursor))


def _filter(told: Mapping[str, Any], locations: frozenset[str]) -> Any:
    states = frozenset(told.get("state_filter", {}).get("states", ()))
    customers = frozenset(told.get("customer_filter", {}).get("customer_ids", ()))
    names = frozenset(told.get("source_filter", {}).get("source_names", ()))
    kinds = frozenset(told.get("fulfillment_filter", {}).get("fulfillment_types", ()))
    stages = frozenset(told.get("fulfillment_filter", {}).get("fulfillment_states", ()))
    spans = [
        (name, *_span(told.get("date_time_filter", {}).get(name, {}), name))
        for name in ("created_at", "updated_at", "closed_at")
        if name in told.get("date_time_filter", {})
    ]

    def keeps(order: Order) -> bool:
        fulfillments = order.priced.get("fulfillments", ())
        return (
            (not locations or order.location_id in locations)
            and (not states or order.state in states)
            and (not customers or order.customer_id in customers)
            and (not names or order.source_name in names)
            and (not kinds or any(one.get("type") in kinds for one in fulfillments))
            and (not stages or any(one.get("state") in stages for one in fulfillments))
            and all(begin <= (getattr(order, name) or 0) < end for name, begin, end in spans)
        )

    return keeps


def _span(told: Mapping[str, Any], name: str) -> tuple[int, int]:
    read = []
    for edge, default in (("start_at", 0), ("end_at", times.LONGEST)):
        text = told.get(edge)
        at = default if text is None else times.read(text)
        if at is None:
            raise errors.invalid_time(str(text), f"query.filter.date_time_filter.{name}.{edge}")
        read.append(at)
    return read[0], read[1] + 1


def _order(command: Command) -> Order:
    return find(command.books, Order, command.ids[0], "order")


def _check_version(order: Order, version: int | None, field: str) -> None:
    if version is not None and version != order.version:
        raise errors.stale_version("order", version, order.version, order.id, field)
