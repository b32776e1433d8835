"""The club's server: members join, subscribe, change and leave; news is worked through inside its own request.

One process; whoever asks a provider about a membership and writes down the answer holds the lock meanwhile, so that no
older answer is written over a newer one.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import sys
import threading
import time
from typing import Any
from uuid import uuid4

import flask
import waitress

from tests.club import flaws, standing
from tests.club.by_paypal import PayPal
from tests.club.by_square import Square
from tests.club.by_stripe import Stripe
from tests.club.standing import Provider, Standing

PLANS = ("basic", "plus", "tried")
WITH_TRIAL = "tried"
TABLES = """
create table if not exists members (
  session text primary key, email text unique, password text, tried integer default 0, key text
);
create table if not exists memberships (
  id text primary key, session text, provider text, subscription text unique, plan text, offer text, standing text,
  over integer default 0, at real default 0
);
"""
LOCK = threading.RLock()


def app_log(wrong: Exception) -> None:
    """Say what went wrong, where the one who runs the club looks."""
    sys.stderr.write(f"{type(wrong).__name__}: {wrong}\n")


class Club:
    """What is kept of the members."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(os.environ["CLUB_DB"], check_same_thread=False, isolation_level=None)
        self.db.executescript("pragma journal_mode = wal;" + TABLES)
        self.db.row_factory = sqlite3.Row
        ways: dict[str, type[Provider]] = {"stripe": Stripe, "paypal": PayPal, "square": Square}
        self.providers: dict[str, Provider] = {
            name: way() for name, way in ways.items() if f"{name.upper()}_API_BASE" in os.environ
        }

    plans = PLANS
    lock = staticmethod(lambda: LOCK)

    def sold(self, provider: str, plan: str) -> str:
        """Return the provider's id of a plan."""
        return os.environ[f"{provider.upper()}_PLAN_{plan.upper()}"]

    def sells(self, provider: str, plan: str) -> bool:
        return provider in self.providers and plan in PLANS

    def may_try(self, session: str) -> bool:
        """Whether a member has not had his trial yet."""
        return not self.one("select tried from members where session = ?", session)["tried"]

    def key_of(self, session: str) -> str:
        """Return the key of what a member begins: the same until it is known what came of it."""
        self.db.execute("update members set key = coalesce(key, ?) where session = ?", (str(uuid4()), session))
        return str(self.one("select key from members where session = ?", session)["key"])

    def there(self, session: str) -> Any:
        """Return the membership that he has; None if there is none, or it is over."""
        row = self.one("select * from memberships where session = ? and not over", session)
        return row if row is not None and self.refreshed(row) else None

    def one(self, query: str, *values: object) -> Any:
        return self.db.execute(query, values).fetchone()

    def subscribe(self, session: str, email: str, asked: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """Let a member have a membership, the one that he has if there is one."""
        provider, plan = str(asked.get("provider")), str(asked.get("plan"))
        if not self.sells(provider, plan):
            return {"error": "there is no such plan"}, 422
        with self.lock():
            if (there := self.there(session)) is not None:
                return {"membership": there["id"], **json.loads(there["offer"])}, 200
            key = self.key_of(session)
            trial = plan == WITH_TRIAL and self.may_try(session)
            sold = plan if trial or plan != WITH_TRIAL else "basic"
            source = str(asked.get("source") or "")
            try:
                made, offer = self.begin(provider, sold, email, key, trial=trial, source=source, asked=asked)
            except Exception as refused:
                app_log(refused)
                return {"error": f"it could not be begun: {type(refused).__name__}"}, 402
            self.db.execute("update members set tried = tried or ?, key = null where session = ?", (trial, session))
            values = (key, session, provider, made, sold, json.dumps(offer))
            self.db.execute(
                "insert into memberships (id, session, provider, subscription, plan, offer) values (?, ?, ?, ?, ?, ?)",
                values,
            )
            self.refresh(provider, made)
        return {"membership": key, **offer}, 201

    def begin(
        self,
        provider: str,
        plan: str,
        email: str,
        key: str,
        *,
        trial: bool,
        source: str,
        asked: dict[str, Any],
    ) -> tuple[str, dict[str, Any]]:
        return self.providers[provider].begin(self.sold(provider, plan), email, key, trial=trial, source=source)

    def refreshed(self, there: Any) -> bool:
        """Whether what he has still goes on, as the provider says now."""
        self.refresh(there["provider"], there["subscription"])
        return not self.one("select over from memberships where id = ?", there["id"])["over"]

    def refresh(self, provider: str, subscription: str) -> None:
        """Ask the provider, and write down what it says."""
        with LOCK:
            if self.one("select 1 from memberships where subscription = ?", subscription) is None:
                return
            self.write(provider, subscription, self.providers[provider].standing(subscription))

    def write(self, provider: str, subscription: str, found: Standing) -> None:
        plan = next((name for name in PLANS if self.sold(provider, name) == found.plan), "unknown")
        values = (plan, json.dumps(found._asdict()), found.over, time.time(), subscription)
        self.db.execute(
            "update memberships set plan = ?, standing = ?, over = ?, at = ? where subscription = ?", values
        )

    def hear(self, provider: str, body: bytes, headers: Any) -> int:
        about = self.providers[provider].heard(body, headers)
        if about is None:
            return 400
        for subscription in about:
            self.refresh(provider, subscription)
        return 200

    def reconcile(self) -> None:
        for row in self.db.execute("select * from memberships").fetchall():
            self.refresh(row["provider"], row["subscription"])

    def owned(self, membership: str, session: str) -> Any:
        return self.one("select * from memberships where id = ? and session = ?", membership, session)

    def access(self, row: Any) -> bool:
        return row["standing"] is not None and standing.has_access(Standing(**json.loads(row["standing"])))

    def change(self, row: Any, plan: str, asked: dict[str, Any]) -> tuple[dict[str, Any], int]:
        if plan not in PLANS or plan == WITH_TRIAL:
            return {"error": "there is no such plan"}, 422
        with LOCK:
            now = self.one("select * from memberships where id = ?", row["id"])
            if now["plan"] == plan:
                return {}, 200
            more = self.providers[row["provider"]].change(
                row["subscription"], self.sold(row["provider"], plan), str(uuid4())
            )
            self.refresh(row["provider"], row["subscription"])
        return more, 200

    def cancel(self, row: Any) -> None:
        with LOCK:
            self.providers[row["provider"]].cancel(row["subscription"])
            self.refresh(row["provider"], row["subscription"])


def make(club: Club) -> flask.Flask:
    """Return the server."""
    app = flask.Flask(__name__)

    def session() -> str:
        return flask.request.cookies.get("session", "")

    @app.get("/up")
    def up() -> str:
        return "up"

    @app.post("/join")
    def join() -> Any:
        asked = flask.request.get_json()
        with LOCK:
            there = club.one("select * from members where email = ?", asked["email"])
            if there is not None and there["password"] != asked["password"]:
                return {"error": "no"}, 403
            name = there["session"] if there else secrets.token_hex(16)
            if there is None:
                club.db.execute(
                    "insert into members (session, email, password) values (?, ?, ?)",
                    (name, asked["email"], asked["password"]),
                )
        reply = flask.jsonify(joined=True)
        reply.set_cookie("session", name, httponly=True)
        return reply

    @app.post("/memberships")
    def subscribe() -> Any:
        member = club.one("select * from members where session = ?", session())
        if member is None:
            return {"error": "join first"}, 401
        return club.subscribe(member["session"], member["email"], flask.request.get_json())

    @app.get("/memberships/<membership>")
    def show(membership: str) -> Any:
        row = club.owned(membership, session())
        return {"access": club.access(row), "plan": row["plan"]} if row else ({"error": "none"}, 404)

    @app.post("/memberships/<membership>/<act>")
    def act(membership: str, act: str) -> Any:
        row = club.owned(membership, session())
        if row is None:
            return {"error": "none"}, 404
        if act == "cancel":
            club.cancel(row)
            return {}
        asked = flask.request.get_json()
        return club.change(row, str(asked.get("plan")), asked)

    @app.post("/hooks/<provider>")
    def hook(provider: str) -> Any:
        return "", club.hear(provider, flask.request.get_data(), flask.request.headers)

    return app


def main() -> None:
    flaws.plant(os.environ.get("CLUB_FLAW", ""), Club)
    club = Club()
    if sys.argv[1] == "reconcile":
        club.reconcile()
    else:
        waitress.serve(make(club), host="127.0.0.1", port=int(sys.argv[1]), threads=16)


if __name__ == "__main__":
    main()
