"""Test clocks are made, read, advanced and deleted by a call. Not: what happens on the way, see moving."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, find, standing
from simulator.stripe.errors import clocks as clock_errors
from simulator.stripe.flows.billing import canceling
from simulator.stripe.flows.billing.periods import Cycle, boundary
from simulator.stripe.flows.clocks import moving
from simulator.stripe.flows.clocks.living import by_their_clock
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_method import PaymentMethod, detached
from simulator.stripe.resources.subscription import ENDED, Subscription
from simulator.stripe.resources.test_clock import TOLD, TestClock
from simulator.world import Books


def create(command: Command) -> Outcome:
    """POST /v1/test_helpers/test_clocks: at any time, past or future."""
    params, books = command.params, command.books
    if books.livemode:
        raise clock_errors.not_in_live_mode()
    if params.get("customer") is not None:
        raise errors.not_simulated("a test clock for a customer who is there already", "customer")
    if params["frozen_time"] < naming.EPOCH:
        raise errors.not_simulated("a test clock before 2012-07-15", "frozen_time")
    clock = TestClock(
        id=naming.long(books, "clock_"),
        created=command.now,
        deletes_after=command.now + policy.CLOCK_LASTS,
        frozen_time=params["frozen_time"],
        name=params.get("name"),
    )
    changes = Changes()
    changes.put(clock)
    changes.tell(TOLD + "created", clock)
    changes.later.append(Later(clock.deletes_after, partial(delete_later, clock_id=clock.id)))
    return changes.outcome(clock)


def list_clocks(command: Command) -> Outcome:
    """GET /v1/test_helpers/test_clocks."""
    return Outcome(of_kind(command, TestClock, "/v1/test_helpers/test_clocks", lambda clock: not clock.deleted))


def advance(command: Command) -> Outcome:
    """POST /v1/test_helpers/test_clocks/{test_clock}/advance: the answer still shows where it was (documented)."""
    clock = standing(command.books, TestClock, command.ids[0])
    target = command.params["frozen_time"]
    if clock.status != "ready":
        raise clock_errors.underway()
    if target <= clock.frozen_time:
        raise clock_errors.not_later(target, clock.frozen_time)
    if target > _furthest(command.books, clock):
        raise clock_errors.too_far(target)
    changes, moved = moving.set_off(command.books, clock, target)
    return changes.outcome(moved)


def _furthest(books: Books, clock: TestClock) -> int:
    """Return to where it may be advanced: two intervals of its shortest subscription, two years if it has none."""
    cycles = [Cycle(clock.frozen_time, "year")]
    for subscription in _subscriptions(books, clock):
        for item in subscription.items:
            price: Price = books.objects[item.price]
            recurring = price.recurring or {}
            cycles.append(Cycle(clock.frozen_time, recurring["interval"], recurring["interval_count"]))
    if len(cycles) > 1:
        del cycles[0]
    return min(boundary(cycle, 2) for cycle in cycles)


def _customers(books: Books, clock: TestClock) -> Iterator[Customer]:
    yield from (one for one in books.of_kind(Customer) if one.test_clock == clock.id and not one.deleted)


def _subscriptions(books: Books, clock: TestClock) -> Iterator[Subscription]:
    names = {customer.id for customer in _customers(books, clock)}
    yield from (one for one in books.of_kind(Subscription) if one.customer in names and one.status not in ENDED)


def check_customers(books: Books, clock_id: str) -> str:
    """Return the id of a clock that one more customer may live by. Raises the refusals."""
    clock = find(books, TestClock, clock_id, "test_clock")
    if clock.deleted:
        raise errors.no_such("test clock", clock_id, "test_clock", in_path=False)
    if sum(1 for _ in _customers(books, clock)) >= policy.CLOCK_CUSTOMERS:
        raise clock_errors.too_many_customers(policy.CLOCK_CUSTOMERS)
    return clock.id


def check_subscriptions(books: Books, customer: Customer) -> None:
    """Raise the refusal for one subscription more than a customer of a test clock may have."""
    if customer.test_clock is None:
        return
    own = [one for one in books.of_kind(Subscription) if one.customer == customer.id and one.status not in ENDED]
    if len(own) >= policy.CLOCK_SUBSCRIPTIONS:
        raise clock_errors.too_many_subscriptions(policy.CLOCK_SUBSCRIPTIONS)


def delete(command: Command) -> Outcome:
    """DELETE /v1/test_helpers/test_clocks/{test_clock}: its customers go with it, and what they subscribed to ends."""
    clock = standing(command.books, TestClock, command.ids[0])
    return _deleted(command.books, clock).outcome(deleted_stub("test_helpers.test_clock", clock.id))


def delete_later(books: Books, clock_id: str) -> Outcome | None:
    """Its time is over (Stripe, `deletes_after`)."""
    clock = books.objects.get(clock_id)
    if not isinstance(clock, TestClock) or clock.deleted:
        return None
    return _deleted(books, clock).outcome(None)


def _deleted(books: Books, clock: TestClock) -> Changes:
    """That each customer's end is told as a deletion by hand is, is unconfirmed."""
    changes = Changes()
    then = by_their_clock(books, clock)
    for customer in list(_customers(books, clock)):
        changes.add(canceling.of_deleted(then, customer.id))
        for method in books.of_kind(PaymentMethod):
            if method.customer == customer.id:
                changes.put(detached(method))
        changes.put(replace(customer, deleted=True))
        changes.tell("customer.deleted", customer)
    gone = changes.put(replace(clock, deleted=True, agenda=()))
    changes.tell(TOLD + "deleted", gone)
    return changes
