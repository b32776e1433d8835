"""Which checks a quick run asks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from harness.items import first_of_each_scenario

PROVIDERS = ("stripe", "paypal", "square")


def items(scenario: str, *fixtures: str, providers: tuple[str, ...] = PROVIDERS) -> list[Any]:
    """Return what pytest collects of a scenario with two stimuli."""
    return [
        SimpleNamespace(
            function=scenario,
            fixturenames=fixtures,
            callspec=SimpleNamespace(params={"provider": provider, "stimulus": stimulus}),
        )
        for provider in providers
        for stimulus in ("plain", "odd")
    ]


def asked(*scenarios: list[Any]) -> list[tuple[str, str, str]]:
    chosen: list[Any] = first_of_each_scenario([item for scenario in scenarios for item in scenario])
    return [(item.function, item.callspec.params["provider"], item.callspec.params["stimulus"]) for item in chosen]


def test_each_scenario_is_asked_once_of_each_provider() -> None:
    assert asked(items("forged", "target")) == [("forged", provider, "plain") for provider in PROVIDERS]


def test_what_starts_a_target_is_asked_of_one_provider_each_in_turn() -> None:
    crashes = [items(f"crash {turn}", "crash_target") for turn in range(4)]

    assert [provider for _, provider, _ in asked(*crashes)] == ["paypal", "square", "stripe", "paypal"]


def test_what_starts_a_target_for_some_providers_is_asked_of_those() -> None:
    only = items("restart", "startup", providers=("square",))

    assert asked(items("crash", "crash_target"), only) == [("crash", "paypal", "plain"), ("restart", "square", "plain")]
