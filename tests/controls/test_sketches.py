"""The sketches of remedies: each is of a control that there is, and what a parser of its language reads."""

from __future__ import annotations

import ast
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from harness.controls.catalogue import load
from harness.controls.sketches import LANGUAGES, sketches

NAMED = {
    "python": ("stripe.Webhook.construct_event", "client.v1.payment_intents.", '"idempotency_key"'),
    "node": ("stripe.webhooks.constructEvent", "stripe.paymentIntents.", "idempotencyKey"),
}


def test_every_control_of_a_sketch_is_in_the_catalogue_and_weighs() -> None:
    controls = load().controls

    assert len(sketches()) >= 9
    for sketch in sketches().values():
        assert sketch.controls
        assert all(controls[one].severity in {"critical", "high"} for one in sketch.controls)


@pytest.mark.parametrize("name", sketches())
def test_the_python_of_a_sketch_is_python(name: str) -> None:
    code = sketches()[name].code("python")

    assert ast.parse(f"def handler():\n{textwrap.indent(code, '    ')}")


def test_the_calls_that_python_and_node_make_are_those_of_the_sdk() -> None:
    for language, names in NAMED.items():
        written = "\n".join(sketch.code(language) for sketch in sketches().values())

        assert all(name in written for name in names)


CHECKS = {
    "node": ("node", "mjs", "async function handler(req, res) {{\n{code}\n}}", ("--check",)),
    "php": ("php", "php", "<?php\n{code}", ("-l",)),
    "ruby": ("ruby", "rb", "{code}", ("-c",)),
    "go": ("gofmt", "go", "package shop\n\nfunc handler() error {{\n{code}\n}}", ("-e",)),
}


@pytest.mark.parametrize("language", CHECKS)
def test_a_sketch_is_what_a_parser_of_its_language_reads(language: str, tmp_path: Path) -> None:
    program, ending, frame, options = CHECKS[language]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    for name, sketch in sketches().items():
        file = tmp_path / f"{name}.{ending}"
        file.write_text(frame.format(code=sketch.code(language)))
        said = subprocess.run([program, *options, file], capture_output=True, text=True, check=False)

        assert said.returncode == 0, f"{name}: {said.stdout}{said.stderr}"


def test_the_java_of_a_sketch_has_no_mistake_of_form(tmp_path: Path) -> None:
    """Without the SDK a compiler cannot know its classes; what it says of anything else is a mistake."""
    if shutil.which("javac") is None:
        pytest.skip("javac is not installed")
    methods = "\n".join(
        f"Object sketch{nth}() throws Exception {{\n{sketch.code('java')}\nreturn null; }}"
        for nth, sketch in enumerate(sketches().values())
    )
    file = tmp_path / "Sketches.java"
    file.write_text(f"class Sketches {{\n{methods}\n}}\n")
    said = subprocess.run(
        ["javac", "-d", tmp_path, "-Xmaxerrs", "999", file], capture_output=True, text=True, check=False
    )
    errors = [line for line in said.stderr.splitlines() if ": error: " in line]

    assert [line for line in errors if "cannot find symbol" not in line and "unreachable" not in line] == []


def test_every_language_has_every_sketch_and_none_is_long() -> None:
    for sketch in sketches().values():
        for language in LANGUAGES:
            code = sketch.code(language)

            assert 1 < len(code.splitlines()) < 24
            assert max(map(len, code.splitlines())) < 125
