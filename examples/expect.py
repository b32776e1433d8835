"""Judges an example, and holds what was found against its expected.toml: python examples/expect.py naive.

An example that brings a package.json or a requirements.txt is given its packages first, once.
Exit code: 0 if every control of `must` was found failing and nothing outside `must` and `may` was; 1 otherwise; 2 if
its packages could not be installed, or a program that it needs is missing.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import packages


def main() -> int:
    folder = Path(__file__).parent / sys.argv[1]
    try:
        packages.install(folder)
    except packages.NotInstalledError as problem:
        print(f"{sys.argv[1]}: it cannot be judged here: {problem}", file=sys.stderr)
        return 2
    judged = subprocess.run(
        [Path(sys.executable).parent / "assay", "run", "--target", folder, *sys.argv[2:]], check=False
    )
    if judged.returncode not in {0, 1, 3}:
        return judged.returncode
    results = json.loads((folder / ".assay" / "latest" / "results.json").read_text())
    expected = tomllib.loads((folder / "expected.toml").read_text())
    must, may = set(expected["must"]), set(expected["may"])
    failed = {check["control"] for check in results["checks"] if check["verdict"] == "fail"}
    missed, false = sorted(must - failed), sorted(failed - must - may)
    print(f"\n{sys.argv[1]}: {len(must & failed)} of {len(must)} expected failures were found")
    if missed:
        print(f"not found: {', '.join(missed)}")
    if false:
        print(f"found, and not expected: {', '.join(false)}")
    return 1 if missed or false else 0


if __name__ == "__main__":
    sys.exit(main())
