"""LOG-01's proofs: a missing line is a finding only where the logs are read and say other things."""

from __future__ import annotations

from harness.observation import Recorded, Typed
from harness.verdicts.proofs import dated, recorded, unforged


def word(**seen: object) -> str:
    return recorded(Recorded(done="it was done", **seen)).word  # type: ignore[arg-type] # fields by name


def test_a_line_is_a_record_and_the_missing_address_is_a_remark() -> None:
    named = Recorded(done="it was done", lines=("a line",), window_open=True, from_where=True)
    unnamed = Recorded(done="it was done", lines=("a line",), window_open=True, from_where=False)

    assert (recorded(named).word, recorded(named).advice) == ("pass", ())
    assert recorded(unnamed).word == "pass"
    assert len(recorded(unnamed).advice) == 1


def test_no_line_is_a_finding_where_the_window_is_open_and_not_where_it_is_shut() -> None:
    assert word(window_open=True) == "fail"
    assert word(window_open=True, only_as_usual=True) == "fail"
    assert word() == "not_observable"


def test_a_journal_that_is_no_declared_log_is_asked_for() -> None:
    kept = recorded(Recorded(done="it was done", window_open=True, kept="shop.db:audit_log"))

    assert kept.word == "not_observable"
    assert "[logs.audit]" in (kept.needs or "")


def test_a_forged_line_is_a_finding_even_where_nothing_else_is_read() -> None:
    assert unforged(Typed(where="here", broken_out=("a line of its own",))).word == "fail"


def test_what_stayed_harmless_passes_where_the_logs_are_read() -> None:
    assert unforged(Typed(where="here", window_open=True)).word == "pass"
    assert unforged(Typed(where="here", shown=True)).word == "pass"
    assert unforged(Typed(where="here")).word == "not_observable"


def test_local_time_is_a_finding_in_records_and_open_in_lines_of_text() -> None:
    assert dated("Asia/Kathmandu", local=1, plain=0, right=5).word == "fail"
    assert dated("Asia/Kathmandu", local=0, plain=0, right=5).word == "pass"
    assert dated("Asia/Kathmandu", local=0, plain=2, right=5).advice
    assert dated("Asia/Kathmandu", local=0, plain=2, right=0).word == "not_observable"
    assert dated("Asia/Kathmandu", local=0, plain=0, right=0).word == "not_observable"
