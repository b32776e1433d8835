"""Proofs about the target's calls to the provider, and about what it logs. Not: webhooks."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import ProviderCall, Scan, Sight
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def server_sets_price(
    tried: str, calls: Sequence[ProviderCall], *, honest: ProviderCall | None, expected: tuple[int, str], refused: bool
) -> Verdict:
    """Judge that the browser's price never reached the provider: the amount asked for is the catalogue's, `expected`.

    `honest` is what an untouched checkout asked for: if that already differs, the descriptor is wrong, not the target.
    """
    price = f"{expected[0]} {expected[1]}"
    if honest is None or honest.amount is None:
        return not_observable("an honest checkout asked the provider for no amount", needs="[checkout] requests")
    if (honest.amount, honest.currency) != expected:
        return not_observable(
            f"an honest checkout asked for {honest.amount} {honest.currency}, the descriptor says {price}",
            needs="[checkout.products.NAME] amount and currency",
        )
    created = [call for call in calls if call.amount is not None]
    for call in created:
        if (call.amount, call.currency) != expected:
            return fail(f"{tried}: the provider was asked for {call.amount} {call.currency} instead of {price}")
    if created:
        return passed(f"{tried}: ignored, the provider was asked for {price}")
    if refused:
        return passed(f"{tried}: refused")
    return not_observable(f"{tried}: accepted, yet the provider was asked for no payment")


def keyed(calls: Sequence[ProviderCall]) -> Verdict:
    """Judge that every call that may move money carried a key, and that no key served two different operations."""
    writes = [call for call in calls if call.writes and not call.keyless]
    if not writes:
        return not_observable("the target made no call that may move money", needs="[checkout] requests")
    if any(call.unsupported for call in writes):
        return Verdict(
            word="error", reason="gap in the simulator", summary="a call was made that the simulator does not know"
        )
    bare = [call for call in writes if not call.idempotency_key]
    if bare:
        return fail(f"{len(bare)} of {len(writes)} calls had no idempotency key, the first: {bare[0].operation}")
    by_key: dict[str, set[str]] = {}
    for call in writes:
        by_key.setdefault(call.idempotency_key or "", set()).add(call.fingerprint)
    shared = [key for key, operations in by_key.items() if len(operations) > 1]
    if shared:
        return fail(f"{len(shared)} idempotency keys were used for different operations")
    personal = [key for key in by_key if "@" in key]
    if personal:
        return fail(f"{len(personal)} idempotency keys carry an e-mail address")
    return passed(f"{len(writes)} calls, {len(by_key)} keys, none shared between operations")


def one_charge(fault: str, *, payments: int, captured: int, sample: Sight, reach: int, twin: Sight) -> Verdict:
    """Judge a `fault` on the reply: the provider's books hold one payment for the order, and the order ends paid.

    `payments` counts the payment objects made for this order, `captured` those of them that took money.
    """
    if reach == 0:
        return not_observable(f"{fault}: the target made no call that the fault could meet", reach=0)
    if not twin.fulfilled:
        return deaf(twin)
    if captured > 1 or payments > 1:
        return fail(f"{fault}: the provider holds {payments} payments for one order, {captured} paid", reach=reach)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if captured == 1 and not sample.fulfilled:
        return fail(f"{fault}: the money was taken and the order says {sample.state}", reach=reach)
    if captured == 0:
        return not_observable(f"{fault}: the order could not be paid afterwards", reach=reach)
    return passed(f"{fault}: one payment, and the order is {sample.state}", reach=reach)


def clean(scan: Scan, *, looked_for: str, needs: str = "[logs] files: the files that the target writes") -> Verdict:
    """Judge a search of logs or stores: an absence counts only if the harmless canary, sent the same way, was found."""
    if scan.hits:
        return fail(f"{looked_for} found: {'; '.join(scan.hits[:5])}")
    if scan.shut:
        return not_observable("there was nothing to search", needs=scan.shut)
    if not scan.canary_found:
        return not_observable(
            "a harmless canary sent the same way was not found, so what was searched shows too little to prove absence",
            needs=needs,
        )
    return passed(f"no {looked_for} in {scan.searched}; the harmless canary was found")
