"""Protection: one live subscription per account, and one trial for ever. Not: creating it at the provider.

The claim is a row that the database allows once, committed before the provider is called: a double click, a second tab
and a repeat after a lost reply find it, and ask for the same one under the same key.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.database import Database, trials
from reference_app.refusal import RefusalError
from reference_app.subscriptions import store
from reference_app.subscriptions.store import Subscription


def claim(database: Database, wanted: Subscription) -> Subscription:
    """Store it, or return the one that this request made before, or that the account has.

    Raises RefusalError (409) if it begins with a trial, and the account has had one.
    """
    try:
        with database.writing() as tx:
            if known := _known(tx, wanted):
                return known
            store.add(tx, wanted)
            if wanted.trial:
                take_trial(tx, wanted)
    except sa.exc.IntegrityError:  # two at once: one of them has it
        with database.reading() as look:
            known = _known(look, wanted)
        if known is None:
            raise
        return known
    return wanted


def take_trial(tx: sa.Connection, one: Subscription) -> None:
    """Protection: remember whose trial this is. Raises RefusalError (409) if the account had one before."""
    if tx.execute(sa.select(trials.c.account_id).where(trials.c.account_id == one.account_id)).first():
        raise RefusalError(409, "trial_used", "You have had your trial. Please choose a plan without one.")
    tx.execute(trials.insert().values(account_id=one.account_id, subscription_id=one.id))


def give_up(database: Database, one: Subscription, state: str) -> None:
    """Let go of one that does not exist at the provider, and never will."""
    with database.writing() as tx:
        now = store.locked(tx, one.id)
        if now is None or now.object_id is not None:
            return
        tx.execute(trials.delete().where(trials.c.subscription_id == one.id))
        store.change(tx, one.id, {"claim": None, "request_key": None, "state": state})


def leave(database: Database, one: Subscription, state: str) -> None:
    """Let go, by our own word, of one that nobody has approved or paid: it cannot be cancelled, and dies by itself.

    If it is approved all the same, the provider's record counts again.
    """
    with database.writing() as tx:
        now = store.locked(tx, one.id)
        if now is not None and now.state == store.NEW and not now.first_paid:
            store.change(tx, one.id, {"claim": None, "state": state})


def _known(look: sa.Connection, wanted: Subscription) -> Subscription | None:
    return store.by_request(look, wanted.account_id, wanted.request_key) or store.living_of(look, wanted.account_id)
