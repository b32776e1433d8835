"""AC: an order is opened by its owner, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from harness.scenario import (
    Customer,
    Judge,
    Reached,
    Target,
    control,
    cookie_keys,
    nobody_reaches_for,
    of_the_shop,
    proofs,
)


def _judge(verdict: Judge, who: str, owner: Customer, tried: Sequence[Reached]) -> None:
    """Look at the order right after others have reached for it, and only then let its owner open it himself."""
    seen = owner.order.look()
    verdict(proofs.kept_private(who, tried, owner=owner.ask_for_own(), sample=seen, needs_key=owner.has_keys))


@of_the_shop
@control("AC-01")
def test_another_customer(target: Target, verdict: Judge) -> None:
    """A number in an address is easily changed; what is behind it carries names and addresses."""
    owner, other = Customer(target, "sample"), Customer(target, "other")

    tried = other.reach_for(owner)

    _judge(verdict, "another customer", owner, tried)


@of_the_shop
@control("AC-01")
def test_nobody(target: Target, verdict: Judge) -> None:
    """A link that was forwarded, found in a log or guessed arrives without session and token."""
    owner = Customer(target, "sample")

    tried = nobody_reaches_for(owner)

    _judge(verdict, "nobody", owner, tried)


@of_the_shop
@control("AC-01")
def test_another_customer_after_payment(target: Target, verdict: Judge) -> None:
    """A receipt, an invoice, a refund to be asked for exist only then, and are routes of their own."""
    owner, other = Customer(target, "sample"), Customer(target, "other")
    with owner.paid():
        tried = [*other.reach_for(owner), *nobody_reaches_for(owner)]

        _judge(verdict, "another customer, and nobody, after the payment", owner, tried)


@of_the_shop
@control("AC-01")
def test_another_account(target: Target, verdict: Judge) -> None:
    """Being signed in says who is asking, and not whose order it is: each asks for the other's, with a good session."""
    owner, other = Customer.signed_in(target, "sample"), Customer.signed_in(target, "other")

    tried = other.reach_for(owner)

    _judge(verdict, "another account", owner, tried)


@of_the_shop
@control("AC-01")
def test_nobody_for_an_account(target: Target, verdict: Judge) -> None:
    """Pages of accounts stand behind a page to sign in; their addresses can be called without it."""
    owner = Customer.signed_in(target, "sample")

    tried = nobody_reaches_for(owner)

    _judge(verdict, "nobody", owner, tried)


@of_the_shop
@control("AC-01")
def test_a_guest_for_an_account(target: Target, verdict: Judge) -> None:
    """A guest has a token of an order, and not of this one."""
    owner, other = Customer.signed_in(target, "sample"), Customer(target, "other")

    tried = other.reach_for(owner)

    _judge(verdict, "a guest", owner, tried)


@of_the_shop
@control("AC-01")
def test_an_account_for_a_guest(target: Target, verdict: Judge) -> None:
    """A session is no token: an order that belongs to no account is not everybody's who has one."""
    owner, other = Customer(target, "sample"), Customer.signed_in(target, "other")

    tried = other.reach_for(owner)

    _judge(verdict, "an account", owner, tried)


@of_the_shop
@control("AC-01")
def test_another_account_after_payment(target: Target, verdict: Judge) -> None:
    """The same of an account's order."""
    owner, other = Customer.signed_in(target, "sample"), Customer.signed_in(target, "other")
    with owner.paid():
        tried = [*other.reach_for(owner), *nobody_reaches_for(owner)]

        _judge(verdict, "another account, and nobody, after the payment", owner, tried)


@of_the_shop
@control("AC-01")
def test_guessing(target: Target, verdict: Judge) -> None:
    """Whatever opens an order, its name alone, a token beside it or a cookie, must not be the next number."""
    customers = [Customer(target, "sample") for _ in range(4)]

    by_name = [customer.id for customer in customers]
    by_key = [" ".join(customer.keys.values()) for customer in customers]
    by_key = by_key if all(by_key) else cookie_keys(customers)

    verdict(proofs.unguessable("what opens an order" if by_key else "an order's name", by_key or by_name))
