"""Find what no news has told: python manage.py reconcile. Not: a second way of booking it (`receivers.py` has it)."""

import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from members import memberships

from orders import payments
from orders.models import Letter, Order
from orders.receivers import book, session_of

LOOK_BACK = 30 * 86_400
PATIENCE = timedelta(minutes=10)


class Command(BaseCommand):
    def handle(self, *args, **options):
        for intent in payments.payments(int(time.time()) - LOOK_BACK):
            session = session_of(intent.id)
            if session is None and payments.is_of_an_invoice(intent.id):
                continue
            outcome = book(payments.look(session)) if session else "about no page of ours"
            self.compare(intent, outcome)
        for order in Order.objects.exclude(session=""):
            book(payments.look(order.session))
        memberships.refresh_all()
        Letter.objects.filter(sent=None, taken__lt=timezone.now() - PATIENCE).update(taken=None)
        for letter in Letter.objects.filter(taken=None).select_related("order"):
            letter.send()

    def compare(self, intent, outcome):
        """Print for a person what differs: money of no order of ours, and money that is not what an order asks for."""
        order = Order.objects.filter(payment=intent.id).first()
        if order is None:
            self.stdout.write(f"DIFFERS: {intent.id} took {intent.amount_received} {intent.currency}: {outcome}")
        elif (order.amount, order.currency) != (intent.amount_received, intent.currency):
            self.stdout.write(
                f"DIFFERS: order {order.pk} asks for {order.amount} {order.currency}, "
                f"and {intent.id} took {intent.amount_received} {intent.currency}"
            )
