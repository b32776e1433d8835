"""Proofs about money that goes back: refunds, disputes, and the books of both sides. Not: money that comes in."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import ProviderCall, Returned, Sight
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

READ = "[order] refunded: where the refunded amount stands"


def mirrors(steps: Sequence[tuple[str, Sight, Returned]], *, reach: int | None = None) -> Verdict:
    """Judge that after each step (what was done, what the target shows, what the provider's books say) both agree.

    `reach` is how many of the steps were told of at the dangerous moment, where they are to be.
    """
    for done, sight, books in steps:
        if sight.state is None:
            return not_observable("the order's state could not be seen", needs=sight.shut)
        if sight.refunded is None:
            return not_observable("the refunded amount cannot be read", needs=READ)
        if books.captured == 0:
            return not_observable(f"{done}: the order could not be paid")
        if sight.refunded != books.refunded:
            return fail(
                f"{done}: the target says {sight.refunded} {books.currency} went back, the provider {books.refunded}",
                reach=reach,
            )
        whole = books.refunded >= books.captured
        if whole and sight.state == "paid":
            return fail(f"{done}: all of it went back, and the order says {sight.state}")
        if books.refunded == 0 and sight.state == "refunded":
            return fail(f"{done}: nothing of it went back in the end, and the order says {sight.state}")
    if reach == 0:
        return not_observable(f"{steps[0][0]}: the news was not answered before the reply", reach=0)
    return passed("; ".join(f"{done}: {books.refunded} of {books.captured}" for done, _, books in steps), reach=reach)


def never_more(
    tried: str,
    *,
    books: Returned,
    most: int,
    calls: Sequence[ProviderCall],
    honest: int,
    expected: int | None = None,
    reach: int | None = None,
) -> Verdict:
    """Judge that no more than `most` went back, by the provider's books.

    `honest` is what a plain refund of another order gave back: a desk that refunds nothing proves nothing. `expected`
    is what must have gone back, where that is clear. The provider's own limit is per payment and not per order, so a
    desk that leaves the refusal to it is a finding of less weight. `reach` is how many calls met a fault, where one
    was set.
    """
    if reach == 0:
        return not_observable(f"{tried}: the target made no call that the fault could meet", reach=0)
    if honest == 0:
        return not_observable(
            "a plain refund gave nothing back: a closed desk proves nothing", needs="[refund] request"
        )
    if books.refunded > most:
        return fail(f"{tried}: {books.refunded} of {books.captured} went back, at most {most} may", reach=reach)
    unkeyed = [call for call in calls if not call.idempotency_key]
    if unkeyed:
        return fail(f"{tried}: a refund was asked for without an idempotency key", reach=reach)
    refused = [call for call in calls if call.status is not None and call.status == 400]
    if refused:
        return fail(
            f"{tried}: only the provider refused it; the target's own books would have let it through",
            severity="medium",
            reach=reach,
        )
    if expected is not None and books.refunded != expected:
        return fail(f"{tried}: {books.refunded} went back instead of {expected}", severity="high", reach=reach)
    return passed(f"{tried}: {books.refunded} of {books.captured} went back", reach=reach)


def dispute_stops(
    *, opened: Sight, closed: Sight, outcome: str, refunds: int | None, twin: Sight, held_is_known: bool
) -> Verdict:
    """Judge a dispute: seen while it is open, and rightly booked when it is `won` or `lost`.

    `opened` and `closed` are the order then; `refunds` counts refund calls that left while it was open (None: the
    target has no refund desk). `held_is_known`: the descriptor names a state of orders that wait for a person.
    """
    if not twin.fulfilled:
        return deaf(twin)
    if opened.state is None or closed.state is None:
        return not_observable("the order's state could not be seen", needs=opened.shut or closed.shut)
    if refunds:
        return fail(f"a refund left for the provider while the payment was disputed ({refunds} calls)")
    if opened.state == "paid" and not held_is_known:
        return not_observable(
            "the order's state does not show a dispute, and handling it may lie elsewhere",
            needs="[order.states] held: the target's word for an order that waits for a person",
        )
    if opened.state == "paid":
        return fail("the payment is disputed, and the order says paid as if nothing had happened")
    if outcome == "won" and closed.state != "paid":
        return fail(f"the dispute was won, and the order stays {closed.state}")
    if outcome == "lost" and closed.state == "paid":
        return fail("the dispute was lost and the money is gone, and the order says paid again")
    return passed(f"{opened.state} while it was open, {closed.state} when it was {outcome}")


def books_agree(entries: Sequence[tuple[Sight, Returned]]) -> Verdict:
    """Judge the books of both sides, order by order, in minor units: what the target calls paid or refunded.

    Only orders with an amount that both sides know are compared; a difference is named by its order.
    """
    shown = [(sight, books) for sight, books in entries if sight.state in ("paid", "refunded") and books.captured]
    compared = [(sight, books) for sight, books in shown if sight.amount is not None]
    if not compared:
        needs = "[order] amount, currency and refunded" if shown else "[checkout] requests"
        return not_observable("no order shows an amount that could be compared", needs=needs)
    for sight, books in compared:
        shown_amount = sight.amount if sight.captured is None else sight.captured
        if shown_amount != books.captured or (sight.currency or books.currency) != books.currency:
            owed = f"{shown_amount} {sight.currency or ''}".strip()
            return fail(
                f"{sight.order}: the target has {owed}, the provider took {books.captured} {books.currency}",
                severity="high",
            )
        if sight.refunded is not None and sight.refunded != books.refunded:
            return fail(
                f"{sight.order}: the target has {sight.refunded} as given back, the provider {books.refunded}",
                severity="high",
            )
    taken: dict[str, int] = {}
    for _, books in compared:
        taken[books.currency] = taken.get(books.currency, 0) + books.captured - books.refunded
    sums = ", ".join(f"{amount} {currency}" for currency, amount in sorted(taken.items()))
    return passed(f"{len(compared)} orders agree to the minor unit: {sums} kept")
