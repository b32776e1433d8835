"""The waivers file: what is right is read, and every mistake is told with its place and its remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.descriptor import BrokenFile
from harness.descriptor.waivers_file import read

GOOD = """\
# accepted until the new worker is live

[[waivers]]
control = "WH-IDEM-01"
owner = "Ada Lovelace"
reason = "one mail too many is known to support"
expires = 2027-01-31
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(text: str) -> list[str]:
    path = Path("waivers.toml")
    path.write_text(text)
    try:
        read(path)
    except BrokenFile as broken:
        return list(broken.messages)
    return []


def test_a_right_file_is_read() -> None:
    Path("waivers.toml").write_text(GOOD + GOOD.replace("control = ", "check = ").replace("-01", "-01/stripe/x", 1))

    first, second = read(Path("waivers.toml"))

    assert (first.control, first.expires, first.place) == ("WH-IDEM-01", date(2027, 1, 31), "waivers.toml:3")
    assert (second.check, second.place) == ("WH-IDEM-01/stripe/x", "waivers.toml:10")


def test_an_empty_file_waives_nothing() -> None:
    Path("waivers.toml").write_text("")

    assert read(Path("waivers.toml")) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "expires = 2027-01-31\n",
            "",
            "waivers.toml:3: the waiver of WH-IDEM-01 has no end. Add a date: expires = 2027-01-31",
        ),
        (
            'owner = "Ada Lovelace"\n',
            "",
            'waivers.toml:3: the waiver of WH-IDEM-01 has no owner. Say who answers for it: owner = "…"',
        ),
        (
            'reason = "one mail too many is known to support"\n',
            "",
            'waivers.toml:3: the waiver of WH-IDEM-01 has no reason. Say why it is accepted: reason = "…"',
        ),
        (
            'reason = "one mail too many is known to support"',
            'reason = " "',
            'waivers.toml:6: [[waivers]] reason = " " is empty. Write why it is accepted, in quotation marks',
        ),
        (
            "owner =",
            "ownr =",
            'waivers.toml:5: [[waivers]] unknown key "ownr". Did you mean "owner"?',
        ),
        (
            "expires =",
            "until =",
            'waivers.toml:7: [[waivers]] unknown key "until". Did you mean "expires"?',
        ),
        (
            "2027-01-31",
            '"next year"',
            'waivers.toml:7: [[waivers]] expires = "next year" is no date. Write year-month-day: expires = 2027-01-31',
        ),
        (
            "2027-01-31",
            "20270131",
            "waivers.toml:7: [[waivers]] expires = 20270131 is no date. Write year-month-day: expires = 2027-01-31",
        ),
        (
            "2027-01-31",
            "2027-01-31T00:00:00Z",
            "waivers.toml:7: [[waivers]] expires = 2027-01-31T00:00:00+00:00 has a time of day. "
            "Write the last day alone: expires = 2027-01-31",
        ),
        (
            '"WH-IDEM-01"',
            '"webhooks"',
            'waivers.toml:4: [[waivers]] control = "webhooks" is no id. '
            "Write an id of the form WH-IDEM-01; ids are printed by: assay controls",
        ),
        (
            'control = "WH-IDEM-01"',
            'check = "WH-IDEM-01"',
            'waivers.toml:4: [[waivers]] check = "WH-IDEM-01" is no id. '
            "Write an id of the form CONTROL/provider/stimulus; ids are printed by: assay controls",
        ),
        (
            'control = "WH-IDEM-01"',
            'control = "WH-IDEM-01"\ncheck = "WH-IDEM-01/stripe/x"',
            "waivers.toml:3: a waiver has check and control. "
            "Keep one: check covers one check, control all of its checks",
        ),
        (
            'control = "WH-IDEM-01"\n',
            "",
            "waivers.toml:3: a waiver says neither check nor control. Add the id of a control, "
            'control = "WH-IDEM-01", or of one check, check = "WH-IDEM-01/stripe/…"',
        ),
        (
            "[[waivers]]",
            "[waivers]",
            "waivers.toml:3: [waivers] is one table. Write [[waivers]], once for each accepted finding",
        ),
        (
            "[[waivers]]",
            "[[waiver]]",
            'waivers.toml:3: unknown key "waiver". A waivers file holds [[waivers]] and nothing else',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(old: str, new: str, said: str) -> None:
    assert told(GOOD.replace(old, new, 1)) == [said]


def test_all_mistakes_are_told_together() -> None:
    assert len(told(GOOD.replace("expires = 2027-01-31", "") + "[[waivers]]\n")) == 5


def test_a_date_in_quotation_marks_is_a_date() -> None:
    assert told(GOOD.replace("2027-01-31", '"2027-01-31"')) == []


def test_a_missing_file_is_told() -> None:
    with pytest.raises(BrokenFile, match=r"nowhere\.toml: cannot be read"):
        read(Path("nowhere.toml"))
