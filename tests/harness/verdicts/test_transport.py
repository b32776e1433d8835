"""The law of TLS in both directions, with handshakes and requests written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Certificate, Handshake, Intercepted, PlainAnswer
from harness.verdicts import proofs


def spoken(*accepted: str, offered: str = "1.0 1.1 1.2 1.3") -> list[Handshake]:
    return [Handshake(version=f"TLS {one}", accepted=one in accepted) for one in offered.split()]


@pytest.mark.parametrize(
    ("tried", "word"),
    [
        (spoken("1.2", "1.3"), "pass"),
        (spoken("1.3"), "pass"),
        (spoken("1.2"), "pass"),
        (spoken("1.1", "1.2"), "fail"),
        (spoken("1.0"), "fail"),
        (spoken(), "not_observable"),  # refusals alone: perhaps nobody is there
        (spoken("1.2", "1.3", offered="1.2 1.3"), "not_observable"),
        (spoken("1.1", "1.2", offered="1.1 1.2 1.3"), "fail"),
    ],
)
def test_old_versions_are_refused_and_a_modern_one_is_not(tried: list[Handshake], word: str) -> None:
    assert proofs.modern_only(tried).word == word


@pytest.mark.parametrize(("believed", "word"), [(True, "pass"), (False, "fail"), (None, "not_observable")])
def test_a_certificate_is_believed(believed: bool | None, word: str) -> None:
    assert proofs.believed(Certificate(believed=believed, by="the authority", told="…")).word == word


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("max-age=31536000; includeSubDomains", "pass"),
        ('includeSubDomains; MAX-AGE="63072000"; preload', "pass"),
        ("max-age=31535999", "fail"),
        ("max-age=0", "fail"),
        ("max-age=31536000; max-age=31536000", "fail"),  # neither counts
        ("includeSubDomains", "fail"),
        ("max-age=3600, max-age=31536000", "fail"),  # of two headers the first counts
        (None, "fail"),
    ],
)
def test_browsers_remember_https_for_a_year(header: str | None, word: str) -> None:
    assert proofs.remembered({"GET /": "max-age=31536000", "GET /pay": header}).word == word


def test_without_a_page_nothing_is_remembered() -> None:
    assert proofs.remembered({}).word == "not_observable"


def plain(status: int | None, location: str | None = None, *, reads: bool = True) -> PlainAnswer:
    return PlainAnswer(request="POST /hook", reads=reads, status=status, location=location)


@pytest.mark.parametrize(
    ("answers", "modern", "word"),
    [
        ([plain(None), plain(None, reads=False)], True, "pass"),
        ([plain(301, "https://shop.example/"), plain(403, reads=False)], True, "pass"),
        ([plain(400), plain(400, reads=False)], True, "pass"),
        ([plain(200)], True, "fail"),
        ([plain(302, "http://shop.example/")], True, "fail"),
        ([plain(302, "/login")], True, "fail"),
        ([plain(None), plain(308, "https://shop.example/hook", reads=False)], True, "fail"),
        ([plain(None), plain(200, reads=False)], True, "fail"),
        ([plain(200)], False, "fail"),
        ([plain(None)], False, "not_observable"),
    ],
)
def test_without_tls_there_is_no_content_and_no_post_is_sent_on(
    answers: list[PlainAnswer], modern: bool, word: str
) -> None:
    assert proofs.nothing_in_the_open(answers, modern=modern).word == word


QUIET = Intercepted(connections=3, refusals=("alert",) * 3)
TOLD = Intercepted(connections=3, requests=("POST /v1/payment_intents",), with_authorization=1, with_body=1)
BARE = Intercepted(connections=1, requests=("GET /v1/payment_intents",))
NOBODY = Intercepted(connections=0)


@pytest.mark.parametrize(
    ("seen", "before", "after", "word"),
    [
        (QUIET, True, True, "pass"),
        (TOLD, True, True, "fail"),
        (TOLD, False, False, "fail"),  # it is proved, whatever the twins did
        (QUIET, False, True, "not_observable"),
        (QUIET, True, False, "not_observable"),
        (NOBODY, True, True, "not_observable"),
    ],
)
def test_nothing_is_sent_where_tls_is_wrong(seen: Intercepted, before: bool, after: bool, word: str) -> None:
    assert proofs.refused_tls("an expired certificate", seen, before=before, after=after).word == word


@pytest.mark.parametrize(
    ("seen", "arrived", "before", "word", "advised"),
    [
        (TOLD, NOBODY, True, "pass", 0),
        (TOLD, BARE, True, "pass", 1),
        (TOLD, TOLD, True, "fail", 0),
        (TOLD, TOLD, False, "fail", 0),
        (TOLD, NOBODY, False, "not_observable", 0),
        (NOBODY, NOBODY, True, "not_observable", 0),
        (QUIET, NOBODY, True, "not_observable", 0),
    ],
)
def test_credentials_follow_no_redirect(
    seen: Intercepted, arrived: Intercepted, before: bool, word: str, advised: int
) -> None:
    verdict = proofs.not_sent_on(307, seen, arrived, before=before, after=True)

    assert (verdict.word, len(verdict.advice)) == (word, advised)
