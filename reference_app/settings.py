"""Settings from the environment, and the refusal to start without good ones. Not: defaults for anything secret.

Standard library only: a wrong setting is told before a heavy module is imported, and by name, never by value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from reference_app import env, settings_of_others, settings_of_plans
from reference_app.env import SettingError
from reference_app.settings_of_others import PayPalSettings, SquareSettings
from reference_app.subscriptions import plans
from reference_app.subscriptions.plans import Plan

SECRETS = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "ADMIN_TOKEN")

# variable -> the ways in which a real value begins, by mode
BEGINNINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "STRIPE_SECRET_KEY": {"test": ("sk_test_", "rk_test_"), "live": ("sk_live_", "rk_live_")},
    "STRIPE_PUBLISHABLE_KEY": {"test": ("pk_test_",), "live": ("pk_live_",)},
    "STRIPE_WEBHOOK_SECRET": {"test": ("whsec_",), "live": ("whsec_",)},
    "SQUARE_APPLICATION_ID": {"test": ("sandbox-sq0idb-",), "live": ("sq0idp-",)},
    "SQUARE_ACCESS_TOKEN": {"test": ("EAAA",), "live": ("EAAA",)},
}
ALL_BEGINNINGS = (
    "sk_test_",
    "sk_live_",
    "rk_test_",
    "rk_live_",
    "pk_test_",
    "pk_live_",
    "whsec_",
    "sandbox-sq0idb-",
    "sq0idp-",
    "EAAA",
)

PLACEHOLDERS = (
    "changeme",
    "placeholder",
    "replaceme",
    "your",
    "example",
    "dummy",
    "todo",
    "xxxx",
    "undefined",
    "insert",
)
SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Checked settings. There is no repr, so that no log line or traceback can show a secret by accident."""

    mode: str
    stripe_api_base: str
    stripe_js_url: str
    stripe_secret_key: str
    stripe_publishable_key: str
    stripe_webhook_secret: str
    stripe_timeout: float
    stripe_ca_file: str | None
    """Whom we believe to be Stripe, in place of the authorities that the official client brings along."""
    admin_token: str
    database_url: str
    inbox_path: str
    public_url: str
    tls_certificate: str | None
    """File of the certificate, with what leads to its authority; None: TLS ends in front of us."""
    tls_key: str | None
    plain_port: int | None
    """Where browsers that ask without TLS are sent on; None: nobody listens there."""
    reconcile_every: float
    """Seconds between two reconciliations by the worker itself; 0: only when the command is run."""
    paypal: PayPalSettings | None
    square: SquareSettings | None
    """None: the shop does not take it, and loads nothing of it."""
    plan_ids: Mapping[str, Mapping[str, str]]
    """By provider, its ids for the plans that are sold there. Without any the shop sells no subscriptions."""
    plans: Mapping[str, Plan]
    """The plans, in the currency of this shop."""

    @property
    def live(self) -> bool:
        return self.mode == "live"

    def plan_of(self, provider: str, plan_id: str | None) -> str | None:
        """Return our name for what a provider knows as `plan_id`; None: it is none of our plans."""
        ids = self.plan_ids.get(provider, {})
        return next((name for name, known in ids.items() if known == plan_id), None)

    @property
    def https(self) -> bool:
        """Whether browsers reach the shop over https: then its cookies travel over nothing else."""
        return self.public_url.startswith("https:")


def check(environment: Mapping[str, str]) -> Settings:
    """Return the settings of web, worker and reconcile. Raises SettingError for the first that is not good."""
    mode = environment.get("SHOP_MODE", "test").strip()
    if mode not in ("test", "live"):
        raise SettingError("SHOP_MODE is neither test nor live. Write one of the two.")
    for name in SECRETS:
        if fault := fault_of_secret(name, environment.get(name), mode):
            raise SettingError(fault)
    public_url = env.address(environment, "PUBLIC_URL", "http://127.0.0.1:8000", mode)
    certificate, key = _certificate_and_key(environment, public_url)
    return Settings(
        mode=mode,
        stripe_api_base=env.address(environment, "STRIPE_API_BASE", "https://api.stripe.com", mode),
        stripe_js_url=env.address(environment, "STRIPE_JS_URL", "https://js.stripe.com/endive/stripe.js", mode),
        stripe_secret_key=environment["STRIPE_SECRET_KEY"],
        stripe_publishable_key=environment["STRIPE_PUBLISHABLE_KEY"],
        stripe_webhook_secret=environment["STRIPE_WEBHOOK_SECRET"],
        stripe_timeout=env.seconds(environment, "STRIPE_TIMEOUT", 8.0),
        stripe_ca_file=env.file(environment, "STRIPE_CA_FILE"),
        admin_token=environment["ADMIN_TOKEN"],
        database_url=database_url(environment),
        inbox_path=inbox_path(environment),
        public_url=public_url,
        tls_certificate=certificate,
        tls_key=key,
        plain_port=env.port(environment, "PLAIN_PORT") if certificate else None,
        reconcile_every=env.timer(environment, "RECONCILE_EVERY"),
        paypal=settings_of_others.paypal(environment, mode, fault_of_secret),
        square=settings_of_others.square(environment, mode, public_url, fault_of_secret),
        plan_ids=settings_of_plans.plans(environment),
        plans=plans.offered(settings_of_plans.currency(environment)),
    )


def fault_of_secret(name: str, value: str | None, mode: str) -> str | None:
    """Return what is wrong with a secret, or None. An unset variable must never become an empty signing key."""
    if value is None:
        return f"{name} is missing. Set it in the environment; .env.example says where to find it."
    if not value.strip():
        return f"{name} is empty. Set it in the environment; .env.example says where to find it."
    if value != value.strip() or not value.isprintable() or not value.isascii():
        return f"{name} has blanks, line breaks or odd characters around or in it. Copy it again, without quotes."
    if is_placeholder(value):
        return f"{name} still holds a placeholder. Put the real value there; .env.example says where to find it."
    wanted = BEGINNINGS.get(name, {}).get(mode)
    if wanted and not value.startswith(wanted):
        return f"{name} does not belong to SHOP_MODE={mode}: it must begin with {' or '.join(wanted)}."
    return None


def is_placeholder(value: str) -> bool:
    """Say whether this is a sample from a template rather than a secret: `changeme`, `whsec_...`, `<key>`, `xxx`."""
    rest = value.lower()
    for beginning in ALL_BEGINNINGS:
        rest = rest.removeprefix(beginning)
    plain = rest.replace("_", "").replace("-", "").replace(" ", "")
    return (
        len(rest) < SHORTEST_SECRET
        or len(set(plain)) < 4
        or "..." in rest
        or any(sign in rest for sign in "<>{}$*…")
        or plain.startswith(PLACEHOLDERS)  # anywhere else the letters may have come by chance
    )


def database_url(environment: Mapping[str, str]) -> str:
    """Return the business database: SQLite beside the process, or PostgreSQL by URL."""
    url = environment.get("DATABASE_URL", "").strip() or "sqlite:///shop.db"
    if url.startswith(("postgres://", "postgresql://")):  # the form that hosts hand out names no driver
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith("postgresql+psycopg://") and find_spec("psycopg") is None:
        raise SettingError("DATABASE_URL names PostgreSQL, whose driver is missing: pip install 'psycopg[binary]'")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.")
    return url


def inbox_path(environment: Mapping[str, str]) -> str:
    """Return the file of the inbox. It must be on a disk that outlives the process."""
    return environment.get("INBOX_PATH", "").strip() or "inbox.db"


def _certificate_and_key(environment: Mapping[str, str], public_url: str) -> tuple[str | None, str | None]:
    """Return the files that we serve TLS with: both, or neither."""
    certificate, key = env.file(environment, "TLS_CERTIFICATE"), env.file(environment, "TLS_KEY")
    if (certificate is None) != (key is None):
        lacks, has = ("TLS_KEY", "TLS_CERTIFICATE") if key is None else ("TLS_CERTIFICATE", "TLS_KEY")
        raise SettingError(f"{lacks} is missing, and {has} is set. Set both, or neither.")
    if certificate and not public_url.startswith("https:"):
        raise SettingError("PUBLIC_URL is not https, and TLS_CERTIFICATE is set. Write the https:// address.")
    return certificate, key
