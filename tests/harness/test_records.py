"""Lines of logs whose format nobody has told us: what names, what says more than usual, what was forged, what time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from harness.windows import records


def test_a_name_is_found_whole_and_not_within_a_longer_one() -> None:
    log = ["order ord_1 paid", "order ord_12 paid", '{"order":"ord_1"}', "GET /orders/ord_1/pay"]

    assert records.naming(log, {"ord_1"}) == [log[0], log[2], log[3]]
    assert records.naming(log, ()) == []


def test_two_lines_say_the_same_if_only_ids_times_and_long_numbers_differ() -> None:
    one = '2026-11-27 02:37:46,123 INFO looked at pi_3UgFIDzZ6rA03oNw in 0.0123 s {"n": 482211}'
    other = '2026-11-27 02:38:01,001 INFO looked at pi_3UgFIEzZ6rA03oNx in 0.4 s {"n": 31337}'

    assert records.words(one, {"pi_3UgFIDzZ6rA03oNw"}) == records.words(other, {"pi_3UgFIEzZ6rA03oNx"})


def test_an_amount_and_a_status_are_part_of_what_is_said() -> None:
    assert records.words("ord_1 1999 1999", {"ord_1"}, {1999, 999}) != records.words(
        "ord_2 1999 999", {"ord_2"}, {1999}
    )
    assert records.words("POST /hook 200", ()) != records.words("POST /hook 400", ())


@pytest.mark.parametrize(
    "log",
    [
        "refused: x\nMARK 2026 refund made",
        "refused: x\r\nMARK",
        'refused: x\n{"MARK": 1}',
        "user \x1b[2K\x1b[1GMARK signed in",
        '{"event":"sign_in_refused","who":"x","MARK":"ok"}',
        'INFO {"who":"x","MARK":"ok"}',
    ],
)
def test_input_that_broke_out_is_told_in_words(log: str) -> None:
    assert records.forged(log, "MARK")


@pytest.mark.parametrize(
    "log",
    [
        '{"who":"x\\r\\nMARK"}',
        '{"who":"x\\",\\"MARK\\":\\"ok"}',
        "who='x\\nMARK' \\x1b[2K",
        "who=x MARK",
        '{"who":"x\u2028MARK"}',
        'refused {"fields": ["MARK"]}',
        "\x1b[32mINFO\x1b[0m MARK",
        '127.0.0.1 "\x1b[33mGET /x%0AMARK HTTP/1.1\x1b[0m" 404',
        'refused x\\nMARK refund made\\n{"MARK":"made"}',
        'refused {"MARK":"made"}',
        "",
    ],
)
def test_input_that_was_escaped_and_colours_of_the_targets_own_are_no_forgery(log: str) -> None:
    assert not records.forged(log, "MARK")


NOW = datetime(2026, 11, 27, 2, 37, 46, tzinfo=UTC)
ZONE = timezone(timedelta(hours=5, minutes=45))


def test_a_time_of_the_machine_without_offset_is_wrong_and_utc_without_one_is_not() -> None:
    local, in_utc = '{"at":"2026-11-27T08:22:40.5"}', '{"at":"2026-11-27 02:37:40"}'
    offset, old = '{"at":"2026-11-27T08:22:40+05:45"}', "seen since 2020-01-01 00:00:00"

    assert records.local_times([local, in_utc, offset, old, "no time"], ZONE, NOW) == ([local], 2)
