"""docs/compose.md and docs/attaching.md: every descriptor on them is read without a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.descriptor import read

DOCS = Path(__file__).parents[2] / "docs"
DESCRIPTORS = {
    page: re.findall(r"^```toml\n(.*?)^```$", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)
    for page in ("compose.md", "attaching.md")
}


def test_there_are_descriptors_on_them() -> None:
    assert {page: len(found) for page, found in DESCRIPTORS.items()} == {"compose.md": 2, "attaching.md": 1}


@pytest.mark.parametrize("text", [text for found in DESCRIPTORS.values() for text in found])
def test_a_descriptor_on_them_is_right(text: str, tmp_path: Path) -> None:
    file = tmp_path / "assay.toml"
    file.write_text(text)

    assert read(file).checkout.products["tea"].amount == 1999
