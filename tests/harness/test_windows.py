"""The windows return what is there, and say which line of the descriptor would show more."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.descriptor.model import Descriptor, HttpRequest, LogsTable, Written
from harness.failures import NoVerdict, WindowShut
from harness.notebook import Notebook
from harness.observation import ABSENT, Sight
from harness.target.requests import Browser, expected, saved
from harness.windows import traces, written
from harness.windows.settle import DEAF_AFTER, DEAF_AGAIN_AFTER, PATIENCE_WITH_THE_DEAF, Patience
from harness.windows.state import StateWindow
from tests.harness.tiny import Answers, serving

BASE: dict[str, Any] = {
    "target": {"base_url": "http://127.0.0.1:1"},
    "provider": {"stripe": {"webhook_path": "/hook"}},
    "checkout": {"requests": [{"path": "/buy"}], "payment": "payment_intent", "products": {}},
    "order": {
        "read": {"path": "/orders/{order}"},
        "status": "$.status",
        "amount": "$.total",
        "states": {"paid": ["settled"], "unpaid": ["waiting"]},
    },
    "effects": {"mail": {"http": {"path": "/mails/{order}"}, "count": "$.mails"}},
}


def look(answers: Answers, **changes: Any) -> Sight:
    described = msgspec.convert({**BASE, **changes}, Descriptor)
    with serving(answers) as url:
        browser = Browser(url, Notebook())
        window = StateWindow(described)
        try:
            return window.look("order-1", {"order": "7"}, browser)
        finally:
            window.close()
            browser.close()


def test_a_state_is_told_in_our_word_and_effects_are_counted() -> None:
    sight = look({"/orders/7": (200, {"status": "settled", "total": 1999}), "/mails/7": (200, {"mails": ["a"]})})

    assert (sight.state, sight.amount, sight.effects, sight.expected) == ("paid", 1999, {"mail": 1}, {"mail": 1})


def test_what_went_back_is_told_where_the_descriptor_says_where_it_stands() -> None:
    shown = {"/orders/7": (200, {"status": "settled", "total": 1999, "back": 600}), "/mails/7": (200, {"mails": 1})}

    assert look(shown).refunded is None
    assert look(shown, order={**BASE["order"], "refunded": "$.back"}).refunded == 600


@pytest.mark.parametrize("shown", [19.99, 20.0, "19.99", "20.00", "", True, [1999]])
def test_an_amount_that_is_no_whole_number_is_not_seen(shown: object) -> None:
    assert look({"/orders/7": (200, {"status": "settled", "total": shown})}).amount is None


def test_a_state_without_a_word_of_ours_keeps_its_own_name() -> None:
    sight = look({"/orders/7": (200, {"status": "archived"}), "/mails/7": (200, {"mails": 0})})

    assert sight.state == '"archived"'
    assert sight.fulfilled is False


def test_an_order_that_is_not_there_is_absent_and_not_invisible() -> None:
    assert look({"/mails/7": (200, {"mails": 0})}).state == ABSENT


@pytest.mark.parametrize("body", ["<html>hello</html>", {"other": 1}, ""])
def test_a_reply_without_the_status_names_the_line_of_the_descriptor(body: Any) -> None:
    sight = look({"/orders/7": (200, body), "/mails/7": (200, {"mails": 0})})

    assert sight.state is None
    assert "[order] read and status" in (sight.shut or "")


def test_what_one_request_shows_is_asked_for_once() -> None:
    class Asked(dict[str, tuple[int, Any]]):
        def get(self, path: Any, otherwise: Any = None) -> Any:
            asked.append(path)
            return super().get(path, otherwise)

    asked: list[str] = []
    read = BASE["order"]["read"]
    effects = {name: {"http": read, "count": f"$.done.{name}"} for name in ("mail", "parcel")}

    sight = look(Asked({"/orders/7": (200, {"status": "settled", "done": {"mail": 1, "parcel": 2}})}), effects=effects)

    assert (sight.state, sight.effects, asked) == ("paid", {"mail": 1, "parcel": 2}, ["/orders/7"])


def test_effects_that_are_no_number_leave_that_window_shut() -> None:
    sight = look({"/orders/7": (200, {"status": "settled"}), "/mails/7": (200, {"mails": "many"})})

    assert "[effects.mail] count" in (sight.effects_shut or "")


def test_orders_and_effects_can_be_read_by_sql(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as books:
        books.execute("create table orders (id text, state text, total integer)")
        books.execute("insert into orders values ('7', 'settled', 1999)")
    database = f"sqlite:///{tmp_path}/shop.db"
    order = {**BASE["order"], "read": {"sql": "select * from orders where id = :order", "database": database}}
    order |= {"status": "state", "amount": "total"}
    effects = {"rows": {"sql": "select count(*) from orders where id = :order", "database": database}}

    sight = look({}, order=order, effects=effects)

    assert (sight.state, sight.amount, sight.effects) == ("paid", 1999, {"rows": 1})


def test_a_query_that_fails_is_told_and_not_raised(tmp_path: Path) -> None:
    read = {"sql": "select * from nowhere", "database": f"sqlite:///{tmp_path}/none.db"}

    sight = look({"/mails/7": (200, {"mails": 0})}, order={**BASE["order"], "read": read})

    assert sight.state is None
    assert "no such table" in (sight.shut or "")


def test_values_are_taken_from_json_headers_and_text() -> None:
    request = HttpRequest(path="/buy", save={"a": "$.order.id", "b": "header:X-Order", "c": r"regex:no\. (\d+)"})
    with serving({"/buy": (201, {"order": {"id": 41}, "text": "no. 17"})}) as url:
        browser = Browser(url, Notebook())
        replied = browser.send(request, {})
        browser.close()

    assert saved(request, replied, "[checkout] requests[0]") == {"a": "41", "b": "41", "c": "17"}
    assert expected(request, replied)
    with pytest.raises(WindowShut) as shut:
        saved(HttpRequest(path="/buy", save={"x": "$.nothing"}), replied, "[checkout] requests[0]")
    assert "save.x" in shut.value.needs


def test_a_target_that_does_not_listen_is_unreachable() -> None:
    browser = Browser("http://127.0.0.1:9", Notebook())

    with pytest.raises(NoVerdict) as raised:
        browser.send(HttpRequest(path="/"), {})

    assert raised.value.reason == "target unreachable"


def test_patience_ends_with_a_deaf_target_and_returns_with_the_first_that_hears() -> None:
    patience = Patience(drain_s=0.02)
    for _ in range(DEAF_AFTER):
        assert not patience.settle(until=lambda: None)
    assert patience.seconds == min(0.02, PATIENCE_WITH_THE_DEAF)

    assert patience.settle(until=lambda: True)
    assert patience.seconds == 0.02


def test_a_target_that_has_become_deaf_is_not_waited_for_in_vain_either() -> None:
    patience = Patience(drain_s=2.0)
    ready = time.monotonic() + 0.4
    assert patience.settle(until=lambda: time.monotonic() > ready)
    for _ in range(DEAF_AGAIN_AFTER):
        assert patience.seconds == 2.0
        patience._deaf += 1

    assert 0.8 <= patience.seconds < 2.0, "twice what it usually takes"
    assert patience.settle(until=lambda: True)
    assert patience.seconds == 2.0


def test_a_target_that_usually_takes_long_is_given_long_where_a_moment_is_enough_for_others() -> None:
    slow, quick = Patience(drain_s=1.0), Patience(drain_s=1.0)
    assert slow.settle(until=_after(0.4))
    assert quick.settle(until=_after(0.02))

    assert slow.settle_soon(until=_after(0.5))
    assert not quick.settle_soon(until=_after(0.5))


def test_what_held_at_once_must_still_hold_after_as_long_as_the_target_usually_takes() -> None:
    patience = Patience(drain_s=1.0)
    began = time.monotonic()
    assert patience.settle(until=lambda: time.monotonic() - began > 0.1)
    until_undone = time.monotonic() + 0.05

    assert not patience.settle_soon(until=lambda: time.monotonic() < until_undone)
    assert patience.settle_soon(until=lambda: True)


def test_what_must_not_come_is_given_as_long_as_this_target_takes_and_not_the_whole() -> None:
    slow, quick = Patience(drain_s=10.0), Patience(drain_s=10.0)
    assert slow.settle(until=_after(0.3))

    began = time.monotonic()
    assert slow.settle_unwanted(until=_after(0.6))
    assert not quick.settle_unwanted(until=_after(0.6))
    assert time.monotonic() - began < 2.0


def test_quiet_is_when_nothing_is_added_for_a_while_and_who_never_rests_is_not_waited_for() -> None:
    patience = Patience(drain_s=5.0)
    began = time.monotonic()
    added = [0.1, 0.3, 0.5, 1.9]
    patience.settle_quiet(lambda: sum(time.monotonic() - began > each for each in added))
    after_the_third = time.monotonic() - began
    patience.settle_quiet(lambda: int(time.monotonic() * 1000))
    restless = time.monotonic() - began - after_the_third

    assert 0.8 <= after_the_third < 1.9
    assert 1.0 <= restless < 2.0, "the whole of a moment, and no more"


def _after(seconds: float) -> Callable[[], bool]:
    ready = time.monotonic() + seconds
    return lambda: time.monotonic() > ready


@pytest.mark.parametrize("written", ["4242424299999995", "4242 4242 9999 9995", "4242-4242-9999-9995", "4242%204242"])
def test_a_card_number_is_found_however_it_is_written(written: str) -> None:
    number = "4242424299999995" if "%" not in written else "42424242"

    scan = traces.search(
        {"web.log": f"order A-1\npaid with {written} today"}, forbidden={"a card": number}, canaries=["A-1"]
    )

    assert scan.canary_found
    assert len(scan.hits) == 1
    assert "web.log:2" in scan.hits[0]
    assert written not in scan.hits[0]


def test_logs_are_found_by_pattern_and_output_is_read_unless_declined(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("one")
    (tmp_path / "out.log").write_text("two")
    output = [tmp_path / "out.log"]
    files = LogsTable(files=("{state}/app*.log",), stdout=False)

    assert traces.log_texts(output, files, {"state": str(tmp_path)}, tmp_path) == {"app.log": "one"}
    assert traces.log_texts(output, LogsTable(), {}, tmp_path) == {"out.log": "two"}


def test_a_secret_is_found_in_pieces_and_its_last_four_may_be_shown() -> None:
    secret = "sk_test_" + "Abcdefghijklmnopqrstuvwx" + "4242"
    logs = {"a.log": "key …4242 ok", "b.log": "sk_test_Abcdefghijklmnop***"}

    scan = traces.search_secrets(logs, secrets={"the key": secret}, canaries=["ok"])

    assert scan.hits == ("b.log:1 holds the key",)
    assert scan.canary_found


def written_to(text: str | None = None, **declared: object) -> str:
    with serving({"/differences": (200, text or ""), "/gone": (500, "")}) as url:
        browser = Browser(url, Notebook())
        try:
            return written.read(msgspec.convert(declared, Written), "[logs.audit]", {"state": "/tmp"}, browser)
        finally:
            browser.close()


def test_what_people_read_is_a_page_or_rows_or_a_file(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/shop.db"
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.execute("create table audit (who text, what text)")
        shop.execute("insert into audit values ('staff', 'two\nlines')")
    (tmp_path / "audit.log").write_text("staff refunded\n")

    assert "pi_1" in written_to("pi_1 has no order", http={"path": "/differences"})
    assert written_to(sql="select who, what from audit", database=database) == '{"who": "staff", "what": "two\\nlines"}'
    assert written_to(lines=f"{tmp_path}/audit.log") == "staff refunded\n"
    assert written_to(lines=f"{tmp_path}/not-yet.log") == ""


@pytest.mark.parametrize(
    "way", [{"http": {"path": "/gone"}}, {"sql": "select 1 from no_table", "database": "sqlite://"}]
)
def test_what_cannot_be_read_names_its_line(way: dict[str, object]) -> None:
    with pytest.raises(WindowShut) as shut:
        written_to(**way)

    assert shut.value.needs.startswith("[logs.audit] ")
