"""What is left of the model app's descriptor when providers are chosen: what it would be if it took no others."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

from harness import descriptor
from harness.descriptor.one_provider import providers_with_a_checkout
from harness.founding import choosing

MODEL = Path(__file__).parents[3] / "reference_app"
WHOLE = (MODEL / "three_providers.toml").read_text()
SAMPLE = (MODEL / ".env.example").read_text()
CHOICES = [
    ("stripe", *others) for count in range(3) for others in itertools.combinations(("paypal", "square"), count)
]  # fmt: skip


def test_all_is_the_whole_and_stripe_alone_is_what_was_written_by_hand() -> None:
    assert choosing.descriptor(WHOLE, choosing.PROVIDERS) == WHOLE
    assert choosing.descriptor(WHOLE, ["stripe"]) == (MODEL / "assay.toml").read_text()


@pytest.mark.parametrize("chosen", CHOICES)
def test_what_is_left_is_a_descriptor_of_the_chosen_and_of_nobody_else(chosen: tuple[str, ...], tmp_path: Path) -> None:
    text = choosing.descriptor(WHOLE, chosen)
    path = tmp_path / "assay.toml"
    path.write_text(text)

    read = descriptor.read(path)

    assert set(read.provider) == set(chosen) == providers_with_a_checkout(read)
    others = set(choosing.PROVIDERS) - set(chosen)
    said = "".join(line for line in text.lower().splitlines() if not line.startswith("#"))
    assert not [name for name in others if name in said]


@pytest.mark.parametrize("chosen", CHOICES)
def test_a_sample_of_variables_names_those_of_the_chosen(chosen: tuple[str, ...]) -> None:
    left = choosing.environment(SAMPLE, chosen)

    names = {line.split("=")[0] for line in left.splitlines() if "=" in line and not line.startswith("#")}
    assert {"SHOP_MODE", "ADMIN_TOKEN", "DATABASE_URL"} <= names
    for provider in choosing.PROVIDERS:
        assert any(name.startswith(provider.upper()) for name in names) is (provider in chosen)


def test_every_way_of_checking_out_says_by_whom_it_pays() -> None:
    """Choosing goes by that: a way without it would be dropped from nobody's project."""
    ways = tomllib.loads(WHOLE)["checkout"]["other"]

    assert ways
    assert all("payment" in way for way in ways.values())
