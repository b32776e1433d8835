"""Proofs about pages of other sites: what they send in the name of whoever is signed in comes to nothing."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Answer, FromElsewhere, Sight
from harness.verdicts.proofs.telling import deaf, said
from harness.verdicts.verdict import Verdict, fail, not_applicable, not_observable, passed

ROUTES = "[customers] routes: requests that change something, such as cancel or pay again"


def refused_to_other_sites(
    how: str,
    tried: Sequence[FromElsewhere],
    *,
    own: Sequence[FromElsewhere],
    exposed: Sequence[str] = (),
    by_name: Sequence[str] = (),
) -> Verdict:
    """Judge what pages of other sites had a browser send, by `how`, in the name of its owner.

    `own` are the same requests from the shop's own page: a route that changes nothing for its own page either shows
    nothing. `exposed` are requests that a preflight allowed with credentials, whatever came of them; `by_name` are
    those that whoever knows an order's name may send, with cookies and without. What a page of a sister domain gets
    done is advice: it takes a second hole to put one there.
    """
    done = [one for one in tried if one.changed and not one.same_site]
    if done:
        first = done[0]
        more = f"; and {len(done) - 1} more" if len(done) > 1 else ""
        return fail(
            f"{first.route} was sent by {first.sent}, with what its visitor's browser adds: {first.changed}{more}"
        )
    if exposed:
        return fail(f"pages of other sites may use credentials: a preflight allowed {exposed[0]}", severity="low")
    working = [one.route for one in own if one.changed]
    if not working:
        return not_observable("no request was seen to change anything, from the shop's own page either", needs=ROUTES)
    judged = [one for one in tried if one.route in working]
    if not judged and by_name:
        return not_applicable(f"who knows an order's name may send {by_name[0]}: no cookie is the key to it")
    if not judged:
        return not_observable("no route that changes something can be called without words of its owner", needs=ROUTES)
    if all(one.same_site for one in judged) and any(one.changed for one in judged):
        return not_observable("it is done for whoever has the cookie; whether that travels to other sites is not seen")
    sisters = [one for one in tried if one.changed and one.same_site]
    advice = tuple(
        f"{one.route}: SameSite alone keeps other sites out; a page of a sister domain came through. Check Origin or a"
        " token as well"
        for one in sisters[:1]
    )
    idle = [one.route for one in own if not one.changed]
    advice += (f"not judged, for the shop's own page changed nothing by it: {', '.join(idle)}",) if idle else ()
    return passed(
        f"{len(judged)} requests of other sites' pages, by {how}, changed nothing; {', '.join(working)} worked from"
        " the shop's own",
        advice=advice,
    )


def webhook_needs_no_page(plain: Sequence[Answer], *, sample: Sight, as_a_page: int | None) -> Verdict:
    """Judge that the provider's deliveries pass without token, cookie and origin.

    `plain` are the answers to the genuine delivery, `as_a_page` the status of the same one sent again with our own
    origin, where the first was refused.
    """
    refused = [answer for answer in plain if not answer.accepted]
    if refused and as_a_page is not None and 200 <= as_a_page < 300:
        return fail(f"a genuine delivery was refused ({said(refused[0])}) until it named our own page as its origin")
    if not sample.fulfilled:
        return deaf(sample)
    return passed("a genuine delivery without token, cookie and origin took effect")
