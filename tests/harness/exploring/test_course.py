"""A course is plain data: it is written, read again, and said in words; whatever else is no course."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.exploring.course import BrokenCourse, Counterexample, Course, Step, is_course, read, write

COURSE = Course((Step("decline"), Step("pay"), Step("tell", 2, 1), Step("page")), early=True)
FOUND = Counterexample(
    assay="0.1", target="shop", provider="stripe", invariant="final-state", seen="paid, and it is failed", course=COURSE
)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    (file := tmp_path / "course.json").write_bytes(write(FOUND))

    assert is_course(file)
    assert read(file) == FOUND


def test_deliveries_are_counted_with_their_copies_and_the_early_one() -> None:
    assert COURSE.deliveries == 5
    assert COURSE.size == (5, 5)


def test_what_is_held_later_is_said_so() -> None:
    told = Course((Step("reconcile_overtaken", after=1), Step("told_in_trouble"))).told

    assert told[0].startswith("the reconciler has read 2 times; ")
    assert told[1] == "all is told while the provider answers every call with an error"


def test_each_step_is_said_in_words() -> None:
    assert COURSE.told == (
        "the payment is made, paid and told of before the checkout has its reply",
        "the buyer tries to pay, and the bank says no",
        "the buyer pays",
        "event 2 of its news is delivered, 2 times at once",
        "the buyer opens the page after payment",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "truncated"),
        ('{"schema": "assay-deliveries/1"}', "it has the format 'assay-deliveries/1'"),
        ('{"schema": "assay-course/1"}', "missing required field"),
        (write(FOUND).decode().replace('"tell"', '"sing"'), "Invalid enum value 'sing'"),
        (write(FOUND).decode().replace('"copies": 1', '"copies": 99'), "$.course.steps[2]: event and after must be 0"),
    ],
)
def test_what_is_no_course_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    (file := tmp_path / "course.json").write_text(text)

    with pytest.raises(BrokenCourse) as broken:
        read(file)

    assert str(broken.value).startswith(f"{file}: ")
    assert said in str(broken.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenCourse, match="cannot be read"):
        read(tmp_path / "none.json")
