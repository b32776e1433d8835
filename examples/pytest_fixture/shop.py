"""A shop in forty lines: it asks for the money with the official SDK, and ships when a signed webhook says it came."""

import stripe


class Shop:
    def __init__(self, client, webhook_secret=None):
        self.client = client
        self.webhook_secret = webhook_secret
        self.shipped = []
        self.is_open = True
        self._seen = set()

    def checkout(self, order, amount):
        """Ask for `amount` cents. The key makes a second try of the same order the same payment."""
        asked = {
            "amount": amount,
            "currency": "eur",
            "metadata": {"order": order},
            "automatic_payment_methods": {"enabled": True},
        }
        return self.client.v1.payment_intents.create(asked, {"idempotency_key": f"order-{order}"})

    def webhook(self, environ, start_response):
        """Answer a webhook; a WSGI application."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response(self._hear(body, environ.get("HTTP_STRIPE_SIGNATURE")), [("Content-Length", "0")])
        return []

    def _hear(self, body, signature):
        if not self.is_open:
            return "503 Service Unavailable"
        try:
            event = stripe.Webhook.construct_event(body, signature, self.webhook_secret)
        except (ValueError, stripe.SignatureVerificationError):
            return "400 Bad Request"
        if event.id not in self._seen:  # Stripe promises "at least once"
            self._seen.add(event.id)
            self.shipped.append(event.data.object.metadata["order"])
        return "200 OK"
