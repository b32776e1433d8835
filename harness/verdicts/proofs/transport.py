"""Proofs about TLS: what the target serves with, what it answers without, and whom it takes for its provider."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.observation import Certificate, Handshake, Intercepted, PlainAnswer
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

MODERN = ("TLS 1.2", "TLS 1.3")
YEAR = 31_536_000
"""Seconds for which browsers must remember to use https alone (ASVS 3.4.1)."""
ANOTHER_OPENSSL = "an OpenSSL that still has TLS 1.0 and 1.1, on the machine that runs Assay"


def modern_only(tried: Sequence[Handshake]) -> Verdict:
    """Judge which versions of TLS a server agrees to; a modern one that went through is what makes refusals count."""
    if old := [one.version for one in tried if one.accepted and one.version not in MODERN]:
        return fail(f"{' and '.join(old)} can be spoken with it")
    modern = [one.version for one in tried if one.accepted]
    if not modern:
        told = "; ".join(f"{one.version}: {one.told}" for one in tried)
        return not_observable(f"no handshake was completed at all ({told})", needs="an address where TLS is answered")
    refused = [one.version for one in tried if one.version not in MODERN]
    if len(refused) < 2:
        return not_observable("this machine cannot offer TLS 1.0 and 1.1", needs=ANOTHER_OPENSSL)
    missing = tuple(f"{version} is not offered" for version in MODERN if version == "TLS 1.3" and version not in modern)
    return passed(f"{' and '.join(refused)} are refused; {' and '.join(modern)} went through", advice=missing)


def believed(certificate: Certificate) -> Verdict:
    """Judge a server's certificate by the authorities that its clients believe."""
    if certificate.believed is None:
        return not_observable(f"no certificate was seen: {certificate.told}", needs="an address where TLS is answered")
    if not certificate.believed:
        return fail(f"the certificate is not believed by {certificate.by}: {certificate.told}")
    return passed(f"the certificate is believed by {certificate.by}, and {certificate.told}")


def remembered(pages: dict[str, str | None]) -> Verdict:
    """Judge the Strict-Transport-Security of answers to a browser, by the request that each was an answer to."""
    if not pages:
        return not_observable(
            "no page was answered over TLS", needs="[checkout] page: the page on which the buyer pays"
        )
    for request, header in pages.items():
        if header is None:
            return fail(f"{request} was answered without Strict-Transport-Security")
        age = _max_age(header)
        if age is None:
            return fail(f"{request}: Strict-Transport-Security {header!r} has no max-age that browsers understand")
        if age < YEAR:
            return fail(f"{request}: browsers remember https for {age} s only, and not for a year ({YEAR} s)")
    return passed(f"{len(pages)} answers tell browsers to use https alone for a year or longer")


def _max_age(header: str) -> int | None:
    """Return the seconds that a header says; of two of the directive neither counts (RFC 6797, 6.1)."""
    directives = [directive.strip() for directive in header.split(",", 1)[0].split(";")]
    found = [match for one in directives if (match := re.fullmatch(r'max-age\s*=\s*"?(\d+)"?', one, re.IGNORECASE))]
    return int(found[0].group(1)) if len(found) == 1 else None


def nothing_in_the_open(answers: Sequence[PlainAnswer], *, modern: bool) -> Verdict:
    """Judge the answers without TLS: no content, and no redirect of what has a body.

    `modern` is the twin: over TLS the same place did answer.
    """
    for answer in answers:
        if answer.status is None:
            continue
        where = f" to {answer.location}" if answer.location else ""
        there = f"{answer.request} was answered {answer.status}"
        if 300 <= answer.status < 400:
            if not answer.reads:
                return fail(f"{there}{where}: a redirected POST loses its body, or sends it in the open")
            if not (answer.location or "").lower().startswith("https://"):
                return fail(f"{there}{where}, which is not https")
        elif 200 <= answer.status < 300:
            return fail(f"{there} without TLS, with {answer.body} characters")
    if not modern:
        return not_observable("the place did not answer over TLS either", needs="an address where TLS is answered")
    return passed(f"{len(answers)} requests without TLS got no content, and no POST was sent on")


def refused_tls(what: str, seen: Intercepted, *, before: bool, after: bool) -> Verdict:
    """Judge that the target sent nothing to somebody in its provider's place, whose TLS was wrong in this way.

    `before` and `after` are the twins: with the right certificate the same target called and was served.
    """
    if seen.requests:
        return fail(
            f"{what}: {len(seen.requests)} requests arrived, the first {seen.requests[0]}", reach=seen.connections
        )
    if shut := _never_came(seen, before=before, after=after):
        return shut
    return passed(f"{what}: the target came {seen.connections} times and sent nothing", reach=seen.connections)


def not_sent_on(status: int, seen: Intercepted, arrived: Intercepted, *, before: bool, after: bool) -> Verdict:
    """Judge that a redirect to another host took no credentials there; `arrived` is what came to that host."""
    if arrived.with_authorization:
        told = f"{arrived.with_authorization} requests with credentials arrived at another host, {arrived.requests[0]}"
        return fail(f"after a {status} {told}", reach=len(seen.requests))
    if shut := _never_came(seen, before=before, after=after):
        return shut
    if not seen.requests:
        return not_observable("the target did not send the call that would have been redirected", reach=0)
    if arrived.requests:
        what = f"{arrived.requests[0]}, {'with a body' if arrived.with_body else 'without a body'}"
        followed = f"a {status} to another host is followed without credentials: {what}. Do not follow redirects at all"
        return passed(f"no credentials followed a {status}", advice=(followed,), reach=len(seen.requests))
    return passed(f"a {status} to another host was not followed", reach=len(seen.requests))


def _never_came(seen: Intercepted, *, before: bool, after: bool) -> Verdict | None:
    if not (before and after):
        when = "before" if not before else "after"
        said = f"with the right certificate no checkout went through {when} it: silence proves nothing"
        return not_observable(said, needs="[target.profiles.tls] env: the file {tls.ca} as the authority to believe")
    if not seen.connections:
        return not_observable("the target made no connection while something was wrong", reach=0)
    return None
