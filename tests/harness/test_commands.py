"""Orders and effects are seen by commands of the target's own, and by what its processes print."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from harness.descriptor.model import Descriptor
from harness.failures import WindowShut
from harness.notebook import Notebook
from harness.observation import ABSENT, Sight
from harness.target import logbook
from harness.target.instance import Instance
from harness.target.ports import free_port
from harness.target.process import ask
from harness.target.requests import Browser
from harness.windows.state import StateWindow

if TYPE_CHECKING:
    from harness.target.target import Target

SHOW = """
import json, os, sys
order = sys.argv[1]
if order == "none":
    sys.exit()
if order == "broken":
    sys.exit("no database for sk_test_" + "51HabcDEF4242")
print("starting", file=sys.stderr)
print(json.dumps({"state": os.environ["SHOP_STATE"], "total": 1999, "asked": order}))
"""
START = (
    'from http.server import *; print("label printed for 7", flush=True); '
    'HTTPServer(("127.0.0.1", {port}), SimpleHTTPRequestHandler).serve_forever()'
)


def described(**changes: Any) -> Descriptor:
    told = {
        "target": {"start": f"{sys.executable} -u -c '{START}'", "env": {"SHOP_STATE": "settled"}},
        "provider": {},
        "checkout": {"requests": [{"path": "/buy"}], "payment": "payment_intent", "products": {}},
        "order": {
            "read": {"command": "{python} show.py {order}"},
            "status": "$.state",
            "amount": "$.total",
            "states": {"paid": ["settled"], "unpaid": ["waiting"]},
        },
        "effects": {"label": {"stdout": True, "matching": "label printed for {order}"}},
    }
    return msgspec.convert({**told, **changes}, Descriptor)


def made(descriptor: Descriptor, folder: Path) -> Instance:
    port = free_port()
    return Instance(
        descriptor,
        folder,
        "test",
        {},
        endpoints={},
        port=port,
        state=folder / f"state-{port}",
        notebook=Notebook(),
    )


@pytest.fixture
def looking(tmp_path: Path) -> Any:
    """Return a look at an order of a target that is described so; it is started only if it must."""
    (tmp_path / "show.py").write_text(SHOW)

    def look(named: str, *, starts: bool = False, **changes: Any) -> Sight:
        descriptor = described(**changes)
        instance = made(descriptor, tmp_path)
        browser, window = Browser(instance.base_url, Notebook()), StateWindow(descriptor, instance)
        try:
            if starts:
                instance.start()
            return window.look("order-1", {"order": named}, browser)
        finally:
            instance.stop()
            window.close()
            browser.close()

    return look


def test_an_order_is_seen_by_a_command_in_the_targets_environment(looking: Callable[..., Sight]) -> None:
    sight = looking("7")

    assert (sight.state, sight.amount, sight.shut) == ("paid", 1999, None)


def test_a_command_that_prints_nothing_has_found_no_order(looking: Callable[..., Sight]) -> None:
    assert looking("none").state == ABSENT


def test_a_command_that_fails_is_said_with_its_complaint_and_without_its_secrets(looking: Callable[..., Sight]) -> None:
    sight = looking("broken")

    assert sight.state is None
    assert "[order] read: the command ended with 1: no database for sk_test_" in (sight.shut or "")
    assert "51HabcDEF" not in (sight.shut or "")


def test_a_status_that_is_not_printed_is_said_with_what_was(looking: Callable[..., Sight]) -> None:
    order = {"read": {"command": "{python} show.py {order}"}, "status": "$.status", "states": {"paid": ["settled"]}}

    assert "$.status is not in what the command printed, which begins: {" in (looking("7", order=order).shut or "")


def test_a_command_that_is_not_there_is_said(looking: Callable[..., Sight]) -> None:
    order = {"read": {"command": "bin/none {order}"}, "status": "$.status", "states": {"paid": ["settled"]}}

    assert "ended with 127" in (looking("7", order=order).shut or "")


def test_what_the_target_named_an_order_is_one_word_of_the_command(looking: Callable[..., Sight]) -> None:
    order = {"read": {"command": "{python} show.py {order}"}, "status": "$.asked", "states": {"paid": ["7 --all; ls"]}}

    assert looking("7 --all; ls", order=order).state == "paid"


def test_effects_are_counted_by_a_command_and_in_what_processes_print(looking: Callable[..., Sight]) -> None:
    show = "{python} -c 'print(\"7 has 3 parcels\")'"
    effects = {
        "label": {"stdout": True, "matching": "label printed for {order}"},
        "parcels": {"command": show, "count": r"regex:has (\d+) parcels"},
        "rows": {"command": "{python} -c 'print([1, 2])'"},
    }

    assert looking("7", starts=True, effects=effects).effects == {"label": 1, "parcels": 3, "rows": 2}


def test_a_count_that_is_no_number_is_said(looking: Callable[..., Sight]) -> None:
    effects = {"parcels": {"command": "{python} -c 'print(\"many\")'"}}

    assert "[effects.parcels] command and count ($ is no number" in (looking("7", effects=effects).effects_shut or "")


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()

    said = ask([sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path, environment={}, within=0.5)

    assert said.wrong == "the command did not end in time"
    assert time.monotonic() - began < 20


def test_an_order_that_is_made_unpaid_has_not_moved() -> None:
    assert Sight(order="one", before=ABSENT, state="unpaid").moved is False
    assert Sight(order="one", before=ABSENT, state="paid").moved is True
    assert Sight(order="one", before="unpaid", state=ABSENT).moved is True


def test_logs_are_read_by_a_command(tmp_path: Path) -> None:
    descriptor = described(logs={"command": "{python} -c 'print(\"kept by a journal\")'"})
    target = cast("Target", SimpleNamespace(instance=made(descriptor, tmp_path), descriptor=descriptor))

    assert logbook.texts(target) == {"[logs] command": "kept by a journal\n"}


def test_logs_that_cannot_be_read_are_told_with_their_line(tmp_path: Path) -> None:
    descriptor = described(logs={"command": "bin/none"})
    target = cast("Target", SimpleNamespace(instance=made(descriptor, tmp_path), descriptor=descriptor))

    with pytest.raises(WindowShut, match="the logs cannot be read: the command ended with 127") as shut:
        logbook.texts(target)
    assert shut.value.needs is not None
    assert shut.value.needs.startswith("[logs] command")
