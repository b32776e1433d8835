"""How Alembic reaches the database: through our own engine, with the address from the settings. Not: a migration."""

from __future__ import annotations

from alembic import context

from reference_app.database import Database, metadata

database = Database(context.config.attributes["database_url"])
with database.writing() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
database.engine.dispose()
