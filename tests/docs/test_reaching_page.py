"""docs/reaching.md against the SDKs that are tried: what the table says of a version is what a test has shown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reaching.sdks import NODE, PYTHON, Sdk
from tests.reaching.test_interception import BY_AXIOS, HONEST, OTHERS_OF_NODE

PAGE = (Path(__file__).parents[2] / "docs" / "reaching.md").read_text()
ROW = re.compile(r"^\| (`.+?) \| (Python|Node) \| (\d+)(?: to (\d+))? \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)


def rows() -> Iterator[tuple[str, str, range, str, str]]:
    for packages, language, first, last, shim, interception in ROW.findall(PAGE):
        name = re.findall(r"`(.+?)`", packages)[0]
        yield name, language.lower(), range(int(first), int(last or first) + 1), shim, interception


def row(sdk: Sdk) -> tuple[str, str]:
    """Return what the page says of the shim and of interception."""
    found = [one[3:] for one in rows() if one[:2] == (sdk.package, sdk.language) and sdk.major in one[2]]
    assert len(found) == 1, sdk
    return found[0]


@pytest.mark.parametrize("sdk", [*PYTHON, *NODE], ids=lambda sdk: sdk.name)
def test_what_is_tried_stands_in_the_table(sdk: Sdk) -> None:
    shim, interception = row(sdk)

    assert shim == "yes"
    if sdk in HONEST or sdk in BY_AXIOS:
        assert interception == "yes"
    elif sdk in OTHERS_OF_NODE or sdk.package == "square":
        assert interception == "Node 24 and later"
    else:
        assert interception.startswith("no: ")


def test_every_row_is_tried_at_both_of_its_ends() -> None:
    tried = {(sdk.package, sdk.language, sdk.major) for sdk in [*PYTHON, *NODE]}

    listed = list(rows())
    assert len(listed) == 11
    for package, language, versions, _, _ in listed:
        assert {(package, language, versions[0]), (package, language, versions[-1])} <= tried
