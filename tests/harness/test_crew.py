"""Further workers of a run: one that breaks is told of, one whose run dies stops by itself."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from harness.crew import Crew
from harness.suite import Order, Plan


def test_a_worker_that_breaks_is_told_of() -> None:
    crew = Crew()
    crew.start(["no order at all"])

    problem = crew.wait(within=60)

    assert problem is not None
    assert problem.startswith("worker 2 ended with 1: ")
    assert "DecodeError" in problem


def test_an_order_is_read_as_it_was_written(tmp_path: Path) -> None:
    order = Order(Plan(descriptor=Path("assay.toml"), folder=tmp_path, selected="WH-SIG"), tmp_path / "turns", 2)

    assert Order.read(order.write()) == order


def test_a_worker_whose_run_has_died_stops(tmp_path: Path) -> None:
    (tmp_path / "turns").mkdir()
    target = Path(__file__).parents[2] / "examples" / "flask_sync" / "assay.toml"
    order = Order(Plan(descriptor=target, folder=tmp_path), tmp_path / "turns", 1)
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "harness.worker", order.write()],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    record = tmp_path / "run.ndjson"
    while not (record.exists() and "check_finished" in record.read_text()):
        assert worker.poll() is None, worker.communicate()
        time.sleep(0.05)

    _, said = worker.communicate(timeout=60)

    assert "Traceback" not in said
    assert not (tmp_path / "turns" / "stop").exists()
