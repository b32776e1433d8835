"""Mails that a target sends to the run are kept, counted and read, and go to nobody."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from harness.descriptor.model import MailsTable
from harness.notebook import Notebook
from harness.target.instance import Instance
from harness.target.ports import free_port
from harness.target.requests import Browser
from harness.windows import mails
from harness.windows.mailbox import Mailbox, wanted
from harness.windows.state import StateWindow
from tests.harness.test_commands import described


@pytest.fixture
def box() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    yield box
    box.close()


def send(box: Mailbox, to: str, order: str, *, signs_in: bool = False) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = f"Your order {order}", "shop@example.com", to
    letter.set_content(f"Köstlich: order {order} is paid", cte="base64")
    with smtplib.SMTP(box.variables["smtp.host"], int(box.variables["smtp.port"]), timeout=10) as server:
        if signs_in:
            server.login("shop", "whatever")
        server.send_message(letter)


def test_mails_are_counted_by_what_they_say_and_to_whom(box: Mailbox) -> None:
    send(box, "Ada@Example.com", "41")
    send(box, "ada@example.com", "42", signs_in=True)
    send(box, "shop@example.com", "41")

    assert box.count("41") == 2
    assert box.count("Köstlich: order 41", to="ada@example.com") == 1
    assert box.count("43") == 0


def test_an_effect_is_a_mail_to_the_buyer(box: Mailbox, tmp_path: Path) -> None:
    effects = {"letters": {"mail": {"to": "{email}", "matching": "Your order {order}"}}}
    descriptor = described(
        target={"start": "true", "env": {"SMTP_PORT": "{smtp.port}"}},
        effects=effects,
        order={"read": {"command": "true"}, "status": "$", "states": {"paid": ["paid"]}},
    )
    instance = Instance(
        descriptor, tmp_path, "test", {}, endpoints={}, port=1, state=tmp_path, notebook=Notebook(), more=box.variables
    )
    instance.mailbox = box
    window, browser = StateWindow(descriptor, instance), Browser("http://127.0.0.1:9", Notebook())
    values = {"order": "41", "email": "ada@example.com"}

    before = window.look("one", values, browser).effects
    send(box, "ada@example.com", "41")
    send(box, "shop@example.com", "41")

    assert (before, window.look("one", values, browser).effects) == ({"letters": 0}, {"letters": 1})
    assert wanted(descriptor)
    assert not wanted(described())


def test_mails_that_arrived_are_read_for_what_they_show(box: Mailbox, tmp_path: Path) -> None:
    send(box, "ada@example.com", "41")
    declared = msgspec.convert({"smtp": True}, MailsTable)
    sent = [mail.text for mail in box.mails]

    (said,) = mails.of_order(declared, {}, Browser("http://127.0.0.1:9", Notebook()), tmp_path, sent).values()

    assert "Köstlich: order 41 is paid" in said
