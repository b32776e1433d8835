"""The files of a new project, by their paths: the model app under another name, and what stands around it.

Not: writing them. The code is the one that is installed beside us, which no module of ours may import.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

import msgspec

from harness.descriptor.rules import TITLES
from harness.drafting import writing
from harness.founding import choosing

MODEL = "reference_app"
CODE = {".py", ".html", ".js", ".css", ".mako"}
NEEDED: dict[str, tuple[str, ...]] = {
    "": ("alembic", "fastapi", "httptools", "httpx", "jinja2", "sqlalchemy", "uvicorn", "uvloop"),
    "stripe": ("stripe",),
    "paypal": ("paypal-server-sdk", "cryptography"),
    "square": ("squareup",),
}
"""What the model app imports, for all and by provider; the versions are those that we depend on ourselves."""


class Project(msgspec.Struct, frozen=True):
    name: str
    """Of the distribution: the folder's."""
    package: str
    """Under which name its code is imported."""
    providers: tuple[str, ...]


class NoPackage(ValueError):  # noqa: N818 - said to people as it stands
    """The name can be no package of the project; the message says why."""


def check_package(name: str) -> None:
    """Raise NoPackage for a name that Python could not import, or would take for something else."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise NoPackage(f"{name!r} is no name of a package. Write small letters, digits and _: shop")
    others = {one.replace("-", "_") for names in NEEDED.values() for one in names} | {"paypalserversdk", "square"}
    ours = {"harness", "scenarios", "simulator", "reports"}
    if name in sys.stdlib_module_names or name in others | ours:
        raise NoPackage(f"{name!r} is the name of another package. Take one of your own: shop")


def files(project: Project, packages: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file. `packages` is the folder in which the model app is installed."""
    model = packages / MODEL
    for path in sorted(model.rglob("*")):
        place = path.relative_to(model)
        if path.suffix in CODE and not any(part.startswith((".", "__py")) for part in place.parts):
            yield f"{project.package}/{place.as_posix()}", _renamed(path.read_text(), project).encode()
    yield "assay.toml", _descriptor(model, project).encode()
    yield ".env.example", choosing.environment((model / ".env.example").read_text(), project.providers).encode()
    yield f"{project.package}/README.md", _how_it_is_built(model, project).encode()
    yield from ((path, _written(name, project).encode()) for path, name in WRITTEN.items())
    yield writing.WORKFLOW, writing.workflow("python", {"pyproject.toml": ""}).encode()


WRITTEN = {"README.md": "README.md.jinja", "pyproject.toml": "pyproject.toml.jinja", ".gitignore": "gitignore.jinja"}
"""By path, the template of what stands around the code."""


def requirements(providers: Sequence[str]) -> dict[str, list[str]]:
    """Return what the code needs: under "" what it always needs, under each provider what only that one does."""
    ours = {re.split(r"[\[<>=!~; ]", one)[0].lower(): one for one in metadata.requires("assay") or ()}
    wanted = {group: [ours.get(name, name) for name in names] for group, names in NEEDED.items()}
    always = {one for group in ("", *providers) for one in wanted[group]}
    return {"": sorted(always)} | {group: wanted[group] for group in NEEDED if group and group not in providers}


def _how_it_is_built(model: Path, project: Project) -> str:
    """Return the model app's own README; of our tests, which stay with us, it says nothing."""
    text = (model / "README.md").read_text().replace("# The reference app\n", "# How the shop is built\n", 1)
    return _renamed(text.replace("; a test compares the two.", "."), project)


def _renamed(text: str, project: Project) -> str:
    return re.sub(rf"\b{MODEL}\b", project.package, text)


def _descriptor(model: Path, project: Project) -> str:
    text = choosing.descriptor((model / "three_providers.toml").read_text(), project.providers)
    text = text.replace('name = "reference app"', f"name = {writing.toml(project.name)}").replace('cwd = ".."\n', "")
    return _renamed(text, project)


def _written(name: str, project: Project) -> str:
    return writing.template("harness.founding", name).render(
        project=project,
        titles=[TITLES[one] for one in project.providers],
        others={one: TITLES[one] for one in TITLES if one not in project.providers},
        needed=requirements(project.providers),
    )
