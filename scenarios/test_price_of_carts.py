"""PR: the order is frozen while it is being paid."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import Cart, Judge, Moot, Sandbox, Target, control, of_the_shop, offer_money, proofs, stimuli


def _more(cart: Cart) -> bool:
    return cart.change(cart.target.product, 3)


def _swapped(cart: Cart) -> bool:
    others = [one for one in cart.target.descriptor.checkout.plenty if one.sku != cart.target.product.sku]
    if not others:
        raise Moot("the descriptor names no second product; [checkout.products.NAME] declares one")
    return cart.change(others[0], 1)


def _more_in_a_second_tab(cart: Cart) -> bool:
    taken = _more(cart)
    cart.check_out_again()
    return taken


def _lines(cart: Cart, before: str | None, owed: int) -> proofs.Lines:
    return proofs.Lines(before=before, after=cart.lines(), owed_before=owed, owed_after=cart.owed())


@of_the_shop
@control("PR-05")
@stimuli(more=_more, swapped=_swapped, second_tab=_more_in_a_second_tab)
def test_a_cart_is_changed_while_it_is_paid(
    target: Target, sandbox: Sandbox, stimulus: Callable[[Cart], bool], verdict: Judge
) -> None:
    """The payment was begun for one piece; before it is paid, three lie in the cart. One was paid for.

    In a second tab the fuller cart is checked out too, and the cheaper of the two payments is paid.
    """
    sample, twin = Cart(target, "sample"), Cart(target, "twin")
    first, twins_first = (sample.lines(), sample.owed()), (twin.lines(), twin.owed())

    taken = stimulus(sample)
    with sandbox.holding_news():
        offer_money([sample.order, twin.order])
    sandbox.deliver(sample.order.news)
    sandbox.deliver(twin.order.news)
    target.settle(until=twin.order.fulfilled)
    target.settle_soon(until=sample.order.fulfilled)

    verdict(
        proofs.frozen(
            "a cart changed while it was being paid",
            _lines(sample, *first),
            taken=taken,
            sample=sample.order.look(),
            twin=twin.order.look(),
            twin_lines=_lines(twin, *twins_first),
        )
    )
