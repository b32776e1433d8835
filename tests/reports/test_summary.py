"""summary.md: what GitHub shows of it, read with an independent Markdown parser."""

from __future__ import annotations

import msgspec
import pytest
from markdown_it import MarkdownIt

from reports.summary import escape, render
from tests.reports import reading_back, samples


def shown(document: bytes) -> reading_back.Element:
    """Return the page that a reader of GitHub-flavoured Markdown makes of it, raw HTML let through as GitHub does."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return reading_back.html(parser.render(document.decode()).replace("<br>", "").encode())


@pytest.mark.parametrize("sample", samples.ALL)
def test_only_our_own_markup_is_markup(sample: str) -> None:
    tags = {element.tag for element in shown(render(samples.ALL[sample]())).all()}

    assert tags <= {"h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "em"}


def test_every_row_has_the_cells_of_its_head() -> None:
    page = shown(render(samples.hostile()))

    tables = page.all("table")
    assert len(tables) == 5
    for table in tables:
        head, *rows = [len(row.all("th") + row.all("td")) for row in table.all("tr")]
        assert rows
        assert set(rows) == {head}


@pytest.mark.parametrize("word", ["@everyone", "https://evil.example/x", "HTTP://EVIL", "www.evil.example", "#17"])
def test_mentions_links_and_issues_are_broken(word: str) -> None:
    said = shown(escape(word).encode()).text.strip()

    assert said != word
    assert said.replace("\u200b", "") == word


def test_text_that_is_harmless_reads_as_it_is() -> None:
    text = "GET /v1/x_y answered 404: a*b, [c], `d` & <e> | f"

    assert shown(escape(text).encode()).text.strip() == text


def test_findings_come_first_with_the_remedy_and_then_what_was_not_seen() -> None:
    page = shown(render(samples.findings()))

    assert [heading.text for heading in page.all("h2")] == [
        "4 findings",
        "2 checks could not be observed, and did not pass",
        "1 check could not be judged: an error, not of the target",
        "1 check waived, and did not pass",
    ]
    assert "Verify the signature over the raw request bytes" in page.text
    assert '[logs] files = ["app.log"]' in page.text


def test_it_stays_below_a_million_bytes_and_says_what_was_left_out() -> None:
    found = samples.findings()
    severities = ("critical", "high", "medium", "low")
    many = [
        samples.check("PR-01", f"case-{place}", "fail", f"{place} " + "<|@>" * 300, severity=severities[place % 4])
        for place in range(8_000)
    ]
    many = [msgspec.structs.replace(check, remedy=f"{check.stimulus} " + "&" * 600) for check in many]

    document = render(samples.results([*found.checks, *many]))

    assert len(document) < 1_000_000
    text = document.decode()
    assert "lines of this table left out, the least severe" in text
    assert "| **critical** |" in text
    assert "| **low** |" not in text
    assert "no logs are described" in text, "what was found does not crowd out what was not seen"
