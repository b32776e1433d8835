"""Text of others, made safe to show."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reports.text import duration, moment, number, one_line, visible


@given(st.text(st.characters(), max_size=200))
def test_nothing_that_acts_or_hides_comes_through(text: str) -> None:
    """A character that is shown is a letter, a sign, a space, or what joins them."""
    joins = "\t\n\u200c\u200d"

    assert all(each in joins or unicodedata.category(each) not in {"Cc", "Cs", "Zl", "Zp"} for each in visible(text))
    assert visible(text).encode().decode() == visible(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=200))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_what_is_hidden_is_written_as_programs_write_it() -> None:
    assert visible("a\x1b[31m\x9b\u202eb\U000e0041\r\nc\rd") == "a\\x1b[31m\\x9b\\u202eb\\U000e0041\nc\\x0dd"


def test_emoji_keep_the_joints_that_make_them_one() -> None:
    assert visible("👩‍💻") == "👩‍💻"


def test_a_line_is_cut_with_an_ellipsis() -> None:
    assert one_line("one\n two   three", 9) == "one two…"


def test_times_have_an_offset_and_no_time_zone_of_this_machine() -> None:
    assert moment(1_795_424_400.25) == "2026-11-23 09:00:00 +00:00"
    assert moment(1e300) == "not a time: 1e+300"
    assert moment(float("nan")) == "not a time: nan"


def test_durations_are_said_as_people_say_them() -> None:
    assert [duration(each) for each in (0.0042, 12.34, 125.0)] == ["0.004 s", "12.3 s", "2 min 05 s"]


def test_one_thing_is_not_plural() -> None:
    assert [number(1, "entry", "entries"), number(1200, "entry", "entries")] == ["1 entry", "1,200 entries"]
