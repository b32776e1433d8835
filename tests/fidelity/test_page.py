"""docs/fidelity.md and its pages say what is there: operations, rows of the ledger, what the others are answered."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from simulator.stripe.routes import ROUTES, v2
from tests.fidelity import make_page, published
from tests.fidelity.cli import TRIGGERS
from tests.fidelity.make_page import PAGES
from tests.fidelity.pages.parts import Fact, status
from tests.fidelity.pages.provider import Told
from tests.fidelity.pages.stripe import Seen, missing, page
from tests.simulator.paypal.inprocess import Merchant as PayPalMerchant
from tests.simulator.square.inprocess import Seller
from tests.simulator.stripe.inprocess import Merchant

OF_STRIPE = PAGES["stripe"].read_text()
WAITING = {"quote.created": "quotes"}


@pytest.fixture(scope="module")
def seen() -> Seen:
    return make_page.seen(dict(TRIGGERS), WAITING)


def section(text: str, title: str) -> list[str]:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0].strip().splitlines()


@pytest.mark.parametrize("title", ["Operations", "API versions", "SDKs", "Behaviours", "Known to differ"])
def test_stripes_page_is_the_one_that_would_be_written_now(title: str, seen: Seen) -> None:
    """If it is not: `make fidelity`."""
    would_be = section(page(seen), title)

    assert len(would_be) > 0
    assert section(OF_STRIPE, title) == would_be


def test_the_other_pages_are_those_that_would_be_written_now() -> None:
    """If they are not: `make fidelity ARGS=--tables`."""
    would_be = make_page.from_tables()

    assert would_be.keys() == {make_page.INDEX, PAGES["paypal"], PAGES["square"]}
    assert {place: place.read_text() for place in would_be} == would_be


def test_every_trigger_that_must_work_is_on_the_page() -> None:
    works = "\n".join(section(OF_STRIPE, "The Stripe CLI")).partition("Not there yet:")[0]

    assert [event for event in TRIGGERS if f"`{event}`" not in works] == []


@pytest.mark.parametrize("provider", list(PAGES))
def test_every_row_of_the_ledger_says_how_sure_it_is(provider: str) -> None:
    rows = [line for line in PAGES[provider].read_text().splitlines() if line.startswith("| ")]
    facts: Sequence[Fact] = make_page.facts(provider)

    assert len(facts) > 0
    for fact in facts:
        [row] = [line for line in rows if line.endswith(f"| `{fact['id']}` |")]
        assert f"| {status(fact)} | {fact['date']} |" in row


@pytest.mark.parametrize("tell", [make_page.told_of_paypal, make_page.told_of_square], ids=["paypal", "square"])
def test_the_table_has_each_operation_once_and_says_whether_it_is_simulated(tell: Callable[[], Told]) -> None:
    told = tell()
    rows = [line for line in section(make_page.provider.page(told), "Operations") if line.startswith("| ")][2:]
    simulated = [line for line in rows if line.endswith("| yes |")]

    assert len(rows) == len(told.of_covered) == len({row.split("|")[3] for row in rows})
    assert len(simulated) == len(told.routes) - len(told.undocumented)
    assert len(rows) - len(simulated) == len([one for one in told.missing if one.api in told.covered])


def test_operations_are_kept_as_documents_tell_them(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "FOLDER", tmp_path)
    document = {
        "info": {"title": "Orders"},
        "paths": {"/v2/orders/{order_id}": {"get": {"operationId": "orders.get"}, "parameters": []}},
    }
    published.keep("paypal", published.of_document("paypal", document) * 2)
    published.keep("stripe", published.of_document("stripe", {"POST /v1/charges/{charge}/capture": {}}))

    assert published.kept("paypal") == [published.Operation("GET /v2/orders/{}", "Orders v2", "orders.get")]
    assert published.kept("stripe") == [published.Operation("POST /v1/charges/{}/capture")]


def test_whatever_is_not_simulated_is_answered_as_stripe_answers_what_it_has_not(seen: Seen) -> None:
    """And it is marked, so that no verdict leans on it."""
    merchant = Merchant()
    absent = missing(seen)

    assert len(absent) == len(seen.operations) - len(
        {f"{r.method} {r.path}" for r in (*ROUTES, *v2.ROUTES)} & set(seen.operations)
    )
    assert len(absent) > 100
    for operation in absent:
        method, path = an_example(operation)
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


def test_whatever_of_paypal_is_not_simulated_is_answered_and_marked_as_a_gap() -> None:
    merchant = PayPalMerchant()
    absent = make_page.told_of_paypal().missing

    assert len(absent) > 10
    for operation in absent:
        method, path = an_example(operation.call)
        answer = merchant.call(method, path)
        assert (answer.status, answer.body["name"], answer.unsupported) == (404, "RESOURCE_NOT_FOUND", True), operation
        assert answer.body["message"] == f"The simulator does not know {method} {path}."


def test_whatever_of_square_is_not_simulated_is_answered_and_marked_as_a_gap() -> None:
    seller = Seller()
    absent = make_page.told_of_square().missing

    assert len(absent) > 100
    for operation in absent:
        answer = seller.send(*an_example(operation.call))
        assert (answer.status, answer.code) == (404, "NOT_FOUND"), operation
    calls = list(seller.sandbox.journal.of(seller.world.id))
    assert len(calls) == len(absent)
    assert [call.path for call in calls if not call.unsupported] == []


def an_example(operation: str) -> tuple[str, str]:
    """Return the verb and a path with an id in each place for one."""
    method, _, path = operation.replace("{}", "id_1").partition(" ")
    return method, path
