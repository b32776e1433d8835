"""`assay explain`: everything about a control, from what it asks to code that mends it; and every mistake."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from harness.cli import main
from harness.controls.catalogue import load
from harness.controls.judging import scenarios
from harness.controls.scenarios import scenarios_by_control
from harness.controls.sketches import sketches


def said(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], env={"COLUMNS": "100"})


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_control_is_explained_whole() -> None:
    control = load().controls["WH-SIG-01"]
    shown = said("WH-SIG-01")
    text = flat(shown.output)

    assert shown.exit_code == 0
    for part in (control.asks, control.because, control.proves, control.remedy.all):
        assert flat(part) in text
    assert "How it is judged" in text
    assert "no-header: there is no signature header at all" in text
    assert "The remedy in code" in text
    assert "stripe.Webhook.construct_event(payload, header, WEBHOOK_SECRET)" in text
    assert "webhook.ConstructEvent(payload" in text
    assert "docs.stripe.com/webhooks" in text
    assert "PCI DSS 4.0.1" in text


def test_a_check_is_explained_by_its_own_stimulus() -> None:
    text = flat(said("wh-sig-01/stripe/no-header").output.partition("How it is judged")[2])

    assert "no-header: there is no signature header at all" in text
    assert "random-signature" not in text


def test_one_language_may_be_enough() -> None:
    text = said("WH-IDEM-01", "--language", "ruby").output

    assert "ProcessedEvent.insert" in text
    assert "engine.begin()" not in text


@pytest.mark.parametrize("control", load().controls)
def test_every_control_can_be_explained(control: str) -> None:
    shown = said(control)

    assert shown.exit_code == 0, shown.output
    assert "How it is judged" in shown.output


def test_the_scenarios_are_those_that_the_catalogue_knows() -> None:
    by_source = {control: tuple(one.name for one in ways) for control, ways in scenarios().items()}

    assert by_source == scenarios_by_control()
    assert all(one.title for ways in scenarios().values() for one in ways)


def test_every_critical_control_about_webhooks_has_code() -> None:
    covered = {control for sketch in sketches().values() for control in sketch.controls}
    asked = {one.id for one in load().controls.values() if one.id.startswith("WH-") and one.severity == "critical"}

    assert asked - covered == {"WH-SIG-07"}, "PayPal's certificate is no code of a few lines"


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("WH-SIG-1", "unknown control 'WH-SIG-1'. Did you mean WH-SIG-11?"),
        ("WH-SIG", "'WH-SIG' is an area of 11 controls. Name one: assay explain WH-SIG-01"),
        ("WH-SIG-01/strip/no-header", "has no checks for 'strip'. Did you mean stripe?"),
        ("WH-SIG-07/stripe/x", "has no checks for 'stripe'. It is for: paypal"),
        ("WH-SIG-02/stripe/amounts", "WH-SIG-02 has no check 'amounts'. Did you mean amount?"),
        ("", "unknown control ''"),
    ],
)
def test_every_mistake_is_one_sentence(subject: str, message: str) -> None:
    shown = said(subject)

    assert shown.exit_code == 2
    assert message in shown.output
