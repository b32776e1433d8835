"""Flaws that teams make with subscriptions, each put in the place of one function of the club.

A flaw's function has the name under which it is planted; its docstring says in words what the team did.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from threading import Thread
from typing import Any, NamedTuple
from uuid import uuid4

from tests.club import standing
from tests.club.by_paypal import PayPal
from tests.club.by_square import Square
from tests.club.by_stripe import Stripe
from tests.club.standing import Standing

EVERYWHERE = ("stripe", "paypal", "square")
PERIOD_S = 31 * 86_400

Club = Any


class Flaw(NamedTuple):
    """One of them: how it is planted in the club's class, which check must notice, and with which providers."""

    plant: Callable[[Club], None]
    must: str
    """Control and stimulus: `SUB-01/unpaid`."""
    providers: tuple[str, ...]


FLAWS: dict[str, Flaw] = {}


def plant(name: str, club: Club) -> None:
    """Put the flaw of that name in place; the empty name is none."""
    if name:
        FLAWS[name].plant(club)


def of(must: str, *providers: str) -> Callable[[Callable[[Club], None]], Callable[[Club], None]]:
    """Note down a flaw."""

    def noted(flaw: Callable[[Club], None]) -> Callable[[Club], None]:
        FLAWS[flaw.__name__] = Flaw(flaw, must, providers or EVERYWHERE)
        return flaw

    return noted


# who has access


@of("SUB-01/unpaid", "stripe", "paypal")
def whatever_is_not_over(club: Club) -> None:
    """Access is everything that was not cancelled: what was never paid counts as well."""
    standing.has_access = lambda found: not found.over  # type: ignore[assignment]


@of("SUB-02/cancelled-and-over-at-the-provider")
def nothing_is_ever_taken_away(club: Club) -> None:
    """Who was once let in stays in: the end of a subscription is written down, and read by nobody."""
    let_in: set[str] = set()
    usual = club.access

    def access(self: Club, row: Any) -> bool:
        if usual(self, row):
            let_in.add(row["id"])
        return row["id"] in let_in

    club.access = access
    write = club.write

    def seen(self: Club, provider: str, subscription: str, found: Standing) -> None:
        write(self, provider, subscription, found)
        access(self, self.one("select * from memberships where subscription = ?", subscription))
        if found.paid:
            let_in.add(self.one("select id from memberships where subscription = ?", subscription)["id"])

    club.write = seen


@of("SUB-02/renewal-failed-beyond-the-grace-told")
def grace_without_end(club: Club) -> None:
    """A failed renewal is forgiven as long as the provider goes on trying."""
    standing.has_access = lambda found: not found.over and (found.paid or found.owed_since is not None)  # type: ignore[assignment]


@of("SUB-02/renewal-failed-within-the-grace")
def no_grace(club: Club) -> None:
    """The door is shut at the first failed attempt, although members are promised days."""
    standing.has_access = lambda found: found.paid and not found.over  # type: ignore[assignment]


@of("SUB-02/cancelled-while-it-renews", "stripe")
def the_clock_alone(club: Club) -> None:
    """Until when it is paid is stored, and asked; that it was ended before is not."""
    standing.has_access = lambda found: (found.until or 0) > time.time() and (found.paid or found.over)  # type: ignore[assignment]


@of("SUB-02/trial-over-and-declined", "stripe")
def a_trial_has_no_end(club: Club) -> None:
    """Who has, or had, a trial is let in."""
    usual = standing.has_access
    standing.has_access = lambda found: usual(found) or (found.trial and not found.over)  # type: ignore[assignment]


@of("SUB-02/renewal-failed-beyond-the-grace-told", "square")
def status_of_square_alone(club: Club) -> None:
    """The subscription says ACTIVE, and so it is taken for paid; its invoices are not looked at."""
    usual = Square.standing
    Square.standing = lambda self, name: _as_active(usual(self, name))  # type: ignore[method-assign,assignment]


def _as_active(found: Standing) -> Standing:
    return found._replace(paid=not found.over, owed_since=None, until=None)


@of("SUB-02/renewal-failed-beyond-the-grace-told", "paypal")
def active_is_paid(club: Club) -> None:
    """The subscription says ACTIVE, and so it is taken for paid; payments that failed are not looked at."""
    usual = PayPal.standing
    PayPal.standing = lambda self, name: _as_active(usual(self, name))  # type: ignore[method-assign,assignment]


@of("SUB-02/renewal-failed-beyond-the-grace-told", "paypal")
def each_attempt_begins_the_grace_again(club: Club) -> None:
    """The days of grace are counted from the last attempt, and the provider goes on making them."""

    def last_attempt(self: PayPal, info: Any, paid_at: str | None) -> float | None:
        failed = (info.get("last_failed_payment") or {}).get("time")
        return standing.seconds(failed) if failed and paid_at else None

    PayPal.owed_since = last_attempt  # type: ignore[method-assign,assignment]


@of("SUB-01/declined", "paypal")
def grace_before_anything_was_paid(club: Club) -> None:
    """The days of grace count for a first payment, too: whose card is declined has three days for nothing."""

    def first_attempt(self: PayPal, info: Any, paid_at: str | None) -> float | None:
        failed = (info.get("last_failed_payment") or {}).get("time")
        return standing.seconds(paid_at) + PERIOD_S if paid_at else standing.seconds(failed) if failed else None

    PayPal.owed_since = first_attempt  # type: ignore[method-assign,assignment]


# what news is taken for


def _event(body: bytes) -> tuple[str, dict[str, Any]]:
    event = json.loads(body)
    return event.get("type") or event.get("event_type"), event


@of("SUB-02/over-and-told-again", "stripe")
def the_event_is_believed(club: Club) -> None:
    """What the subscription was when the event was made is taken for what it is."""
    usual = club.hear

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        answer: int = usual(self, provider, body, headers)
        thing = json.loads(body)["data"]["object"] if answer == 200 else {}
        if thing.get("object") == "subscription":
            item = thing["items"]["data"][0]
            good = thing["status"] in ("active", "trialing")
            over = thing["status"] == "canceled"
            self.write(
                provider, thing["id"], Standing(good, over, item["price"]["id"], until=item["current_period_end"])
            )
        return answer

    club.hear = hear


@of("SUB-01/unpaid", "stripe")
def created_is_a_member(club: Club) -> None:
    """The event that a subscription was created opens the door; whoever does not pay will be shut out, one day."""
    usual, created = club.hear, set()

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        answer: int = usual(self, provider, body, headers)
        kind, event = _event(body)
        if answer == 200 and kind == "customer.subscription.created":
            created.add(event["data"]["object"]["id"])
        return answer

    access = club.access
    club.access = lambda self, row: row["subscription"] in created or access(self, row)
    club.hear = hear


@of("SUB-02/paid-late-told")
def the_first_period_alone(club: Club) -> None:
    """Renewals are nobody's ticket: once a member is in, further news of him is answered and dropped."""
    usual = club.refresh

    def refresh(self: Club, provider: str, subscription: str) -> None:
        row = self.one("select standing from memberships where subscription = ?", subscription)
        if row is None or row["standing"] is None or not Standing(**json.loads(row["standing"])).paid:
            usual(self, provider, subscription)

    club.refresh = refresh


@of("SUB-02/paid-late-told", "stripe", "paypal")
def one_of_each_type(club: Club) -> None:
    """Repeats are told by the subscription and the type of event: the second month's is taken for one."""
    usual, seen = club.hear, set()

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        about = self.providers[provider].heard(body, headers)
        key = (_event(body)[0], *(about or ()))
        if about and key in seen:
            return 200
        seen.add(key)
        return usual(self, provider, body, headers)  # type: ignore[no-any-return]

    club.hear = hear


@of("SUB-02/paid-late-told", "stripe")
def a_failed_invoice_is_the_end(club: Club) -> None:
    """Whose renewal failed is out for good, also if he pays the next day."""
    usual, out = club.hear, set()

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        answer: int = usual(self, provider, body, headers)
        if answer == 200 and _event(body)[0] == "invoice.payment_failed":
            out.update(self.providers[provider].heard(body, headers) or ())
        return answer

    access = club.access
    club.access = lambda self, row: row["subscription"] not in out and access(self, row)
    club.hear = hear


@of("SUB-02/over-told-three-times", "stripe")
def each_paid_invoice_adds_a_month(club: Club) -> None:
    """Paid until grows by a month whenever an invoice is told as paid, however often it is told."""
    usual, until = club.hear, dict[str, float]()

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        answer: int = usual(self, provider, body, headers)
        kind, event = _event(body)
        if answer == 200 and kind == "invoice.paid":
            for name in self.providers[provider].heard(body, headers) or ():
                until[name] = until.get(name, event["data"]["object"]["created"]) + PERIOD_S
        return answer

    club.access = lambda self, row: until.get(row["subscription"], 0) > time.time()
    club.hear = hear


@of("SUB-01/trial", "paypal")
def only_money_is_heard(club: Club) -> None:
    """Only events of sales count: a trial, which costs nothing, makes none."""
    usual = PayPal.heard

    def heard(self: PayPal, body: bytes, headers: Any) -> list[str] | None:
        about = usual(self, body, headers)
        return about if _event(body)[0].startswith("PAYMENT.SALE.") or about is None else []

    PayPal.heard = heard  # type: ignore[method-assign]


@of("SUB-02/paid-late-told", "paypal")
def only_the_activation_is_heard(club: Club) -> None:
    """The subscription's own events count, and money is the accountant's matter: renewals are never seen."""
    usual = PayPal.heard

    def heard(self: PayPal, body: bytes, headers: Any) -> list[str] | None:
        about = usual(self, body, headers)
        return about if _event(body)[0].startswith("BILLING.SUBSCRIPTION.") or about is None else []

    PayPal.heard = heard  # type: ignore[method-assign]


@of("SUB-01/killed-at-the-last-ack")
def answered_before_it_is_kept(club: Club) -> None:
    """The answer must be quick: the work is done by a thread behind it, and nothing is kept meanwhile."""

    def hear(self: Club, provider: str, body: bytes, headers: Any) -> int:
        about = self.providers[provider].heard(body, headers)
        if about is None:
            return 400
        for subscription in about:
            Thread(target=self.refresh, args=(provider, subscription), daemon=True).start()
        return 200

    club.hear = hear


@of("SUB-02/end-lost-and-reconciled")
def reconciled_if_never_heard_of(club: Club) -> None:
    """The nightly job looks after those of whom nothing was ever heard; who is in is taken to be in."""

    def reconcile(self: Club) -> None:
        for row in self.db.execute("select * from memberships where standing is null").fetchall():
            self.refresh(row["provider"], row["subscription"])

    club.reconcile = reconcile


@of("SUB-02/cancelled-for-the-end-at-the-provider", "stripe", "square")
def out_at_once(club: Club) -> None:
    """Whoever cancels is out at that moment, although he has paid for the rest of the month."""
    usual = club.write

    def write(self: Club, provider: str, subscription: str, found: Standing) -> None:
        usual(
            self, provider, subscription, found._replace(over=found.over or self.providers[provider].ends(subscription))
        )

    club.write = write


# what members may do


@of("SUB-02/cancelled-at-the-target")
def cancelled_here_alone(club: Club) -> None:
    """Cancelling is a row in the club's own table; the provider goes on billing."""
    club.cancel = lambda self, row: self.db.execute("update memberships set at = 0 where id = ?", (row["id"],))


@of("SUB-03/other-price")
def the_price_comes_along(club: Club) -> None:
    """The page sends the provider's id of the price, and the server uses it."""

    def begin(self: Club, provider: str, plan: str, email: str, key: str, *, asked: Any, **more: Any) -> Any:
        sent = next((asked[name] for name in ("price_id", "plan_id", "plan_variation_id") if asked.get(name)), None)
        return self.providers[provider].begin(sent or self.sold(provider, plan), email, key, **more)

    club.begin = begin


@of("SUB-03/the-providers-id-as-the-plan")
def any_id_is_a_plan(club: Club) -> None:
    """A plan that the table does not know is taken for the provider's own id."""
    usual = club.sold
    club.sells = lambda self, provider, plan: provider in self.providers
    club.sold = lambda self, provider, plan: usual(self, provider, plan) if plan in self.plans else plan


@of("SUB-03/unknown-plan")
def what_is_unknown_is_basic(club: Club) -> None:
    """A plan of nobody's falls back to the first."""
    usual = club.sold
    club.sells = lambda self, provider, plan: provider in self.providers
    club.sold = lambda self, provider, plan: usual(self, provider, plan if plan in self.plans else "basic")


@of("SUB-03/longer-trial", "stripe")
def the_trial_comes_along(club: Club) -> None:
    """How many days are free is a hidden field of the form."""
    usual = club.begin

    def begin(self: Club, *given: Any, asked: Any, **more: Any) -> Any:
        Stripe.trial_days = int(asked.get("trial_days") or 14)
        more["trial"] = more["trial"] or bool(asked.get("trial_days"))
        return usual(self, *given, asked=asked, **more)

    club.begin = begin


@of("SUB-03/second-trial")
def a_trial_each_time(club: Club) -> None:
    """That a member had a trial is remembered nowhere."""
    club.may_try = lambda self, session: True


@of("SUB-03/again")
def as_many_as_one_likes(club: Club) -> None:
    """A member who subscribes again has another one."""
    club.there = lambda self, session: None


@of("SUB-03/first-pressed-at-once")
def looked_and_then_begun(club: Club) -> None:
    """Whether he has one already is looked at, and then one is begun: five presses of the button all look first."""
    club.lock = staticmethod(_no_lock)
    club.key_of = lambda self, session: str(uuid4())


class _no_lock:  # noqa: N801 - it stands in the place of a lock
    def __enter__(self) -> None:
        """Hold nothing."""

    def __exit__(self, *_: object) -> None:
        """Let nothing go."""


@of("SUB-01/of-another-customer")
def whoever_asks(club: Club) -> None:
    """A membership is shown, changed and cancelled for whoever names it."""
    club.owned = lambda self, membership, session: self.one("select * from memberships where id = ?", membership)


@of("SUB-03/reply-lost", "square")
def each_call_for_itself(club: Club) -> None:
    """Each press on the button has an idempotency key of its own: an answer that is lost is a second subscription."""
    club.key_of = lambda self, session: str(uuid4())


@of("SUB-03/upgraded")
def changed_here_alone(club: Club) -> None:
    """A change of plan is made in the club's own table; the provider bills the old one."""

    def change(self: Club, row: Any, plan: str, asked: Any) -> tuple[dict[str, Any], int]:
        self.db.execute("update memberships set plan = ? where id = ?", (plan, row["id"]))
        return {}, 200

    club.change = change


@of("SUB-03/upgraded", "stripe")
def a_change_is_a_second_one(club: Club) -> None:
    """For the new plan another subscription is begun, and the old one is forgotten."""

    def change(self: Stripe, subscription: str, plan: str, key: str) -> dict[str, Any]:
        found: Any = self._api.subscriptions.retrieve(subscription).to_dict()
        wanted: Any = {"customer": found["customer"], "items": [{"price": plan}]}
        if found["default_payment_method"]:
            wanted["default_payment_method"] = found["default_payment_method"]
        self._api.subscriptions.create(wanted, {"idempotency_key": key})
        return {}

    Stripe.change = change  # type: ignore[method-assign]


@of("SUB-03/changed-at-the-provider")
def the_plan_is_what_was_bought(club: Club) -> None:
    """The plan is written down once, when somebody subscribes; what is changed elsewhere is never learned."""

    def write(self: Club, provider: str, subscription: str, found: Standing) -> None:
        values = (json.dumps(found._asdict()), found.over, subscription)
        self.db.execute("update memberships set standing = ?, over = ? where subscription = ?", values)

    club.write = write
