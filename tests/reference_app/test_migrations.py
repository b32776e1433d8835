"""The migrations make exactly the tables that the code uses, on every database that the shop promises."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import reference_app.migrations
from reference_app import settings
from reference_app.database import Database, metadata
from reference_app.migrations import upgrade


def test_the_migrations_make_the_tables_of_the_code_and_a_second_run_changes_nothing(
    database_url, tmp_path: Path
) -> None:
    url = settings.database_url({"DATABASE_URL": database_url})
    upgrade.to_head(url, str(tmp_path / "inbox.db"))
    upgrade.to_head(url, str(tmp_path / "inbox.db"))

    database = Database(url)
    with database.reading() as look:
        context = MigrationContext.configure(look, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    database.engine.dispose()

    assert differences == []
    assert (tmp_path / "inbox.db").exists()


def test_the_schema_can_be_taken_back(database_url, tmp_path: Path) -> None:
    url = settings.database_url({"DATABASE_URL": database_url})
    upgrade.to_head(url, str(tmp_path / "inbox.db"))
    config = Config()
    config.set_main_option("script_location", str(Path(reference_app.migrations.__file__).parent))
    config.attributes["database_url"] = url

    command.downgrade(config, "base")

    database = Database(url)
    tables = sa.inspect(database.engine).get_table_names()
    database.engine.dispose()
    assert tables == ["alembic_version"]


def test_every_column_that_its_name_does_not_explain_is_explained() -> None:
    plain = {"id", "order_id", "sku", "quantity", "email", "note", "attempts", "amount", "outcome"}
    silent = {
        f"{table}.{column.name}" for table in metadata.tables.values() for column in table.columns if not column.comment
    }

    assert {name.split(".")[1] for name in silent} <= plain
