"""The inbox of a shop that may take news before anybody has verified it: sealed until then, and bounded.

A stranger can write anything into it, card numbers too. What is refused is refused by the webhook's id of today: it is
parked, and tried again after a start with another one.
"""

import base64
import hashlib

import books
from cryptography.fernet import Fernet

PARKED = 200


class Inbox(books.Inbox):
    def __init__(self, path, secret):
        super().__init__(path)
        self._seal = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
        with self.writing() as connection:
            connection.execute("create table if not exists parked (number integer primary key)")
            connection.execute("delete from parked")

    def keep_sealed(self, raw, signature, now):
        self.keep(None, self._seal.encrypt(raw), signature, now)

    def unsealed(self, kept):
        return self._seal.decrypt(kept["raw"])

    def next(self, after, before):
        return self.row(
            "select * from inbox where not done and number > ? and came <= ?"
            " and number not in (select number from parked) order by number limit 1",
            after,
            before,
        )

    def park(self, number):
        """Keep what was refused, and of all such news the last few hundred."""
        with self.writing() as connection:
            connection.execute("insert into parked values (?)", (number,))
            oldest = "select number from parked order by number desc limit -1 offset ?"
            connection.execute(f"delete from inbox where number in ({oldest})", (PARKED,))
            connection.execute("delete from parked where number not in (select number from inbox)")
