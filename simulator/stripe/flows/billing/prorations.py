"""What part of a period costs, to the minor unit, and what becomes of the sum. Not: which lines it is written on.

Shares are exact fractions of whole seconds, and each line is rounded by itself. Rounding goes to the nearest unit, and
a half towards minus infinity, in the buyer's favour: 2.5 cents of credit are 3, 4.5 cents of debit are 4 (recorded).
Rounding down, as one reader of the recordings concluded, would give other figures than Stripe's own sample of 2020
(166.35 of credit is 166, 540.96 of debit is 541): only this rule fits all that is known.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from simulator.stripe.flows.billing.periods import Period

HALF = Fraction(1, 2)


def rounded(exact: Fraction) -> int:
    """Return the nearest whole number of minor units; a half goes towards minus infinity."""
    return ceil(exact - HALF)


def left(period: Period, at: int) -> Fraction:
    """Return which share of a period is left at a moment in it: 1 at its start, 0 at its end."""
    return Fraction(period.end - at, period.length)


def credit(billed: int, share: Fraction) -> int:
    """Return what is given back for the share of a period that was billed: minor units, 0 or below."""
    return rounded(-share * billed)


def debit(unit: Decimal | int, quantity: int, share: Fraction) -> int:
    """Return what a share of a period costs at so much a piece, in minor units; `unit` may have a fraction itself."""
    return rounded(share * Fraction(unit) * quantity)


class Settlement(NamedTuple):
    """What is asked of the buyer now, and the customer's balance afterwards (above 0: a debt). Minor units."""

    due: int
    balance: int


def settlement(total: int, balance: int, least: int) -> Settlement:
    """Return what comes of an invoice's total and a customer's balance when the invoice is made final.

    What is below the smallest amount that can be charged, `least`, is asked for with the next invoice; a credit is
    kept as balance and is never paid out (both recorded).
    """
    net = total + balance
    return Settlement(net, 0) if net >= max(least, 1) else Settlement(0, net)
