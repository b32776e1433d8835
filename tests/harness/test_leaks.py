"""Keys and card numbers in a tree and its history: found where they are, and nothing taken for one that is none."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from harness.descriptor.model import SourceTable
from harness.verdicts import proofs
from harness.windows import leaks, source

LIVE = "sk_live_" + "51QASSAYd7Kp2VxTz9Lm4RbWq8Ng"
TEST = "rk_test_" + "51QASSAYd7Kp2VxTz9Lm4RbWq8Ng"
WEBHOOK = "whsec_" + "9fQ2mVt7Lx4Zc8Rk1Wp6Hb3NaKe5"
CARD = "4929420573595709"
TREE = SourceTable(tree=(".",))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f"key = '{LIVE}'", "a live secret key"),
        (f"KEY={TEST}", "a secret key of test mode"),
        (f"secret: {WEBHOOK}", "a webhook secret"),
        ("SQUARE_TOKEN=" + "EAAAl" + "9fQ2mVt7Lx4Zc8Rk1Wp6Hb3N" * 3, "an access token of Square"),
        (
            'paypal_client_secret: "EGnHDxD_qRPdaLdZz8iCr8N7_MzF-YHPTkjs6NKYQvQSBngp"',
            "something random beside a provider's name",
        ),
    ],
)
def test_a_key_is_found_in_its_line_and_never_shown(line: str, what: str) -> None:
    (leak,) = leaks.keys({"deploy.env": f"# all that it needs\n{line}\n"}, ())

    assert (leak.place, leak.what) == ("deploy.env:2", what)
    assert leak.live == (what != "a secret key of test mode")
    assert "…" in leak.shown
    assert len(leak.shown) < 20


@pytest.mark.parametrize(
    "line",
    [
        "STRIPE_SECRET_KEY=sk_live_...",
        "key = 'sk_test_xxxxxxxxxxxxxxxxxxxxxxxx'",
        "key = 'sk_live_YOUR_SECRET_KEY_GOES_HERE'",
        "key = 'sk_live_aaaaaaaaaaaaaaaaaaaaaaaa'",
        'BEGINNINGS = ("sk_live_", "rk_live_")',
        "stripe.api_key = os.environ['STRIPE_SECRET_KEY_OF_THE_SHOP']",
        "stripe_token_field_name = 'stripe_token_of_the_hidden_field'",
        "publishable = 'pk_live_51QASSAYd7Kp2VxTz9Lm4RbWq8Ng'",
        "# as in the documentation: sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
    ],
)
def test_what_stands_for_a_key_is_none(line: str) -> None:
    assert leaks.keys({"settings.py": line}, ()) == []


@pytest.mark.parametrize(
    "written",
    [CARD, f"card[number]={CARD}&card[cvc]=", "4929 4205 7359 5709", "4929-4205-7359-5709", f'"number": "{CARD}"'],
)
def test_a_card_number_is_found_however_it_is_written(written: str) -> None:
    (leak,) = leaks.card_numbers({"tests/cassettes/charge.yaml": written}, ())

    assert leak.place == "tests/cassettes/charge.yaml:1"
    assert leak.live
    assert CARD not in str(leak)


@pytest.mark.parametrize(
    "written",
    [
        "4242 4242 4242 4242",
        "4000000000000002",
        "4929420573595708",
        "x4929420573595709",
        "0.4929420573595709",
        "order-4929420573595709",
        "4929 4205-7359 5709",
        "9929420573595701",
        "1733400000000 1733400000123",
        "4444444444444448",
    ],
)
def test_other_digits_are_left_in_peace(written: str) -> None:
    assert leaks.card_numbers({"fixtures.json": written}, ()) == []


def test_files_that_nobody_has_written_hold_digits_by_chance() -> None:
    assert leaks.card_numbers({"poetry.lock": CARD, "web/icon.svg": CARD, "package-lock.json": CARD}, ()) == []


def test_what_is_known_to_be_harmless_is_named_by_its_digest() -> None:
    digest = sha256(CARD.encode()).hexdigest()

    assert leaks.card_numbers({"a.py": CARD}, {digest: "made up, and passes the check digit"}) == []


def test_everything_that_could_go_to_others_is_read_and_nothing_else(tmp_path: Path) -> None:
    for name in ("shop.py", "tests/cassettes/a.yaml", ".env", "node_modules/x.js", "deploy/job.sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\0\0")
    snapshot = sorted(source.everything(TREE, tmp_path))
    _git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text(".env\n")

    assert snapshot == [".env", "deploy/job.sh", "shop.py", "tests/cassettes/a.yaml"]
    assert sorted(source.everything(TREE, tmp_path)) == [
        ".gitignore",
        "deploy/job.sh",
        "shop.py",
        "tests/cassettes/a.yaml",
    ]


def test_a_key_that_was_taken_out_again_is_found_in_the_history(tmp_path: Path) -> None:
    _git(tmp_path, "init", "-q")
    for text in (f"KEY = '{LIVE}'\n", "KEY = os.environ['KEY']\n"):
        (tmp_path / "settings.py").write_text(text)
        _git(tmp_path, "add", ".")
        _git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "settings")
    added = source.history(TREE, tmp_path, leaks.IN_HISTORY)
    assert added is not None

    found = leaks.keys(added, ())
    verdict = proofs.no_leak(found, searched=added, canary=None, looked_for="key")

    assert [leak.what for leak in found] == ["a live secret key"]
    assert verdict.word == "fail"
    assert "settings.py" in verdict.summary
    assert LIVE not in verdict.summary


def test_a_snapshot_has_no_history(tmp_path: Path) -> None:
    assert source.history(TREE, tmp_path, leaks.IN_HISTORY) is None


def test_a_key_of_test_mode_weighs_low_and_a_live_one_is_named_first() -> None:
    files = {"a.py": f"{TEST}\n{LIVE}", "hook.py": "/webhooks/stripe"}
    both = proofs.no_leak(leaks.keys(files, ()), searched=files, canary="/webhooks/stripe", looked_for="key")
    of_test = leaks.keys({"a.py": TEST}, ())
    low = proofs.no_leak(of_test, searched=files, canary="/webhooks/stripe", looked_for="key")

    assert (both.word, both.severity) == ("fail", None)
    assert both.summary.startswith("a.py:2 holds a live secret key")
    assert both.summary.endswith("and 1 more")
    assert (low.word, low.severity) == ("fail", "low")


def test_a_tree_without_the_webhooks_path_is_another_tree() -> None:
    verdict = proofs.no_leak([], searched={"a.py": "x"}, canary="/webhooks/stripe", looked_for="key")

    assert (verdict.word, verdict.needs) == ("not_observable", "[source] tree")


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
