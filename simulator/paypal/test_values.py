"""What PayPal's sandbox takes for a sign: names on cards, numbers of cards. Not: what follows from them.

Source: PayPal, "Negative testing" and "Card testing"; the names are recorded.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.paypal.resources.order import BankAnswer

REJECTIONS: Mapping[str, str] = {
    "CCREJECT-REFUSED": "0500",
    "CCREJECT-SF": "9500",
    "CCREJECT-EC": "5400",
    "CCREJECT-IRC": "5180",
    "CCREJECT-IF": "5120",
    "CCREJECT-LS": "9520",
    "CCREJECT-IA": "1330",
    "CCREJECT-BANK_ERROR": "5100",
    "CCREJECT-CVV_F": "00N7",
}
"""By the name on the card: what the bank's processor answers. The order is COMPLETED, the capture DECLINED."""

CHALLENGED: Mapping[str, BankAnswer] = {
    "4868719196829038": "success",
    "5329879707824603": "success",
    "4868719158130060": "failure",
    "5329879769571910": "failure",
    "4868719581920723": "attempted",
    "5329879715396727": "attempted",
}
"""Cards whose bank asks their holder (3-D Secure), and what the test answer is."""

APPROVED = {"avs_code": "Y", "cvv_code": "M", "response_code": "0000"}
"""Recorded."""


def declined(code: str) -> dict[str, str]:
    """Return a processor's answer that says no (recorded: avs G, cvv P)."""
    return {"avs_code": "G", "cvv_code": "P", "response_code": code}


def brand_of(number: str) -> str:
    """Return the network that a card number belongs to."""
    if number.startswith("4"):
        return "VISA"
    if number[:2] in {"34", "37"}:
        return "AMEX"
    if number[:2] in {"36", "38", "30"}:
        return "DINERS"
    if number[:4] == "6011" or number.startswith("65"):
        return "DISCOVER"
    if number[:2] == "62":
        return "CHINA_UNION_PAY"
    if number[:2] in {"63", "67", "50"}:
        return "MAESTRO"
    return "MASTERCARD"
