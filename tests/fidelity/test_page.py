"""docs/fidelity.md says what is there: the rows of the ledger, the operations, and what the others are answered."""

import pytest

from simulator.stripe.routes import ROUTES, v2
from tests.fidelity import make_page
from tests.fidelity.cli import TRIGGERS
from tests.fidelity.page import Seen, missing, page, status
from tests.simulator.stripe.inprocess import Merchant

TEXT = make_page.PAGE.read_text()
WAITING = {"invoice.paid": "invoices"}


@pytest.fixture(scope="module")
def seen() -> Seen:
    return make_page.seen(dict(TRIGGERS), WAITING)


def section(text: str, title: str) -> list[str]:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0].strip().splitlines()


@pytest.mark.parametrize("title", ["Operations", "API versions", "SDKs", "Behaviours", "Known to differ"])
def test_the_page_is_the_one_that_would_be_written_now(title: str, seen: Seen) -> None:
    """If it is not: `make fidelity`."""
    would_be = section(page(seen), title)

    assert len(would_be) > 0
    assert section(TEXT, title) == would_be


def test_every_trigger_that_must_work_is_on_the_page() -> None:
    works = "\n".join(section(TEXT, "The Stripe CLI")).partition("Not there yet:")[0]

    assert [event for event in TRIGGERS if f"`{event}`" not in works] == []


def test_every_row_of_the_ledger_says_how_sure_it_is(seen: Seen) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ")]

    for fact in seen.facts:
        [row] = [line for line in rows if line.endswith(f"| `{fact['id']}` |")]
        assert f"| {status(fact)} | {fact['date']} |" in row


def test_whatever_is_not_simulated_is_answered_as_stripe_answers_what_it_has_not(seen: Seen) -> None:
    """And it is marked, so that no verdict leans on it."""
    merchant = Merchant()
    absent = missing(seen)

    assert len(absent) == len(seen.operations) - len(
        {f"{r.method} {r.path}" for r in (*ROUTES, *v2.ROUTES)} & set(seen.operations)
    )
    assert len(absent) > 100
    for operation in absent:
        method, _, path = operation.replace("{}", "id_1").partition(" ")
        answer = merchant.call(method, path)
        assert answer.status == 404
        assert answer.body == {
            "error": {
                "message": f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can "
                "help at https://support.stripe.com/.",
                "type": "invalid_request_error",
            }
        }
    assert {call.unsupported for call in merchant.sandbox.journal.of(merchant.world.id)} == {True}
