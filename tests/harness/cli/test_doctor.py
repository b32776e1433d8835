"""`assay doctor` as a user starts it: what it prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

from tests.harness.cli.command import assay
from tests.harness.doctor.seeds import CODE, DESCRIPTOR, SMALL, Seed


def seed(name: str) -> Seed:
    return next(one for one in (*DESCRIPTOR, *CODE) if one.name == name)


def test_a_mistake_of_the_descriptor_is_told_with_its_line_and_is_no_finding(tmp_path: Path) -> None:
    path = seed("another webhook path").write(tmp_path)
    line = next(nth for nth, text in enumerate(path.read_text().splitlines(), 1) if text.startswith("webhook_path"))

    done = assay("doctor", cwd=tmp_path)
    assert done.returncode == 2
    assert f"Most likely the descriptor (assay.toml:{line}):" in done.stdout
    assert "POST /webhooks/stripe answered 404" in done.stdout
    assert "fail" not in done.stdout
    assert "observable with Stripe: " in done.stdout
    assert "[source] tree: " in done.stdout


def test_a_mistake_of_the_code_is_told_with_what_it_wrote_and_no_secret(tmp_path: Path) -> None:
    old = "raise RuntimeError(API_KEY, WEBHOOK_SECRET)"
    seed("fails on every event").write(tmp_path)
    shop = tmp_path / "shop.py"
    shop.write_text(
        shop.read_text().replace("    event = json.loads(body)\n", f"    event = json.loads(body)\n    {old}\n")
    )

    done = assay("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "Most likely your code:" in done.stdout
    assert "RuntimeError: ('sk_test_…" in done.stdout
    assert "sk_test_ASSAY" not in done.stdout
    assert not [word for word in done.stdout.split() if word.startswith("whsec_") and "…" not in word]


def test_nothing_to_mend_ends_with_0_and_the_next_command(tmp_path: Path) -> None:
    Seed("none", SMALL, "").write(tmp_path)

    done = assay("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("Judge it: assay run")
    assert list(tmp_path.glob(".assay")) == []


def test_a_file_that_is_no_descriptor_is_told_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "assay.toml").write_text("[target]\nstrat = 'x'\n")

    done = assay("doctor", cwd=tmp_path)
    assert done.returncode == 2
    assert 'assay.toml:2: [target] unknown key "strat"' in done.stderr
