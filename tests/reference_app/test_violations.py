"""What browsers report of the pages: of what anybody can post, only two harmless words are kept."""

from __future__ import annotations

import json

import pytest

from reference_app import violations

OLD = {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/x.js?card=1"}}
NEW = [
    {"type": "csp-violation", "body": {"effectiveDirective": "frame-src", "blockedURL": "https://a.example/f"}},
    {"type": "csp-violation", "body": {"effectiveDirective": "script-src-attr", "blockedURL": "inline"}},
]


def test_both_forms_of_report_are_read() -> None:
    assert violations.violations(json.dumps(OLD).encode()) == [("script-src-elem", "evil.example")]
    assert violations.violations(json.dumps(NEW).encode()) == [
        ("frame-src", "a.example"),
        ("script-src-attr", "inline"),
    ]


@pytest.mark.parametrize("raw", [b"", b"{", b"1", b"[1, null]", b'{"csp-report": 1}', b"[" * 100_000])
def test_what_is_no_report_is_passed_over(raw: bytes) -> None:
    assert violations.violations(raw) == []


@pytest.mark.parametrize("blocked", ["http://[x", "https://4242-4242-4242-4242.example/", "a b", "\n"])
def test_what_a_stranger_writes_is_not_kept(blocked: str) -> None:
    told = {"csp-report": {"effective-directive": "4242 4242\n", "blocked-uri": blocked}}

    assert violations.violations(json.dumps(told).encode()) == [("unknown", "unknown")]


def test_nobody_fills_the_log() -> None:
    budget = violations.Budget()

    assert sum(budget.take() for _ in range(10 * violations.LINES_A_MINUTE)) <= 2 * violations.LINES_A_MINUTE
