"""Proofs about what is shown of a card, and what stands in addresses. Not: logs and stores (`calls.py`)."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Surface
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def at_most_masked(what: str, seen: Sequence[Surface], *, needs: str) -> Verdict:
    """Judge what was shown of a card after `what`: at most its BIN and last four, and never its security code.

    Somewhere a word of the order itself must have been found: a page of somebody else's, or an empty one, is clean for
    nothing. `needs` is the line that would show more.
    """
    codes = [surface for surface in seen if surface.code]
    if codes:
        return fail(f"{what}: {codes[0].where} shows the security code{_more(codes)}", severity="critical")
    beyond = sorted((surface for surface in seen if surface.beyond), key=lambda surface: -surface.beyond)
    if beyond:
        worst = beyond[0]
        return fail(
            f"{what}: {worst.where} shows {worst.beyond} digits beyond the BIN and the last four{_more(beyond)}"
        )
    leaking = [surface for surface in seen if surface.in_addresses]
    if leaking:
        return fail(f"{what}: {leaking[0].where} has {leaking[0].in_addresses[0]}{_more(leaking)}")
    own = [surface for surface in seen if surface.own]
    if not own:
        return not_observable(f"{what}: nothing that was read is about the order", needs=needs)
    masked = [surface.where for surface in own if surface.last4]
    shown = f"the last four at most, by {masked[0]}" if masked else "no digit of it"
    return passed(
        f"{what}: {len(seen)} surfaces, {len(own)} of them about the order, show {shown}", advice=_whole(seen)
    )


def addresses_hold_no_value(seen: Sequence[Surface], *, looked_for: Sequence[str]) -> Verdict:
    """Judge the addresses on everything that was shown: none holds a card number, or one of `looked_for`.

    Addresses stay in histories, logs and referrers. The token that opens one guest's order is none of these values:
    such a link is a key on purpose.
    """
    leaking = [surface for surface in seen if surface.in_addresses]
    if leaking:
        first = leaking[0]
        return fail(f"{first.where} has {first.in_addresses[0]}{_more(leaking)}")
    own = [surface for surface in seen if surface.own]
    if not own:
        return not_observable("nothing that was read is about the order", needs="[order] read, [return] request")
    if not looked_for:
        return not_observable("no value is known that could stand in an address", needs="[checkout] payment")
    return passed(f"no address on {len(seen)} surfaces holds {', '.join(looked_for)}")


def _more(found: Sequence[Surface]) -> str:
    return f", and {len(found) - 1} more" if len(found) > 1 else ""


def _whole(seen: Sequence[Surface]) -> tuple[str, ...]:
    whole = [surface.where for surface in seen if surface.whole_object]
    if not whole:
        return ()
    return (f"{whole[0]} prints the provider's object as it is: what is added to it some day is shown as well",)
