"""Accounts as rows. Not: proving that somebody is their owner (`signing_in.py`)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from reference_app.database import accounts


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    email: str
    password: str
    created_at: float


def add(tx: sa.Connection, email: str, password: str) -> str:
    """Store an account, and return its id. Raises sqlalchemy's IntegrityError if the address has one."""
    account_id = "acc_" + secrets.token_hex(12)
    tx.execute(accounts.insert().values(id=account_id, email=email, password=password, created_at=time.time()))
    return account_id


def by_email(look: sa.Connection, email: str) -> Account | None:
    row = look.execute(accounts.select().where(accounts.c.email == email)).mappings().first()
    return Account(**row) if row else None


def email_of(look: sa.Connection, account_id: str) -> str:
    """Return the address of an account that exists."""
    return str(look.execute(sa.select(accounts.c.email).where(accounts.c.id == account_id)).scalar_one())
