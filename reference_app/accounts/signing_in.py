"""Protection: signing up and in say nothing about who else has an account. Not: HTTP (`routes.py`).

Nothing proves that an address is the customer's own, for there is no mailer here. So an account gets what was ordered
while it was signed in, and never what some guest has ordered under the same address.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app import audit
from reference_app.accounts import attempts, passwords, sessions, store
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def sign_up(shop: Shop, email: str, password: str) -> None:
    """Make an account, unless the address has one: then nothing happens, in the same time and with the same answer."""
    kept = passwords.hash_of(password)
    try:
        with shop.database.writing() as tx:
            account_id = store.add(tx, email, kept)
    except sa.exc.IntegrityError:
        audit.record("sign_up", actor=audit.UNKNOWN, subject=None, result="exists")
        return
    audit.record("sign_up", actor=account_id, subject=account_id, result="done")


def sign_in(shop: Shop, email: str, password: str) -> str:
    """Return the word of a new session. Raises RefusalError: 401, the same for a wrong address and password, or 429."""
    try:
        attempts.count_one(shop.database, email)
    except RefusalError as enough:
        audit.record("sign_in", actor=audit.UNKNOWN, subject=None, result=enough.error)
        raise
    with shop.database.reading() as look:
        account = store.by_email(look, email)
    right = passwords.same_password(password, account.password if account else passwords.NOBODYS)
    if account is None or not right:
        known = account.id if account else None
        audit.record("sign_in", actor=audit.UNKNOWN, subject=known, result="refused")
        raise RefusalError(401, "not_signed_in", "This address and this password do not belong together.")
    with shop.database.writing() as tx:
        attempts.forget(tx, email)
        token = sessions.begin(tx, account.id)
    audit.record("sign_in", actor=account.id, subject=account.id, result="done")
    return token


def sign_out(shop: Shop, token: str | None) -> None:
    """End the session, if there is one."""
    if token:
        with shop.database.writing() as tx:
            sessions.end(tx, token)
