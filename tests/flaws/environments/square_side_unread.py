"""Square's keys look alike on both sides, and that an application id tells them apart was not noticed.

So the live shop starts with the sandbox's application, or the other way round, and finds out at the first sale.
"""

from collections.abc import Callable
from typing import Any

must = ("ENV-02",)
may = ()
provider = "square"
replaces = "reference_app.settings:fault_of_secret"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def fault_of_secret(name: str, value: str | None, mode: str) -> Any:
        faults = [original(name, value, each) for each in ("test", "live")]
        return None if name.startswith("SQUARE_") and None in faults else original(name, value, mode)

    return fault_of_secret
