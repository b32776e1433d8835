"""docs/compose.md: every descriptor on it is read without a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.descriptor import read

PAGE = Path(__file__).parents[2] / "docs" / "compose.md"
DESCRIPTORS = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def test_there_are_descriptors_on_it() -> None:
    assert len(DESCRIPTORS) == 2


@pytest.mark.parametrize("text", DESCRIPTORS)
def test_a_descriptor_on_it_is_right(text: str, tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    file.write_text(text)

    assert read(file).checkout.products["tea"].amount == 1999
