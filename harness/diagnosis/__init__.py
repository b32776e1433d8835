"""Why one delivery of a webhook was refused: what would have matched. Not: judging a target, nor sending anything.

`delivery.py` is what arrived, `bodies.py`, `keys.py` and `addresses.py` are what may have been there in its place,
and a
module for each provider tries them, the simplest explanation first. All of it is pure; files, variables and the clock
are read by `assay diagnose`.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.diagnosis import paypal, square, stripe
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Diagnosis, Given

PROVIDERS: dict[str, Callable[[Received, Given], Diagnosis]] = {
    "stripe": stripe.diagnose,
    "paypal": paypal.diagnose,
    "square": square.diagnose,
}
