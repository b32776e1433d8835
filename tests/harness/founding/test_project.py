"""The files of a new project: all that the model app needs to run, nothing of Assay's, no library without a line."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from harness.founding import project as founding
from harness.founding.project import NoPackage, Project

HOME = Path(__file__).parents[3]
IMPORTED_AS = {"paypalserversdk": "paypal-server-sdk", "apimatic_core": "paypal-server-sdk", "square": "squareup"}
BROUGHT_ALONG = {
    "pydantic": "fastapi",
    "starlette": "fastapi",
    "anyio": "fastapi",
    "requests": "paypal-server-sdk",
}
"""What comes with a library that is named."""


def files(*providers: str, package: str = "shop") -> dict[str, str]:
    project = Project("a-shop", package, providers)
    return {name: content.decode() for name, content in founding.files(project, HOME)}


def test_every_file_of_the_model_apps_code_is_there() -> None:
    """A template or a script that is left behind is found by the first buyer only."""
    kept = {".toml", ".md"}  # the descriptors and what tells about it are written anew
    model = HOME / "reference_app"
    of_model = {
        path.relative_to(model).as_posix()
        for path in model.rglob("*")
        if path.is_file() and path.suffix not in kept and not {"__pycache__", ".assay"} & set(path.parts)
    } - {".env.example"}

    written = {name.removeprefix("shop/") for name in files("stripe") if name.startswith("shop/")} - {"README.md"}

    assert written == of_model


@pytest.mark.parametrize("package", ["shop", "till"])
def test_the_model_app_is_named_nowhere(package: str) -> None:
    written = files("stripe", "paypal", "square", package=package)

    assert not [name for name, text in written.items() if "reference_app" in text or "reference_app" in name]
    assert f"-m {package} migrate" in written["assay.toml"]
    assert "reference app" not in written[f"{package}/README.md"].lower()
    assert "a test" not in written[f"{package}/README.md"]


def test_nothing_of_assay_is_imported_and_every_library_has_its_line() -> None:
    written = files("stripe", "paypal", "square")
    named = {
        re.split(r"[\[<>=; ]", one)[0] for one in tomllib.loads(written["pyproject.toml"])["project"]["dependencies"]
    } | {"psycopg"}

    imported = set()
    for name, text in written.items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.split(".")[0])
    libraries = imported - set(sys.stdlib_module_names) - {"shop"}

    assert not libraries & {"harness", "simulator", "scenarios", "reports", "assay"}
    lacking = {one for one in libraries if IMPORTED_AS.get(one, BROUGHT_ALONG.get(one, one)) not in named}
    assert lacking == set()


def test_a_library_of_a_provider_that_was_not_chosen_is_optional() -> None:
    read = tomllib.loads(files("stripe", "square")["pyproject.toml"])["project"]

    assert not [one for one in read["dependencies"] if one.startswith("paypal")]
    assert [one.split(">")[0] for one in read["optional-dependencies"]["paypal"]] == [
        "paypal-server-sdk",
        "cryptography",
    ]
    assert set(read["optional-dependencies"]) == {"postgresql", "paypal"}


@pytest.mark.parametrize("name", ["Shop", "my-shop", "1st", "class", "stripe", "sqlalchemy", "json", "harness"])
def test_a_package_that_python_would_take_for_another_is_refused(name: str) -> None:
    with pytest.raises(NoPackage):
        founding.check_package(name)


def test_the_wheel_has_what_is_copied() -> None:
    """`assay new` copies from where it is installed: hatch puts every file of these packages into the wheel."""
    wheel = tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert {"reference_app", "harness"} <= set(wheel["packages"])
    assert set(wheel) == {"packages"}  # nothing leaves a file out
