"""Settings that are kept in a database, by name: python kept.py NAME=VALUE …; an empty one is not kept."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path


def every(folder):
    """Return everything that is kept."""
    with closing(opened(folder)) as book:
        return dict(book.execute("select name, value from settings"))


def keep(folder, name, value):
    with closing(opened(folder)) as book, book:
        book.execute("insert or replace into settings values (?, ?)", (name, value))


def opened(folder):
    folder.mkdir(parents=True, exist_ok=True)
    book = sqlite3.connect(folder / "settings.db", timeout=10)
    book.execute("create table if not exists settings (name text primary key, value text not null)")
    return book


if __name__ == "__main__":
    for word in sys.argv[1:]:
        name, _, value = word.partition("=")
        if not value.strip():
            sys.exit(f"{name} is missing")
        keep(Path(os.environ["SHOP_FOLDER"]), name, value)
