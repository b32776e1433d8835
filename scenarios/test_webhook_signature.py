"""WH-SIG: the webhook endpoint listens to the provider and to nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import pytest

from harness.scenario import (
    Field,
    Forgery,
    Judge,
    Moot,
    News,
    Order,
    PaymentKind,
    Sandbox,
    Target,
    Verdict,
    control,
    each_kind,
    forgeries,
    is_elsewhere,
    keys,
    kind,
    only,
    proofs,
    stimuli,
)


@control("WH-SIG-01")
@forgeries.of("WH-SIG-01")
def test_a_forged_delivery_changes_nothing(target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge) -> None:
    """A stranger says that an unpaid order was paid: nothing may come of it."""
    sample, blank = target.order("sample"), target.order("blank")
    with sandbox.holding_news():
        twin = target.paid_order("twin")

    forged = sandbox.deliver(forgery(sample.lies()))
    sandbox.deliver(twin.news)  # sent last: the twin is the sentinel too
    target.settle(until=twin.fulfilled)

    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))


BAD_NEWS = {"refunded": "refund", "disputed": "dispute"}


@control("WH-SIG-01", stimulus="bad-news")
@stimuli(**{name: name for name in BAD_NEWS})
def test_forged_bad_news_undoes_nothing(target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge) -> None:
    """A stranger says that a paid order was refunded or disputed: it stays what it is."""
    with sandbox.holding_news():
        sample, blank, twin = (target.paid_order(role) for role in ("sample", "blank", "twin"))
    for order in (sample, blank):
        sandbox.deliver(order.news)
    for order in (sample, blank):
        target.settle(until=order.complete)
        order.take_stock()

    forged = sandbox.deliver(sample.lies(BAD_NEWS[stimulus]).each(forgery="random-signature"))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("WH-SIG-01", stimulus="bad-news-declined")
def test_a_forged_decline_changes_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A stranger says that a payment failed which nobody has tried yet: the order waits as before."""
    sample, blank = target.order("sample"), target.order("blank")
    with sandbox.holding_news():
        twin = target.paid_order("twin")

    forged = sandbox.deliver(sample.lies("pay", **sandbox.instruments.declined[0]).each(forgery="random-signature"))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))


Forge = Callable[[News, Order], News]


def _amount(told: News, order: Order) -> News:
    return _altered(told, order, "amount", 1, order.product.amount)


def _live_flag(told: News, order: Order) -> News:
    live = order.side == "live"
    return _altered(told, order, "mode", not live, live)


def _order_reference(told: News, order: Order) -> News:
    (pointer, named), *_ = order.terms.referring(order.at_provider()).items()
    return order.saying(told, "references").each(set={pointer: type(named)()}, alter={pointer: named})


def _one_byte(told: News, _order: Order) -> News:
    return told.each(forgery="byte-changed")


def _payment(told: News, order: Order) -> News:
    """Of a genuine-looking event about another payment only the id of the payment is altered."""
    of_payment = [delivery for delivery in told.schedule if kind(delivery.event).startswith(order.about.told_by)]
    return _altered(told.planned(of_payment), order, "payment", f"{order.payment}0", order.payment)


def _event_id(told: News, order: Order) -> News:
    return _altered(told, order, "event", "evt_genuine", "evt_altered")


def _altered(told: News, order: Order, field: Field, signed: object, sent: object) -> News:
    """Return the news with one field as it was signed and as it is sent, in the one place that matters most."""
    (pointer, before), *_ = order.where(field, signed).items()
    (_, after), *_ = order.where(field, sent).items()
    return order.saying(told, field).each(set={pointer: before}, alter={pointer: after})


@control("WH-SIG-02")
@stimuli(
    one_byte=_one_byte,
    amount=_amount,
    live_flag=_live_flag,
    order_reference=_order_reference,
    payment_id=_payment,
    event_id=_event_id,
)
def test_one_changed_field_voids_the_delivery(target: Target, stimulus: Forge, verdict: Judge) -> None:
    """The body says what its signature does not cover: a single altered field makes the delivery a forgery."""
    _judge_signature(target, stimulus, verdict)


@control("WH-SIG-03")
@forgeries.of("WH-SIG-03")
def test_another_secret_signs_nothing(target: Target, forgery: Forgery, verdict: Judge) -> None:
    """A well-made signature by any other key than this endpoint's current secret is a forgery."""
    _judge_signature(target, lambda told, _order: forgery(told), verdict)


@control("WH-SIG-03", stimulus="test-mode-secret-in-live")
def test_the_secret_of_test_mode_signs_nothing_in_live(live_target: Target, verdict: Judge) -> None:
    """A secret of test mode leaks far more easily than a live one, so live must not believe it."""
    sandbox = live_target.sandbox
    test_endpoint = sandbox.world.endpoint("", side="test", provider=sandbox.provider)

    _judge_signature(live_target, lambda told, _order: told.each(sign_as=test_endpoint.id), verdict)


STILL_FRESH = 200
"""Seconds: well within the tolerance of 300 that the provider's helpers have."""


@control("WH-SIG-04")
@forgeries.of("WH-SIG-04")
def test_what_was_signed_long_ago_is_refused(target: Target, forgery: Forgery, verdict: Judge) -> None:
    """A delivery that somebody has caught can be sent again for ever, unless its age is looked at.

    The twin is old too, yet within the tolerance: a target that refuses whatever is not brand-new passes nothing.
    """
    _judge_signature(target, lambda told, _order: forgery(told), verdict, twin_aged=STILL_FRESH)


@control("WH-SIG-05")
@forgeries.of("WH-SIG-05")
def test_a_weaker_scheme_counts_for_nothing(target: Target, forgery: Forgery, verdict: Judge) -> None:
    """A scheme for the way back is a second door: the right digest in the wrong scheme is no signature."""
    _judge_signature(target, lambda told, _order: forgery(told), verdict)


# Of Stripe's form; the target knows neither.
OTHER_SECRETS = ("whsec_0000000000000000000000000000rota", "whsec_0000000000000000000000000000tion")


@only("stripe")
@control("WH-SIG-06")
@stimuli(newer_first=(1, 0), older_first=(0, 1), among_three=(1, 0, 2))
def test_any_one_of_several_signatures_is_enough(
    target: Target, sandbox: Sandbox, stimulus: tuple[int, ...], verdict: Judge
) -> None:
    """While a secret is replaced the provider signs with each that is valid, and the target knows one of them."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    secrets = (target.webhook_secret, *OTHER_SECRETS)
    rotating = sandbox.world.endpoint("", side=target.side, provider=sandbox.provider)
    chosen = [secrets[nth] for nth in stimulus]
    sandbox.world.change_endpoint(rotating.id, side=target.side, provider=sandbox.provider, secrets=chosen)

    delivered = sandbox.deliver(sample.news.each(sign_as=rotating.id))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    form = f"with {len(chosen)} signatures, of which number {stimulus.index(0) + 1} is by the secret that it knows,"
    verdict(proofs.accepted(form, sample=sample.look(), answers=delivered.answers, twin=twin.look()))


@control("WH-SIG-09", stimulus="source")
def test_signatures_are_compared_in_constant_time(target: Target, verdict: Judge) -> None:
    """The official helper does; what is written by hand is read, for timing from outside proves nothing."""
    path = target.webhook_path_as_written

    verdict(proofs.constant_time(target.stores.source(), canary=path))


@pytest.mark.lifecycle
@control("WH-SIG-10", stimulus="secret-replaced-at-the-provider")
@each_kind
def test_a_failed_verification_is_not_reported_as_success(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """Somebody rolled the secret and forgot the shop: a 2xx now would lose every event without a sound.

    What was refused comes again, as the provider's retries do, after both have one secret again. Where all was refused
    that is the old one; a target that said 2xx is started with the new one, for it may have kept what it was sent.
    """
    with sandbox.holding_news():
        twin = target.paid_order("twin", kind=stimulus)
        sample = target.paid_order("sample", kind=stimulus)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    told, since = sample.news, sandbox.position()  # as it is now: another event may come of it meanwhile
    with _secret_replaced(target) as new:
        answers = sandbox.deliver(told).answers
        accepted = any(answer.accepted for answer in answers)
        if accepted and sandbox.terms.verifying:  # who asks later, and hears no, must not have dropped it by then
            target.settle_soon(until=lambda: _asked(sandbox, since) >= len(answers))
        target.settle_briefly(until=sample.moved)
        in_doubt = sample.look()
        with target.instance.restarted_with(new) if accepted else nullcontext():
            if accepted:
                sandbox.deliver(told.refused(answers).each(headers=sandbox.terms.retry_headers))
                target.settle(until=sample.complete)
    if not accepted:
        sandbox.deliver(told.each(copy=1, headers=sandbox.terms.retry_headers))
        target.settle(until=sample.complete)

    verdict(proofs.failure_is_loud(answers, in_doubt=in_doubt, sample=sample.look(), twin=twin.look()))


def _asked(sandbox: Sandbox, since: int) -> int:
    """Return how often the provider was asked whether an event is genuine."""
    return sum(call.operation == sandbox.terms.verifying for call in sandbox.calls(since))


@contextmanager
def _secret_replaced(target: Target) -> Iterator[dict[str, str | None]]:
    """Replace the endpoint's secret at the provider alone; yields the setting with which the target would know it."""
    variable = keys.told(target, "webhook_secret")
    world, endpoint = target.sandbox.world, target.instance.endpoints[target.provider]
    new = world.endpoint("", side=target.side, provider=target.provider).secret
    world.change_endpoint(endpoint, side=target.side, provider=target.provider, secrets=[new])
    try:
        yield {variable: new}
    finally:
        old = [target.webhook_secret]
        world.change_endpoint(endpoint, side=target.side, provider=target.provider, secrets=old)


@control("WH-SIG-11")
@forgeries.of("WH-SIG-11")
def test_an_unverified_delivery_is_not_processed(
    target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge
) -> None:
    """Whoever finds the URL can POST to it; only the signature tells a stranger from the provider.

    All three orders are really paid and only the news is held back: a target that re-fetches sees the money, so
    nothing but the signature can stop the forgery.
    """
    with sandbox.holding_news():
        sample, twin, blank = map(target.paid_order, ("sample", "twin", "blank"))

    forged = sandbox.deliver(forgery(sample.news))
    sandbox.deliver(twin.news)  # sent last: the twin is the sentinel too
    target.settle(until=twin.fulfilled)

    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))


@only("paypal")
@control("WH-SIG-11", stimulus="while-nobody-can-verify")
def test_what_cannot_be_verified_now_does_not_get_in(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The provider is asked whether it has sent this, and breaks down: a stranger need only wait for such a moment."""
    with sandbox.holding_news():
        sample, twin, blank = map(target.paid_order, ("sample", "twin", "blank"))

    with sandbox.fault(sandbox.terms.verifying or "", "status", moment="before", status=500) as reached:
        forged = sandbox.deliver(sample.news.each(forgery="random-signature"))
        target.settle_soon(until=lambda: reached() > 0)
        target.settle_briefly(until=sample.moved)
        asked = reached() > 0
    if not asked:
        raise Moot(f"the target does not ask {sandbox.terms.title} whether an event is genuine")
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("WH-SIG-07")
@forgeries.of("WH-SIG-07")
def test_a_certificate_from_elsewhere_proves_nothing(
    target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge
) -> None:
    """Whoever fetches the certificate from where the sender says believes every sender, and can be sent anywhere."""
    since = sandbox.position()
    refused = _judged_signature(target, lambda told, _order: forgery(told))

    asked = [call.path for call in sandbox.calls(since) if is_elsewhere(call)]
    verdict(proofs.not_sent_anywhere(refused, asked))


ASKED_FOR = {"extra-query": "source=square"}
"""By forgery, the query of the address that its deliveries go to: the one which the signature is over."""


@control("WH-SIG-08")
@forgeries.of("WH-SIG-08")
def test_the_signed_address_is_the_configured_one(target: Target, forgery: Forgery, verdict: Judge) -> None:
    """A signature over an address that the request itself names is made by whoever sends the request."""
    asked_for = ASKED_FOR.get(forgery.name, "")
    verdict(_judged_signature(target, lambda told, _order: forgery(told).each(query=asked_for)))


def _judge_signature(target: Target, forge: Forge, verdict: Judge, *, twin_aged: int = 0) -> None:
    verdict(_judged_signature(target, forge, twin_aged=twin_aged))


def _judged_signature(target: Target, forge: Forge, *, twin_aged: int = 0) -> Verdict:
    """Tell a lie and a truth with the same bad signature, and a truth with none.

    A target that asks the provider cannot be lied to, so that only the truth shows whether it takes the signature. One
    that processes even the unsigned truth looks at no signature at all; that is WH-SIG-11's finding and not repeated.
    """
    sandbox = target.sandbox
    with sandbox.holding_news():
        unpaid = target.order("unpaid")
        sample, unsigned, twin, blank = map(target.paid_order, ("sample", "unsigned", "twin", "blank"))

    lie = sandbox.deliver(forge(unpaid.lies(), unpaid))
    truth = sandbox.deliver(forge(sample.news, sample))
    sandbox.deliver(unsigned.news.each(forgery="no-header"))
    sandbox.deliver(twin.news.each(aged=twin_aged))
    target.settle(until=twin.fulfilled)

    return proofs.bad_signature(
        lie.look(),
        truth.look(),
        unpaid=unpaid.look(),
        sample=sample.look(),
        unsigned=unsigned.look(),
        twin=twin.look(),
        blank=blank.look(),
    )
