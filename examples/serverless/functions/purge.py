"""Forgets news that nobody can send again: Stripe does so for 30 days. Not: orders."""

from datetime import datetime

from shop import log, tables

KEPT = 40 * 86_400


def handler(event, context):
    now = datetime.fromisoformat(event["time"]).timestamp()
    log.write("INFO", "news is forgotten", rows=tables.forget(int(now) - KEPT))
