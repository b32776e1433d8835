"""Blames from what was seen, written by hand: what the walks over seeded mistakes do not come by."""

from __future__ import annotations

import msgspec
import pytest

from harness.doctor.blames import buying, hearing, starting
from harness.doctor.seen import (
    Blame,
    Called,
    CheckedOut,
    Counted,
    Effect,
    Forged,
    Heard,
    Looked,
    Moved,
    Page,
    Started,
    Variable,
    Variables,
)

PORT = Variable(name="PORT", path=("target", "env", "PORT"), read=True)
SECRET = Variable(name="HOOK_SECRET", path=("provider", "stripe", "webhook_secret_env"), read=True)
BASE = Variable(name="PAY_BASE", path=("provider", "stripe", "api_base_env"), read=True)
KEY = Variable(name="PAY_KEY", path=("provider", "stripe", "secret_key_env"), read=True)
TOLD = Variables(provider="stripe", base=(BASE,), key=(KEY,), secret=(SECRET,), port=(PORT,))
STARTED = Started(variables=TOLD, ready=False, command="python shop.py", port=4000, within=5.0)
ENDED = msgspec.structs.replace(STARTED, exits=(("target", 1),))
CHECKED_OUT = CheckedOut(
    variables=TOLD,
    place=("checkout",),
    nth=0,
    page=Page(told="POST /orders", status=201),
    succeeded=True,
    product="tea",
    sku="green-tea",
    payment="payment_intent",
)
HEARD = Heard(variables=TOLD, answers=(("payment_intent.succeeded", 400),), page=Page(told="POST /hook", status=400))
UNREAD = msgspec.structs.replace(SECRET, read=False, alike=("WHSEC",))


def side(blame: Blame | None) -> str | None:
    return None if blame is None else blame.side


@pytest.mark.parametrize(
    ("output", "blamed"),
    [
        ("OSError: [Errno 98] Address already in use", "environment"),
        ("Traceback (most recent call last):\nModuleNotFoundError: No module named 'psycopg'", "environment"),
        ("/usr/bin/python: No module named shop", "descriptor"),
        ("Error: Cannot find module '/srv/shop.py'", "descriptor"),
        ("usage: shop [-h] --listen PORT", "descriptor"),
        (
            "redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.",
            "environment",
        ),
        ("Traceback (most recent call last):\nKeyError: 'tea'", "code"),
        ("panic: assignment to entry in nil map", "code"),
    ],
)
def test_a_target_that_ends_is_blamed_by_what_it_wrote(output: str, blamed: str) -> None:
    assert side(starting.of_start(msgspec.structs.replace(ENDED, output=output))) == blamed


def test_a_port_that_nobody_tells_is_a_mistake_of_the_descriptor_and_one_that_is_told_and_not_heeded_is_not() -> None:
    untold = msgspec.structs.replace(TOLD, port=())

    found = starting.of_start(msgspec.structs.replace(STARTED, variables=untold, listening=(3000,)))
    assert found is not None
    assert (found.side, found.path) == ("descriptor", ("target", "start"))
    assert side(starting.of_start(msgspec.structs.replace(STARTED, listening=(3000,)))) == "code"


def test_a_target_that_should_run_already_and_does_not_is_a_matter_of_the_environment() -> None:
    page = Page(told="GET http://127.0.0.1:4000/", status=None)

    assert side(starting.of_start(msgspec.structs.replace(STARTED, attached=True, page=page))) == "environment"


def test_a_call_that_the_simulator_does_not_know_is_nobodys_mistake_but_ours() -> None:
    seen = msgspec.structs.replace(
        CHECKED_OUT, succeeded=False, page=Page(told="POST /orders", status=502), unsupported=("POST /v1/quotes",)
    )

    assert side(buying.of_checkout(seen)) == "environment"


def test_a_shim_that_was_not_loaded_is_told_with_its_remedy() -> None:
    told = msgspec.structs.replace(TOLD, base=(), otherwise_reached=True)
    seen = msgspec.structs.replace(
        CHECKED_OUT, variables=told, complaint=("no process loaded the shim", "keep NODE_OPTIONS")
    )

    found = buying.of_payment(seen)
    assert found is not None
    assert (found.side, found.remedy) == ("descriptor", "keep NODE_OPTIONS")


def test_without_a_variable_for_the_address_the_descriptor_is_told_to_name_one() -> None:
    failed = Page(told="POST /orders", status=500)
    told = msgspec.structs.replace(TOLD, base=())

    found = buying.of_checkout(msgspec.structs.replace(CHECKED_OUT, variables=told, succeeded=False, page=failed))
    assert found is not None
    assert (found.side, found.path) == ("descriptor", ("provider", "stripe"))
    assert "api_base_env" in found.remedy


@pytest.mark.parametrize(("status", "key"), [(405, "method"), (302, "expect"), (401, 0), (403, 0), (415, 0), (400, 0)])
def test_a_checkout_that_is_refused_is_a_mistake_in_its_request(status: int, key: str | int) -> None:
    page = Page(told="POST /orders", status=status, body="no")

    found = buying.of_checkout(msgspec.structs.replace(CHECKED_OUT, succeeded=False, page=page))
    assert found is not None
    assert (found.side, found.path[-1]) == ("descriptor", key)


def test_a_price_that_the_order_shows_as_described_is_asked_for_wrongly_by_the_code() -> None:
    seen = Called(product="tea", operation="payment_intents.create", asked=(19, "eur"), owed=(1999, "eur"))

    assert side(buying.of_price(seen)) == "descriptor"
    assert side(buying.of_price(msgspec.structs.replace(seen, shown=(1999, "eur")))) == "code"
    assert buying.of_price(msgspec.structs.replace(seen, asked=(1999, "eur"))) is None


def test_a_secret_whose_variable_nothing_reads_is_no_finding_even_if_every_forgery_is_taken() -> None:
    forged = Forged(variables=TOLD, meaning="no header", status=200, moved=True)
    untold = msgspec.structs.replace(TOLD, secret=(UNREAD,))

    assert side(hearing.of_forgery(forged)) == "code"
    assert side(hearing.of_forgery(msgspec.structs.replace(forged, variables=untold))) == "descriptor"
    assert hearing.of_forgery(msgspec.structs.replace(forged, moved=False)) is None


@pytest.mark.parametrize(
    ("secret", "in_code", "blamed"),
    [
        (SECRET, True, "code"),
        (UNREAD, True, "descriptor"),
        (msgspec.structs.replace(UNREAD, alike=()), True, "code"),
        (msgspec.structs.replace(UNREAD, alike=()), False, "descriptor"),
        (msgspec.structs.replace(SECRET, read=None), False, "code"),
    ],
)
def test_a_refused_event_is_blamed_by_who_reads_the_secret(secret: Variable, in_code: bool, blamed: str) -> None:
    told = msgspec.structs.replace(TOLD, secret=(secret,), secret_in_code=in_code)

    assert side(hearing.of_webhook(msgspec.structs.replace(HEARD, variables=told))) == blamed


def test_an_order_whose_other_field_moved_is_read_in_the_wrong_place() -> None:
    look = Looked(way="http", word="unpaid", selector="$.status", paid_for=True)
    moved = Moved(before="unpaid", look=look, changed=(("$.payment.state", "open", "settled"),))

    found = hearing.of_move(moved)
    assert found is not None
    assert (found.side, found.path) == ("descriptor", ("order", "status"))
    assert side(hearing.of_move(msgspec.structs.replace(moved, changed=()))) == "code"
    assert side(hearing.of_move(msgspec.structs.replace(moved, changed=(), grown=("parcel",)))) == "descriptor"


def test_an_order_that_is_found_by_another_value_of_the_reply_was_saved_from_the_wrong_place() -> None:
    save = ("checkout", "requests", 0, "save", "order")
    look = Looked(way="http", word="absent", selector="$.status", page=Page(told="GET /orders/1", status=404))

    found = hearing.of_look(msgspec.structs.replace(look, elsewhere=(("order", "$.order.token"),), save_path=save))
    assert found is not None
    assert (found.side, found.path) == ("descriptor", save)
    assert "$.order.token" in found.remedy
    assert hearing.of_look(look) is None  # it may come later
    assert side(hearing.of_look(msgspec.structs.replace(look, paid_for=True))) == "code"


@pytest.mark.parametrize("way", ["sql", "command", "python"])
def test_an_order_that_is_looked_at_otherwise_than_over_http_has_no_page_to_blame(way: str) -> None:
    look = Looked(way=way, word=None, selector="$.status", shut="[order] read: it failed")

    found = hearing.of_look(look)
    assert found is not None
    assert (found.side, found.path, found.what) == ("descriptor", ("order", "read"), "[order] read: it failed")
    absent = msgspec.structs.replace(look, word="absent", paid_for=True)
    assert side(hearing.of_look(absent)) == "descriptor"
    assert hearing.of_look(msgspec.structs.replace(absent, paid_for=False)) is None


@pytest.mark.parametrize(
    ("count", "written", "blamed"), [(0, True, "descriptor"), (0, False, "code"), (2, True, "code")]
)
def test_effects_are_blamed_by_whether_anything_was_written(count: int, written: bool, blamed: str) -> None:
    effect = Effect(name="parcel", way="sql", count=count, expected=1, written=written)

    assert side(hearing.of_effects(Counted(effects=(effect,)))) == blamed
