"""`python -m reference_app migrate`: bring database and inbox to the newest schema. A command, never a start step."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from reference_app.inbox import store


def to_head(database_url: str, inbox_path: str) -> None:
    """Run the migrations that are missing. Running it again changes nothing."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    command.upgrade(config, "head")
    store.open_inbox(inbox_path).close()
