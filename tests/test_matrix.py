"""The page of the matrix tells what was judged: caught, missed, accused beside it, and who was asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tests.detection import THREE_PROVIDERS, Flaw, cover, planted
from tests.matrix.__main__ import _name
from tests.matrix.kept import Check, Judged
from tests.matrix.page import page, told
from tests.matrix.row import bystanders, row_of

FLAW = Flaw(Path("price/browser_price.py"), "a:b", ("PR-01",), ("PR-03",), "The browser sets the price.", subtle=True)


def check(name: str, verdict: str = "pass", severity: str = "critical", seconds: float = 1.0) -> Check:
    return Check(name, verdict, severity, f"{name} says {verdict}", seconds)


def judged(*checks: Check, calls: int | None = 1) -> Judged:
    return Judged(checks, calls, 2.0)


def test_a_flaw_is_caught_by_every_control_that_must() -> None:
    row = row_of(FLAW, judged(check("PR-01/stripe/amount", "fail"), check("PR-03/stripe/half", "fail")), None)

    assert (row.caught, row.missed, row.false) == (True, (), {})


def test_a_flaw_that_was_never_on_the_path_is_not_caught() -> None:
    assert not row_of(FLAW, judged(check("PR-01/stripe/amount", "fail"), calls=0), None).caught


def test_only_a_grave_finding_beside_it_is_false() -> None:
    accused = [
        check("WH-SIG-01/stripe/x", "fail"),
        check("WH-SIG-01/stripe/y", "fail"),
        check("WH-SIG-09/stripe/x", "fail", "low"),
        check("PR-03/stripe/half", "fail"),
        check("SV-01/stripe/x"),
        check("SV-02/stripe/x", "not_observable"),
    ]
    row = row_of(FLAW, judged(*accused), None)

    assert set(row.false) == {"WH-SIG-01"}
    assert (row.accused, row.beside) == (2, 3)


def test_a_bystander_is_the_quickest_check_of_a_control_that_passed() -> None:
    genuine = judged(
        check("WH-SIG-01/stripe/slow", seconds=3.0),
        check("WH-SIG-01/stripe/quick", seconds=0.1),
        check("WH-SIG-09/stripe/low", severity="low"),
        check("SV-01/stripe/unseen", "not_observable"),
        check("PR-01/stripe/amount"),
        check("WH-ACK-01/stripe/burst"),
        check("WH-SIG-01/paypal/quicker", seconds=0.05),
    )

    assert bystanders(genuine, FLAW, one_in=1) == ["WH-SIG-01/stripe/quick"]
    assert bystanders(genuine, replace(FLAW, provider="paypal"), one_in=1) == ["WH-SIG-01/paypal/quicker"]


def test_each_control_stands_beside_some_flaws_and_the_same_ones_every_time() -> None:
    genuine = judged(*(check(f"ZZ-{number:02}/stripe/x") for number in range(20)))
    some = [replace(FLAW, path=Path(f"price/{number}.py")) for number in range(150)]
    drawn = [bystanders(genuine, flaw) for flaw in some]
    beside = Counter(chain.from_iterable(drawn))

    assert drawn == [bystanders(genuine, flaw) for flaw in some]
    assert len(beside) == len(genuine.checks)
    assert 0.03 < beside.total() / (len(some) * len(genuine.checks)) < 0.2


def test_two_descriptors_of_one_shop_have_a_name_each() -> None:
    """What is kept of a target without a flaw is kept under its name."""
    flaws = planted()
    targets = {flaw.target for flaw in flaws}

    assert THREE_PROVIDERS in targets
    assert len({_name(target) for target in targets}) == len(targets)


def test_the_page_counts_and_names_what_was_missed_and_what_was_accused() -> None:
    rows = [
        row_of(FLAW, judged(check("PR-01/stripe/amount", "fail")), None),
        row_of(FLAW, judged(check("WH-SIG-01/stripe/x", "fail")), "nobody can see it"),
    ]

    unflawed = [check("PR-01/stripe/amount"), check("PR-03/stripe/half"), check("SV-01/stripe/x", "not_applicable")]
    text = page(rows, {"reference_app": unflawed}, 60.0)

    assert "| flaws judged | 2, of which 2 are subtle |" in text
    assert "| recall, flaw by control | 1 of 2 (50.0%) |" in text
    assert "| reference_app without a flaw | 2 pass, 1 not applicable |" in text
    assert "- `price/browser_price` is not noticed by PR-01. nobody can see it" in text
    assert "- `price/browser_price`: WH-SIG-01 says: WH-SIG-01/stripe/x says fail" in text
    assert "MISSED PR-01" in told(rows[1])


def test_the_page_tells_recall_and_false_findings_by_provider() -> None:
    of_paypal = replace(FLAW, provider="paypal", must=("PR-01", "SV-01"), subtle=False)
    accused = judged(
        check("PR-01/paypal/amount", "fail"), check("SV-05/paypal/x", "fail"), check("SV-06/paypal/x", "pass")
    )
    rows = [
        row_of(FLAW, judged(check("PR-01/stripe/amount", "fail"), check("SV-05/stripe/x")), None),
        row_of(of_paypal, accused, None),
    ]
    unflawed = [check("PR-01/paypal/amount", "fail"), check("SV-05/paypal/x"), check("PR-01/stripe/amount")]

    text = page(rows, {"reference_app/three_providers": unflawed}, 60.0)

    assert "| paypal | 1 | 0 | 0 | 0 | 1 of 2 (50.0%) | 1 of 2 | 1 of 2 |" in text
    assert "| stripe | 1 | 1 | 1 | 1 | 1 of 1 (100.0%) | 0 of 1 | 0 of 1 |" in text
    assert "| reference_app/three_providers without a flaw | 2 pass, 1 fail |" in text


def test_a_few_flaws_reach_every_control_that_was_named_and_that_any_flaw_reaches() -> None:
    flaws = planted()
    reached = {control for flaw in flaws for control in flaw.must}
    named = sorted(reached)[::2]
    few = cover(flaws, [*named, "ZZ-99"])

    assert set(named) <= {control for flaw in few for control in flaw.must}
    assert few == cover(flaws, named)
    assert len(few) < len(cover(flaws, reached)) < len(flaws)


def test_what_was_not_judged_in_time_is_named() -> None:
    row = row_of(FLAW, judged(check("PR-01/stripe/amount", "fail")), None)

    whole, part = page([row], {}, 1.0), page([row], {}, 1.0, ["price/other"])

    assert "not judged" not in whole.lower()
    assert "| not judged, for the time was up | 1 |" in part
    assert "## Not judged\n\n- `price/other`" in part
