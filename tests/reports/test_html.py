"""report.html as a document: what stands in it, in which order, and that others' text is only text."""

from __future__ import annotations

import hashlib
import itertools
import re
from base64 import b64encode
from pathlib import Path

import msgspec
import pytest

import reports.html
from harness import results as files
from reports.html import LADDER, MOST_BYTES, render, standards, view
from tests.reports import reading_back, samples
from tests.reports.reading_back import Element, one_line

SHEET = Path(reports.html.__file__).with_name("style.css").read_text(encoding="utf-8")


def page(sample: str) -> Element:
    return reading_back.html(render(samples.ALL[sample]()))


def section(tree: Element, name: str) -> Element:
    (found,) = tree.all("section", aria_labelledby=name)
    return found


@pytest.mark.parametrize("sample", samples.ALL)
def test_every_control_and_every_check_stands_in_it(sample: str) -> None:
    results = samples.ALL[sample]()
    tree = page(sample)

    controls = [row.all("span", class_="id")[0].text for row in section(tree, "checklist").all("th", scope="row")]
    items = [item for item in section(tree, "checks").all("li") if item.all("span", class_="chip")]
    checks = [item.all("span", class_="id")[-1].text for item in items]

    assert controls == [control.id for control in results.controls]
    assert sorted(checks) == sorted(check.id for check in results.checks)


def test_the_parts_come_in_the_order_in_which_people_ask() -> None:
    headings = [heading.attributes.get("id") for heading in page("findings").all("h2")]

    assert headings == [
        "who", "contents", "findings", "unseen", "errors", "checklist", "pci", "checks", "words",
    ]  # fmt: skip


@pytest.mark.parametrize("sample", samples.ALL)
def test_headings_go_down_one_step_at_a_time(sample: str) -> None:
    levels = [int(each.tag[1]) for each in page(sample).all() if re.fullmatch("h[1-6]", each.tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("sample", samples.ALL)
def test_tables_can_be_read_aloud(sample: str) -> None:
    for table in page(sample).all("table"):
        assert len(table.all("caption")) == 1
        assert table.all("caption")[0].text.strip()
        assert all(head.attributes.get("scope") in {"col", "row", "rowgroup"} for head in table.all("th"))


@pytest.mark.parametrize("sample", samples.ALL)
def test_ids_are_given_once_and_every_link_leads_somewhere(sample: str) -> None:
    tree = page(sample)
    ids = [each.attributes["id"] for each in tree.all() if "id" in each.attributes]
    links = [each.attributes["href"] for each in tree.all("a")]

    assert len(ids) == len(set(ids))
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert all(each.attributes["aria-labelledby"] in ids for each in tree.all() if "aria-labelledby" in each.attributes)


@pytest.mark.parametrize("sample", samples.ALL)
def test_it_loads_nothing_and_runs_nothing(sample: str) -> None:
    tree = page(sample)
    tags = {each.tag for each in tree.all()}
    attributes = {name for each in tree.all() for name in each.attributes}

    assert not tags & {"script", "img", "link", "iframe", "object", "embed", "form", "input", "base", "audio", "video"}
    assert not attributes & {"src", "srcset", "style", "action", "srcdoc"}
    assert not any(name.startswith("on") for name in attributes)
    assert len(tree.all("style")) == 1
    assert "url(" not in tree.all("style")[0].text
    assert "@import" not in tree.all("style")[0].text


@pytest.mark.parametrize("sample", samples.ALL)
def test_its_policy_allows_its_own_style_sheet_and_nothing_else(sample: str) -> None:
    tree = page(sample)
    (policy,) = tree.all("meta", http_equiv="Content-Security-Policy")
    digest = b64encode(hashlib.sha256(tree.all("style")[0].text.encode()).digest()).decode()

    said = policy.attributes["content"]

    assert said == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_hostile_text_is_text_wherever_it_stands() -> None:
    """It adds no element: the page has the tags of the same page with harmless text."""
    hostile = samples.hostile()
    tame = msgspec.json.decode(
        msgspec.json.encode(hostile).replace(msgspec.json.encode(samples.HOSTILE)[1:-1], b"tame"), type=files.Results
    )
    # the remedies and lines of both are alike, so that both pages group alike
    tags = [[each.tag for each in reading_back.html(render(each)).all()] for each in (hostile, tame)]

    assert b"tame" in render(tame)
    assert tags[0] == tags[1]


def test_the_running_head_cannot_end_its_string() -> None:
    assert view.css_text('a";}</style>\n\\') == '"a\\22 \\3b \\7d \\3c \\2f style\\3e \\a \\5c "'


def test_who_what_and_when_stand_on_the_first_page() -> None:
    results = samples.findings()
    header = one_line(page("findings").all("header")[0].text)

    for said in (
        results.run.id,
        results.run.catalogue,
        f"{results.target.commit}",
        "2026-11-23 09:00:00 +00:00 to 2026-11-23 09:00:38 +00:00 (38.4 s)",
        hashlib.sha256(files.write(results)).hexdigest(),
        "Stripe, simulated",
        "Assay 0.1.0, seed 0, on Linux-6.1",
    ):
        assert said in header


def test_a_finding_says_what_was_sent_and_seen_why_it_matters_and_how_to_mend_and_repeat_it() -> None:
    finding = next(each for each in page("findings").all("article") if "PR-01" in each.text)

    text = one_line(finding.text)

    assert [one_line(term.text) for term in finding.all("dt")] == [
        "What was seen",
        "Why it matters",
        "Remedy",
        "Standards",
    ]
    for said in (
        "1 was charged; the catalogue says 1999",
        "PCI DSS 4.0.1: evidence against, in support only 6.2.4(b), 6.2.4(d)",
        "+0.012 s request POST /checkout answered 201",
        'Sent POST /checkout {"sku": "tea", "quantity": 1}',
        "Seen HTTP 201",
        "Repeat it: assay run -k 'PR-01/stripe/price-in-form'",
        "assay replay '.assay/runs/our run/deliveries/PR-01.stripe.price-in-form.json'",
        "Remark: the amount also stands in a hidden field of the page",
    ):
        assert said in text


def test_the_findings_stand_at_a_glance_before_they_are_told() -> None:
    glance = section(page("findings"), "findings").all("table")[0]

    rows = [one_line(row.text) for row in glance.all("tr")[1:]]

    assert one_line(glance.all("caption")[0].text) == "At a glance: 4 findings, the worst first"
    assert (
        rows[0]
        == "critical WH-SIG-01 Unsigned and forged deliveries change nothing the forged delivery moved the order 2"
    )
    assert len(rows) == 3


def test_the_evidence_of_the_first_check_of_a_finding_is_open() -> None:
    finding = page("findings").all("article")[0]

    assert ["open" in each.attributes for each in finding.all("details", class_="evidence")] == [True, False]


def test_a_waived_finding_stands_apart_and_is_still_evidence_against() -> None:
    (waived,) = (each for each in page("findings").all("article") if "WH-ACK-01" in each.text)

    assert "Waived by Kim, payments until 2027-01-31" in waived.text
    assert "evidence against" in waived.text
    assert "Findings (4, and 1 waived)" in one_line(page("findings").all("nav")[0].text)


def test_what_could_not_be_seen_stands_above_the_passes_with_the_line_that_opens_the_window() -> None:
    tree = page("findings")
    text = one_line(section(tree, "unseen").text)
    order = [each.attributes.get("aria-labelledby") for each in tree.all("section")]

    assert order.index("unseen") < order.index("checks")
    assert 'Opens with [logs] files = ["app.log"] 1 check E-030 critical CD-03/stripe/logs' in text
    assert "no scenario yet" in text


def test_open_controls_are_no_evidence() -> None:
    row = next(each for each in section(page("green"), "checklist").all("tr") if "TR-01" in each.text)

    assert "open no evidence only a deployment can show it" in one_line(row.text)


def test_signs_of_pci_numbers_are_explained_and_said_aloud() -> None:
    checklist = section(page("findings"), "checklist")
    row = next(each for each in checklist.all("tr") if each.attributes.get("id") == "control-CD-03")

    assert [one_line(each.text) for each in row.all("span", class_="pci")] == [
        "=direct: 3.5.1",
        "=direct: 3.3.1.2",
        "~in support: 6.2.4",
    ]
    assert "only supports the number and never covers it" in one_line(checklist.text)


def test_a_note_on_the_numbers_stands_beside_them() -> None:
    assert "8.6.2" in next(each.text for each in page("green").all("tr", class_="note") if "SEC-02" in each.text)


def test_a_pci_number_gathers_all_that_bears_on_it() -> None:
    numbers = {each.number: each for each in standards.by_number(samples.findings().controls)}

    said = {one.evidence: [control.id for control in one.controls] for one in numbers["6.2.4(d)"].supporting}

    assert said["evidence against"] == ["WH-SIG-01", "WH-IDEM-02", "PR-01"]
    assert "WH-SIG-02" in said["evidence for"]
    assert "WH-ORD-01" in said["no evidence"], "what could not be seen is no evidence"
    assert "PAY-01" in said["no evidence"], "an error is no evidence"
    ordered = list(numbers)
    assert ordered.index("2.2.2") < ordered.index("6.2.4") < ordered.index("6.2.4(a)") < ordered.index("10.2.1")


def test_500_checks_stay_below_three_megabytes_and_say_what_was_left_out() -> None:
    results = samples.large()

    document = render(results)

    assert len(document) < MOST_BYTES
    tree = reading_back.html(document)
    assert len(section(tree, "checks").all("summary")) + len(tree.all("section", class_="case")) >= 500
    assert "of this check in results.json" in document.decode()


def test_a_small_run_keeps_all_of_its_evidence() -> None:
    assert "results.json, to keep this page small" not in render(samples.findings()).decode()
    assert LADDER[0].excerpt > 2_000, "a notebook's longest excerpt is shown whole"


def test_a_run_of_thousands_of_findings_is_still_a_page() -> None:
    found = [
        msgspec.structs.replace(samples.check("PR-01", f"case-{place}", "fail", "seen"), evidence=samples.BROKEN)
        for place in range(3_000)
    ]

    reading_back.html(render(samples.results(found)))


def _palettes() -> list[dict[str, str]]:
    return [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    ]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark", "print"])
def test_every_colour_of_text_stands_out_on_both_papers(palette: dict[str, str]) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    for name in ("ink", "soft", "link", "pass", "fail", "unseen", "moot", "error"):
        for paper in ("paper", "sheet"):
            light, dark = sorted((_luminance(palette[name]), _luminance(palette[paper])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, paper)
