"""Protection: signing up and in say nothing about who else has an account. Not: HTTP (`routes.py`).

Nothing proves that an address is the customer's own, for there is no mailer here. So an account gets what was ordered
while it was signed in, and never what some guest has ordered under the same address.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.accounts import attempts, passwords, sessions, store
from reference_app.logs import log
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def sign_up(shop: Shop, email: str, password: str) -> None:
    """Make an account, unless the address has one: then nothing happens, in the same time and with the same answer."""
    kept = passwords.hash_of(password)
    try:
        with shop.database.writing() as tx:
            account_id = store.add(tx, email, kept)
    except sa.exc.IntegrityError:
        log("signed_up_again")
        return
    log("signed_up", account=account_id)


def sign_in(shop: Shop, email: str, password: str) -> str:
    """Return the word of a new session. Raises RefusalError: 401, the same for a wrong address and password, or 429."""
    attempts.count_one(shop.database, email)
    with shop.database.reading() as look:
        account = store.by_email(look, email)
    right = passwords.same_password(password, account.password if account else passwords.NOBODYS)
    if account is None or not right:
        log("sign_in_refused", account=account.id if account else None)
        raise RefusalError(401, "not_signed_in", "This address and this password do not belong together.")
    with shop.database.writing() as tx:
        attempts.forget(tx, email)
        token = sessions.begin(tx, account.id)
    log("signed_in", account=account.id)
    return token


def sign_out(shop: Shop, token: str | None) -> None:
    """End the session, if there is one."""
    if token:
        with shop.database.writing() as tx:
            sessions.end(tx, token)
