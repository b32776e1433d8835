"""The environment variables that a program names, and what each is for. Not: their values, which nothing reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from harness.drafting.found import Found, line_of
from harness.drafting.stacks import language_of
from harness.drafting.tree import is_environment

ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "stripe": {
        "webhook_secret_env": (r"WEBHOOK_SECRET|WEBHOOK_SIGNING|WHSEC|HOOK_SECRET|ENDPOINT_SECRET|SIGNING_SECRET",),
        "publishable_key_env": (r"PUBLISHABLE|PUBLIC_KEY|_PK$", r"STRIPE_KEY$"),
        "api_base_env": (r"API_BASE|API_URL|BASE_URL|API_HOST|API_ENDPOINT|STRIPE_HOST|STRIPE_BASE",),
        "secret_key_env": (
            r"SECRET_KEY|STRIPE_SECRET$|SECRET_API_KEY|RESTRICTED",
            r"API_KEY|_SK$|STRIPE_KEY$|PAY_API_KEY",
        ),
    },
    "paypal": {
        "webhook_secret_env": (r"WEBHOOK_?ID|HOOK_ID",),
        "secret_key_env": (r"CLIENT_SECRET|PAYPAL_SECRET",),
        "publishable_key_env": (r"CLIENT_ID",),
        "api_base_env": (r"API_BASE|API_URL|BASE_URL|API_HOST|PAYPAL_API$|PAYPAL_BASE",),
    },
    "square": {
        "webhook_secret_env": (r"SIGNATURE_KEY|WEBHOOK_KEY|WEBHOOK_SECRET|HOOK_SECRET|SIGNING",),
        "secret_key_env": (r"ACCESS_TOKEN|SQUARE_TOKEN",),
        "publishable_key_env": (r"APPLICATION_ID|APP_ID",),
        "api_base_env": (r"API_BASE|API_URL|BASE_URL|API_HOST|SQUARE_BASE|SQUARE_HOST",),
    },
}
"""By provider and key of its table, what is in the names of such variables; the likelier first."""
GIVEN: tuple[tuple[str, str], ...] = (
    (r"^SQUARE_LOCATION(_ID)?$", "{square.location_id}"),
    (r"(^|_)(SMTP|MAIL|EMAIL)_(HOST|SERVER|HOSTNAME)$", "{smtp.host}"),
    (r"(^|_)(SMTP|MAIL|EMAIL)_PORT$", "{smtp.port}"),
    (r"^(\w+_)?(DATA|STATE|STORAGE)_(DIR|PATH|FOLDER)$", "{state}"),
    (r"^(PUBLIC|BASE|SITE|APP|SHOP|STORE|SERVER|FRONTEND|CLIENT)_(URL|HOME|ORIGIN|DOMAIN)$|^DOMAIN$", "{base_url}"),
    (r"^(PAYPAL|SQUARE)_(ENV|ENVIRONMENT|MODE)$", "sandbox"),
)  # fmt: skip
"""Variables whose value is known by their name."""
DATABASE_URL = re.compile(r"^(DATABASE|DB|SQLALCHEMY_DATABASE)_UR[IL]$")
SQLITE = re.compile(r"(?i)sqlite|\.db[\"'`]")
OTHERS = {
    "PATH",
    "HOME",
    "NODE_ENV",
    "PYTHONPATH",
    "DEBUG",
    "RAILS_ENV",
    "RACK_ENV",
    "APP_ENV",
    "PWD",
    "TZ",
    "CI",
    "USER",
}
"""What a program finds in any environment, or does well without."""

_ASKED = re.compile(
    r"(?:environ(?:\.get|\.setdefault)?|getenv|env|ENV(?:\.fetch)?|Getenv|LookupEnv|\$_ENV)"
    r"\s*[\[(]\s*[\"'`]([A-Z][A-Z0-9_]+)[\"'`]"
    r"|\benv\.([A-Z][A-Z0-9_]+)\b"
)
_FILLED = re.compile(r"\$\{([A-Z][A-Z0-9_]+)\b")
"""How settings that are no program name a variable: `${STRIPE_SECRET_KEY}`."""
_HANDED = re.compile(r"\benv(?:iron|ironment)?\b")
_SETTING = re.compile(r"^    ([a-z][a-z0-9_]+)\s*:\s*\w", re.MULTILINE)
_QUOTED = re.compile(r"[\"'`]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[\"'`]")
_OTHERS_WORDS = {"stripe": r"PAYPAL|SQUARE", "paypal": r"STRIPE|SQUARE", "square": r"STRIPE|PAYPAL"}
_OF_PAGES = re.compile(r"_JS_|_JS$|SCRIPT|CERT|CA_FILE|TIMEOUT|RETURN|SUCCESS|CANCEL")


def variables(texts: Mapping[str, str]) -> tuple[Found, ...]:
    """Return every variable by name, where it is read; of those that only a `.env` file names, where that is."""
    read: dict[str, Found] = {}
    listed: dict[str, Found] = {}
    for file, text in texts.items():
        if is_environment(file):
            names = {match[1]: match.start() for match in re.finditer(r"^(\w+)=$", text, re.MULTILINE)}
            for name, at in names.items():
                listed.setdefault(name, Found(name, file, line_of(text, at)))
        elif language_of(file) or file.endswith((".yml", ".yaml", ".properties")):
            for number, line in enumerate(text.splitlines(), 1):
                for name in _read_on(line) if language_of(file) else _FILLED.findall(line):
                    read.setdefault(name, Found(name, file, number))
            for match in _SETTING.finditer(text) if "BaseSettings" in text else ():
                name = match[1].upper()
                read.setdefault(name, Found(name, file, line_of(text, match.start(1))))
    for file, text in texts.items():
        if language_of(file):  # names in a table, which a program goes through to read each
            for match in _QUOTED.finditer(text):
                if role_of(match[1]):
                    read.setdefault(match[1], Found(match[1], file, line_of(text, match.start(1))))
    return (*read.values(), *(one for name, one in listed.items() if name not in read))


def _read_on(line: str) -> Iterator[str]:
    """Yield the names that a line reads from the environment, or hands to somebody who does: `need(env, "KEY")`."""
    yield from (next(filter(None, found)) for found in _ASKED.findall(line))
    if _HANDED.search(line):
        yield from (name for name in _QUOTED.findall(line) if not name.startswith("HTTP_"))


def role_of(name: str) -> tuple[str, str] | None:
    """Return the provider and the key of its table for a name in which the provider stands."""
    for provider, roles in ROLES.items():
        if provider.upper() in name and not _OF_PAGES.search(name):
            for key, patterns in roles.items():
                if any(re.search(pattern, name) for pattern in patterns):
                    return provider, key
    return None


def of_provider(found: Collection[Found], provider: str, *, alone: bool) -> dict[str, Found]:
    """Return the variable for each key of a provider's table, as far as there is one.

    `alone`: no other provider is there, so that a name without a provider in it can be this one's too.
    """
    named = [one for one in found if provider.upper() in one.value]
    unnamed = [one for one in found if alone and not re.search(_OTHERS_WORDS[provider], one.value)]
    chosen: dict[str, Found] = {}
    for key, patterns in ROLES[provider].items():
        candidates = [
            one
            for group in (named, [one for one in unnamed if _is_about_money(one.value)])
            for pattern in patterns
            for one in group
            if re.search(pattern, one.value) and not _OF_PAGES.search(one.value) and one not in chosen.values()
        ]
        if candidates:  # a shop with two sets of keys is asked about with those for tests
            chosen[key] = min(candidates, key=lambda one: ("LIVE" in one.value, "TEST" not in one.value))
    return chosen


def _is_about_money(name: str) -> bool:
    return re.search(r"PAY|WEBHOOK|WHSEC|HOOK", name) is not None


def given(name: str) -> str | None:
    """Return the value that a variable needs in a run, if its name tells."""
    return next((value for pattern, value in GIVEN if re.search(pattern, name)), None)


def of_sqlite(name: str, texts: Mapping[str, str]) -> str | None:
    """Return a fresh database's place for a variable that a line of the program calls SQLite's."""
    for file, text in texts.items():
        if not language_of(file):
            continue
        for line in text.splitlines():
            if (name in line or name.lower() in line) and SQLITE.search(line):
                stem = re.sub(r"_?(DB|PATH|FILE|NAME)$", "", name).lower() or "shop"
                return "sqlite:///{state}/shop.db" if DATABASE_URL.search(name) else f"{{state}}/{stem}.db"
    return None
