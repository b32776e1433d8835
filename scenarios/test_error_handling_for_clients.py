"""EH: what a client is told when something goes wrong: what to do now, and nothing of the inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.scenario import (
    SDK_ATTEMPTS,
    Change,
    Judge,
    Purchase,
    Replied,
    Sandbox,
    Target,
    complaints,
    confirming,
    control,
    fresh_key,
    of_each_provider,
    of_the_shop,
    proofs,
    stimuli,
    with_fields,
)

SAYS = "a sentence of the provider's, for developers"


@of_the_shop
@control("EH-01", "provider")
@stimuli(unauthorized=401, rate_limited=429, error_500=500, refused=400)
def test_the_providers_words_stay_inside(target: Target, sandbox: Sandbox, stimulus: int, verdict: Judge) -> None:
    """An exception's text is the provider's sentence: it goes into the log, and not to the buyer."""
    canary = f"Assay says {target.unique()}"
    fault: dict[str, Any] = {"status": stimulus, "message": canary, "times": SDK_ATTEMPTS}

    with sandbox.fault(target.creating, "status", **fault) as at_checkout:
        replies = [target.try_checkout().replied]
        reach = at_checkout()
    sample = target.order("sample")
    if target.descriptor.return_ is not None:
        with sandbox.fault(sandbox.terms.fetching, "status", object=sample.payment, **fault) as at_return:
            replies.append(target.open_return_page(sample, {}))
            reach += at_return()

    _judge(target, f"the provider answered {stimulus}", replies, {SAYS: canary}, reach, verdict)


@control("EH-01", "declined")
@of_each_provider("stimulus", lambda terms: terms.instruments.reasons_kept_back)
def test_the_banks_reason_stays_inside(target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge) -> None:
    """Whoever tries stolen cards learns from the reason which of them are still good for another shop."""
    way = confirming(target.descriptor)
    since = sandbox.position()

    tried = Purchase(target, way=way, payment_method=stimulus, attempt=fresh_key()).attempt()

    refused = [call for call in sandbox.provider_calls(since) if call.declined]
    replies = [] if tried is None else [tried.replied]
    _judge(target, f"{stimulus} was declined", replies, {}, len(refused), verdict)


def _field(**fields: Any) -> Change:
    return with_fields(fields)


MALFORMED: dict[str, Callable[[str], Change]] = {
    "lists": lambda sku: _field(sku=[sku], quantity=[[1]], email=["a"]),
    "objects": lambda sku: _field(sku={"$ne": sku}, quantity={}, email={"a": 1}),
    "huge": lambda sku: _field(sku=sku * 2000, quantity=10**400, email="a" * 20_000),
    "quoted": lambda _sku: _field(sku="x' or '1'='1", quantity="1; drop table orders", email="a'--@example.com"),
    "null": lambda _sku: _field(sku=None, quantity=None, email=None),
    "zero_bytes": lambda sku: _field(sku=f"{sku}\x00", quantity="1\x00", email="a\x00@example.com"),
}


@of_the_shop
@control("EH-01", "malformed")
@stimuli(**MALFORMED)
def test_a_request_that_makes_no_sense_is_told_so(
    target: Target, stimulus: Callable[[str], Change], verdict: Judge
) -> None:
    """A type that nobody expected ends in a handler of last resort, and some of those print where they are."""
    honest = target.try_checkout()

    tried = target.try_checkout(change=stimulus(target.product.sku))

    _judge(target, "the checkout was sent what makes no sense", [tried.replied], {}, int(honest.succeeded), verdict)


@of_the_shop
@control("EH-01", stimulus="nowhere")
def test_an_address_that_there_is_not_tells_no_more(target: Target, verdict: Judge) -> None:
    """While the switch for debugging is on, frameworks print there which addresses there are, and on which settings."""
    path = f"/{fresh_key()}"

    replies = [target.browser.ask(method, path, b"", {}) for method in ("GET", "POST")]

    reach = sum(replied.status >= 400 for replied in replies)
    _judge(target, "an address that there is not was asked for", replies, {}, reach, verdict)


def _judge(
    target: Target, tried: str, replies: list[Replied], canaries: dict[str, str], reach: int, verdict: Judge
) -> None:
    leaks = [leak for replied in replies for leak in complaints.leaks(target, replied, canaries)]
    verdict(proofs.tells_little(tried, answers=[replied.status for replied in replies], leaks=leaks, reach=reach))
