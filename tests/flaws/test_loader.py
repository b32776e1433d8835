"""The loader of flaws, over real interpreters. Not: the flaws."""

import os
import subprocess
import sys
from pathlib import Path

HOOK = Path(__file__).parent / "hook"
SHIM = Path(__file__).parents[2] / "harness" / "target" / "shims" / "python"

GUARD = """
def check(text):
    return text == "right"

async def check_later(text):
    return text == "right"

class Guard:
    def check(self, text):
        return text == "right"
"""


def run(folder: Path, flaw: str, program: str, path: str | None = None) -> tuple[str, list[str]]:
    """Run a program that imports `shop.guard`, with the flaw planted; return its output and the lines of the log."""
    (folder / "shop").mkdir(exist_ok=True)
    (folder / "shop/__init__.py").write_text("")
    (folder / "shop/guard.py").write_text(GUARD)
    (folder / "flaw.py").write_text(flaw)
    log = folder / "flaw.log"
    environment = {
        **os.environ,
        "PYTHONPATH": path or f"{HOOK}{os.pathsep}{folder}",
        "ASSAY_FLAW": str(folder / "flaw.py"),
        "ASSAY_FLAW_LOG": str(log),
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout, log.read_text().splitlines() if log.exists() else []


def test_whoever_imports_the_name_gets_the_flaw_and_each_call_leaves_a_line(tmp_path: Path) -> None:
    flaw = "replaces = 'shop.guard:check'\ndef flawed(original):\n    return lambda text: True\n"

    said, calls = run(tmp_path, flaw, "from shop.guard import check\nprint(check('wrong'), check('right'))")

    assert said == "True True\n"
    assert len(calls) == 2


def test_a_method_is_replaced_in_its_class(tmp_path: Path) -> None:
    flaw = "replaces = 'shop.guard:Guard.check'\ndef flawed(original):\n    return lambda self, text: True\n"

    said, calls = run(tmp_path, flaw, "from shop.guard import Guard\nprint(Guard().check('wrong'))")

    assert said == "True\n"
    assert len(calls) == 1


def test_an_asynchronous_function_stays_asynchronous(tmp_path: Path) -> None:
    flaw = """
replaces = "shop.guard:check_later"

def flawed(original):
    async def check(text):
        return True
    return check
"""
    program = """
import asyncio, inspect
from shop.guard import check_later
print(inspect.iscoroutinefunction(check_later), asyncio.run(check_later("wrong")))
"""

    said, calls = run(tmp_path, flaw, program)

    assert said == "True True\n"
    assert len(calls) == 1


def test_a_flaw_that_is_never_called_leaves_no_line(tmp_path: Path) -> None:
    flaw = "replaces = 'shop.guard:check'\ndef flawed(original):\n    return lambda text: True\n"

    said, calls = run(tmp_path, flaw, "import shop.guard\nprint('imported')")

    assert said == "imported\n"
    assert calls == []


def test_a_start_hook_that_was_there_before_still_runs(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/sitecustomize.py").write_text("import os\nos.environ['OTHER_HOOK'] = 'ran'\n")
    flaw = "replaces = 'shop.guard:check'\ndef flawed(original):\n    return lambda text: True\n"
    program = "import os\nfrom shop.guard import check\nprint(os.environ['OTHER_HOOK'], check('wrong'))"

    said, _ = run(tmp_path, flaw, program, os.pathsep.join([str(HOOK), str(tmp_path / "other"), str(tmp_path)]))

    assert said == "ran True\n"


def test_a_flaw_is_planted_behind_a_shim_that_runs_the_start_hook(tmp_path: Path) -> None:
    """The shim stands first on the path and runs what stands further on: the start hook must not run it in turn."""
    flaw = "replaces = 'shop.guard:check'\ndef flawed(original):\n    return lambda text: True\n"
    program = "from shop.guard import check\nprint(check('wrong'))"

    said, _ = run(tmp_path, flaw, program, os.pathsep.join([str(SHIM), str(HOOK), str(tmp_path)]))

    assert said == "True\n"
