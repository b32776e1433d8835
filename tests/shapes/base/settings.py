"""What the shop must be told before it may open. Not: what it sells. Names are printed, values never."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import kept

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
    partner: str = ""
    """What partners sign with."""


def read(env=os.environ):
    """Return the settings, or leave with a line for each that is missing, a placeholder, or of the other mode.

    What is kept (`keep.py`) goes before what the environment says.
    """
    env = {**env, **(kept.every(Path(env["SHOP_FOLDER"])) if env.get("SHOP_FOLDER", "").strip() else {})}
    mode = env.get("SHOP_MODE", "")
    wrong = [] if mode in KINDS else ["SHOP_MODE must be test or live"]
    wrong += [f"{name} is missing" for name in ("PAY_API_BASE", "SHOP_FOLDER") if not env.get(name, "").strip()]
    for name, prefixes in (("PAY_API_KEY", KINDS.get(mode, ())), ("PAY_HOOK_SECRET", ("whsec_",))):
        is_given_later = name == "PAY_HOOK_SECRET" and env.get("SHOP_HOOKS") == "by staff"
        if not is_given_later and not is_the_providers(env.get(name, ""), prefixes):
            wrong.append(f"{name} must be the provider's, and begin with {' or '.join(prefixes)}")
    if wrong:
        raise SystemExit("the shop does not open:\n  " + "\n  ".join(wrong))
    folder = Path(env["SHOP_FOLDER"])
    staff = env.get("SHOP_STAFF_KEY", "")
    secret = env.get("PAY_HOOK_SECRET", "")
    partner = env.get("SHOP_PARTNER_KEY", "")
    return Settings(mode == "live", env["PAY_API_KEY"], secret, env["PAY_API_BASE"], folder, staff, partner)


def is_the_providers(value, prefixes):
    """Whether it looks like what the provider makes: no placeholder, nothing that somebody typed."""
    rest = next((value.removeprefix(prefix) for prefix in prefixes if value.startswith(prefix)), "")
    return bool(re.fullmatch(r"[A-Za-z0-9]{16,}", rest)) and len(set(rest)) >= 8
