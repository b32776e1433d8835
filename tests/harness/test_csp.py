"""What browsers make of a policy's text: parsing, fallbacks, matching, as CSP Level 3 says."""

from __future__ import annotations

import pytest

from harness import csp

SHOP = "https://shop.example/pay"
PLAIN = "http://127.0.0.1:8000/pay"


def only(text: str, *, meta: bool = False) -> csp.Policy:
    (policy,) = csp.parse(text, meta=meta)
    return policy


def test_directives_are_read_as_browsers_do() -> None:
    policy = only(" Script-SRC 'self'  https://a.example ;; script-src *; sandbox")

    assert policy.directives == {"script-src": ("'self'", "https://a.example"), "sandbox": ()}


def test_a_header_may_hold_several_policies_and_an_empty_one_is_none() -> None:
    assert len(csp.parse("default-src 'self', form-action 'none'")) == 2
    assert csp.parse(" , ;") == []


def test_a_meta_element_knows_neither_ancestors_nor_reports() -> None:
    policy = only("default-src 'self'; frame-ancestors 'none'; report-uri /r; sandbox", meta=True)

    assert set(policy.directives) == {"default-src"}


@pytest.mark.parametrize(
    ("text", "directive", "governing"),
    [
        ("default-src 'self'", "script-src-elem", "default-src"),
        ("default-src *; script-src 'self'", "script-src-attr", "script-src"),
        ("script-src *; script-src-elem 'self'", "script-src-elem", "script-src-elem"),
        ("default-src *; child-src 'self'", "frame-src", "child-src"),
        ("default-src *; child-src *; frame-src 'self'", "frame-src", "frame-src"),
        ("default-src 'self'", "connect-src", "default-src"),
        ("default-src 'self'", "form-action", None),
        ("default-src 'self'", "frame-ancestors", None),
        ("default-src 'self'", "base-uri", None),
        ("img-src 'self'", "script-src-elem", None),
    ],
)
def test_a_missing_directive_falls_back_where_the_standard_says_so(
    text: str, directive: str, governing: str | None
) -> None:
    assert only(text).governing(directive) == governing


@pytest.mark.parametrize(
    ("sources", "runs"),
    [
        ("'self'", False),
        ("'self' 'unsafe-inline'", True),
        ("'UNSAFE-INLINE'", True),
        ("'unsafe-inline' 'nonce-cmFuZG9t'", False),
        ("'unsafe-inline' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", False),
        ("'unsafe-inline' 'strict-dynamic'", False),
        ("'unsafe-inline' 'nonce-'", True),
        ("unsafe-inline", False),  # without quotation marks it is the name of a host
    ],
)
def test_a_nonce_or_a_hash_takes_unsafe_inline_back(sources: str, runs: bool) -> None:
    assert csp.inline_runs(sources.split()) is runs


@pytest.mark.parametrize(
    ("directive", "sources", "broad"),
    [
        ("script-src-elem", "'self' https://js.stripe.com https://*.js.stripe.com", []),
        ("script-src-elem", "'self' *", ["*"]),
        ("script-src-elem", "https: data:", ["https:", "data:"]),
        ("script-src-elem", "https://* *:* *.com", ["https://*", "*:*", "*.com"]),
        ("script-src-elem", "'nonce-cmFuZG9t' 'strict-dynamic' https: 'unsafe-inline'", []),
        ("script-src-elem", "'none'", []),
        ("connect-src", "'self' data: blob:", []),
        ("connect-src", "'self' wss:", ["wss:"]),
        ("frame-src", "blob: https://js.stripe.com", []),
        ("form-action", "'self' https:", ["https:"]),
        ("frame-ancestors", "https://*.shop.example", []),
        ("connect-src", "'strict-dynamic' https:", ["https:"]),
    ],
)
def test_a_broad_source_is_a_wildcard_a_scheme_or_a_whole_domain(
    directive: csp.Directive, sources: str, broad: list[str]
) -> None:
    assert csp.broad(directive, sources.split()) == broad


@pytest.mark.parametrize(
    ("source", "url", "page", "matched"),
    [
        ("https://js.stripe.com", "https://js.stripe.com/v3", SHOP, True),
        ("js.stripe.com", "https://js.stripe.com/v3", SHOP, True),
        ("js.stripe.com", "http://js.stripe.com/v3", SHOP, False),
        ("http://js.stripe.com", "https://js.stripe.com/v3", SHOP, True),
        ("https://*.stripe.com", "https://js.stripe.com/v3", SHOP, True),
        ("https://*.js.stripe.com", "https://js.stripe.com/v3", SHOP, False),
        ("https://JS.Stripe.com", "https://js.stripe.com/", SHOP, True),
        ("https://js.stripe.com/v3/", "https://js.stripe.com/v3/x.js", SHOP, True),
        ("https://js.stripe.com/v2", "https://js.stripe.com/v3", SHOP, False),
        ("https://js.stripe.com:8443", "https://js.stripe.com/v3", SHOP, False),
        ("https:", "https://js.stripe.com/v3", SHOP, True),
        ("*", "data:text/javascript,1", SHOP, False),
        ("'self'", "https://shop.example/pay.js", SHOP, True),
        ("'self'", "https://static.shop.example/pay.js", SHOP, False),
        ("'self'", "http://127.0.0.1:8000/pay.js", PLAIN, True),
        ("'self'", "http://127.0.0.1:8001/pay.js", PLAIN, False),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/v3", PLAIN, True),
        ("127.0.0.1", "http://127.0.0.1:9000/v3", PLAIN, False),
        ("127.0.0.1:*", "http://127.0.0.1:9000/v3", PLAIN, True),
        ("'none'", "https://js.stripe.com/v3", SHOP, False),
    ],
)
def test_a_source_matches_an_address(source: str, url: str, page: str, matched: bool) -> None:
    assert csp.allows([source], url, page) is matched
