"""The tables of `assay.toml` that say where one can look: effects, mails, logs, stores, source. Not: looking."""

from __future__ import annotations

from harness.descriptor.asking import HttpRequest, Table


class MailSent(Table, frozen=True):
    """A mail that arrives at the run's own SMTP port."""

    matching: str = "{order}"
    """What stands in it, in a header or a readable part."""
    to: str | None = None
    """To whom it goes; None: to anybody."""


class Effect(Table, frozen=True):
    """Something that must happen once for each paid order, and can be counted."""

    http: HttpRequest | None = None
    count: str = "$"
    """*Where* the number stands in the reply; a list is counted."""
    sql: str | None = None
    database: str | None = None
    lines: str | None = None
    """Path of a file; lines that contain `matching` are counted."""
    matching: str = "{order}"
    command: str | None = None
    """Prints the number, or something in which `count` finds it."""
    python: str | None = None
    """The function of the hooks file that returns it."""
    stdout: bool = False
    """Lines that contain `matching` are counted in what the target's processes write to their standard output."""
    mail: MailSent | None = None
    """Mails are counted that arrive at `{smtp.host}`, `{smtp.port}`."""
    per_paid_order: int = 1


class MailsTable(Table, frozen=True):
    """Where the mails can be read that the target sends about an order."""

    sent: bool = True
    """False says that the target sends no mail itself."""
    sql: str | None = None
    """Rows that hold the texts; parameters by name from the saved variables: `:order`."""
    database: str | None = None
    http: HttpRequest | None = None
    """A request whose reply holds them, such as to the page of a mail catcher."""
    files: tuple[str, ...] = ()
    """Globs of files that hold one mail each, may use `{state}`."""
    smtp: bool = False
    """They arrive at `{smtp.host}`, `{smtp.port}`."""


class Written(Table, frozen=True):
    """Something that the target writes for people to read: a page, a query, or a file."""

    http: HttpRequest | None = None
    sql: str | None = None
    """Every row that it answers with is a line."""
    database: str | None = None
    lines: str | None = None
    """Path of a file."""


class LogsTable(Table, frozen=True):
    files: tuple[str, ...] = ()
    """Globs, may use `{state}`. Standard output and error are always read when the target is started by the harness."""
    stdout: bool = True
    command: str | None = None
    """Prints what is kept elsewhere: by a journal, by containers. Its output only grows."""
    audit: Written | None = None
    """Where records of what people do are kept, if not in these logs."""


class StoresTable(Table, frozen=True):
    """Where the target keeps things: searched for card data, and disturbed."""

    databases: tuple[str, ...] = ()
    """URLs as SQLAlchemy writes them; may use `{state}`."""
    folders: tuple[str, ...] = ()
    """Folders of files: uploads, caches, queues. May use `{state}`."""
    inbox: str | None = None
    """URL of the database in which an event must be kept before it is acknowledged."""
    business: str | None = None
    """URL of the database for which an acknowledgement must not wait."""
    purge: str | None = None
    """The command that deletes what is no longer needed; `{then}` is the moment at which it is to think it runs."""


class SourceTable(Table, frozen=True):
    """The target's source."""

    tree: tuple[str, ...]
    """Folders or files, relative to `[target] cwd`."""
    ignore: tuple[str, ...] = ()
    """Globs of paths that are not the target's own: tests, generated files, copies of others' code."""
    harmless: dict[str, str] = {}
    """Keys and card numbers that may stand in the tree: the SHA-256 of each, and why."""
