"""AC: an order is opened by its owner, and by nobody else."""

from __future__ import annotations

from harness.scenario import Customer, Judge, Target, control, order_routes, proofs, reach_without_keys


@control("AC-01")
def test_another_customer(target: Target, verdict: Judge) -> None:
    """A number in an address is easily changed; what is behind it carries names and addresses."""
    owner, other = Customer(target, "sample"), Customer(target, "other")
    routes = order_routes(target)

    tried = [other.reach_for(owner, route) for route in routes]

    seen = owner.order.look()
    verdict(
        proofs.kept_private(
            "another customer",
            tried,
            owner=[owner.reach_for(owner, route) for route in routes],
            sample=seen,
            needs_key=owner.has_keys,
        )
    )


@control("AC-01")
def test_nobody(target: Target, verdict: Judge) -> None:
    """A link that was forwarded, found in a log or guessed arrives without session and token."""
    owner = Customer(target, "sample")
    routes = order_routes(target)

    tried = [reach_without_keys(owner, route) for route in routes]

    seen = owner.order.look()
    verdict(
        proofs.kept_private(
            "nobody",
            tried,
            owner=[owner.reach_for(owner, route) for route in routes],
            sample=seen,
            needs_key=owner.has_keys,
        )
    )


@control("AC-01")
def test_guessing(target: Target, verdict: Judge) -> None:
    """Whatever opens an order, its name alone or a token beside it, must not be the next number."""
    customers = [Customer(target, "sample") for _ in range(4)]

    by_name = [customer.id for customer in customers]
    by_key = [" ".join(customer.keys.values()) for customer in customers]

    keyed = all(by_key)
    verdict(proofs.unguessable("what opens an order" if keyed else "an order's name", by_key if keyed else by_name))
