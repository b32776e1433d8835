"""An SQLite file behind SQLAlchemy: sessions that read, sessions that write. Not: what stands in it."""

from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase


class Database:
    """`writing.begin()` is one transaction that takes the write lock at its start; `reading()` never waits for one."""

    def __init__(self, file: Path, *, busy_seconds: float, connections: int = 5) -> None:
        self._engine = create_async_engine(
            f"sqlite+aiosqlite:///{file}",
            # The driver opens no transaction by itself: `_begin` does.
            connect_args={"timeout": busy_seconds, "isolation_level": None},
            pool_size=connections,
            max_overflow=0,
            pool_timeout=busy_seconds,
            hide_parameters=True,
        )
        event.listen(self._engine.sync_engine, "connect", _set_up)
        event.listen(self._engine.sync_engine, "begin", _begin)
        writer = self._engine.execution_options(write_lock=True)
        self.reading = async_sessionmaker(self._engine, expire_on_commit=False)
        self.writing = async_sessionmaker(writer, expire_on_commit=False)

    async def create(self, base: type[DeclarativeBase]) -> None:
        async with self.writing.begin() as session:
            await session.run_sync(lambda sync: base.metadata.create_all(sync.connection()))

    async def close(self) -> None:
        await self._engine.dispose()


def _set_up(connection, _record) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    locks = connection.get_execution_options().get("write_lock", False)
    connection.exec_driver_sql("begin immediate" if locks else "begin")
