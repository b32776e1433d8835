"""Tell dj-stripe where news comes in and who signs it: python manage.py webhook_endpoint. Not: making the endpoint.

dj-stripe keeps endpoints and their secrets in its database, and its admin makes them. A shop that is deployed from its
environment writes down the one that was made for it, at each start: a secret or a key that was rolled is rolled here.
"""

from django.conf import settings
from django.core.management.base import BaseCommand
from djstripe.models import APIKey, WebhookEndpoint


class Command(BaseCommand):
    def handle(self, *args, **options):
        told = settings.ENVIRONMENT
        WebhookEndpoint.objects.update_or_create(
            djstripe_uuid=told.webhook_uuid,
            defaults={
                "id": f"we_{told.webhook_uuid.hex}",
                "secret": told.webhook_secret,
                "livemode": told.live,
                "status": "enabled",
                "enabled_events": ["*"],
                "url": f"https://shop.example.com/stripe/webhook/{told.webhook_uuid}/",
            },
        )
        # dj-stripe writes down each key that it has used, and goes on using the oldest: one that was rolled must go.
        APIKey.objects.exclude(secret=told.api_key).delete()
