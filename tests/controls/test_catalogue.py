"""The catalogue is complete, reads like sentences, and says where a mistake in its files stands."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest

from harness.controls.catalogue import BrokenCatalogue, Catalogue, Control, load, mappings

AREAS = (
    "WH-SIG webhook_signature",
    "WH-RAW webhook_body",
    "WH-IDEM webhook_duplicates",
    "WH-ORD webhook_order",
    "WH-ACK webhook_acknowledgement",
    "SV server_verification",
    "PR price",
    "CD card_data",
    "ENV environments",
    "API provider_calls",
    "PAY payment_outcomes",
    "SUB subscriptions",
    "LOAD load",
    "EH error_handling",
    "SEC secrets",
    "TR transport",
    "AC access",
    "LOG logging",
    "REC reconciliation",
)
PER_AREA = (11, 2, 5, 3, 4, 4, 5, 6, 5, 7, 5, 3, 3, 2, 4, 4, 4, 2, 3)

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copy the catalogue and replace a text in one of its files."""

    def replace(file: str, old: str, new: str) -> Path:
        built_in = Path(str(resources.files("harness.controls")))
        folder = tmp_path / "controls"
        shutil.copytree(built_in, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace


def line_with(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def texts(control: Control) -> Iterator[str]:
    yield from (control.because, control.asks, control.proves, control.not_observable, control.remedy.all)
    optional = (control.not_applicable, control.maps.note)
    special = (control.remedy.stripe, control.remedy.paypal, control.remedy.square)
    yield from (text for text in (*optional, *special) if text is not None)


def test_the_catalogue_holds_82_controls_in_19_areas() -> None:
    catalogue = load()

    assert tuple(f"{area.prefix} {area.stem}" for area in catalogue.areas) == AREAS
    assert tuple(len(catalogue.of_area(area.prefix)) for area in catalogue.areas) == PER_AREA
    assert [area.place for area in catalogue.areas] == list(range(1, 20))
    assert len(catalogue.controls) == 82


def test_severities_are_those_that_were_agreed() -> None:
    counted = Counter(control.severity for control in load().controls.values())

    assert counted == {"critical": 29, "high": 38, "medium": 14, "low": 1}


def test_the_numbers_of_an_area_run_without_a_gap() -> None:
    catalogue = load()
    for area in catalogue.areas:
        ids = [control.id for control in catalogue.of_area(area.prefix)]

        assert ids == [f"{area.prefix}-{number:02}" for number in range(1, len(ids) + 1)]


def test_only_a_deployment_can_show_tls() -> None:
    assert {control.id for control in load().controls.values() if control.where == "deployment"} == {"API-07", "TR-01"}


@pytest.mark.parametrize("control", load().controls.values(), ids=lambda control: control.id)
def test_a_control_reads_like_sentences(control: Control) -> None:
    for text in texts(control):
        assert text.endswith("."), text
        assert text[0].isupper() or text[0].isdigit() or text.split()[0] in ("error.message", "next,"), text
        assert "  " not in text
        assert "TODO" not in text
    assert not control.title.endswith(".")
    assert len(control.title) <= 80


@pytest.mark.parametrize("control", load().controls.values(), ids=lambda control: control.id)
def test_a_control_says_for_whom_by_which_windows_and_what_would_fail(control: Control) -> None:
    assert control.providers
    assert control.needs
    assert all(control.needs)
    assert "fail" in control.proves
    assert control.maps.asvs_5_0
    assert control.maps.wstg
    assert control.maps.cwe
    assert control.maps.sources


def test_the_special_cases_of_one_provider_are_for_that_provider_alone() -> None:
    for_one = {control.id: control.providers for control in load().controls.values() if len(control.providers) == 1}

    assert for_one == {
        "WH-SIG-04": ("stripe",),
        "WH-SIG-06": ("stripe",),
        "WH-SIG-07": ("paypal",),
        "WH-SIG-08": ("square",),
        "WH-ORD-03": ("stripe",),
    }


def test_a_remedy_is_read_for_one_provider() -> None:
    control = load().controls["API-01"]

    assert control.remedy_for("paypal").startswith(control.remedy.all)
    assert "PayPal-Request-Id" in control.remedy_for("paypal")
    assert "PayPal-Request-Id" not in control.remedy_for("stripe")
    assert load().controls["PR-02"].remedy_for("stripe") == load().controls["PR-02"].remedy.all


def test_results_carry_the_numbers_as_they_are_written() -> None:
    numbers = mappings(load().controls["WH-SIG-03"])

    assert numbers.pci_dss_4_0_1 == ("~6.2.4(c)", "~2.2.2")
    assert numbers.asvs_5_0 == ("13.3.1", "16.5.3", "11.2.5 (L3)")
    assert (numbers.wstg, numbers.api_top_10) == (("BUSL-10", "CONF-02"), ("API8",))
    assert numbers.cwe == (347, 321, 1188, 636)
    assert numbers.provider == ("ST-WH", "PP-WH", "SQ-SUB")


def test_the_catalogue_is_read_once() -> None:
    assert load() is load()


def test_the_digest_is_the_same_for_a_copy_and_another_after_any_change(edit: Edit) -> None:
    copy = load(edit("price.toml", "The server sets the price", "The server sets the price"))
    assert re.fullmatch(r"[0-9a-f]{64}", load().digest())
    assert copy.digest() == load().digest()


@pytest.mark.parametrize("file", ["price.toml", "standards/cwe.toml"])
def test_the_digest_changes_with_any_file(edit: Edit, file: str) -> None:
    assert load(edit(file, "# ", "#  ")).digest() != load().digest()


BROKEN = {
    "an unknown key": (
        "price.toml", "severity = ", "sevrity = ",
        'price.toml:{line}: [PR-01] unknown key "sevrity". Did you mean "severity"?', "sevrity",
    ),
    "an unknown severity": (
        "price.toml", 'severity = "critical"', 'severity = "severe"',
        "price.toml:{line}: [PR-01] severity: 'severe' will not do. Write one of: critical, high, medium, low",
        "severe",
    ),
    "an unknown provider": (
        "price.toml", '"paypal", "square"]', '"adyen", "square"]',
        "price.toml:{line}: [PR-01] for: 'adyen' will not do. Write one of: stripe, paypal, square", "adyen",
    ),
    "an unknown window": (
        "price.toml", 'needs = [["api_calls"]]', 'needs = [["api_calls", "wallet"]]',
        "price.toml:{line}: [PR-01] needs: 'wallet' will not do. "
        "Write one of: replies, api_calls, state, traces, lifecycle, source", "wallet",
    ),
    "a remedy of an unknown provider": (
        "price.toml", "remedy.stripe", "remedy.strip",
        'price.toml:{line}: [PR-01] unknown key "remedy.strip". Did you mean "remedy.stripe"?', "remedy.strip ",
    ),
    "a remedy for a provider that the control is not for": (
        "price.toml", '"stripe", "paypal", "square"]', '"stripe", "paypal"]',
        "price.toml:{line}: [PR-01] remedy.square: the control is not for square. "
        'Add "square" to "for", or leave the remedy out', "remedy.square",
    ),
    "no provider at all": (
        "price.toml", '["stripe", "paypal", "square"]', "[]",
        "price.toml:{line}: [PR-01] for is empty. Name at least one", "for = []",
    ),
    "a missing key": (
        "price.toml", 'severity = "critical"\n', "",
        'price.toml:{line}: [PR-01] has no "severity". Write that key', "[PR-01]",
    ),
    "a remedy that says nothing to everybody": (
        "subscriptions.toml", "remedy.all", "remedy.al",
        'subscriptions.toml:{line}: [SUB-01] unknown key "remedy.al". Did you mean "remedy.all"?', "remedy.al ",
    ),
    "a text that is a number": (
        "price.toml", 'title = "The server sets the price"', "title = 7",
        "price.toml:{line}: [PR-01] title: 7 will not do. Expected `str`, got `int`", "title = 7",
    ),
    "an id of another area": (
        "price.toml", "[PR-02]", "[PAY-02]",
        "price.toml:{line}: [PAY-02] does not belong to this file, whose ids are PR-01 to PR-99. "
        "Move it to the file of its area, or mend the id", "[PAY-02]",
    ),
    "an unknown key among the numbers": (
        "price.toml", "asvs_5_0 = ", "asvs_5 = ",
        'price.toml:{line}: [PR-01.maps] unknown key "asvs_5". Did you mean "asvs_5_0"?', "asvs_5 ",
    ),
    "a PCI number without its sign": (
        "price.toml", '"~6.2.4(b)"', '"6.2.4(b)"',
        "price.toml:{line}: [PR-01.maps] pci_dss_4_0_1: '6.2.4(b)' has no sign. "
        "Write =6.2.4(b) for direct evidence or ~6.2.4(b) for support", "pci_dss_4_0_1",
    ),
    "a PCI number that nobody knows": (
        "price.toml", '"~6.2.4(b)"', '"~6.2.9"',
        "price.toml:{line}: [PR-01.maps] pci_dss_4_0_1: '~6.2.9' is not in standards/pci_dss_4_0_1.toml. "
        "Add its line there, or mend the number", "pci_dss_4_0_1",
    ),
    "an unknown family of attack": (
        "price.toml", '"~6.2.4(b)"', '"~6.2.4(x)"',
        "price.toml:{line}: [PR-01.maps] pci_dss_4_0_1: '~6.2.4(x)': 6.2.4 has no family (x). "
        "Leave it out, or add it to the line", "pci_dss_4_0_1",
    ),
    "direct evidence for what is attested": (
        "price.toml", '"~6.2.4(b)"', '"=12.9.2"',
        "price.toml:{line}: [PR-01.maps] pci_dss_4_0_1: '=12.9.2': no run is direct evidence "
        "for what is attested only. Write ~12.9.2", "pci_dss_4_0_1",
    ),
    "an ASVS number without its level": (
        "webhook_signature.toml", '"4.1.5 (L3)"', '"4.1.5"',
        "webhook_signature.toml:{line}: [WH-SIG-01.maps] asvs_5_0: '4.1.5' is of level 3. Write it as '4.1.5 (L3)'",
        "asvs_5_0",
    ),
    "a weakness that nobody knows": (
        "price.toml", "cwe = [472", "cwe = [47",
        "price.toml:{line}: [PR-01.maps] cwe: 47 is not in standards/cwe.toml. Add it there, or mend the number",
        "cwe = ",
    ),
    "a weakness that is no number": (
        "price.toml", "cwe = [472", 'cwe = ["472"',
        "price.toml:{line}: [PR-01.maps] cwe: '472' will not do. Expected `int`, got `str`", "cwe = ",
    ),
    "a source that nobody knows": (
        "price.toml", '"CS-PG"', '"CS-GP"',
        "price.toml:{line}: [PR-01.maps] sources: 'CS-GP' is not in standards/sources.toml. "
        "Add it there, or mend the number", "sources",
    ),
    "an id that is written by hand": (
        "price.toml", "[PR-01]\n", '[PR-01]\nid = "PR-01"\n',
        'price.toml:{line}: [PR-01] unknown key "id". Leave it out: it follows from the table\'s name', "id = ",
    ),
    "an area without a prefix": (
        "price.toml", 'prefix = "PR"\n', "",
        'price.toml:{line}: [area] has no "prefix". Write that key', "[area]",
    ),
    "a file without its area": (
        "price.toml", "[area]", "[aria]",
        "price.toml: there is no table [area]. Write [area] above its keys", "",
    ),
    "two areas of one prefix": (
        "server_verification.toml", 'prefix = "SV"', 'prefix = "SUB"',
        "server_verification.toml:{line}: [SV-01] does not belong to this file, whose ids are SUB-01 to SUB-99. "
        "Move it to the file of its area, or mend the id", "[SV-01]",
    ),
    "a control that is written twice": (
        "price.toml", "[PR-02]", "[PR-01]",
        "price.toml:{line}: not TOML: Cannot declare ('PR-01',) twice. See https://toml.io for the form", "",
    ),
    "an unknown key in a standard": (
        "standards/pci_dss_4_0_1.toml", "tested_by = [\"process start\", \"source scan\"]", "tested = []",
        'standards/pci_dss_4_0_1.toml:{line}: [lines] unknown key "tested". Did you mean "tested_by"?', "tested = ",
    ),
    "an unknown way of testing": (
        "standards/pci_dss_4_0_1.toml", '["process start", "source scan"]', '["magic"]',
        "standards/pci_dss_4_0_1.toml:{line}: [lines] tested_by: 'magic' will not do. Write one of: requests, journal, "
        "browser, log scan, store scan, configuration, source scan, process start, TLS probe, attestation", "magic",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_is_one_sentence_with_its_place(edit: Edit, mistake: str) -> None:
    file, old, new, said, at = BROKEN[mistake]
    folder = edit(file, old, new)
    with pytest.raises(BrokenCatalogue) as broken:
        load(folder)

    if mistake == "a control that is written twice":
        assert re.fullmatch(re.escape(said).replace(r"\{line\}", r"\d+"), str(broken.value))
    else:
        assert str(broken.value) == said.replace("{line}", str(line_with(folder, file, at)) if at else "")


def test_a_file_that_is_not_toml_is_said_with_its_line(edit: Edit) -> None:
    folder = edit("price.toml", 'title = "The server sets the price"', "title = The server sets the price")
    with pytest.raises(BrokenCatalogue) as broken:
        load(folder)

    line = line_with(folder, "price.toml", "title = The server")
    assert str(broken.value) == f"price.toml:{line}: not TOML: Invalid value. See https://toml.io for the form"


def test_a_missing_standards_file_is_said_by_name(edit: Edit) -> None:
    folder = edit("price.toml", "price", "price")
    (folder / "standards" / "cwe.toml").unlink()
    with pytest.raises(BrokenCatalogue, match=r"^standards/cwe\.toml is missing\."):
        load(folder)


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrokenCatalogue, match=r"cannot be read \(No such file or directory\)\. Give the folder"):
        load(tmp_path / "nowhere")


def test_a_catalogue_is_frozen() -> None:
    catalogue: Catalogue = load()
    with pytest.raises(AttributeError):
        catalogue.controls["PR-01"].title = "another"  # type: ignore[misc]
