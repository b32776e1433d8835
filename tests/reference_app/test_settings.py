"""Without good settings no process of the shop serves, and it says which one is wrong but never its value."""

from __future__ import annotations

import pytest

from reference_app import settings

GOOD = {
    "STRIPE_SECRET_KEY": "sk_test_4eC39HqLyjWDarjtT1zdp7dcQm",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_TYooMQauvdEDq54NiTphI7jxQm",
    "STRIPE_WEBHOOK_SECRET": "whsec_9fK2mQ7xVb4Zt8Lr3Wn6Yc1Hd5Gs0Pa",
    "ADMIN_TOKEN": "m2Vt9Kx4Qw7Lz1Np6Rb3",
}
BAD_SECRETS = (
    None,
    "",
    "   ",
    "changeme",
    "CHANGE_ME",
    "xxx",
    "xxxxxxxxxxxxxxxxxxxxxxxxxx",
    "your_secret_key_goes_here",
    "<put-the-secret-here-please>",
    "whsec_...",
    "whsec_",
    "sk_test_...",
    "sk_test_xxxxxxxxxxxxxxxxxxxxxxxx",
    "whsec_your_signing_secret_here",
    "${STRIPE_WEBHOOK_SECRET}_of_the_vault",
    "undefined",
    "None",
    '"whsec_9fK2mQ7xVb4Zt8Lr3Wn6Yc1Hd5Gs0Pa" ',
)


@pytest.mark.parametrize("name", settings.SECRETS)
@pytest.mark.parametrize("value", BAD_SECRETS)
def test_a_missing_or_sample_secret_is_refused_by_its_name(name: str, value: str | None) -> None:
    environment = {**GOOD, name: value} if value is not None else {k: v for k, v in GOOD.items() if k != name}

    with pytest.raises(settings.SettingError, match=f"^{name} ") as refused:
        settings.check(environment)

    assert not value or not value.strip() or value not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_good_settings_are_taken_as_they_are() -> None:
    checked = settings.check(GOOD)

    assert checked.stripe_webhook_secret == GOOD["STRIPE_WEBHOOK_SECRET"]
    assert checked.stripe_api_base == "https://api.stripe.com"
    assert checked.stripe_js_url == "https://js.stripe.com/endive/stripe.js"
    assert not checked.live


@pytest.mark.parametrize("name", ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY"])
@pytest.mark.parametrize("mode", ["test", "live"])
def test_a_key_of_the_other_mode_is_refused(name: str, mode: str) -> None:
    of_mode = {key: value.replace("_test_", f"_{mode}_") for key, value in GOOD.items()}
    other = "live" if mode == "test" else "test"
    mixed = {**of_mode, "SHOP_MODE": mode, name: of_mode[name].replace(f"_{mode}_", f"_{other}_")}

    assert settings.check({**of_mode, "SHOP_MODE": mode}).mode == mode
    with pytest.raises(settings.SettingError, match=f"^{name} does not belong to SHOP_MODE={mode}"):
        settings.check(mixed)


def test_the_secret_key_is_no_publishable_key() -> None:
    """One swapped line in a deployment would print the secret key on the payment page."""
    with pytest.raises(settings.SettingError, match=r"^STRIPE_PUBLISHABLE_KEY "):
        settings.check({**GOOD, "STRIPE_PUBLISHABLE_KEY": GOOD["STRIPE_SECRET_KEY"]})


@pytest.mark.parametrize("name", ["STRIPE_API_BASE", "STRIPE_JS_URL", "PUBLIC_URL"])
def test_the_live_shop_speaks_https_to_everybody_but_this_machine(name: str) -> None:
    live = {key: value.replace("_test_", "_live_") for key, value in GOOD.items()} | {"SHOP_MODE": "live"}

    settings.check({**live, name: "http://127.0.0.1:8000"})
    with pytest.raises(settings.SettingError, match=f"^{name} is not https"):
        settings.check({**live, name: "http://shop.example"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("SHOP_MODE", "prod"), ("STRIPE_TIMEOUT", "soon"), ("STRIPE_TIMEOUT", "0"), ("STRIPE_API_BASE", "api.stripe.com")],
)
def test_other_settings_that_cannot_be_understood_are_refused_too(name: str, value: str) -> None:
    with pytest.raises(settings.SettingError, match=f"^{name} "):
        settings.check({**GOOD, name: value})


def test_a_database_that_is_not_understood_is_refused() -> None:
    assert settings.database_url({}) == "sqlite:///shop.db"
    assert settings.database_url({"DATABASE_URL": "postgres://u@h/d"}) == "postgresql+psycopg://u@h/d"
    with pytest.raises(settings.SettingError, match=r"^DATABASE_URL "):
        settings.database_url({"DATABASE_URL": "mysql://u@h/d"})


def test_settings_have_no_text_form() -> None:
    text = f"{settings.check(GOOD)!r} {settings.check(GOOD)!s}"

    assert not any(secret in text for secret in GOOD.values())


@pytest.mark.parametrize("command", ["web", "worker", "reconcile"])
@pytest.mark.parametrize("name", ["STRIPE_WEBHOOK_SECRET", "STRIPE_SECRET_KEY"])
def test_a_process_without_its_secret_ends_with_2_before_anything_heavy_is_loaded(
    shop, command: str, name: str
) -> None:
    shop.env |= {name: "changeme-to-the-real-one", "PYTHONPROFILEIMPORTTIME": "1"}

    ended = shop.command(command)

    said = [line for line in ended.stderr.splitlines() if not line.startswith("import time:")]
    loaded = {line.rsplit("|", 1)[-1].strip() for line in ended.stderr.splitlines() if line.startswith("import time:")}
    assert ended.returncode == 2
    assert len(said) == 1
    assert name in said[0]
    assert "changeme-to-the-real-one" not in ended.stderr + ended.stdout
    assert "reference_app.settings" in loaded
    assert not {"fastapi", "sqlalchemy", "stripe", "uvicorn", "alembic"} & loaded
