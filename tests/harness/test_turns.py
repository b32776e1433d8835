"""Workers side by side: each check is taken once, and who must be alone is alone. For real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

from harness.turns import Turns

TAKE = """
import sys
from pathlib import Path
from harness.turns import Turns
turns = Turns(Path(sys.argv[1]))
print(*[nth for nth in range(500) if turns.take(nth)])
"""


def test_each_check_is_taken_by_exactly_one_worker(tmp_path: Path) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", TAKE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    taken = [int(nth) for worker in workers for nth in worker.communicate(timeout=60)[0].split()]

    assert sorted(taken) == list(range(500))


def test_a_role_belongs_to_whoever_asks_first(tmp_path: Path) -> None:
    one, other = Turns(tmp_path), Turns(tmp_path)

    assert [one.own("crash", 0), other.own("crash", 1), one.own("crash", 0)] == [True, False, True]
    assert other.own("live", 1)


def test_all_are_told_to_stop_and_why(tmp_path: Path) -> None:
    one, other = Turns(tmp_path), Turns(tmp_path)
    assert other.stopped is None

    one.stop("enough")

    assert other.stopped == "enough"


def test_who_must_be_alone_waits_for_those_under_way_and_lets_none_begin(tmp_path: Path) -> None:
    turns, seen = Turns(tmp_path), list[str]()
    begun, done = Event(), Event()

    def measure() -> None:
        begun.set()
        with turns.turn(alone=True):
            seen.append("alone")
        done.set()

    def come_later() -> None:
        with turns.turn(alone=False):
            seen.append("later")

    with turns.turn(alone=False), turns.turn(alone=False):
        measuring = Thread(target=measure)
        measuring.start()
        begun.wait(10)
        assert not done.is_set()
        seen.append("under way")
    measuring.join(10)
    later = Thread(target=come_later)
    later.start()
    later.join(10)

    assert seen == ["under way", "alone", "later"]
