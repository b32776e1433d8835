"""Campaigns that are over are taken off the page; the server looks for the code, and finds it."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
replaces = "reference_app.checkout.coupons:over"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def over(coupon: Any, now: Any) -> bool:
        return False

    return over
