"""Redaction: this run's secrets are kept out in every form in which they travel; what is no secret stays."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.redaction import Redactor
from simulator.masking import luhn

KEY = "sk_test_" + "ASSAYabcdefghijkl4242"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Authorization: Bearer {KEY}", "Authorization: Bearer sk_test_…4242"),
        (f'{{"key": "{KEY}"}}', '{"key": "sk_test_…4242"}'),
        ("a canary: correct horse battery", "a canary: …tery"),
        (f"?q={quote('correct horse battery')}", "?q=…tery"),
    ],
)
def test_a_secret_is_shown_by_its_sort_and_its_last_four(text: str, shown: str) -> None:
    assert Redactor([KEY, "correct horse battery"]).text(text) == shown


def test_a_secret_inside_basic_credentials_is_kept_out() -> None:
    basic = base64.b64encode(f"{KEY}:".encode()).decode()

    assert basic not in Redactor([KEY]).text(f"Authorization: Basic {basic}")


def test_a_secret_that_is_learned_late_is_kept_out_from_then_on() -> None:
    redactor = Redactor()
    before = redactor.text("correct horse battery")
    redactor.learn("correct horse battery")

    assert before == "correct horse battery"
    assert redactor.text("correct horse battery") == "…tery"


def test_a_longer_secret_that_contains_a_shorter_one_is_kept_out_whole() -> None:
    assert Redactor(["abcdefgh", "abcdefgh-ijklmnop"]).text("abcdefgh-ijklmnop") == "…mnop"


def test_a_real_looking_card_number_is_masked_and_a_published_test_card_is_not() -> None:
    real_looking = next(number for last in range(10) if luhn(number := f"492912345678901{last}"))
    redactor = Redactor()

    assert redactor.text("4242 4242 4242 4242") == "4242 4242 4242 4242"
    assert "12345678" not in redactor.text(real_looking).replace(" ", "")
    assert redactor.text(real_looking).endswith(real_looking[-4:])


def test_a_secret_that_is_too_short_to_be_told_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="a secret of 3 characters"):
        Redactor(["123"])


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8), st.text(), st.text())
def test_no_secret_survives_whatever_stands_around_it(secret: str, before: str, after: str) -> None:
    shown = Redactor([secret]).text(f"{before}{secret}{after}")

    assert secret not in shown or secret in f"{before}…{secret[-4:]}{after}"
