"""`assay explore` finds in the tutorial what a second delivery does, and `assay replay` lets it happen again."""

from __future__ import annotations

import json
from pathlib import Path

from tests.detection import EXAMPLES
from tests.harness.cli.command import assay

NAIVE = EXAMPLES / "naive" / "assay.toml"


def test_a_second_delivery_is_found_in_the_tutorial_and_happens_again(tmp_path: Path) -> None:
    asked = ("--minutes", "5", "--stop-on-first", "--out", "found")
    explored = assay("explore", "--target", str(NAIVE), *asked, cwd=tmp_path, within=500)
    file = tmp_path / "found" / "one-fulfilment.json"

    assert explored.returncode == 1, explored.stdout + explored.stderr
    assert "BROKEN     each order has at most one fulfilment" in explored.stdout
    course = json.loads(file.read_text())["course"]
    assert sum(1 + step.get("copies", 0) for step in course["steps"] if step["do"] in ("tell", "meet")) <= 5

    again = assay("replay", str(file), "--target", str(NAIVE), cwd=tmp_path)

    assert again.returncode == 1, again.stdout + again.stderr
    assert "still broken: each order has at most one fulfilment" in again.stdout


def test_a_place_that_cannot_be_written_to_is_said_before_anything_is_tried(tmp_path: Path) -> None:
    (tmp_path / "found").write_text("a file")

    said = assay("explore", "--target", str(NAIVE), "--out", "found/here", cwd=tmp_path)

    assert said.returncode == 2
    assert "found/here: cannot be written to" in said.stderr


def test_a_provider_that_the_target_does_not_take_is_a_mistake(tmp_path: Path) -> None:
    said = assay("explore", "--target", str(NAIVE), "--provider", "paypal", cwd=tmp_path)

    assert said.returncode == 2
    assert "--provider paypal: no checkout of" in said.stderr
    assert "Write one of: stripe" in said.stderr


def test_a_course_of_another_format_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "course.json").write_text('{"schema": "assay-course/9"}')

    said = assay("replay", "course.json", "--target", str(NAIVE), cwd=tmp_path)

    assert said.returncode == 2
    assert "it has the format 'assay-course/9'; this Assay reads assay-course/1" in said.stderr
