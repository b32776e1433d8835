"""Stripe's refusals about files. Not: deciding when one applies. The wording is unconfirmed."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.provider import Refusal
from simulator.stripe.errors import error


def malformed() -> Refusal:
    return error(400, "Invalid multipart/form-data request.", executed=False)


def too_large(most: int) -> Refusal:
    return error(400, f"The file is too large: at most {most} bytes are accepted.", param="file")


def wrong_type(purpose: str, allowed: Sequence[str]) -> Refusal:
    return error(400, f"A file with purpose {purpose} must be one of: {', '.join(allowed)}.", param="file")


def wrong_purpose(file_id: str, purpose: str, param: str) -> Refusal:
    return error(400, f"The file {file_id} has the purpose {purpose}, which cannot be used here.", param=param)
