"""AC: what a page of another site has a browser send, in the name of whoever is signed in there, comes to nothing."""

from __future__ import annotations

from harness.scenario import (
    Capturing,
    CrossSite,
    Customer,
    DeskAcrossSites,
    Judge,
    Refunding,
    Sandbox,
    Target,
    Way,
    authorised_order,
    control,
    foreign_pages,
    last_delivery,
    needs_a_session,
    of_the_shop,
    part_of,
    proofs,
    resent_as_our_page,
    stimuli,
)

WAYS = {
    "a_form": foreign_pages.as_form_fields,
    "a_form_in_parts": foreign_pages.in_parts,
    "plain_text": foreign_pages.as_plain_text,
    "a_link": foreign_pages.as_a_link,
    "a_preflight": foreign_pages.after_a_preflight,
}


def _said(way: Way) -> str:
    return next(name for name, known in WAYS.items() if known is way).replace("_", " ")


def _judge(way: Way, page: CrossSite, verdict: Judge) -> None:
    verdict(
        proofs.refused_to_other_sites(_said(way), page.tried, own=page.own, exposed=page.exposed, by_name=page.by_name)
    )


@of_the_shop
@control("AC-02", "an-account-by")
@stimuli(**WAYS)
def test_another_site_for_an_account(target: Target, stimulus: Way, verdict: Judge) -> None:
    """A cookie goes along with whatever is sent to its shop; which page sent it, the shop must ask."""
    page = CrossSite(lambda: Customer.with_account(target, "sample"), stimulus)

    page.run()

    _judge(stimulus, page, verdict)


@of_the_shop
@control("AC-02", "a-guest-by")
@stimuli(**WAYS)
def test_another_site_for_a_guest(target: Target, stimulus: Way, verdict: Judge) -> None:
    """A basket in a cookie, an order that a cookie opens: a guest has a session too."""
    page = CrossSite(lambda: Customer.as_guest(target, "sample"), stimulus)

    page.run()

    _judge(stimulus, page, verdict)


@of_the_shop
@control("AC-02")
def test_another_site_for_the_refund_desk(target: Target, verdict: Judge) -> None:
    """Staff leaves the desk open in one tab, and reads mail in another."""
    desk = DeskAcrossSites(target, "refund")
    sample, twin = target.paid_order("sample"), target.paid_order("twin")
    target.settle(until=lambda: sample.fulfilled() and twin.fulfilled())

    desk.try_on(sample, part_of(sample, 10), list(WAYS.values()))
    desk.ask_rightly(twin, part_of(twin, 10), Refunding(twin).ask)

    verdict(proofs.refused_to_other_sites("any way", desk.tried, own=desk.own))


@of_the_shop
@control("AC-02")
def test_another_site_for_the_capture_desk(target: Target, verdict: Judge) -> None:
    """The same of what was only authorised."""
    desk = DeskAcrossSites(target, "capture")
    sample, twin = authorised_order(target, "sample"), authorised_order(target, "twin")

    desk.try_on(sample, sample.product.amount, list(WAYS.values()))
    desk.ask_rightly(twin, twin.product.amount, Capturing(twin).ask)

    verdict(proofs.refused_to_other_sites("any way", desk.tried, own=desk.own))


@of_the_shop
@control("AC-02")
def test_the_webhook_asks_for_no_page(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The provider has no token of the shop's pages, and no cookie: its signature is all that it brings."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")

    needs_a_session(sample)

    since = last_delivery(target)
    told = sandbox.deliver(sample.news)
    target.settle(until=sample.fulfilled)
    seen = sample.look()

    verdict(proofs.webhook_needs_no_page(told.answers, sample=seen, as_a_page=resent_as_our_page(target, since)))
