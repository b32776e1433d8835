"""Which lines open what: the table against catalogue and scenarios, and what it says of a descriptor."""

from __future__ import annotations

import msgspec

from harness.controls import catalogue
from harness.controls.scenarios import scenarios_by_control
from harness.descriptor import read
from harness.doctor import openings
from harness.doctor.seen import Step
from tests.harness.doctor.seeds import FLASK, SMALL

CONTROLS = tuple(catalogue.load().controls.values())
JUDGED = scenarios_by_control()
WALKED = [
    Step(name="start", provider=None, seen=()),
    Step(name="order", provider="stripe", seen=(), opens=("replies", "api_calls", "state")),
]


def test_every_control_of_the_table_is_one_that_is_judged() -> None:
    named = {name for opening in openings.OPENINGS for name in opening.controls}

    assert named <= JUDGED.keys() & {control.id for control in CONTROLS if control.where == "local"}


def test_a_line_that_is_written_opens_nothing_more() -> None:
    small, flask = read(SMALL / "assay.toml"), read(FLASK / "assay.toml")
    lacking = {opening.line for opening in openings.OPENINGS if opening.lacks(small)}
    written = {"[source] tree", "[stores] inbox", "[return] request", "[reconcile] command", "[order] refunded"}

    assert written <= lacking
    assert not written & {opening.line for opening in openings.OPENINGS if opening.lacks(flask)}


def test_before_anything_works_little_can_be_observed_and_each_window_says_what_it_opens() -> None:
    described = read(SMALL / "assay.toml")
    windows = openings.open_windows(described, WALKED[:1], "stripe")

    found = openings.observable(described, "stripe", windows, CONTROLS, JUDGED)
    assert windows == {"lifecycle", "traces"}
    assert set(found.now) < set(found.of)
    assert "WH-SIG-01" not in found.now
    assert openings.SHUT["state"] in {line for line, _, _ in found.more}


def test_with_the_source_declared_its_controls_are_observable() -> None:
    small, flask = read(SMALL / "assay.toml"), read(FLASK / "assay.toml")
    windows = openings.open_windows(small, WALKED, "stripe")
    without = openings.observable(small, "stripe", windows, CONTROLS, JUDGED)
    declared = msgspec.structs.replace(small, source=flask.source)

    found = openings.observable(declared, "stripe", {*windows, "source"}, CONTROLS, JUDGED)
    opened = next(ids for line, ids, _ in without.more if line == "[source] tree")
    assert "SEC-02" in opened
    assert set(found.now) == {*without.now, *opened}


def test_an_attached_target_has_no_life_of_its_own_to_be_seen() -> None:
    small = read(SMALL / "assay.toml")
    attached = msgspec.structs.replace(
        small, target=msgspec.structs.replace(small.target, start=None, base_url="http://127.0.0.1:4000")
    )

    assert openings.open_windows(attached, WALKED, "stripe") == {"replies", "api_calls", "state"}
