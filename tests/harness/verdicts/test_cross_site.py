"""The law of pages of other sites, with what came of their requests written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Answer, FromElsewhere, Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import sight


def came(route: str = "POST /cancel", *, changed: str | None = None, same_site: bool = False) -> FromElsewhere:
    return FromElsewhere(route=route, sent="a form of another site", status=403, changed=changed, same_site=same_site)


REFUSED = came()
DONE = came(changed="unpaid → failed")
SISTER = came(changed="unpaid → failed", same_site=True)
WORKS = came(changed="unpaid → failed")
IDLE = came("POST /again")


@pytest.mark.parametrize(
    ("tried", "own", "exposed", "word", "severity"),
    [
        ([REFUSED], [WORKS], [], "pass", None),
        ([REFUSED, DONE], [WORKS], [], "fail", None),
        ([DONE], [], [], "fail", None),
        ([REFUSED], [WORKS], ["POST /cancel"], "fail", "low"),
        ([DONE], [WORKS], ["POST /cancel"], "fail", None),
        ([REFUSED], [came()], [], "not_observable", None),
        ([IDLE], [WORKS, IDLE], [], "not_observable", None),
        ([], [WORKS], [], "not_observable", None),
        ([REFUSED, SISTER], [WORKS], [], "pass", None),
        ([SISTER], [WORKS], [], "not_observable", None),
    ],
)
def test_what_other_sites_send_changes_nothing_and_the_same_of_our_own_does(
    tried: list[FromElsewhere], own: list[FromElsewhere], exposed: list[str], word: str, severity: str | None
) -> None:
    verdict = proofs.refused_to_other_sites("a form", tried, own=own, exposed=exposed)

    assert (verdict.word, verdict.severity) == (word, severity)


def test_a_sister_domain_and_a_route_that_changed_nothing_are_told() -> None:
    verdict = proofs.refused_to_other_sites("a form", [REFUSED, SISTER, IDLE], own=[WORKS, IDLE])

    assert "SameSite alone" in verdict.advice[0]
    assert "POST /again" in verdict.advice[1]


@pytest.mark.parametrize(
    ("status", "seen", "as_a_page", "word"),
    [
        (200, sight(state="paid"), None, "pass"),
        (403, sight(state="unpaid"), 200, "fail"),
        (403, sight(state="unpaid"), 403, "not_observable"),
        (200, sight(state="unpaid"), None, "not_observable"),
        (200, Sight(order="sample-1", shut="[order] read"), None, "not_observable"),
    ],
)
def test_the_webhook_is_asked_for_no_page(status: int, seen: Sight, as_a_page: int | None, word: str) -> None:
    answers = [Answer(event_type="payment_intent.succeeded", status=status)]

    assert proofs.webhook_needs_no_page(answers, sample=seen, as_a_page=as_a_page).word == word


def test_where_an_orders_name_is_its_key_no_page_rides_on_a_cookie() -> None:
    verdict = proofs.refused_to_other_sites("a form", [], own=[WORKS], by_name=["POST /cancel"])

    assert verdict.word == "not_applicable"
