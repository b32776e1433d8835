"""Functions of a descriptor run in the target's interpreter: they show orders, count effects, sign requests."""

from __future__ import annotations

import ast
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.descriptor.model import Descriptor, HooksTable
from harness.hooks.interpreter import RUNNER, HookFailed, Hooks
from harness.notebook import Notebook
from harness.observation import ABSENT, Sight
from harness.target.instance import Instance
from harness.target.ports import free_port
from harness.target.requests import Browser
from harness.windows.state import StateWindow

FILE = """
import asyncio, os, subprocess, sys, time

seen = []

def order(values):
    print("looking", values["order"])
    os.write(1, b"no answer of ours")
    subprocess.run([sys.executable, "-c", "print('from a child')"])
    assert sys.stdin.read() == ""
    seen.append(values["order"])
    if values["order"] == "none":
        return None
    return {"state": os.environ["SHOP_STATE"], "total": 1999, "looks": len(seen), "process": os.getpid(), "who": "Zoë"}

def parcels(values):
    return [1, 2]

async def letters(values):
    await asyncio.sleep(0)
    return 3

def raises(values):
    return deeper(values)

def deeper(values):
    raise LookupError("no order at sk_test_" + "51HabcDEF4242\\nand more")

def leaves(values):
    sys.exit("closed")

def ends(values):
    print("out of memory", file=sys.stderr)
    os._exit(3)

def hangs(values):
    time.sleep(60)

def no_json(values):
    return {"at": object()}
"""

LINE = 1 + next(nth for nth, line in enumerate(FILE.splitlines()) if "raise LookupError" in line)
"""Where `raises` fails."""


@pytest.fixture
def hooks(tmp_path: Path) -> Iterator[Callable[..., Hooks]]:
    """Return a way to have hooks; their processes end with the test."""
    made: list[Hooks] = []

    def make(text: str = FILE, *, within: float = 30.0, environment: Any = None, **table: str) -> Hooks:
        (tmp_path / "assay_hooks.py").write_text(text)
        given = environment or (lambda: {**os.environ, "SHOP_STATE": "settled"})
        made.append(
            Hooks(
                HooksTable(**table),
                tmp_path,
                cwd=tmp_path,
                values=lambda: {"python": sys.executable},
                environment=given,
                within=within,
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.end()


def failure(hooks: Hooks, name: str) -> str:
    with pytest.raises(HookFailed) as failed:
        hooks.ask(name, {"order": "7"})
    return str(failed.value)


def test_one_process_answers_every_look_and_what_is_printed_meets_no_answer(hooks: Callable[..., Hooks]) -> None:
    asked = hooks()

    first, second = (json.loads(asked.ask("order", {"order": "7"})) for _ in range(2))

    assert (first["state"], first["looks"], second["looks"]) == ("settled", 1, 2)
    assert first["process"] == second["process"]
    assert first["who"] == "Zoë"


def test_looks_are_much_faster_than_starts(hooks: Callable[..., Hooks]) -> None:
    asked = hooks()
    began = time.monotonic()
    asked.ask("parcels", {})
    started = time.monotonic() - began

    began = time.monotonic()
    for _ in range(50):
        asked.ask("parcels", {})

    assert (time.monotonic() - began) / 50 < started


def test_several_threads_may_ask_at_once(hooks: Callable[..., Hooks]) -> None:
    asked = hooks()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: asked.ask("letters", {}), range(40)))

    assert answers == ["3"] * 40


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "raises",
            f"assay_hooks.py:{LINE}: raises() raised LookupError: no order at sk_test_…4242 and more. Mend raises()",
        ),
        ("leaves", f"assay_hooks.py:{LINE + 3}: leaves() raised SystemExit: closed. Mend leaves()"),
        ("no_json", "no_json() returned what is no JSON (TypeError: Object of type object is not JSON serializable)."),
        ("absent", "assay_hooks.py defines no function absent. Write it: def absent(…)"),
        ("seen", "assay_hooks.py defines no function seen."),
        (
            "ends",
            "assay_hooks.py: its interpreter ended with 3 while ends() was asked: out of memory. See what ends it",
        ),
    ],
)
def test_a_function_that_gives_no_answer_is_said(hooks: Callable[..., Hooks], name: str, said: str) -> None:
    asked = hooks()

    assert said in failure(asked, name)
    assert asked.ask("parcels", {}) == "[1, 2]"


def test_a_function_that_hangs_is_ended_and_at_last_not_asked_again(hooks: Callable[..., Hooks]) -> None:
    asked = hooks(within=1.5)
    first = json.loads(asked.ask("order", {"order": "7"}))["process"]

    said = [failure(asked, "hangs") for _ in range(2)]
    began = time.monotonic()
    said.append(failure(asked, "hangs"))

    assert set(said) == {
        "assay_hooks.py: hangs() did not end within 1.5 s. Give what it waits for a shorter limit",
    }
    assert time.monotonic() - began < 1.0
    assert json.loads(asked.ask("order", {"order": "7"}))["process"] != first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def order(values)\n    pass", "assay_hooks.py:1: it cannot be loaded: SyntaxError: expected ':'. Mend it"),
        ("\nimport not_there", "assay_hooks.py:2: it cannot be loaded: ModuleNotFoundError: No module named"),
        ("import sys\nsys.exit(2)", "assay_hooks.py:2: it cannot be loaded: SystemExit: 2."),
    ],
)
def test_a_file_that_cannot_be_loaded_is_said_with_its_line(hooks: Callable[..., Hooks], text: str, said: str) -> None:
    assert said in failure(hooks(text), "order")


def test_an_interpreter_that_is_not_there_or_none_is_said(hooks: Callable[..., Hooks]) -> None:
    missing = failure(hooks(python=".venv/bin/python"), "order")

    assert missing.startswith('[hooks] python = ".venv/bin/python" cannot be run in ')
    assert "(No such file or directory). Write the target's own interpreter" in missing
    assert "its interpreter ended with 0 while order() was asked" in failure(hooks(python="echo"), "order")


def test_modules_beside_the_file_and_in_the_folder_of_the_target_are_found(
    hooks: Callable[..., Hooks], tmp_path: Path
) -> None:
    (tmp_path / "beside.py").write_text("WORD = 'found'")

    assert hooks("import beside\ndef order(values): return beside.WORD").ask("order", {}) == '"found"'
    assert not (tmp_path / "__pycache__" / f"assay_hooks.{sys.implementation.cache_tag}.pyc").exists()


def test_another_environment_starts_another_process(hooks: Callable[..., Hooks]) -> None:
    asked = hooks()
    before = json.loads(asked.ask("order", {"order": "7"}))

    asked.of_start({**os.environ, "SHOP_STATE": "waiting"})
    after = json.loads(asked.ask("order", {"order": "7"}))

    assert (before["state"], after["state"]) == ("settled", "waiting")
    assert before["process"] != after["process"]


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_process_ends_when_it_is_told_and_when_nobody_can_ask_any_more(hooks: Callable[..., Hooks]) -> None:
    asked = hooks()
    process = json.loads(asked.ask("order", {"order": "7"}))["process"]
    asked.end()

    assert gone(process)
    asked.end()
    assert asked.ask("parcels", {}) == "[1, 2]"


def test_an_end_in_the_middle_of_a_call_is_no_riddle(hooks: Callable[..., Hooks]) -> None:
    asked, said = hooks(), []
    asked.ask("parcels", {})
    caller = threading.Thread(target=lambda: said.append(failure(asked, "hangs")))
    caller.start()
    while caller.is_alive():
        asked.end()
        caller.join(0.05)

    assert "while hangs() was asked" in said[0]


@pytest.mark.parametrize("version", [(3, 8)])
def test_the_runner_is_python_of_many_years(version: tuple[int, int]) -> None:
    ast.parse(RUNNER.read_text(), feature_version=version)


# orders and effects


def described(**changes: Any) -> Descriptor:
    told = {
        "target": {"start": "serve {port}", "env": {"SHOP_STATE": "settled"}},
        "provider": {},
        "checkout": {"requests": [{"path": "/buy"}], "payment": "payment_intent", "products": {}},
        "order": {
            "read": {"python": "order"},
            "status": "$.state",
            "amount": "$.total",
            "states": {"paid": ["settled"], "unpaid": ["waiting"]},
        },
        **changes,
    }
    return msgspec.convert(told, Descriptor)


@pytest.fixture
def looking(tmp_path: Path) -> Callable[..., Sight]:
    (tmp_path / "assay_hooks.py").write_text(FILE)

    def look(named: str, **changes: Any) -> Sight:
        descriptor, port = described(**changes), free_port()
        instance = Instance(
            descriptor, tmp_path, "test", {}, endpoints={}, port=port, state=tmp_path, notebook=Notebook()
        )
        browser = Browser(instance.base_url, Notebook(), hooks=instance.hooks)
        try:
            return StateWindow(descriptor, instance).look("order-1", {"order": named}, browser)
        finally:
            instance.stop()
            browser.close()

    return look


def test_an_order_is_seen_by_a_function_in_the_targets_environment(looking: Callable[..., Sight]) -> None:
    sight = looking("7")

    assert (sight.state, sight.amount, sight.shut) == ("paid", 1999, None)
    assert looking("none").state == ABSENT


@pytest.mark.parametrize(
    ("read", "status", "shut"),
    [
        ("raises", "$.state", f"[order] read: assay_hooks.py:{LINE}: raises() raised LookupError"),
        ("order", "$.status", "$.status is not in what order() returned, which begins: {"),
    ],
)
def test_an_order_that_is_not_seen_is_a_shut_window(
    looking: Callable[..., Sight], read: str, status: str, shut: str
) -> None:
    order = {"read": {"python": read}, "status": status, "states": {"paid": ["settled"]}}

    sight = looking("7", order=order)

    assert (sight.state, sight.moved) == (None, None)
    assert shut in (sight.shut or "")


def test_effects_are_counted_by_functions(looking: Callable[..., Sight]) -> None:
    effects = {"parcels": {"python": "parcels"}, "letters": {"python": "letters"}}

    assert looking("7", effects=effects).effects == {"parcels": 2, "letters": 3}


@pytest.mark.parametrize(
    ("name", "shut"),
    [
        ("raises", f"[effects.parcels] python (assay_hooks.py:{LINE}: raises() raised"),
        ("order", "[effects.parcels] python and count ($ is no number in what order() returned, which begins"),
    ],
)
def test_an_effect_that_is_not_counted_is_a_shut_window(looking: Callable[..., Sight], name: str, shut: str) -> None:
    assert shut in (looking("7", effects={"parcels": {"python": name}}).effects_shut or "")


def test_a_hook_that_fails_shuts_the_window_of_its_request(looking: Callable[..., Sight], tmp_path: Path) -> None:
    (tmp_path / "assay_hooks.py").write_text("def broken(request, values):\n    return 1 / 0\n")
    order = {"read": {"path": "/o", "hook": "broken"}, "status": "$.state", "states": {"paid": ["settled"]}}
    effects = {"parcels": {"http": {"path": "/p", "hook": "broken"}}}

    sight = looking("7", order=order, effects=effects)

    assert "[order] read hook: assay_hooks.py:2: broken() raised ZeroDivisionError" in (sight.shut or "")
    assert "[effects.parcels] http hook (assay_hooks.py:2: broken()" in (sight.effects_shut or "")


SERVE = 'from http.server import *; HTTPServer(("127.0.0.1", {port}), SimpleHTTPRequestHandler).serve_forever()'


def test_functions_have_the_environment_of_the_running_start(tmp_path: Path) -> None:
    (tmp_path / "assay_hooks.py").write_text(FILE)
    start = f"{sys.executable} -c '{SERVE}'"
    descriptor = described(target={"start": start, "env": {"SHOP_STATE": "settled"}})
    instance = Instance(
        descriptor, tmp_path, "test", {}, endpoints={}, port=free_port(), state=tmp_path / "state", notebook=Notebook()
    )

    def state() -> str:
        told = json.loads(instance.hooks.ask("order", {"order": "7"}))
        processes.append(told["process"])
        return str(told["state"])

    processes: list[int] = []
    try:
        seen = [state()]
        instance.start({"SHOP_STATE": "waiting"})
        seen.append(state())
        with instance.restarted_with({"SHOP_STATE": "other"}):
            seen.append(state())
        seen.append(state())
    finally:
        instance.stop()

    assert seen == ["settled", "waiting", "other", "settled"]
    assert all(map(gone, processes))


def test_functions_of_an_attached_target_have_our_environment_without_what_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_STATE", "settled")
    monkeypatch.setenv("PYTEST_ADDOPTS", "ours")
    (tmp_path / "assay_hooks.py").write_text("import os\ndef order(values): return dict(os.environ)")
    descriptor = described(target={"base_url": "http://127.0.0.1:9"})
    instance = Instance(
        descriptor, tmp_path, "test", {}, endpoints={}, port=9, state=tmp_path / "state", notebook=Notebook()
    )
    try:
        told = json.loads(instance.hooks.ask("order", {}))
    finally:
        instance.stop()

    assert told["SHOP_STATE"] == "settled"
    assert "PYTEST_ADDOPTS" not in told
