"""report.html in a real browser: accessible, inert whatever stands in it, readable on a telephone and on paper."""

from __future__ import annotations

import base64
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.html import render
from tests.reports import samples
from tests.simulator import browser as browsers

WebDriverWait = pytest.importorskip(
    "selenium.webdriver.support.ui", reason="missing: the package selenium"
).WebDriverWait

_PACKAGE = importlib.util.find_spec("axe_core_python")
AXE = Path(_PACKAGE.origin).with_name("axe.min.js") if _PACKAGE and _PACKAGE.origin else None
AXE_WITHIN = 180
"""Seconds for which axe is waited for: of a core of its own it needs ten, and tests run side by side."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"missing: {browsers.MISSING}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsers.browser() as driver:
        yield driver


@pytest.fixture(params=["findings", "hostile", "empty"])
def report(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    place = tmp_path / "report.html"
    place.write_bytes(render(samples.ALL[request.param]()))
    return place.as_uri()


def appear(browser: Any, *, media: str = "screen", scheme: str = "light", width: int = 1280) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )


@pytest.mark.skipif(AXE is None, reason="missing: the package axe-core-python")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(browser: Any, report: str, scheme: str) -> None:
    assert AXE
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    appear(browser, scheme=scheme)
    browser.get(report)
    browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
    browser.execute_script(AXE.read_text(encoding="utf-8"))

    browser.set_script_timeout(AXE_WITHIN)
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(said => done(said.violations), done)"
    )

    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_nothing_runs_and_nothing_is_asked_for(browser: Any, report: str) -> None:
    appear(browser)
    browser.get_log("browser")

    browser.get(report)

    assert browser.execute_script("return document.documentElement.dataset.pwned") is None
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.execute_script("return getComputedStyle(document.body).margin") == "0px", "its own style is allowed"
    assert browser.get_log("browser") == []


def test_only_tables_are_wider_than_a_telephone(browser: Any, report: str) -> None:
    appear(browser, width=360)
    browser.get(report)

    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_what_is_folded_on_the_screen_is_open_on_paper(browser: Any, report: str) -> None:
    """But for the texts sent and seen of checks that passed, or that are like the one before: the page says so."""
    browser.get(report)
    hidden = (
        "[...document.querySelectorAll('details:not([open]) > :not(summary, .brief .both)')]"
        ".filter(each => !each.checkVisibility({contentVisibilityAuto: true})).length"
    )
    appear(browser)
    folded = browser.execute_script(f"return {hidden}")

    appear(browser, media="print")

    assert folded > 0 or "No check ran" in browser.page_source
    # the browser takes a moment to change over to another medium
    assert WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(f"return !({hidden})"))


@pytest.mark.parametrize("paper", [(8.27, 11.69), (8.5, 11.0)], ids=["A4", "Letter"])
def test_it_prints(browser: Any, report: str, paper: tuple[float, float]) -> None:
    appear(browser)
    browser.get(report)

    said = browser.execute_cdp_cmd(
        "Page.printToPDF", {"paperWidth": paper[0], "paperHeight": paper[1], "preferCSSPageSize": True}
    )

    assert base64.b64decode(said["data"]).startswith(b"%PDF-")
