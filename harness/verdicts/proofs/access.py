"""Proofs about who may: others cannot open an order, its key cannot be guessed, and only staff gives money back."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence

from harness.observation import Door, Reached, Returned, Sight
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_applicable, not_observable, passed

REFUSALS = (401, 403, 404)
SERVER_ERROR = 500
GUESSABLE_BITS = 64
"""A key with fewer bits than this that change from order to order can be found by trying."""
ALPHABETS = (string.digits, "abcdef", string.ascii_lowercase[6:], string.ascii_uppercase, "-_")


def kept_private(
    who: str, tried: Sequence[Reached], *, owner: Sequence[Reached], sample: Sight, needs_key: bool
) -> Verdict:
    """Judge that `who` was shown nothing of an order that is not theirs, and changed nothing.

    `owner` is how the same requests were answered to the owner: only where he was shown something can others be
    refused it. Where an order needs no key beside its name, whether that can be guessed is another check.
    """
    if not any(reached.opened for reached in owner):
        return not_observable(
            "no declared request shows its own order to the owner", needs="[order] read, and [customers] routes"
        )
    if sample.moved:
        return fail(f"{who} changed an order of somebody else")
    if not needs_key:
        return passed("the order's name is its key; whether it can be guessed is judged beside this")
    opened = [reached for reached in tried if reached.opened]
    if opened:
        shown = "with private words of the owner" if opened[0].shown else "with the order"
        return fail(
            f"{len(opened)} of {len(tried)} requests by {who} were answered {shown}, the first: {opened[0].route}"
        )
    if sample.moved is None:
        return not_observable("whether the order changed could not be seen", needs=sample.shut)
    dead = {reached.route for reached in owner if not reached.opened}
    odd = [one for one in tried if one.status not in REFUSALS and one.names_order and one.route not in dead]
    advice = (f"{odd[0].route} answered {odd[0].status} instead of 403 or 404, without data",) if odd else ()
    own = f"{sum(reached.opened for reached in owner)} of {len(owner)} show it to its owner"
    return passed(f"{len(tried)} requests by {who} were shown nothing and changed nothing; {own}", advice=advice)


def unguessable(what: str, keys: Sequence[str]) -> Verdict:
    """Judge keys of several orders: enough of each must differ from order to order that trying is hopeless."""
    if len(set(keys)) < 2:
        return not_observable(f"{what} was seen only once", needs="[[checkout.requests]] save")
    bits = changing_bits(keys)
    if bits < GUESSABLE_BITS:
        return fail(f"{what} can be guessed: about {bits} bits of it change from order to order")
    return passed(f"about {bits} bits of {what} change from order to order")


def changing_bits(keys: Sequence[str]) -> int:
    """Return how many bits change at most: places that differ, times the alphabet that is used."""
    longest = max(map(len, keys))
    padded = [key.ljust(longest, "\0") for key in keys]
    places = sum(len(set(signs)) > 1 for signs in zip(*padded, strict=True))
    used = set("".join(keys))
    alphabet = sum(len(signs) for signs in ALPHABETS if used & set(signs))
    return int(places * math.log2(max(alphabet, 2)))


def needs_role(who: str, *, status: int, calls: int, books: Returned, honest: int) -> Verdict:
    """Judge a refund that was asked for by `who`, who is not staff.

    `status` is the answer, `calls` counts the target's calls for a refund that followed, `books` are the provider's of
    that order. `honest` is what the same request gave back to staff: a closed desk proves nothing.
    """
    asked = f"{who} asked for a refund"
    if books.refunded:
        return fail(f"{asked}, and {books.refunded} of {books.captured} {books.currency} went back")
    if calls:
        return fail(f"{asked}, and the provider was asked for it")
    if honest == 0:
        return not_observable("a refund that staff asked for gave nothing back", needs="[refund] request")
    if books.captured == 0:
        return not_observable("the order could not be paid: there was nothing to give back")
    return _refused(asked, "nothing went back", status)


def needs_role_to_capture(who: str, *, status: int, calls: int, books: Returned, held: bool, honest: int) -> Verdict:
    """Judge a capture that was asked for by `who`, who is not staff; otherwise as `needs_role`.

    `held`: the buyer's money is authorised, so that there is something to take. `honest` is what the same request took
    for staff.
    """
    asked = f"{who} asked for a capture"
    if books.captured:
        return fail(f"{asked}, and {books.captured} {books.currency} were taken")
    if calls:
        return fail(f"{asked}, and the provider was asked for it")
    if honest == 0:
        return not_observable("a capture that staff asked for took nothing", needs="[capture] request")
    if not held:
        return not_observable("the buyer's money is not held: there was nothing to take", needs="[capture] checkout")
    return _refused(asked, "nothing was taken", status)


def _refused(asked: str, nothing: str, status: int) -> Verdict:
    if 200 <= status < 300 or status >= SERVER_ERROR:
        return fail(f"{asked}: {nothing}, and the answer was {status}", severity="low")
    return passed(f"{asked} and was answered {status}; staff's went through")


def sent_nowhere_else(tried: str, *, elsewhere: Sequence[tuple[str, str]], honest: int) -> Verdict:
    """Judge where buyers were sent after `tried`: `elsewhere` are the addresses that lead to a foreign host, and where.

    `honest` counts the addresses that were seen in all, those of an ordinary checkout among them.
    """
    if elsewhere:
        where, address = elsewhere[0]
        return fail(f"{tried}: {where} leads to a foreign host ({address[:80]})")
    if honest == 0:
        return not_applicable("no address for a browser was given to the provider, and no reply sent anybody on")
    return passed(f"{tried}: all of {honest} addresses stay at home")


def no_doors(tried: int, opened: Sequence[Door], *, sample: Sight, twin: Sight) -> Verdict:
    """Judge routes for tests and for looking inside that were `tried` in live: which of them `opened` to a stranger.

    `sample` is an unpaid order that each was told of. The twin was paid: a shop that is not there shuts every door.
    """
    if sample.fulfilled:
        how = opened[0].request if opened else "one of the routes"
        return fail(f"{how} paid an order without money: {sample.before} → {sample.state}", severity="critical")
    if not twin.fulfilled:
        return deaf(twin)
    worst = sorted(opened, key=lambda door: not door.grave)
    if worst:
        more = f", and {len(worst) - 1} more" if len(worst) > 1 else ""
        told = f"{worst[0].request} answered {worst[0].status} to a stranger in live: {worst[0].what}{more}"
        return fail(told, severity=None if worst[0].grave else "medium")
    return passed(f"{tried} likely routes were tried in live, and none opened; others are not proven absent")
