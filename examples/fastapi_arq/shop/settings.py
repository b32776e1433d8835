"""What the shop must be told before it may open: every mistake by the name of its variable, never with its value."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    DirectoryPath,
    FilePath,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

BEGINNINGS = {
    "stripe_secret_key": {"test": ("sk_test_", "rk_test_"), "live": ("sk_live_", "rk_live_")},
    "stripe_publishable_key": {"test": ("pk_test_",), "live": ("pk_live_",)},
    "stripe_webhook_secret": {"test": ("whsec_",), "live": ("whsec_",)},
}


def _drawn_at_random(text: str) -> bool:
    """Sixteen letters and digits or more, of at least eight kinds: `changemechangeme` is not."""
    return re.fullmatch(r"[A-Za-z0-9_-]{16,}", text) is not None and len(set(text)) >= 8


def _token(value: SecretStr) -> SecretStr:
    if not _drawn_at_random(value.get_secret_value()):
        raise ValueError("is short or looks like a placeholder")
    return value


class Settings(BaseSettings):
    """Read from the environment: `stripe_secret_key` is STRIPE_SECRET_KEY."""

    model_config = SettingsConfigDict(env_ignore_empty=True, hide_input_in_errors=True)

    payments_mode: Literal["test", "live"]
    stripe_secret_key: SecretStr
    stripe_publishable_key: SecretStr
    stripe_webhook_secret: SecretStr
    stripe_api_base: str = "https://api.stripe.com"
    stripe_ca_file: FilePath | None = None
    staff_token: Annotated[SecretStr, AfterValidator(_token)]
    data_dir: DirectoryPath
    redis_url: str

    @field_validator("stripe_secret_key", "stripe_publishable_key", "stripe_webhook_secret")
    @classmethod
    def _is_a_key_of_this_mode(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        beginnings = BEGINNINGS[info.field_name][info.data.get("payments_mode", "test")]
        text = value.get_secret_value()
        beginning = next((each for each in beginnings if text.startswith(each)), None)
        if beginning is None:
            raise ValueError(f"must begin with {' or '.join(beginnings)}")
        if not _drawn_at_random(text.removeprefix(beginning)):
            raise ValueError("looks like a placeholder")
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_an_address_of_redis(cls, value: str) -> str:
        if not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be an address such as redis://localhost:6379")
        return value

    @property
    def live(self) -> bool:
        return self.payments_mode == "live"

    def file(self, name: str) -> Path:
        return self.data_dir / name


def read() -> Settings:
    """Return the settings, or end the process with one line for each thing that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"{str(error['loc'][0]).upper()}: {error['msg']}" for error in wrong.errors(include_input=False)]
        raise SystemExit("\n  ".join(["the shop does not open:", *lines])) from None
