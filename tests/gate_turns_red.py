"""Plants one flaw in the reference app and asks for a red gate: python -m tests.gate_turns_red. Part of `.ci/run`."""

import sys
import tempfile
from pathlib import Path

from tests.detection import flaws

CONTROL = "WH-SIG-01"


def main() -> int:
    flaw = next(flaw for flaw in flaws() if CONTROL in flaw.must)
    with tempfile.TemporaryDirectory() as folder:
        found = flaw.plant_and_run(Path(folder), [CONTROL])
    told = f"{flaw.id}: exit code {found.exit_code}, findings in {', '.join(sorted(found.failed())) or 'nothing'}"
    sys.stdout.write(f"{told}\n")
    return 0 if found.exit_code == 1 and CONTROL in found.failed() else 1


if __name__ == "__main__":
    sys.exit(main())
