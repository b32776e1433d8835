"""Proofs about the key with which a target calls its provider: it can be replaced, and little is enough. Not: leaks.

The rights of the real key are a matter of attestation: what is shown is that the declared ones are enough.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Sight
from harness.verdicts.proofs.telling import change, deaf, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def rolled(*, early: Sight, late: Sight | None, with_the_old: int = 0, twin: Sight, what: str = "key") -> Verdict:
    """Judge a key, or whatever else it is, that was rolled: the target was started with the new one, the old one ended.

    `early` was opened with the old key and told of after that; `late` was checked out afterwards (None: that did not
    work). `with_the_old` counts the calls that still came with the expired key, `twin` had its effect before.
    """
    if not twin.fulfilled:
        return deaf(twin)
    how = f"started with the new {what}, and the old one expired"
    still = f" ({with_the_old} calls still came with the old one)" if with_the_old else ""
    if late is None:
        return fail(f"{how}: no checkout works{still}", reach=1)
    for sight, which in ((early, "an order from before"), (late, "a new order")):
        if sight.fulfilled is None:
            return not_observable("the order's state could not be seen", needs=sight.shut)
        if not sight.fulfilled:
            return fail(f"{how}: {which} was paid and told of, and {change(sight)}{still}", reach=1)
        if wrong := wrong_counts(sight):
            return fail(f"{how}: of {which} {wrong}", reach=1)
    advice = (f"{with_the_old} calls came with the key that had expired",) if with_the_old else ()
    return passed(f"{how}: an order from before took effect, and so did a new one", advice=advice, reach=1)


def enough(
    rights: Sequence[str], *, done: Sequence[str], refused: Sequence[tuple[str, str]], sample: Sight | None
) -> Verdict:
    """Judge a key that has the declared `rights` and no other: `refused` are operations with the right they lacked."""
    if refused:
        operation, right = refused[0]
        more = f", and {len(refused) - 1} more calls" if len(refused) > 1 else ""
        return fail(f"the key may only {', '.join(rights)}: {operation} was refused for lack of {right}{more}", reach=1)
    if sample is None or not sample.fulfilled:
        seen = change(sample) if sample else "no checkout worked"
        return not_observable(f"no call was refused, and yet nothing can be said: {seen}", reach=0)
    return passed(f"{'; '.join(done)}: with a key that may only {', '.join(rights)}", reach=len(done))
