"""What the shop must be told before it may open. Not: what it sells. Names are printed, values never."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

KINDS = {"test": ("sk_test_", "rk_test_"), "live": ("sk_live_", "rk_live_")}


@dataclass(frozen=True)
class Settings:
    live: bool
    key: str
    hook_secret: str
    base: str
    folder: Path
    staff: str
    """What opens the desk; empty: there is none."""


def read(env=os.environ):
    """Return the settings, or leave with a line for each that is missing, a placeholder, or of the other mode."""
    mode = env.get("SHOP_MODE", "")
    wrong = [] if mode in KINDS else ["SHOP_MODE must be test or live"]
    wrong += [f"{name} is missing" for name in ("PAY_API_BASE", "SHOP_FOLDER") if not env.get(name, "").strip()]
    for name, prefixes in (("PAY_API_KEY", KINDS.get(mode, ())), ("PAY_HOOK_SECRET", ("whsec_",))):
        value = env.get(name, "")
        rest = next((value.removeprefix(prefix) for prefix in prefixes if value.startswith(prefix)), "")
        if not re.fullmatch(r"[A-Za-z0-9]{16,}", rest) or len(set(rest)) < 8:
            wrong.append(f"{name} must be the provider's, and begin with {' or '.join(prefixes)}")
    if wrong:
        raise SystemExit("the shop does not open:\n  " + "\n  ".join(wrong))
    folder = Path(env["SHOP_FOLDER"])
    staff = env.get("SHOP_STAFF_KEY", "")
    return Settings(mode == "live", env["PAY_API_KEY"], env["PAY_HOOK_SECRET"], env["PAY_API_BASE"], folder, staff)
