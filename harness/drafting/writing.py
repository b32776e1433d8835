"""A draft as the text of `assay.toml`, and as a workflow for CI. Not: the files, nor whether they may be written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from harness.drafting.draft import Answer, Draft
from simulator.masking import mask

WORKFLOW = ".github/workflows/assay.yml"
MEANING = {
    "api_base_env": "the address of its API",
    "secret_key_env": "the secret key",
    "webhook_secret_env": "the webhook's secret",
}
USUAL = {"api_base_env": "API_BASE", "secret_key_env": "SECRET_KEY", "webhook_secret_env": "WEBHOOK_SECRET"}
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Step(msgspec.Struct, frozen=True):
    """A step of a workflow, before Assay's own."""

    name: str
    uses: str = ""
    options: Mapping[str, str] = {}
    run: str = ""


def descriptor(draft: Draft) -> str:
    """Return the descriptor. Whatever looks like a key in it is masked: from source nothing but names is taken."""
    text = template("harness.drafting", "assay.toml.jinja").render(draft=draft, meaning=MEANING, usual=USUAL)
    return mask(re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n")


def workflow(language: str | None, files: Mapping[str, str], target: str = "") -> str:
    """Return the workflow. `target` is the folder of the descriptor, from the root of the repository."""
    folder = f"{target.rstrip('/')}/" if target else ""
    options = f" --target {folder}" if folder else ""
    written = template("harness.drafting", "github.yml.jinja")
    return written.render(steps=_steps(language, files), options=options, folder=folder).rstrip() + "\n"


def toml(value: Any) -> str:
    """Return a value as TOML, a table on one line. Strings of JSON are strings of TOML."""
    if isinstance(value, Mapping):
        pairs = (f"{key if _BARE.fullmatch(key) else json.dumps(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, value=[answer.value])


def template(package: str, name: str) -> Template:
    """Return a template of the `assets` of a package of ours; its filter `toml` writes a value."""
    environment = Environment(
        loader=PackageLoader(package, "assets"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - no HTML; strings of TOML and YAML are written by `toml`
        keep_trailing_newline=True,
    )
    environment.filters.update(toml=toml, listed=_listed)
    return environment.get_template(name)


def _steps(language: str | None, files: Mapping[str, str]) -> list[Step]:
    """Return what sets a language up and installs the program's own dependencies."""
    python = Step("Set up Python", "actions/setup-python@v5", {"python-version": "3.12"})
    if language == "python":
        lines = {
            "uv.lock": "pip install uv && uv sync",
            "poetry.lock": "pip install poetry && poetry install",
            "requirements.txt": "pip install -r requirements.txt",
            "pyproject.toml": "pip install .",
        }
        return [python, *_installing(lines, files)]
    if language == "javascript":
        lines = {
            "pnpm-lock.yaml": "corepack enable && pnpm install --frozen-lockfile",
            "yarn.lock": "corepack enable && yarn install --frozen-lockfile",
            "package-lock.json": "npm ci",
            "package.json": "npm install",
        }
        return [
            python,
            Step("Set up Node", "actions/setup-node@v4", {"node-version": "22"}),
            *_installing(lines, files),
        ]
    if language == "php":
        php = Step("Set up PHP", "shivammathur/setup-php@v2", {"php-version": "8.3"})
        return [python, php, *_installing({"composer.json": "composer install --no-interaction"}, files)]
    if language == "ruby":
        return [python, Step("Set up Ruby", "ruby/setup-ruby@v1", {"ruby-version": "3.3", "bundler-cache": "true"})]
    if language == "go":
        return [
            python,
            Step("Set up Go", "actions/setup-go@v5", {"go-version-file": "go.mod"}),
            Step("Build", run="go build ./..."),
        ]
    if language == "java":
        return [python, Step("Set up Java", "actions/setup-java@v4", {"distribution": "temurin", "java-version": "21"})]
    return [python]


def _installing(lines: Mapping[str, str], files: Mapping[str, str]) -> list[Step]:
    return [Step("Install the shop's dependencies", run=line) for name, line in lines.items() if name in files][:1]
