"""What a text shows of a card is found in any writing; what may be shown, and what is no card at all, is not."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from harness.descriptor.model import HttpRequest, MailsTable
from harness.failures import WindowShut
from harness.notebook import Notebook
from harness.target.requests import Browser
from harness.windows import mails
from harness.windows.shown import addresses_with, digits_beyond, shows_code
from tests.harness.tiny import serving

NUMBER = "4242424281937465"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("you sent 4242424281937465", 4),
        ("4242 4242 8193 7465", 4),
        ("4242-4242-8193-7465", 4),
        ("4242&nbsp;4242&nbsp;8193&nbsp;7465", 4),
        ("number=4242%204242%208193%207465", 4),
        (base64.b64encode(NUMBER.encode()).decode(), 4),
        ("424242428193XXXX", 4),
        ("4242 4242 81** ****", 2),
        ("•••• •••• 8193 7465", 4),
        ('{"last": "\\u2022\\u2022\\u2022\\u2022 81937465"}', 4),
        ("**** **** 8193 ****", 4),
        ("424242******7465", 0),
        ("4242 42•• •••• 7465", 0),
        ("42424242XXXX7465", 0),
        ("Visa •••• 7465", 0),
        ("Visa ending in 7465, 08/2031", 0),
        ("test with 4242 4242 4242 4242", 0),
        ("order 8193, 7465 points, #81937", 0),
        ("ord_8193a7465b", 0),
        ("", 0),
    ],
)
def test_digits_beyond_the_bin_and_the_last_four_are_counted(text: str, digits: int) -> None:
    assert digits_beyond(NUMBER, text) == digits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"cvc": "9071"}', True),
        ('you sent {\\"cvc\\": \\"9071\\"}', True),
        ("Security code: 9071", True),
        ("<td>CVV</td><td>9071</td>", True),
        ("cvc=9071&x=1", True),
        ('{"loc": ["body", "cvc"], "msg": "wrong", "input": "9071"}', True),
        ('{"cvc": "***", "order": 9071}', False),
        ("order 9071", False),
        ('{"cvc": "90712"}', False),
    ],
)
def test_a_security_code_is_known_by_its_name(text: str, found: bool) -> None:
    assert shows_code("9071", text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="/pay?secret=pi_1_secret_x">', True),
        ('{"next": "https:\\/\\/shop.example\\/pay\\/pi_1_secret_x"}', True),
        ("/pay?a=1&amp;secret=pi_1_secret_x", True),
        ('<form data-secret="pi_1_secret_x">', False),
        ('{"client_secret": "pi_1_secret_x", "page": "/pay?order=1"}', False),
        ('<script src="http://127.0.0.1:1/stripe?secret=pi_1_secret_x">', False),
    ],
)
def test_a_value_is_found_in_addresses_and_nowhere_else(text: str, found: bool) -> None:
    told = addresses_with({"the secret": "pi_1_secret_x"}, text, but="http://127.0.0.1:1")

    assert bool(told) is found
    assert not any("pi_1_secret_x" in one for one in told)


def browser(base_url: str = "http://127.0.0.1:9") -> Browser:
    return Browser(base_url, Notebook())


def test_mails_are_read_from_files_whatever_they_are_encoded_in(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["Subject"] = "Your order 41"
    letter.set_content("Paid with •••• 7465, thank you", cte="quoted-printable")
    letter.add_alternative("<p>Paid with •••• 7465</p>", subtype="html", cte="base64")
    (tmp_path / "1.eml").write_bytes(letter.as_bytes())
    (tmp_path / "2.eml").write_text("no message, order 42")

    found = mails.of_order(MailsTable(files=("{state}/*.eml",)), {"state": str(tmp_path)}, browser(), tmp_path)

    assert "Your order 41" in found["1.eml"]
    assert found["1.eml"].count("•••• 7465") == 2
    assert found["2.eml"] == "no message, order 42"


def test_mails_are_read_from_a_catcher() -> None:
    with serving({"/caught/41": (200, "Subject: order=\n 41")}) as base_url:
        declared = MailsTable(http=HttpRequest(path="/caught/{order}"))
        (said,) = mails.of_order(declared, {"order": "41"}, browser(base_url), Path()).values()

    assert "order 41" in said


def test_mails_that_cannot_be_read_say_which_line_would_help(tmp_path: Path) -> None:
    broken = MailsTable(sql="select body from mails where about = :order", database=f"sqlite:///{tmp_path}/none.db")

    with pytest.raises(WindowShut) as shut:
        mails.of_order(broken, {"order": "41"}, browser(), tmp_path)
    with pytest.raises(WindowShut) as nowhere:
        mails.of_order(MailsTable(), {}, browser(), tmp_path)

    assert shut.value.needs == "[mails] sql"
    assert "sent = false" in nowhere.value.needs
