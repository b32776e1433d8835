"""What of a reply is for nobody's eyes: found in the shapes that frameworks print, and plain words are let be."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from harness.target import complaints
from harness.target.requests import Replied

TARGET: Any = SimpleNamespace(
    secrets=lambda: {"the secret key": "sk_test_ASSAY51QxYkR2eZvKYlo2C"},
    instance=SimpleNamespace(cwd=Path("/srv/shop/current")),
)


def told(text: str, status: int = 500, **headers: str) -> list[str]:
    replied = Replied(httpx.Response(status, text=text, headers=headers), "POST /checkout")
    return complaints.leaks(TARGET, replied, {"a sentence of the provider's": "Assay says ada-7"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('Traceback (most recent call last):\n  File "/app/shop.py", line 4, in pay', "a stack trace"),
        ("TypeError: x\n    at checkout (/app/server.js:10:3)", "a stack trace"),
        ("java.lang.NullPointerException\n\tat com.shop.Pay.go(Pay.java:10)", "a stack trace"),
        ("Stack trace:\n#0 /var/www/pay.php(12): go()", "a stack trace"),
        ("goroutine 1 [running]:", "a stack trace"),
        ("app/models/order.rb:12:in `pay'", "a stack trace"),
        ("<title>OperationalError // Werkzeug Debugger</title>", "a page for debugging"),
        ("(sqlite3.OperationalError) no such column", "a database's own words"),
        ("SQLSTATE[42S22]: Column not found", "a database's own words"),
        ("error near UPDATE orders SET state = ?", "a database's own words"),
        ('{"message": "Your bank says: stolen_card"}', "the bank's reason"),
        ("Assay says ada-7", "a sentence of the provider's"),
        ("key sk_test_ASSAY51QxYkR2eZvKYlo2C", "the secret key"),
        ("cannot open /srv/shop/current/shop.db", "a path on the server"),
    ],
)
def test_what_is_for_nobody_outside_is_found(text: str, what: str) -> None:
    (leak,) = told(text)

    assert leak.startswith(f"POST /checkout answered 500 with {what}")
    assert "sk_test_ASSAY51" not in leak


def test_header_fields_are_read_too() -> None:
    assert told("", **{"X-Error": "Assay says ada-7"})


@pytest.mark.parametrize(
    "text",
    [
        "Your card was declined. Nothing was charged; please try another card.",
        "Select your country from the list. We could not set the update where you asked.",
        '{"error": "internal", "message": "If you ask us, name the reference 3f2a."}',
        "Meet us at the station (platform 3) at 10:30:00.",
    ],
)
def test_plain_words_are_left_in_peace(text: str) -> None:
    assert told(text, 402) == []
