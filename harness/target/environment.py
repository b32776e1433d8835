"""What a target is started with: our own things out of its environment, the sandbox's in. Not: starting it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from harness.descriptor.model import Descriptor, ProviderTable
from harness.descriptor.template import fill

OURS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PYTEST_", "COVERAGE", "COV_", "ASSAY_")
"""Beginnings of names that belong to the harness's process and would change or reveal the target's."""

Overrides = Mapping[str, str | None]
"""What differs in one start: environment variables (None: it has none of that name), and, by names with a dot such as
`stripe.secret_key`, settings of a provider, wherever the descriptor hands them over (None: nothing)."""


class ProviderSettings(Mapping[str, str]):
    """What a target needs to know of one provider: `base_url`, `secret_key`, `publishable_key`, `webhook_secret`.

    Beside these stands what else it is configured with, by the provider's own names: `client_id`, `location_id`.
    """

    def __init__(
        self,
        base_url: str,
        secret_key: str,
        publishable_key: str,
        webhook_secret: str,
        credentials: Mapping[str, str] | None = None,
    ) -> None:
        """Keep them as they are written into the environment."""
        self._values = {
            **(credentials or {}),
            "base_url": base_url,
            "secret_key": secret_key,
            "publishable_key": publishable_key,
            "webhook_secret": webhook_secret,
        }

    def __getitem__(self, key: str) -> str:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def names_of(self, setting: str) -> set[str]:
        """Return every name by which `setting` is known: Square's `secret_key` is its `access_token` too."""
        return {name for name, value in self._values.items() if value == self._values[setting]}

    def with_other(self, setting: str, value: str) -> ProviderSettings:
        """Return the same with another value of `setting`, by whichever of its names."""
        others = {**self._values, **dict.fromkeys(self.names_of(setting), value)}
        return ProviderSettings(credentials=others, **{name: others[name] for name in USUAL})


USUAL = ("base_url", "secret_key", "publishable_key", "webhook_secret")


def overridden(settings: Mapping[str, ProviderSettings], overrides: Overrides) -> dict[str, ProviderSettings]:
    """Return the settings of one start; what it is not told is empty."""
    changed = dict(settings)
    for name, value in overrides.items():
        provider, dot, setting = name.partition(".")
        if dot:
            changed[provider] = changed[provider].with_other(setting, value or "")
    return changed


def told_by(descriptor: Descriptor, provider: str, settings: ProviderSettings, setting: str) -> str | None:
    """Return the name under which a start is told a provider's setting, as `Overrides` has it; None: it is not told.

    That is a variable of its environment, or the setting's own name where a command or a text hands it over.
    """
    named: str | None = getattr(descriptor.provider[provider], f"{setting}_env")
    if named is not None:
        return named
    words = {f"{{{provider}.{name}}}" for name in settings.names_of(setting)}
    target = descriptor.target
    for variable, text in target.env.items():
        if text in words:
            return variable
    handed_over = repr([target.start, target.processes, target.env, target.before_start, target.set_up])
    return f"{provider}.{setting}" if any(word in handed_over for word in words) else None


def variables(settings: Mapping[str, ProviderSettings], more: Mapping[str, str], **others: str) -> dict[str, str]:
    """Return the template variables of commands and settings: `{stripe.secret_key}`, `{port}` and so on.

    `more` are those with a dot in their name that are no provider's, such as `{tls.key}`.
    """
    named = {f"{provider}.{key}": value for provider, given in settings.items() for key, value in given.items()}
    return {**named, **more, **others}


def environment(
    descriptor: Descriptor, profile: str, settings: Mapping[str, ProviderSettings], values: Mapping[str, str]
) -> dict[str, str]:
    """Return the whole environment of a target's processes in `profile`.

    Later entries win: this process's own (without `OURS`), the provider's settings, `[target] env`, the profile's.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    given: dict[str, str] = {}
    for provider, table in descriptor.provider.items():
        given |= _provider_environment(table, settings[provider])
    named = dict(descriptor.target.env)
    if profile in descriptor.target.profiles:
        named |= descriptor.target.profiles[profile].env
    return inherited | given | {name: fill(text, values) for name, text in named.items()}


def _provider_environment(table: ProviderTable, settings: ProviderSettings) -> dict[str, str]:
    names = {
        table.api_base_env: "base_url",
        table.secret_key_env: "secret_key",
        table.publishable_key_env: "publishable_key",
        table.webhook_secret_env: "webhook_secret",
    }
    return {name: settings[key] for name, key in names.items() if name}
