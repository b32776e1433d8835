"""SV: goods are released on the provider's own record, fetched now, and on nobody's word."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    Judge,
    Moot,
    News,
    Order,
    PaymentKind,
    Product,
    Race,
    Sandbox,
    Target,
    control,
    each_kind,
    made_in_the_browser,
    only,
    proofs,
    racing,
    stimuli,
)

ROUNDS = 2
ORDERS = 5
"""Orders that race at once, and how often: ten rounds."""

CHEAP = 51
"""Minor units: far below any price."""

Told = Callable[[Order], News]


def _not_paid(order: Order) -> News:
    return order.lies()


def _still_processing(order: Order) -> News:
    lies = order.lies()
    order.act("process")
    return lies


def _has_failed(order: Order) -> News:
    lies = order.lies()
    order.decline()
    return lies


def _was_cancelled(order: Order) -> News:
    lies = order.lies()
    order.act("cancel")
    return lies


def _no_such_payment(order: Order) -> News:
    return order.saying(order.lies(), "payment").each(set=order.where("payment", order.terms.no_such_payment))


@control("SV-01")
@stimuli(
    not_paid=_not_paid,
    still_processing=_still_processing,
    has_failed=_has_failed,
    was_cancelled=_was_cancelled,
    no_such_payment=_no_such_payment,
)
def test_a_signed_event_that_the_provider_denies_releases_nothing(
    target: Target, sandbox: Sandbox, stimulus: Told, verdict: Judge
) -> None:
    """The signature is genuine and the event says paid; the provider, when asked, says something else."""
    sample, blank = target.order("sample"), target.order("blank")
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        told = stimulus(sample)

    sandbox.deliver(told)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "a signed event said paid and the provider did not"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-01", stimulus="other-amount")
def test_the_amount_counts_that_the_provider_shows(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Half of the price was paid; the signed event claims that it was all of it."""
    price = target.product.amount
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        sample.pay(amount=price // 2)

    sandbox.deliver(sample.saying(sample.news, "amount").each(set=sample.where("amount", price)))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "half was paid and a signed event said all"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-02", stimulus="return-page")
@stimuli(plain=lambda _order: {}, says_succeeded=lambda order: order.terms.sent_back(order.payment))
def test_opening_the_return_page_releases_nothing(
    target: Target, sandbox: Sandbox, stimulus: Callable[[Order], dict[str, str]], verdict: Judge
) -> None:
    """Anybody can type the address of the page after payment; this buyer did, without having paid."""
    sample, blank = target.order("sample"), target.order("blank")
    with sandbox.holding_news():
        twin = target.paid_order("twin")

    target.open_return_page(sample, stimulus(sample))
    target.open_return_page(twin, stimulus(twin))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the return page was opened without a payment"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-02", stimulus="browser-claims")
def test_a_browsers_claim_to_have_paid_releases_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A browser can send whatever it likes to every address that takes part in a checkout."""
    sample, blank = target.order("sample"), target.order("blank")
    with sandbox.holding_news():
        twin = target.paid_order("twin")

    for claim in target.claims(sample):
        claim()
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "a browser claimed to have paid"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _told_as_the_others(target: Target, paid: Order, sample: Order) -> None:
    named = sample.terms.referring(sample.at_provider())
    target.sandbox.deliver(paid.saying(paid.news, "references").each(set=named))


def _shown_on_the_others_page(target: Target, paid: Order, sample: Order) -> None:
    if target.descriptor.return_ is None:
        raise Moot("the descriptor names no page to which a browser could bring a payment's id")
    target.open_return_page(sample, {paid.kind: paid.payment} | paid.terms.sent_back(paid.payment))
    target.open_return_page(sample, paid.terms.sent_back(paid.payment), presenting=paid)


@control("SV-03")
@stimuli(news_that_names_the_other=_told_as_the_others, return_page_of_the_other=_shown_on_the_others_page)
def test_a_payment_counts_for_its_own_order_only(
    target: Target, sandbox: Sandbox, stimulus: Callable[[Target, Order, Order], None], verdict: Judge
) -> None:
    """One order is really paid, and its payment is presented for another of the same price: only one is paid."""
    with sandbox.holding_news():
        paid, twin = target.paid_order("paid"), target.paid_order("twin")
        sample, blank = target.order("sample"), target.order("blank")

    stimulus(target, paid, sample)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the payment of another order was presented"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-03", stimulus="cheaper-order")
def test_a_cheap_payment_does_not_pay_a_dear_order(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Two products of different prices: the payment of the cheaper one is told, and shown, for the dearer one."""
    cheap, dear = _two_prices(target)
    with sandbox.holding_news():
        paid, twin = target.paid_order("paid", product=cheap), target.paid_order("twin")
        sample, blank = target.order("sample", product=dear), target.order("blank", product=dear)

    _told_as_the_others(target, paid, sample)
    if target.descriptor.return_ is not None:
        _shown_on_the_others_page(target, paid, sample)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = f"a payment of {cheap.amount} {cheap.currency} was presented for {dear.amount} {dear.currency}"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _two_prices(target: Target) -> tuple[Product, Product]:
    products = sorted(target.descriptor.checkout.plenty, key=lambda product: product.amount)
    if len({(product.amount, product.currency) for product in products}) < 2:
        raise Moot("the descriptor has products of one price only")
    return products[0], products[-1]


@only("paypal")
@control("SV-03", stimulus="made-in-the-browser")
def test_an_order_that_a_browser_made_pays_nothing_here(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The client id is public: a browser makes an order of a few cents that names the shop's, and captures it."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        made = made_in_the_browser(target, sample, CHEAP)

    sandbox.deliver(made)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = f"a payment of {CHEAP} that the buyer's browser made names an order of {target.product.amount}"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-03", stimulus="presented-twice")
def test_a_payment_that_is_presented_twice_counts_once(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The news comes, the page after payment is opened twice, the news comes again: one payment, one parcel."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")

    answers = list(sandbox.deliver(sample.news).answers)
    target.settle(until=sample.fulfilled)
    if target.descriptor.return_ is not None:
        for _ in range(2):
            target.open_return_page(sample, sample.terms.sent_back(sample.payment))
    answers += sandbox.deliver(sample.news.each(copy=1).in_turn()).answers
    target.settle_briefly(until=sample.over_complete)

    verdict(proofs.one_effect(sample.look(), answers))


@control("SV-03", stimulus="another-account")
def test_news_of_another_account_pays_nothing_here(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """With Connect an endpoint hears of every connected merchant: this one's payment names our order."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        elsewhere = sample.where("account", "acct_1AssaySomebodyElse")
        told = sample.saying(sample.lies(), "payment").each(
            set=elsewhere | sample.where("payment", sample.terms.no_such_payment)
        )

    sandbox.deliver(told)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "a payment of another merchant's account named the order"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("SV-04", stimulus="tab-closed")
@each_kind
def test_a_payment_completes_although_the_buyer_never_comes_back(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """The tab was closed after paying: the webhook alone completes the order, and a visit days later adds nothing."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample", kind=stimulus), target.paid_order("twin", kind=stimulus)

    sandbox.deliver(sample.news)
    racing.comes_back(target, twin)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)
    alone = sample.look()
    racing.comes_back(target, sample)

    verdict(proofs.completed_alone(sample=alone, again=sample.look(), twin=twin.look()))


@control("SV-04", stimulus="race")
@stimuli(
    webhook_inside_the_page=Race(held="page", inside=("webhook",)),
    webhook_inside_a_stale_page=Race(held="page", inside=("webhook",), before_the_money=True),
    page_inside_the_webhook=Race(held="webhook", inside=("page",)),
    both_have_read=Race(held="page", inside=("webhook",), together=True),
    two_pages_have_read=Race(held="page", inside=("page",), together=True),
)
def test_the_return_page_and_the_webhook_have_one_effect(
    target: Target, sandbox: Sandbox, stimulus: Race, verdict: Judge
) -> None:
    """The buyer comes back at the moment at which the webhook is worked on: each has read before the other writes."""
    orders: list[Order] = []
    met = []
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        for _ in range(ROUNDS):
            samples = [target.order("sample") for _ in range(ORDERS)]
            met += racing.run(target, samples, stimulus)
            orders += samples
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    met = racing.looked_again(target, orders, met)  # who works through a queue has come to the twin last

    verdict(proofs.one_effect_in_a_race(stimulus.told, met, twin=twin.look()))
