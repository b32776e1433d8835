"""The law of the headers around a payment page, with pages written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from harness.observation import Page, Script
from harness.provider_hosts import PUBLISHED, at_one_origin
from harness.verdicts import proofs

STRIPE = PUBLISHED["stripe"]
SANDBOX = at_one_origin("http://127.0.0.1:9000")
KNOWN = [STRIPE, SANDBOX]
OPEN = "script-src 'self'"
GOOD = (
    "default-src 'none'; script-src 'self' https://js.stripe.com; connect-src 'self' https://api.stripe.com; "
    "frame-src https://js.stripe.com https://hooks.stripe.com; form-action 'self'; frame-ancestors 'none'"
)
STRICT = (
    "script-src 'nonce-{}' 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "connect-src 'self' https://api.stripe.com; frame-src https://js.stripe.com https://hooks.stripe.com; "
    "form-action 'self'; frame-ancestors 'self'; report-to default"
)
"""What Google's guide calls a strict policy: the broad sources are for browsers that do not know the rest."""
NONCES = ("dGhpcyBpcyBhIG5vbmNlIQ==", "YW5vdGhlciBub25jZSBpcw==")


def page(policy: str | None = GOOD, **fields: Any) -> Page:
    given: dict[str, Any] = {
        "url": "https://shop.example/pay/1",
        "status": 200,
        "policies": () if policy is None else (policy,),
        "scripts": (Script(src="https://js.stripe.com/v3"),),
    }
    return Page(**{**given, **fields})


def strict(nonce: str) -> Page:
    return page(STRICT.format(nonce), scripts=(Script(src="https://js.stripe.com/v3", nonce=nonce),))


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (page(), "pass"),
        (strict(NONCES[0]), "pass"),
        (
            page("default-src https:", policies=("default-src https:", GOOD)),
            "pass",
        ),  # both hold, so the narrow one does
        (page(None, in_meta=(GOOD,)), "pass"),
        (page(None), "fail"),
        (page(None, report_only=(GOOD,)), "fail"),
        (page("default-src 'self'"), "fail"),  # forms have no default
        (page("script-src 'self'; form-action 'self'"), "fail"),
        (page(GOOD.replace("'self' https://js", "* https://js")), "fail"),
        (page(GOOD.replace("frame-src https://js.stripe.com", "frame-src https:")), "fail"),
        (page("default-src 'self'; frame-src *; form-action 'self'", hosts_fields=False), "pass"),
        (page(status=404), "not_observable"),
        (page(is_markup=False), "not_observable"),
    ],
)
def test_every_purpose_is_limited_to_named_places(seen: Page, word: str) -> None:
    assert proofs.narrow_sources(seen, KNOWN).word == word


def test_what_is_left_open_beside_is_advice() -> None:
    told = " ".join(
        proofs.narrow_sources(page(GOOD.replace("'self' https://js", "'self' 'unsafe-eval' https://js"))).advice
    )

    assert "unsafe-eval" in told
    assert "base-uri" in told
    assert "report-to" in told
    assert proofs.narrow_sources(strict(NONCES[0]), KNOWN).advice == ()


def test_the_providers_own_wildcard_is_no_remark() -> None:
    wild = GOOD.replace(
        "https://js.stripe.com;", "https://js.stripe.com https://*.js.stripe.com https://*.cdn.example;", 1
    )
    told = [remark for remark in proofs.narrow_sources(page(wild), KNOWN).advice if "every host" in remark]

    assert told == ["script-src trusts every host below https://*.cdn.example: name those that are needed"]


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (page(), page(), "pass"),
        (strict(NONCES[0]), strict(NONCES[1]), "pass"),
        (strict(NONCES[0]), strict(NONCES[0]), "fail"),
        (page("script-src 'self' 'unsafe-inline'"), page(), "fail"),
        (page("script-src 'nonce-cmFuZG9t'; script-src-attr 'unsafe-inline'"), page(), "fail"),
        (page("script-src 'unsafe-inline'", in_meta=("script-src 'self'",)), page(), "pass"),
        (page("frame-ancestors 'none'"), page(), "fail"),
        (page(None), page(None), "fail"),
        (page(status=500), page(), "not_observable"),
    ],
)
def test_an_inline_script_needs_a_nonce_that_is_new(first: Page, second: Page, word: str) -> None:
    assert proofs.no_inline_scripts(first, second).word == word


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (page(), "pass"),
        (strict(NONCES[0]), "pass"),
        (page(STRICT.format(NONCES[0])), "fail"),  # the script element carries no nonce, and hosts do not count
        (page(GOOD.replace("https://js.stripe.com;", "'self';", 1)), "fail"),
        (page(GOOD.replace(" https://hooks.stripe.com", "")), "fail"),
        (page(GOOD.replace(" https://api.stripe.com", "")), "fail"),
        (page(GOOD, in_meta=("script-src 'self'",)), "fail"),  # every policy must let it in
        (page(GOOD, scripts=(Script(src="https://shop.example/app.js"),)), "not_applicable"),
        (page(None), "not_applicable"),
        (
            page(
                "default-src 'self' http://127.0.0.1:9000",
                url="http://127.0.0.1:8000/pay",
                scripts=(Script(src="http://127.0.0.1:9000/stripe.js"),),
            ),
            "pass",
        ),
    ],
)
def test_the_provider_is_let_in(seen: Page, word: str) -> None:
    assert proofs.provider_let_in(seen, KNOWN).word == word


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (page(), "pass"),
        (page("frame-ancestors https://partner.example"), "pass"),
        (page("frame-ancestors https:"), "fail"),
        (page(OPEN), "fail"),
        (page(OPEN, frame_options="DENY"), "pass"),
        (page(OPEN, frame_options="ALLOW-FROM https://a.example"), "fail"),
        (page(None, in_meta=(GOOD,)), "fail"),  # browsers ignore it there
        (page(None, report_only=(GOOD,)), "fail"),
        (page("frame-ancestors *", frame_options="DENY"), "fail"),  # the header is ignored beside frame-ancestors
        (page(OPEN, hosts_fields=False), "not_applicable"),
    ],
)
def test_other_sites_cannot_frame_it(seen: Page, word: str) -> None:
    assert proofs.framed_by_nobody(seen).word == word


@pytest.mark.parametrize(
    ("sent", "word"),
    [("no-store", "pass"), ("private, No-Store, max-age=0", "pass"), ("no-cache", "fail"), (None, "fail")],
)
def test_no_copy_is_kept(sent: str | None, word: str) -> None:
    assert proofs.kept_nowhere(page(cache_control=sent)).word == word


@pytest.mark.parametrize(
    ("sent", "word", "severity"),
    [
        ("no-referrer", "pass", None),
        ("no-referrer, strict-origin-when-cross-origin", "pass", None),
        ("unsafe-url, same-origin", "pass", None),
        ("same-origin, unsafe-url", "fail", None),
        ("no-referrer-when-downgrade", "fail", None),
        ("never", "fail", "low"),
        (None, "fail", "low"),
    ],
)
def test_the_address_stays_here(sent: str | None, word: str, severity: str | None) -> None:
    verdict = proofs.address_kept_private(page(referrer_policy=sent))

    assert (verdict.word, verdict.severity) == (word, severity)
