"""Forget news that nobody can send again: python manage.py purge [UNIX SECONDS]. Not: orders."""

import time
from datetime import UTC, datetime, timedelta

from django.core.management.base import BaseCommand
from djstripe.models import Event, WebhookEventTrigger

KEPT = timedelta(days=40)
"""The provider sends events again for 30 days."""


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("now", nargs="?", type=float, default=time.time())

    def handle(self, *args, now, **options):
        before = datetime.fromtimestamp(now, UTC) - KEPT
        WebhookEventTrigger.objects.filter(created__lt=before).delete()
        Event.objects.filter(djstripe_created__lt=before).delete()
