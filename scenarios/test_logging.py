"""LOG: logs travel further than the vault."""

from __future__ import annotations

import pytest

from harness.scenario import (
    Judge,
    Sandbox,
    Target,
    control,
    last_delivery,
    of_the_shop,
    proofs,
    sessions,
    signatures,
)


@pytest.mark.at_the_end  # when every error path of the run has been walked
@of_the_shop
@control("LOG-02", stimulus="keys-and-client-secrets")
def test_logs_hold_no_secret_of_the_run(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Neither whole nor in pieces: key, webhook secret, what lets a browser confirm, a signature, a session."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    since = last_delivery(target)
    sandbox.deliver(sample.news)
    target.settle(until=sample.fulfilled)
    canaries = [*sample.news.labels.values(), *sample.news.objects, sample.values["order"]]
    secrets = {**target.secrets(), **signatures(target, since), **sessions(sample)}
    if client_secret := sample.terms.secret_of(sample.at_provider()):
        secrets["a client secret"] = client_secret

    target.settle_soon(until=lambda: target.scan_for_secrets({}, canaries).canary_found)

    verdict(proofs.clean(target.scan_for_secrets(secrets, canaries), looked_for="secret"))
