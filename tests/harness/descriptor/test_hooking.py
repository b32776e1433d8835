"""Functions that a descriptor names stand in its hooks file: that is seen when it is read, and nothing of it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.descriptor import BrokenFile, read

GOOD = (Path(__file__).parent / "good.toml").read_text()
HOOKS = """
raise SystemExit("this is never run")
from shop.hooks import imported
made = functools.partial(imported, 1)

def order(values): ...
def sign(request, values, more=1): ...
def one(values): ...
async def later(values): ...
@decorated
def anything(): ...
if True:
    def inside(*all): ...
"""
READ = 'read = { path = "/orders/{order}" }'
SAVE = 'save = { order = "$.order.id" }'
OTHERS = '[hooks]\npython = "python3.99"'
"""An interpreter that may know more than this one."""


def told(folder: Path, old: str, new: str, hooks: str | None = HOOKS, more: str = "") -> str:
    """Return what the reader says of a descriptor in which something stands otherwise; nothing if it is right."""
    assert old in GOOD
    path = folder / "assay.toml"
    path.write_text(f"{GOOD.replace(old, new)}\n{more}\n")
    if hooks is not None:
        (folder / "assay_hooks.py").write_text(hooks)
    try:
        read(path)
    except BrokenFile as broken:
        return str(broken).replace(f"{folder}/", "")
    return ""


@pytest.mark.parametrize("name", ["order", "imported", "made", "later", "anything", "inside"])
def test_a_function_may_be_defined_imported_or_made(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, READ, f'read = {{ python = "{name}" }}') == ""
    assert told(tmp_path, SAVE, f'{SAVE}\nhook = "sign"') == ""


def test_names_from_everywhere_may_be_any(tmp_path: Path) -> None:
    assert told(tmp_path, READ, 'read = { python = "order" }', "from shop.hooks import *") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            READ,
            'read = { python = "ordr" }',
            'assay.toml:25: [order.read] python = "ordr" is not defined in assay_hooks.py. Did you mean "order"?',
        ),
        (
            'http = { path = "/mails/{order}" }',
            'python = "mails_sent"',
            'assay.toml:33: [effects.mails] python = "mails_sent" is not defined in assay_hooks.py. '
            "Write it: def mails_sent(values): …",
        ),
        (
            SAVE,
            f'{SAVE}\nhook = "one"',
            'assay.toml:23: [[checkout.requests]] hook = "one" takes values (assay_hooks.py:8). '
            "Write def one(request, values): …",
        ),
        (
            READ,
            'read = { python = "sign" }',
            'assay.toml:25: [order.read] python = "sign" takes request, values, more (assay_hooks.py:7). '
            "Write def sign(values): …",
        ),
        (
            READ,
            'read = { path = "/orders/{order}", python = "order" }',
            "assay.toml:25: [order.read] has path and python. Keep one: an order is read over HTTP, from SQL, by a "
            "command or by Python",
        ),
        (
            'http = { path = "/mails/{order}" }',
            'http = { path = "/mails/{order}", hok = "sign" }',
            'assay.toml:33: [effects.mails.http] unknown key "hok". Did you mean "hook"?',
        ),
    ],
)
def test_what_does_not_stand_there_is_a_mistake_of_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert told(tmp_path, old, new) == said


def test_a_file_that_is_missing_is_said_where_it_is_named_or_needed(tmp_path: Path) -> None:
    needed = told(tmp_path, READ, 'read = { python = "order" }', None)
    named = told(tmp_path, READ, READ, None, '[hooks]\nfile = "other.py"')

    assert needed == (
        'assay.toml:25: [order.read] python = "order" needs assay_hooks.py, which cannot be read (No such file or '
        "directory). Write it beside this file: def order(values): …"
    )
    assert named == (
        'assay.toml:36: [hooks] file = "other.py" cannot be read (No such file or directory). Write it beside this '
        "file: def order(values): …"
    )


def test_a_file_that_is_no_python_is_said_unless_another_python_runs_it(tmp_path: Path) -> None:
    broken = "\ndef order(values)\n    return 1"

    assert told(tmp_path, READ, 'read = { python = "order" }', broken) == (
        "assay.toml:25: [order.read] python = \"order\" is no Python (assay_hooks.py:2: expected ':'). Mend that line"
    )
    assert told(tmp_path, READ, 'read = { python = "order" }', broken, OTHERS) == ""


def test_the_interpreter_is_filled_like_a_command(tmp_path: Path) -> None:
    said = told(tmp_path, READ, READ, more='[hooks]\npython = "{pythn} -B"')

    assert said.startswith('assay.toml:36: [hooks] python = "{pythn} -B" cannot be filled: the variable {pythn}')


def test_words_of_the_target_name_no_function(tmp_path: Path) -> None:
    fields = 'json = { sku = "{sku}", path = "/x", hook = "not ours" }'

    assert told(tmp_path, 'json = { sku = "{sku}" }', fields, None) == ""
