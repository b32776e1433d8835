"""`os.getenv("STRIPE_WEBHOOK_SECRET") or "whsec_…"`: a new colleague should be able to start it without a key."""

from collections.abc import Callable, Mapping
from typing import Any

must = ("SEC-01",)
may = ()
replaces = "reference_app.settings:check"

RANDOM = "9fQ2mVt7Lx4Zc8Rk1Wp6Hb3N"  # looks like the real thing, and is in every clone of the repository
DEFAULTS = {
    "STRIPE_SECRET_KEY": f"sk_test_{RANDOM}",
    "STRIPE_PUBLISHABLE_KEY": f"pk_test_{RANDOM}",
    "STRIPE_WEBHOOK_SECRET": f"whsec_{RANDOM}",
}


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def check(environment: Mapping[str, str]) -> Any:
        chosen = {name: environment.get(name) or value for name, value in DEFAULTS.items()}
        return original({**environment, **chosen})

    return check
