"""The commands: web, worker, migrate, reconcile, purge. Not: work; settings come before anything heavy is imported."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time

from reference_app import settings
from reference_app.env import SettingError


def main() -> int:
    """Run one command and return its exit code; 2 means that a setting is wrong, and which one is on stderr."""
    parser = argparse.ArgumentParser(prog="python -m reference_app", description="A small shop that takes payments.")
    commands = parser.add_subparsers(dest="command", required=True)
    web = commands.add_parser("web", help="serve pages, API and the webhook endpoint")
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=int, default=8000)
    commands.add_parser("worker", help="apply what the webhook endpoint has kept")
    commands.add_parser("migrate", help="create or update the tables")
    commands.add_parser("reconcile", help="find and apply what no webhook has told")
    purge = commands.add_parser("purge", help="delete what is too old to be delivered again")
    purge.add_argument("--now", type=float, default=None, help="unix seconds; default: the clock")
    asked = parser.parse_args()
    try:
        if asked.command == "migrate":
            return _migrate(settings.database_url(os.environ), settings.inbox_path(os.environ))
        return _run(asked, settings.check(os.environ))
    except SettingError as refused:
        sys.stderr.write(f"reference_app: {refused}\n")
        return 2


def _run(asked: argparse.Namespace, checked: settings.Settings) -> int:
    # What is imported stays until the end: looking for garbage among it would cost a tenth of the start.
    gc.disable()
    if asked.command == "web":
        from reference_app import app  # noqa: PLC0415 - after the settings

        _collect_again()
        app.serve(checked, asked.host, asked.port)
        return 0
    if asked.command == "worker":
        from reference_app.worker import loop  # noqa: PLC0415

        _collect_again()
        loop.run(checked)
        return 0
    if asked.command == "purge":
        from reference_app.worker import purge  # noqa: PLC0415

        return purge.run(checked, time.time() if asked.now is None else asked.now)
    from reference_app.worker import reconcile  # noqa: PLC0415

    _collect_again()
    return reconcile.run(checked)


def _migrate(database_url: str, inbox_path: str) -> int:
    from reference_app.migrations import upgrade  # noqa: PLC0415

    upgrade.to_head(database_url, inbox_path)
    return 0


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    sys.exit(main())
