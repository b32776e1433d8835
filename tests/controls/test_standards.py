"""The numbers of the standards: the index from PCI DSS to controls follows from the catalogue."""

from harness.controls.catalogue import load

PCI_INDEX = {
    "2.2.2": ("", "WH-SIG-03 ENV-05 SEC-01"),
    "2.2.4": ("", "ENV-05"),
    "2.2.5": ("", "API-07 TR-01"),
    "2.2.6": ("", "ENV-02 EH-01"),
    "3.2.1": ("CD-04", "CD-01 CD-02 CD-06 ENV-04"),
    "3.3.1": ("CD-04", "CD-02"),
    "3.3.1.2": ("CD-03", ""),
    "3.4.1": ("CD-05", ""),
    "3.5.1": ("CD-03 CD-04", "CD-05"),
    "3.5.1.1": ("CD-04", ""),
    "4.2.1": ("", "API-07 TR-01"),
    "4.2.2": ("", "CD-05"),
    "6.2.4": (
        "",
        "WH-SIG-01 WH-SIG-02 WH-SIG-03 WH-SIG-04 WH-SIG-05 WH-SIG-07 WH-SIG-08 WH-SIG-09 WH-SIG-11 WH-RAW-01 WH-RAW-02 "
        "WH-IDEM-01 WH-IDEM-02 WH-IDEM-03 WH-IDEM-04 WH-ORD-01 SV-01 SV-02 SV-03 PR-01 PR-02 PR-03 PR-05 "
        "CD-03 PAY-01 PAY-04 SUB-01 SUB-02 SUB-03 LOAD-02 LOAD-03 EH-01 EH-02 SEC-01 SEC-02 SEC-03 TR-02 "
        "AC-01 AC-02 AC-03 AC-04 ",
    ),
    "6.4.2": ("", "LOAD-02 LOAD-03"),
    "6.4.3": ("TR-03", "CD-06 TR-02"),
    "6.5.3": ("", "ENV-01 ENV-02"),
    "6.5.5": ("ENV-04", ""),
    "6.5.6": ("ENV-05", "ENV-01 ENV-03"),
    "7.2.1": ("", "AC-01 AC-04"),
    "7.2.2": ("", "AC-04"),
    "7.2.5": ("", "SEC-04"),
    "8.3.2": ("", "SEC-02 SEC-03 LOG-02"),
    "8.6.2": ("", "ENV-04 SEC-02"),
    "8.6.3": ("", "WH-SIG-06 SEC-04"),
    "10.2.1": ("", "LOG-01"),
    "10.2.1.4": ("", "LOG-01"),
    "10.2.2": ("LOG-01", ""),
    "10.6.2": ("", "LOG-01"),
    "11.6.1": ("TR-04", "TR-02"),
    "12.3.1": ("", "TR-04"),
    "12.3.3": ("", "TR-01"),
    "12.5.2": ("", "CD-01"),
    "12.10.5": ("", "TR-04"),
    "12.10.7": ("", "CD-02"),
}
"""PCI DSS number to the controls that are direct evidence for it, and those that only support it."""

NO_PCI_NUMBER = (
    "WH-SIG-10 WH-IDEM-05 WH-ORD-02 WH-ORD-03 WH-ACK-01 WH-ACK-02 WH-ACK-03 WH-ACK-04 SV-04 PR-04 API-01 "
    "API-02 API-03 API-04 API-05 API-06 PAY-02 PAY-03 PAY-05 LOAD-01 REC-01 REC-02 REC-03 "
)
"""PCI DSS protects account data, not orders: a report that lists its lines only would hide these."""


def test_the_index_of_pci_numbers_follows_from_the_catalogue() -> None:
    derived = {
        number: (
            {reference.control for reference in references if reference.direct},
            {reference.control for reference in references if not reference.direct},
        )
        for number, references in load().by_standard("pci_dss_4_0_1").items()
    }

    assert derived == {
        number: (set(direct.split()), set(supports.split())) for number, (direct, supports) in PCI_INDEX.items()
    }


def test_these_controls_have_no_pci_number() -> None:
    without = {control.id for control in load().controls.values() if not control.maps.pci_dss_4_0_1}

    assert without == set(NO_PCI_NUMBER.split())
    assert len(without) == 23


def test_the_checklist_has_sixty_lines_and_each_number_stands_in_one_of_them() -> None:
    lines = load().standards.pci_dss_4_0_1.lines
    numbers = [number for line in lines for number in line.numbers]

    assert len(lines) == 60
    assert len(numbers) == len(set(numbers))


def test_a_line_names_every_control_that_maps_to_its_numbers() -> None:
    catalogue = load()
    pci = catalogue.standards.pci_dss_4_0_1
    for number, references in catalogue.by_standard("pci_dss_4_0_1").items():
        assert {reference.control for reference in references} <= set(pci.line(number).controls), number
    for line in pci.lines:
        assert set(line.controls) <= set(catalogue.controls), line.label


def test_what_is_attested_only_is_never_claimed_as_direct_evidence() -> None:
    catalogue = load()
    attested = {line.label for line in catalogue.standards.pci_dss_4_0_1.lines if line.attestation_only}
    for number, references in catalogue.by_standard("pci_dss_4_0_1").items():
        if catalogue.standards.pci_dss_4_0_1.line(number).label in attested:
            assert not any(reference.direct for reference in references), number


def test_nothing_maps_to_an_asvs_requirement_that_no_run_can_judge() -> None:
    catalogue = load()
    attested = {number for number, known in catalogue.standards.asvs_5_0.items() if known.attestation_only}

    assert attested
    assert not attested & catalogue.by_standard("asvs_5_0").keys()


def test_levels_and_families_are_left_out_of_an_index_and_kept_in_its_references() -> None:
    catalogue = load()
    [first, *_] = catalogue.by_standard("asvs_5_0")["4.1.5"]
    families = {reference.number for reference in catalogue.by_standard("pci_dss_4_0_1")["6.2.4"]}

    assert (first.control, first.number) == ("WH-SIG-01", "4.1.5 (L3)")
    assert {"6.2.4(a)", "6.2.4(d)", "6.2.4"} <= families


def test_every_weakness_and_every_test_of_the_guide_that_is_named_has_a_control() -> None:
    catalogue = load()

    assert {str(number) for number in catalogue.standards.cwe} == set(catalogue.by_standard("cwe"))
    assert set(catalogue.by_standard("wstg")) <= set(catalogue.standards.wstg)


def test_every_source_has_an_address() -> None:
    for key, source in load().standards.sources.items():
        assert source.what, key
        assert source.at, key
