"""The target's secret key at the provider: a further one, one that expires, one that may do little. Not: judging it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from harness.failures import Moot, Stopped, WindowShut
from harness.observation import Sight
from harness.target import checkout, reconciling
from harness.target.capturing import authorised_order, captured_by_staff
from harness.target.purchase import offer_money
from harness.target.refunding import Refunding, part_of
from simulator.client import SimulatorError

if TYPE_CHECKING:
    from harness.descriptor.model import Flow
    from harness.target.order import Order
    from harness.target.target import Target

EXPIRED = "api_key_expired"


def told(target: Target, setting: str) -> str:
    """Return the name by which a start is told a setting of the provider. Raises WindowShut if it is not known."""
    name = target.instance.told_by(target.provider, setting)
    if name is None:
        raise WindowShut(
            f"how the target is told its {setting.replace('_', ' ')} is not known",
            needs=f"[provider.{target.provider}] {setting}_env, or [target] before_start",
        )
    return name


def another(target: Target) -> str:
    """Make a further secret key that may do everything; the old one goes on working beside it."""
    return target.sandbox.world.key(side=target.side, provider=target.provider).secret_key


@contextmanager
def expired(target: Target) -> Iterator[Callable[[], int]]:
    """Let the target's usual key expire for a while; yields a function that counts the calls that still bring it."""
    world, old = target.sandbox.world, target.instance.settings[target.provider]["secret_key"]
    since = target.sandbox.position()
    world.expire_key(old, side=target.side, provider=target.provider)
    try:
        yield lambda: sum(call.error_code == EXPIRED for call in target.sandbox.calls(since))
    finally:
        world.expire_key(old, expired=False, side=target.side, provider=target.provider)
    target.notebook.add("note", "the old key was valid again")


@contextmanager
def secret_rolled(target: Target) -> Iterator[None]:
    """Give the webhook endpoint another secret, start the target with it, and then let the old one end, for a while.

    Between the two the provider signs with both, if it is one that does. Raises WindowShut if nothing is known of how
    the target is told it.
    """
    variable, old = told(target, "webhook_secret"), target.webhook_secret
    world = target.sandbox.world
    valid = partial(
        world.change_endpoint,
        target.instance.endpoints[target.provider],
        side=target.side,
        provider=target.provider,
    )
    new = world.endpoint("", side=target.side, provider=target.provider).secret
    valid(secrets=[new, old])
    try:
        with target.instance.restarted_with({variable: new}):
            valid(secrets=[new])
            yield
    finally:
        valid(secrets=[old])


def narrow(target: Target) -> str:
    """Make a restricted key of the declared rights. Raises WindowShut if none are declared, or one is unknown."""
    needs = f"[provider.{target.provider}] rights: all that the key must be allowed, if it is a restricted one"
    if not target.sandbox.terms.narrow_keys:
        raise Moot(f"{target.sandbox.terms.title} has no keys that may do less than others")
    rights = target.descriptor.provider[target.provider].rights
    if not rights:
        raise WindowShut("what the target's key must be allowed is not declared", needs=needs)
    try:
        return target.sandbox.world.key(rights=rights, side=target.side, provider=target.provider).secret_key
    except SimulatorError as refused:
        raise WindowShut(str(refused), needs=needs) from None


def everything_once(target: Target) -> tuple[list[str], Sight | None]:
    """Do once whatever the descriptor says can be done; return what was done, and the first order once it was told of.

    What does not work here is left out: why, the provider's journal says.
    """
    bought: list[tuple[Order, Sight]] = []
    main, *others = [way for way in checkout.ways(target.descriptor) if not _is_captured_later(target, way)]
    acts: dict[str, Callable[[], object]] = {
        "a checkout with its payment and news": lambda: bought.append(_bought(target, main)),
        **{f"a checkout of {place}": partial(_bought, target, (place, flow)) for place, flow in others},
        "a visit to the page after payment": lambda: target.open_return_page(_order(bought), {}),
        "a refund": lambda: _given_back(_order(bought)),
        "a capture": lambda: _captured(target),
        "a reconciliation": lambda: reconciling.reconcile(target),
    }
    done = [what for what, act in acts.items() if _does(act)]
    return done, bought[0][1] if bought else None


def _does(act: Callable[[], object]) -> bool:
    try:
        act()
    except Stopped:  # not declared, or not possible here
        return False
    return True


def _is_captured_later(target: Target, way: tuple[str, Flow]) -> bool:
    capture = target.descriptor.capture
    others = target.descriptor.checkout.other
    return capture is not None and any(way[1] is others.get(name) for name in capture.ways)


def _bought(target: Target, way: tuple[str, Flow]) -> tuple[Order, Sight]:
    place, flow = way
    with target.sandbox.holding_news():
        tried = target.try_checkout(way=way, more={"payment_method": target.sandbox.instruments.good_method})
        order = target.adopted("sample", tried, flow, checkout.payment_of(tried, place, flow.payment))
        offer_money([order])
    target.sandbox.deliver(order.news)
    target.settle(until=order.fulfilled)
    return order, order.look()


def _order(bought: list[tuple[Order, Sight]]) -> Order:
    if not bought:
        raise Moot("there is no paid order")
    return bought[0][0]


def _given_back(order: Order) -> None:
    told = order.news
    with order.target.sandbox.holding_news():
        Refunding(order).ask(part_of(order, 50))
    order.target.sandbox.deliver(order.news.without(told))


def _captured(target: Target) -> None:
    with target.sandbox.holding_news():
        order = authorised_order(target, "sample")
    captured_by_staff(order, order.product.amount)
