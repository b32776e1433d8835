"""Keys and card numbers never leave in clear; published test cards, ids and times stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.masking import TEST_CARDS, luhn, mask, mask_parameters


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("key sk_test_ASSAYabcdefghijkl4242!", "key sk_test_…4242!"),
        ("rk_live_abcdefgh", "rk_live_…efgh"),
        ("whsec_abcdefghijklmnop", "whsec_…mnop"),
        ("token EAAAlASSAYabcdefghijklmnop.", "token EAAA…mnop."),
        ('{"signature_key": "4l0cSX0bQ5mkX3nWqT7aPg"}', '{"signature_key": "…7aPg"}'),
        ("pi_3Abc_secret_abcdefghijkl", "pi_3Abc_secret_…ijkl"),
        ("Authorization: Bearer A21AAF-long.token_value", "Authorization: Bearer …"),
        ("card 4929420573595709.", "card 492942******5709."),
        ("card 4929 4205 7359 5709", "card 492942******5709"),
        ("card 4242424242424242", "card 4242424242424242"),
        ("iban DE75512108001245126199.", "iban DE…6199."),
        ("DE89 3704 0044 0532 0130 00 EUR", "DE…3000 EUR"),
        ("order DE75512108001245126198", "order DE75512108001245126198"),
        ("order 1795479153684 at 1795479153", "order 1795479153684 at 1795479153"),
        ("pk_test_ASSAYabcdefgh", "pk_test_ASSAYabcdefgh"),
        ("pi_3Uf7LZgCls1HGwoc0pOcH2MG", "pi_3Uf7LZgCls1HGwoc0pOcH2MG"),
    ],
)
def test_a_text_is_cut_where_it_must_be_and_nowhere_else(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True))
def test_no_real_looking_number_survives(start: str) -> None:
    number = next(start + digit for digit in "0123456789" if luhn(start + digit))

    assert (number in mask(f"pan={number};")) == (number in TEST_CARDS)


def test_of_an_account_only_the_end_is_kept() -> None:
    given_ = {"us_bank_account": {"account_number": "000123456789", "routing_number": "110000000"}}

    assert mask_parameters(given_) == {"us_bank_account": {"account_number": "…6789", "routing_number": "110000000"}}
    assert mask_parameters({"iban": "DE00 1", "account_number": "1234"}) == {"iban": "…", "account_number": "…"}


def test_of_a_key_that_only_its_name_tells_the_end_is_kept() -> None:
    assert mask_parameters({"subscription": {"signature_key": "4l0cSX0bQ5mkX3nWqT7aPg"}}) == {
        "subscription": {"signature_key": "…7aPg"}
    }


def test_a_security_code_is_never_kept() -> None:
    given_ = {"card": {"number": "4929420573595709", "cvc": "123", "exp_month": 12}, "expand": ["a"], "confirm": True}

    assert mask_parameters(given_) == {
        "card": {"number": "492942******5709", "cvc": "***", "exp_month": 12},
        "expand": ["a"],
        "confirm": True,
    }
