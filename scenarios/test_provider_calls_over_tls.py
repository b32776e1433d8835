"""API-07: whoever stands between the target and its provider gets nothing."""

from __future__ import annotations

from harness.scenario import Judge, OverTls, Target, WindowShut, Wrong, control, proofs, stimuli
from harness.scenario import tls as versions

TOLD: dict[Wrong, str] = {
    "untrusted-authority": "a certificate of an authority that nobody believes",
    "another-name": "a certificate for another name",
    "expired": "a certificate that has run out",
    "old-versions": "TLS 1.0 and 1.1 alone",
}


@control("API-07", stimulus="tls")
@stimuli(
    untrusted_authority="untrusted-authority",
    another_name="another-name",
    expired="expired",
    old_versions="old-versions",
)
def test_the_provider_must_prove_who_it_is(over_tls: OverTls, stimulus: Wrong, verdict: Judge) -> None:
    """Whoever takes the provider's place reads the key, and answers that the money has come."""
    target, between = over_tls.calling()
    if stimulus == "old-versions" and not all(map(versions.speaks, versions.OLD)):
        raise WindowShut("this machine cannot offer TLS 1.0 and 1.1", needs=proofs.ANOTHER_OPENSSL)
    with target.sandbox.holding_news():
        paid = target.paid_order("sample")
    before = _calls(target)

    with between.wrong(stimulus) as seen:
        target.try_checkout()
        came = seen.connections
        target.sandbox.deliver(paid.news)  # whoever asks the provider about news does so elsewhere in the code
        target.settle_soon(until=lambda: seen.connections > came)

    after = target.settle(until=lambda: _calls(target))  # it may have stopped calling for a moment, as it should
    verdict(proofs.refused_tls(TOLD[stimulus], seen.observed(), before=before, after=after))


@control("API-07", stimulus="redirect")
@stimuli(found=302, temporary=307)
def test_the_key_follows_no_redirect(over_tls: OverTls, stimulus: int, verdict: Judge) -> None:
    """The provider redirects nobody: whoever does wants what the next request carries."""
    target, between = over_tls.calling()
    before = _calls(target)

    with between.redirecting(stimulus) as (seen, arrived):
        target.try_checkout()

    after = target.settle(until=lambda: _calls(target))
    verdict(proofs.not_sent_on(stimulus, seen.observed(), arrived.observed(), before=before, after=after))


def _calls(target: Target) -> bool:
    """Whether a checkout goes through: the twin, with the right certificate."""
    return target.try_checkout().usable
