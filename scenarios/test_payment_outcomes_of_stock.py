"""PAY: a piece whose payment came to nothing is sold to the next buyer, and to nobody else beside him."""

from __future__ import annotations

from harness.scenario import (
    Judge,
    News,
    Order,
    PaymentKind,
    Sandbox,
    Shelf,
    Target,
    Terms,
    control,
    of_each_provider,
    proofs,
    sold_out,
)

COPIES = 2


def _ends(terms: Terms) -> dict[str, object]:
    pages = {True: ("an-expired-page", 2), False: ("a-cancelled-payment", 1)}
    return {pages[kind.hosted][0]: (kind.name, pages[kind.hosted][1]) for kind in terms.kinds if kind.ends}


def _ended(order: Order) -> str:
    return "the page expired unpaid" if order.about.hosted else "the payment was cancelled"


@control("PAY-02", stimulus="stock-after")
@of_each_provider("stimulus", _ends)
def test_a_piece_that_was_not_paid_is_sold_to_the_next(
    target: Target, sandbox: Sandbox, stimulus: tuple[PaymentKind, int], verdict: Judge
) -> None:
    """The cart with the last piece is left behind; the next buyer gets it, and whoever comes back is too late."""
    kind, nth = stimulus
    shelf = Shelf(target, nth, kind=kind)
    shelf.sell_all_but_one()
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin", kind=kind), shelf.last_piece("sample")
        sample.end_unpaid()

    _told(sample.news, twin)
    failed = sample.look()
    _sold_on(shelf)

    how = _ended(sample)
    verdict(
        proofs.as_many_sold_as_there_are(
            how, failed=failed, sold=shelf.seen(), plain=sold_out(target), twin=twin.look()
        )
    )


@control("PAY-02", stimulus="stock-given-back-once")
def test_a_piece_comes_back_once_however_often_it_is_told(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The end of a payment is delivered again, and told by a second event: there is still one piece."""
    shelf = Shelf(target, 3)
    shelf.sell_all_but_one()
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), shelf.last_piece("sample")
        event = sample.end_unpaid()
        first = sample.news
        sample.act("retell", type=event)

    sandbox.deliver(first.each_again(COPIES))
    _told(sample.news.without(first), twin)
    failed = sample.look()
    _sold_on(shelf)

    how = f"{_ended(sample)}, which was told {COPIES + 2} times"
    verdict(
        proofs.as_many_sold_as_there_are(
            how, failed=failed, sold=shelf.seen(), plain=sold_out(target), twin=twin.look()
        )
    )


@control("PAY-02", stimulus="stock-after-a-decline-and-a-retry")
def test_a_declined_buyer_and_the_next_do_not_both_get_the_last_piece(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """A card is declined, somebody else wants the piece, and then the second card is good: one of the two has it."""
    shelf = Shelf(target, 4)
    shelf.sell_all_but_one()
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), shelf.last_piece("sample")
        sample.decline()

    _told(sample.news, twin)
    failed = sample.look()
    shelf.next_buyer(patient=False)
    shelf.pays(sample)
    shelf.next_buyer()

    how = "the card was declined, and the next one tried"
    verdict(
        proofs.as_many_sold_as_there_are(
            how, failed=failed, sold=shelf.seen(), plain=sold_out(target), twin=twin.look()
        )
    )


def _told(news: News, twin: Order) -> None:
    """Tell of the failure, and of the twin last: when that has moved, the failure has been heard."""
    twin.target.sandbox.deliver(news)
    twin.target.sandbox.deliver(twin.news)
    twin.target.settle(until=twin.fulfilled)


def _sold_on(shelf: Shelf) -> None:
    """Let the next buyer take the piece that came back; one more, and he who had left it, find it gone."""
    shelf.next_buyer()
    shelf.next_buyer()
    shelf.comes_back()
