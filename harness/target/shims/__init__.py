"""Start-up shims: what a target's environment needs for an unchanged program to call the simulator.

Not: the hooks themselves (`python/`, `node/`: files that run in the target's interpreter, each alone in its folder),
nor what has no hook (`proxy.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["python", "node"]
FOLDER = Path(__file__).parent.resolve()
PYTHON = FOLDER / "python"
NODE = FOLDER / "node" / "shim.cjs"
LOOPBACK = "127.0.0.1,localhost,::1"


def shimmed(
    env: Mapping[str, str], kinds: Iterable[Kind], origins: Mapping[str, str], log: Path, *, direct: bool = True
) -> dict[str, str]:
    """Return `env` with the hooks of `kinds` before those that are there already.

    `origins` are a provider's origins with the simulator's in their place; in `log` the hooks note what they met.
    `direct` keeps the providers' hosts from a proxy that the target has: axios would hand it what the hook is to map.
    """
    given = {**env, "ASSAY_PROVIDERS": json.dumps(origins), "ASSAY_SHIM_LOG": str(log)}
    if "python" in kinds:
        given["PYTHONPATH"] = _before(str(PYTHON), env.get("PYTHONPATH"), os.pathsep)
    if "node" in kinds:
        # preloaded before ES modules too; --import would stop versions of Node that do not know it
        given["NODE_OPTIONS"] = _before(f'--require "{_quoted(NODE)}"', env.get("NODE_OPTIONS"), " ")
    hosts = [str(urlsplit(origin).hostname) for origin in origins] if direct else []
    said = env.get("no_proxy") or env.get("NO_PROXY")
    return given | dict.fromkeys(("NO_PROXY", "no_proxy"), _before(",".join([LOOPBACK, *hosts]), said, ","))


def loaded(log: Path) -> dict[str, set[str]]:
    """Return what the hooks noted: `loaded`, `re-pointed` and `missed`, each with the kinds or names it was said of.

    `missed` is a module of an SDK in which no address was found.
    """
    said: dict[str, set[str]] = {"loaded": set(), "re-pointed": set(), "missed": set()}
    for line in log.read_text().splitlines() if log.exists() else ():
        kind, what, name = line.split(" ", 2)
        said[what].add(kind if what == "loaded" else name)
    return said


def _before(ours: str, theirs: str | None, between: str) -> str:
    return f"{ours}{between}{theirs}" if theirs else ours


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
