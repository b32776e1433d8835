"""Three published races, again and again: python -m tests.races [ROUNDS]. Each must be found in every round.

Their owners could not reproduce them: woocommerce-gateway-stripe 2536/2540, medusa 13301, statamic-cargo 190. Exit
code: 0 if each was found in each round.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.detection import Flaw, planted

SIDE_BY_SIDE = 6
"""Rounds: each has a simulator and a target of its own, and waits more than it works."""

RACES = {
    "server_verification/page_and_webhook_both_complete": "SV-04",
    "server_verification/second_completion_undoes_the_first": "SV-04",
    "webhook_order/early_news_is_dropped": "WH-ORD-02/stripe/before-the-checkout-returned",
}


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    flaws = [flaw for flaw in planted() if flaw.id in RACES]
    found = dict.fromkeys(RACES, 0)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for flaw, noticed in zip(flaws * rounds, pool.map(_noticed, flaws * rounds), strict=True):
            found[flaw.id] += noticed
    for race, times in found.items():
        sys.stdout.write(f"{times} of {rounds}  {race}\n")
    return 0 if set(found.values()) == {rounds} else 1


def _noticed(flaw: Flaw) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        return set(flaw.must) <= set(flaw.plant_and_run(Path(folder), [RACES[flaw.id]]).failed())


if __name__ == "__main__":
    sys.exit(main())
