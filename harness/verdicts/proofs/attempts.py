"""Proofs about repeated attempts at one purchase: clicked twice, declined, paid late. Not: webhooks that repeat."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import ProviderCall, Sight
from harness.verdicts.proofs.telling import deaf, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def one_purchase(how: str, *, orders: int, payments: int, took: int, sample: Sight, reach: int, twin: Sight) -> Verdict:
    """Judge a checkout that was repeated as `how` says: one order, and one payment that takes money.

    The buyer has offered money to every payment that was made, as each open page would: `took` counts those that took
    it. A payment that the target has closed in the meantime takes none.
    """
    if took > 1:
        return fail(f"{how}: {took} payments took the money of one purchase", reach=reach)
    if orders > 1:
        return fail(f"{how}: one purchase became {orders} orders", reach=reach)
    if reach == 0:
        return not_observable(
            f"{how}: no two attempts overlapped, or none met the fault: one request at a time is served", reach=0
        )
    if (short := _unpaid_or_wrong(how, took=took, sample=sample, reach=reach, twin=twin)) is not None:
        return short
    return passed(f"{how}: one order, {payments} made at the provider, one payment took money", reach=reach)


def _unpaid_or_wrong(how: str, *, took: int, sample: Sight, reach: int, twin: Sight) -> Verdict | None:
    """Judge an order whose one payment should have taken money; None if it did, and all that follows was done."""
    if not twin.fulfilled:
        return deaf(twin)
    if took == 0:
        return not_observable(f"{how}: the order could not be paid afterwards", reach=reach)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        return fail(f"{how}: the money was taken and the order says {sample.state}", reach=reach)
    if wrong := wrong_counts(sample):
        return fail(f"{how}: {wrong}", reach=reach)
    return None


def declined_once(
    decline: str,
    *,
    refused: Sequence[ProviderCall],
    answered: int | None,
    shown: Sight,
    corrected: Sequence[ProviderCall],
    took: int,
    again: Sight,
    twin: Sight,
) -> Verdict:
    """Judge one attempt that was refused, and the buyer's second one with another instrument.

    `refused` are the calls that the provider refused for the first press on *Pay*, everything that followed by itself
    included; `corrected` those that asked for money at the second. `answered` is the status that the buyer got for the
    first (None: the decline did not pass the target's server). `shown` is the order between the two.
    """
    reach = len(refused)
    if shown.fulfilled:
        return fail(f"{decline}, and the order was fulfilled", reach=reach)
    if reach > 1:
        return fail(f"{decline}: the provider was asked {reach} times for one press on Pay", reach=reach)
    if shown.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=shown.shut)
    if not twin.fulfilled:
        return deaf(twin)
    if reach == 0:
        return not_observable(f"{decline}: the provider was never asked", reach=0)
    used = {call.idempotency_key for call in refused if call.idempotency_key}
    if used & {call.idempotency_key for call in corrected}:
        return fail(f"{decline}: the second attempt, with another instrument, came under the old key", reach=reach)
    if took > 1:
        return fail(f"{decline}, and {took} payments took money afterwards", reach=reach)
    if took == 0:
        return fail(f"{decline}, and a second attempt with a good instrument was not possible", reach=reach)
    if not again.fulfilled:
        return fail(f"{decline}; the second attempt took the money and the order says {again.state}", reach=reach)
    if wrong := wrong_counts(again):
        return fail(f"{decline}; after the second attempt {wrong}", reach=reach)
    if answered is not None and answered >= 500:
        return fail(
            f"{decline}: the buyer was answered {answered} instead of being told", reach=reach, severity="medium"
        )
    return passed(f"{decline}: asked once, unpaid, and the second attempt succeeded under another key", reach=reach)


def never_asked_again(calls: Sequence[ProviderCall]) -> Verdict:
    """Judge all calls of a run: what was declined was not asked for again, of the same payment by the same instrument.

    No scenario presses *Pay* twice with an instrument that was declined, so whoever did was the target itself.
    """
    declined: set[tuple[str, tuple[str, ...]]] = set()
    for call in calls:
        asked = (call.fingerprint, call.payments)
        if asked in declined and not call.replayed:
            return fail(f"{call.operation} was asked for again by itself after the bank had said no")
        if call.declined:
            declined.add(asked)
    if not declined:
        return not_observable("no decline came back to the target's server", reach=0)
    return passed(f"{len(declined)} declines, none of them asked for again by itself", reach=len(declined))


def bought_nothing(
    what: str, tried: Sequence[tuple[str, Sight | None]], *, taken: Sequence[str], twin: Sight
) -> Verdict:
    """Judge that none of the instruments in `tried` bought anything in live, while real money (the twin) did.

    The sight is that of the order which the attempt left; None: it was refused and left none.
    `taken` are those by which the simulated provider itself took money: then nothing is known of the target.
    """
    if taken:
        summary = f"the simulated provider took a published test instrument for money: {taken[0]}"
        return Verdict(word="error", reason="gap in the simulator", summary=summary)
    for instrument, sight in tried:
        if sight is not None and sight.fulfilled:
            return fail(f"{what}: {instrument} bought something in live, and the provider took no money")
    unseen = [sight for _, sight in tried if sight is not None and sight.fulfilled is None]
    if unseen or not tried:
        needs = unseen[0].shut if unseen else None
        return not_observable("the orders' states could not be seen", needs=needs or "[order] read")
    if not twin.fulfilled:
        return deaf(twin)
    return passed(f"{what}: {len(tried)} of them bought nothing; real money did")


def tried_again(failure: str, *, failed: Sight, took: int, again: Sight, twin: Sight) -> Verdict:
    """Judge an order after `failure` (`failed`), and after the buyer's next attempt, which should pay it (`again`).

    `took` counts the payments of this purchase that took money in the end.
    """
    if failed.fulfilled:
        return fail(f"{failure}, and the order was fulfilled")
    if failed.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=failed.shut)
    if not twin.fulfilled:
        return deaf(twin)
    if took > 1:
        return fail(f"{failure}; then {took} payments took the money of one purchase")
    if took == 0:
        return fail(f"{failure}, and the buyer cannot try again: no payment takes money any more")
    if not again.fulfilled:
        return fail(f"{failure}; the next attempt took the money and the order says {again.state}")
    if wrong := wrong_counts(again):
        return fail(f"{failure}; after the next attempt {wrong}")
    return passed(f"{failure}: unpaid, and the next attempt paid it once")


def late_first(*, took: int, given_back: bool, sample: Sight, twin: Sight) -> Verdict:
    """Judge a first attempt whose money came late, while the buyer had tried again.

    Either no second payment could be made, or the money that came twice is seen: given back, or flagged on the order.
    """
    if sample.state is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not twin.fulfilled:
        return deaf(twin)
    if took == 0:
        return not_observable("neither of the two attempts could be paid")
    many = [name for name, wanted in sample.expected.items() if sample.effects.get(name, 0) > wanted]
    if many:
        return fail(f"the first attempt's money came late, and {many[0]} happened more than once")
    if took == 1:
        if not sample.fulfilled:
            return fail(f"the first attempt's money came late, and the order says {sample.state}")
        return passed(
            "while the first attempt was on its way no second one took money; its late success paid the order"
        )
    if given_back or sample.state in ("held", "refunded"):
        return passed(f"both attempts took money, and it is seen: the order says {sample.state}")
    return fail("both attempts took money: nothing was given back, and nothing on the order says so")


def unknown_outcome(
    fault: str, *, answers: Sequence[int | None], took: int, payments: int, sample: Sight, reach: int, twin: Sight
) -> Verdict:
    """Judge a `fault` on the reply by which the money was taken: one payment takes it, and nobody calls it a failure.

    `answers` are the statuses that the buyer got, from the first to the last attempt.
    """
    if reach == 0:
        return not_observable(f"{fault}: the target made no call that the fault could meet", reach=0)
    if took > 1:
        return fail(f"{fault}: {took} payments took the money of one purchase", reach=reach)
    if (short := _unpaid_or_wrong(fault, took=took, sample=sample, reach=reach, twin=twin)) is not None:
        return short
    if 402 in answers:
        return fail(f"{fault}: the money was taken and the buyer was told of a decline (402)", reach=reach)
    made = f"{payments} made at the provider" if payments > 1 else "one payment"
    return passed(f"{fault}: {made}, one took money, and the order is {sample.state}", reach=reach)
