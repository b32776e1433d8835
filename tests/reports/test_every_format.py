"""What holds for every format: nothing is lost on the way, and the same results give the same bytes."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from junitparser import JUnitXml

from harness.results import Results
from reports import FORMATS, console
from tests.reports import reading_back, samples


def _from_html(document: bytes) -> dict[str, int]:
    numbers = reading_back.html(document).all("dl", class_="tally")[0].all("dd")
    return {each.attributes["data-verdict"]: int(each.attributes["data-count"]) for each in numbers}


def _from_junit(document: bytes) -> dict[str, int]:
    counts = dict.fromkeys(reading_back.WORDS, 0)
    for case in (case for suite in JUnitXml.fromstring(document) for case in suite):
        word = "pass"
        for result in case.result:
            kind = type(result).__name__
            word = (
                result.message.partition(":")[0] if kind == "Skipped" else {"Failure": "fail", "Error": "error"}[kind]
            )
        counts[word] += 1
    return counts


def _from_summary(document: bytes) -> dict[str, int]:
    found = re.search(r"^\| pass .*\n.*\n\| (.*) \|$", document.decode(), re.MULTILINE)
    assert found
    return dict(zip(reading_back.WORDS, map(int, found[1].split(" | ")), strict=True))


READERS = {"report.html": _from_html, "junit.xml": _from_junit, "summary.md": _from_summary}


@pytest.mark.parametrize("sample", samples.ALL)
@pytest.mark.parametrize("name", FORMATS)
def test_the_counts_of_the_five_verdicts_are_those_of_the_results(name: str, sample: str) -> None:
    results = samples.ALL[sample]()

    assert READERS[name](FORMATS[name](results)) == reading_back.counts(results)


@pytest.mark.parametrize("sample", samples.ALL)
def test_the_terminal_tells_the_counts_of_the_five_verdicts(sample: str) -> None:
    results = samples.ALL[sample]()

    text = reading_back.one_line(console.render(results, width=100, colour=False))

    numbers = re.search(r"(\d+) pass, (\d+) fail.*?, (\d+) not observable, (\d+) not applicable, (\d+) error", text)
    assert numbers
    assert dict(zip(reading_back.WORDS, map(int, numbers.groups()), strict=True)) == reading_back.counts(results)


@pytest.mark.parametrize("sample", samples.ALL)
@pytest.mark.parametrize("name", FORMATS)
def test_the_same_results_give_the_same_bytes(
    name: str, sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = samples.ALL[sample]()
    first = FORMATS[name](results)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    again = FORMATS[name](msgspec.json.decode(msgspec.json.encode(results), type=Results))

    assert again == first


@pytest.mark.parametrize("word", ["green", "findings", "incomplete", "unusable"])
def test_each_word_of_the_gate_is_said_first(word: str) -> None:
    results = samples.ALL[word]()
    assert results.gate.word == word

    said = [FORMATS["summary.md"](results).decode(), console.render(results, width=80, colour=False)]
    heading = reading_back.html(FORMATS["report.html"](results)).all("h1")[0].text

    assert all(word in text.splitlines()[0].lower() for text in said)
    assert word in heading.lower()


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_is_called_compliant(name: str) -> None:
    assert b"complian" not in FORMATS[name](samples.green()).lower()


@pytest.mark.parametrize("name", FORMATS)
def test_control_characters_and_turned_directions_do_not_come_through(name: str) -> None:
    text = FORMATS[name](samples.hostile()).decode()

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text)
    assert "\\x1b[2J" in text.replace("\\\\", "\\").replace("\\[", "[")
