"""The table of the providers whose terms the harness knows. Not: simulating them, nor judging."""

from __future__ import annotations

from collections.abc import Mapping

from harness.descriptor.model import PaymentKind
from harness.providers.paypal import PAYPAL
from harness.providers.square import SQUARE
from harness.providers.stripe import STRIPE
from harness.providers.terms import Kind, Terms

TERMS: Mapping[str, Terms] = {terms.name: terms for terms in (STRIPE, PAYPAL, SQUARE)}
"""By the name that descriptors and checks use."""

KINDS: Mapping[PaymentKind, Kind] = {kind.name: kind for terms in TERMS.values() for kind in terms.kinds}
